"""Reading what a composition is computed from, whom a body misses, and who sat when."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from personnel.models import StructureTarget
from workflow_app.organization.models import Body, Mandate, Person, Seat, Term
from workflow_app.rulebook.selectors import RuleInForce, rules_on

from .attendance import missed_in_a_row
from .composition import (
    Composition,
    SeatChange,
    SeatFact,
    Sitter,
    Target,
    TermFacts,
    composed,
)
from .persons import birth_dates_of
from .regions import region_of


def composition_of(term: Term, on: dt.date, changes: Sequence[SeatChange] = ()) -> Composition:
    """Return the composition of the term on the day, as it would be after the changes."""
    entering = {change.enters for change in changes} - {None}
    return composed(facts_of(term, on, sorted(key for key in entering if key)), changes)


def facts_of(term: Term, on: dt.date, entering: Iterable[int] = ()) -> TermFacts:
    """Read the facts in a handful of statements, however many seats there are."""
    ending_within = rules_on("personnel.ending_within", on=on)["personnel.ending_within"].value
    seats = list(term.seats.order_by("number"))
    held = _held(term, on)
    people = {mandate.person_id: mandate.person for mandate in held.values()}
    others = Person.objects.filter(pk__in=set(entering) - people.keys()).select_related("unit")
    sitters = _sitters([*people.values(), *others])
    return TermFacts(
        term=term.pk,
        body=term.body.name,
        name=term.name,
        on=on,
        decided=term.decided_seats,
        ends=term.end,
        ending_within=ending_within,
        seats=tuple(_seat_fact(seat, held.get(seat.pk), sitters) for seat in seats),
        targets=tuple(target_of(row) for row in StructureTarget.objects.filter(term=term)),
        people=sitters,
    )


def _held(term: Term, on: dt.date) -> dict[int, Mandate]:
    rows = Mandate.objects.in_force(on).filter(seat__term=term).select_related("person__unit")
    return {mandate.seat_id or 0: mandate for mandate in rows.order_by("valid_from", "pk")}


def _sitters(people: Iterable[Person]) -> dict[int, Sitter]:
    known = {person.pk: person for person in people}
    born = birth_dates_of(list(known))
    return {pk: _sitter(person, *born.get(pk, ("", None))) for pk, person in known.items()}


def _sitter(person: Person, sex: str, born: dt.date | None) -> Sitter:
    unit = person.unit
    return Sitter(
        person=person.pk,
        name=person.full_name,
        sort_key=person.sort_key,
        sex=sex,
        born=born,
        unit=unit.short_name if unit else "",
        unit_kind=unit.kind if unit else "",
        region=region_of(unit.province) if unit else "",
    )


def _seat_fact(seat: Seat, mandate: Mandate | None, sitters: dict[int, Sitter]) -> SeatFact:
    if mandate is None:
        return SeatFact(seat.pk, seat.number, seat.post)
    holder = sitters[mandate.person_id]
    return SeatFact(seat.pk, seat.number, seat.post, holder, mandate.valid_from, mandate.valid_to)


def target_of(row: StructureTarget) -> Target:
    """Return a target as the computation takes it."""
    at_least = row.at_least
    exact = at_least if isinstance(at_least, int) else (int(at_least[0]), int(at_least[1]))
    return Target(row.dimension, row.value, exact, row.legal_basis)


# --- Which term ----------------------------------------------------------------------------


def terms_of(body: Body) -> list[Term]:
    """Return the body's terms, the newest first."""
    return list(body.terms.select_related("body").order_by("-start"))


def term_on(terms: Sequence[Term], on: dt.date) -> Term | None:
    """Return the term that runs on the day, else the last that had begun, else the first."""
    begun = [term for term in terms if term.start <= on]
    running = [term for term in begun if term.covers(on)]
    return next(iter([*running, *begun, *terms]), None)


# --- Whom the body misses ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Inactive:
    """A member who missed so many sessions in a row."""

    person: Sitter
    seat: int
    missed: int


def inactive_members(body: Body, composition: Composition) -> tuple[list[Inactive], RuleInForce]:
    """Return the members whom the rule calls inactive on the day, and the rule."""
    facts = composition.facts
    rule = rules_on("personnel.inactive_after", on=facts.on)["personnel.inactive_after"]
    sitting = {seat.holder.person: seat for seat in composition.seats if seat.holder}
    missed = missed_in_a_row(body, sitting, facts.on)
    found = [
        Inactive(seat.holder, seat.number, missed[person])
        for person, seat in sitting.items()
        if seat.holder and missed.get(person, 0) >= rule.value
    ]
    return sorted(found, key=lambda one: (-one.missed, one.person.sort_key)), rule


# --- Who sat when --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sitting:
    """Somebody's time on a seat; `start` and `length` are shares of the chart's width in SVG."""

    name: str
    unit: str
    first: dt.date
    last: dt.date | None
    start: str
    length: str


@dataclass(frozen=True, slots=True)
class SeatHistory:
    """A seat and who sat on it, in order."""

    number: int
    post: str
    sittings: tuple[Sitting, ...]
    changed_hands: bool
    """Whether more than one person sat there, or nobody does any more"""


WIDTH = 1000


def seat_histories(term: Term, on: dt.date) -> list[SeatHistory]:
    """Return who sat on each seat from the term's beginning to its end, or to the day."""
    last = max(term.end or on, on)
    days = max((last - term.start).days + 1, 1)
    by_seat: dict[int, list[Sitting]] = defaultdict(list)
    rows = Mandate.objects.filter(seat__term=term).select_related("person__unit")
    for mandate in rows.order_by("valid_from", "pk"):
        by_seat[mandate.seat_id or 0].append(_sitting(mandate, term.start, last, days))
    return [_history(seat, tuple(by_seat[seat.pk]), on) for seat in term.seats.order_by("number")]


def _history(seat: Seat, sittings: tuple[Sitting, ...], on: dt.date) -> SeatHistory:
    has_left = any(one.last is not None and one.last < on for one in sittings)
    return SeatHistory(seat.number, seat.post, sittings, len(sittings) > 1 or has_left)


def _sitting(mandate: Mandate, first: dt.date, last: dt.date, days: int) -> Sitting:
    begins = max(mandate.valid_from, first)
    ends = min(mandate.valid_to or last, last)
    start = (begins - first).days * WIDTH // days
    end = ((ends - first).days + 1) * WIDTH // days
    unit = mandate.person.unit
    return Sitting(
        name=mandate.person.full_name,
        unit=unit.short_name if unit else "",
        first=mandate.valid_from,
        last=mandate.valid_to,
        start=_share(min(start, WIDTH)),
        length=_share(max(end - start, 1)),
    )


def _share(thousandths: int) -> str:
    """Write a share for SVG, which knows no decimal comma."""
    return f"{thousandths // 10}.{thousandths % 10}%"


def years_of(term: Term, on: dt.date) -> list[tuple[int, str]]:
    """Return the years of the chart with the place where each begins."""
    last = max(term.end or on, on)
    days = max((last - term.start).days + 1, 1)
    return [
        (year, _share(max((dt.date(year, 1, 1) - term.start).days, 0) * WIDTH // days))
        for year in range(term.start.year, last.year + 1)
    ]
