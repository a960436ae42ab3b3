"""What a body looks like on a day, counted from plain values: before a proposal and after it.

`facts_of` reads; `composed` computes from nothing but what it is given; `composition_of` is both.
Targets are judged in whole numbers and exact fractions, of the seats that were decided.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from personnel.enums import Dimension, Region, Sex
from workflow_app.lib.fractions import Threshold
from workflow_app.organization.enums import UnitKind

from .persons import age_on, months_after

AGES = ((None, 45), (46, 60), (61, None))
"""Bands in which ages are counted for the picture; targets may name any other."""


@dataclass(frozen=True, slots=True)
class Sitter:
    """What of a person a composition counts."""

    person: int
    name: str
    sort_key: str = ""
    sex: str = ""
    born: dt.date | None = None
    unit: str = ""
    unit_kind: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class SeatFact:
    """A seat and who sits on it on the day."""

    seat: int
    number: int
    post: str
    holder: Sitter | None = None
    since: dt.date | None = None
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """At least so many, or such a share of the seats decided."""

    dimension: str
    value: str
    at_least: int | tuple[int, int]
    legal_basis: str = ""

    def needed(self, seats: int) -> int:
        """Return the fewest people that meet it."""
        if isinstance(self.at_least, int):
            return self.at_least
        return Threshold(*self.at_least).needed(seats)


@dataclass(frozen=True, slots=True)
class TermFacts:
    """Everything a composition is computed from."""

    term: int
    body: str
    name: str
    on: dt.date
    decided: int
    ends: dt.date | None
    ending_within: int
    """Months"""
    seats: tuple[SeatFact, ...]
    targets: tuple[Target, ...] = ()
    people: dict[int, Sitter] = field(default_factory=dict)
    """Who may enter by a change, by key of the person"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatChange:
    """One change: somebody leaves, somebody enters, or one person changes the seat.

    Without a seat the entering person takes the one that is left, else the first that is vacant;
    where there is none, one more is drawn behind the last.
    """

    leaves: int | None = None
    enters: int | None = None
    seat: int | None = None


@dataclass(frozen=True, slots=True)
class SeatShown:
    """A seat of the picture."""

    number: int
    post: str
    holder: Sitter | None
    since: dt.date | None
    until: dt.date | None
    state: str
    """filled, ending, vacant; after changes also entering"""
    before: Sitter | None = None
    """Who sat there before the changes, where it is somebody else now"""
    is_extra: bool = False
    """Beyond the seats that were decided"""


@dataclass(frozen=True, slots=True)
class TargetResult:
    """A target with its arithmetic."""

    target: Target
    have: int
    needed: int
    unknown: int
    """Sitting members of whom nobody knows whether they count"""

    @property
    def is_met(self) -> bool:
        """Whether enough are known to count."""
        return self.have >= self.needed

    @property
    def missing(self) -> int:
        """How many are still wanted."""
        return max(0, self.needed - self.have)


@dataclass(frozen=True, slots=True)
class Composition:
    """A body on a day."""

    facts: TermFacts
    seats: tuple[SeatShown, ...]
    targets: tuple[TargetResult, ...]
    groups: dict[str, dict[str, int]]
    """For each dimension, how many sit of each group; "" counts those not known"""

    @property
    def decided(self) -> int:
        """Seats that were decided for the term."""
        return self.facts.decided

    @property
    def filled(self) -> int:
        """Seats on which somebody sits."""
        return sum(seat.holder is not None for seat in self.seats)

    @property
    def vacant(self) -> int:
        """Seats decided and not filled, never below nothing."""
        return max(0, self.decided - self.filled)

    @property
    def beyond(self) -> int:
        """Members beyond the seats decided."""
        return max(0, self.filled - self.decided)

    @property
    def targets_met(self) -> int:
        """How many targets are met."""
        return sum(result.is_met for result in self.targets)

    @property
    def ending(self) -> int:
        """Filled seats whose mandate ends soon."""
        return sum(seat.state == "ending" for seat in self.seats)


def composed(facts: TermFacts, changes: Sequence[SeatChange] = ()) -> Composition:
    """Compute the composition from the facts, as it is after the changes."""
    before = {seat.seat: seat.holder for seat in facts.seats}
    seats = _changed(facts, changes)
    shown = [_shown(seat, facts, before.get(seat.seat), bool(changes)) for seat in seats]
    shown += [  # decided, and never set up
        SeatShown(number, "", None, None, None, "vacant")
        for number in range(len(shown) + 1, facts.decided + 1)
    ]
    sitters = [seat.holder for seat in seats if seat.holder is not None]
    return Composition(
        facts=facts,
        seats=tuple(shown),
        targets=tuple(_judged(target, sitters, facts) for target in facts.targets),
        groups={dimension: _counted(dimension, sitters, facts.on) for dimension in Dimension},
    )


def _changed(facts: TermFacts, changes: Iterable[SeatChange]) -> list[SeatFact]:
    seats = list(facts.seats)
    for change in changes:
        left = _leave(seats, change.leaves)
        if change.enters is not None:
            _enter(seats, facts, change, left)
    return seats


def _leave(seats: list[SeatFact], person: int | None) -> int | None:
    """Empty the person's seat; return its place in the list."""
    for place, seat in enumerate(seats):
        if person is not None and seat.holder is not None and seat.holder.person == person:
            seats[place] = replace(seat, holder=None, since=None, until=None)
            return place
    return None


def _enter(seats: list[SeatFact], facts: TermFacts, change: SeatChange, left: int | None) -> None:
    known = {seat.holder.person: seat.holder for seat in facts.seats if seat.holder}
    person = facts.people.get(change.enters or 0) or known.get(change.enters or 0)
    if person is None:
        raise LookupError("An entering person must be among the facts.")
    place = _place(seats, change.seat, left)
    if place is None:
        last = max((seat.number for seat in seats), default=0)
        seats.append(SeatFact(-len(seats) - 1, last + 1, "", person, facts.on))
    else:
        seats[place] = replace(seats[place], holder=person, since=facts.on, until=None)


def _place(seats: list[SeatFact], wanted: int | None, left: int | None) -> int | None:
    if wanted is not None:
        return next(place for place, seat in enumerate(seats) if seat.seat == wanted)
    if left is not None:
        return left
    return next((place for place, seat in enumerate(seats) if seat.holder is None), None)


def _shown(
    seat: SeatFact,
    facts: TermFacts,
    before: Sitter | None,
    has_changes: bool,  # noqa: FBT001 -- inner
) -> SeatShown:
    was = before if before != seat.holder else None
    return SeatShown(
        number=seat.number,
        post=seat.post,
        holder=seat.holder,
        since=seat.since,
        until=seat.until,
        state=_state(seat, facts, is_new=has_changes and before != seat.holder),
        before=was,
        is_extra=seat.seat < 0,
    )


def _state(seat: SeatFact, facts: TermFacts, *, is_new: bool) -> str:
    if seat.holder is None:
        return "vacant"
    if is_new:
        return "entering"
    soon = months_after(facts.on, facts.ending_within)
    return "ending" if seat.until is not None and seat.until <= soon else "filled"


# --- Counting ------------------------------------------------------------------------------


def group_of(dimension: str, sitter: Sitter, on: dt.date) -> str | int:
    """Return the group somebody counts in (for ages the age itself); "" when nobody knows."""
    if dimension == Dimension.AGE:
        return "" if sitter.born is None else age_on(sitter.born, on)
    return {
        Dimension.SEX: sitter.sex,
        Dimension.UNIT_KIND: sitter.unit_kind,
        Dimension.REGION: sitter.region,
    }[Dimension(dimension)]


def band_of(value: str) -> tuple[int | None, int | None]:
    """Read a band of ages: "-45", "46-60", "61-"; ValueError for anything else."""
    first, dash, last = value.partition("-")
    if not dash or not (first or last):
        raise ValueError(value)
    band = (int(first) if first else None, int(last) if last else None)
    if None not in band and band[0] > band[1]:  # type: ignore[operator]  # both are numbers here
        raise ValueError(value)
    return band


def _counts(target: Target, group: str | int) -> bool:
    if target.dimension == Dimension.AGE:
        first, last = band_of(target.value)
        age = int(group)
        return (first is None or age >= first) and (last is None or age <= last)
    return group == target.value


def _judged(target: Target, sitters: Sequence[Sitter], facts: TermFacts) -> TargetResult:
    groups = [group_of(target.dimension, sitter, facts.on) for sitter in sitters]
    return TargetResult(
        target=target,
        have=sum(group != "" and _counts(target, group) for group in groups),
        needed=target.needed(facts.decided),
        unknown=groups.count("") if target.dimension != Dimension.REGION else 0,
    )


def _counted(dimension: str, sitters: Sequence[Sitter], on: dt.date) -> dict[str, int]:
    """Count the groups in the order in which people list them."""
    groups = [group_of(dimension, sitter, on) for sitter in sitters]
    if dimension == Dimension.AGE:
        names = {f"{first or ''}-{last or ''}": (first, last) for first, last in AGES}
        counted = {
            name: sum(
                group != "" and (first or 0) <= int(group) <= (last or 999) for group in groups
            )
            for name, (first, last) in names.items()
        }
    else:
        found = Counter(groups)
        order: Sequence[str] = {
            Dimension.SEX: Sex.values,
            Dimension.UNIT_KIND: UnitKind.values,
            Dimension.REGION: Region.values,
        }[Dimension(dimension)]
        counted = {name: found[name] for name in order}
    return counted | ({"": groups.count("")} if "" in groups else {})
