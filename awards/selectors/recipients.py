"""Finding who is nominated: by a part of the name, and by what makes two rows the same one."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from awards.enums import SubjectKind
from awards.models import Nomination, Recipient
from workflow_app.lib.text import fold, words
from workflow_app.organization.models import Person, Unit

MOST = 8
ENOUGH_LETTERS = 2
SHARED_WORDS = 2


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody or some collective that can be nominated.

    `key` is what a form sends back: "r12" a recipient, "p5" a person of the organisation, "u7" a
    unit, the last two not nominated before.
    """

    key: str
    name: str
    details: str


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A row that may be the same as what was typed, and why."""

    key: str
    name: str
    details: str
    why: str


def search(text: str, kind: str) -> list[Found]:
    """Return whom a part of a name fits, with or without marks; at most a screenful."""
    folded = words(text)
    if len("".join(folded)) < ENOUGH_LETTERS:
        return []
    known = _with_words(Recipient.objects.filter(kind=kind, merged_into=None), folded)
    found = [_of_recipient(row) for row in known.select_related("unit", "person__unit")[:MOST]]
    if kind == SubjectKind.COLLECTIVE:
        units = _with_words(Unit.objects.filter(valid_to=None, as_recipient=None), folded)
        found += [_of_unit(unit) for unit in units[:MOST]]
    else:
        people = Person.objects.filter(is_active=True, as_recipient=None)
        found += [
            _of_person(person)
            for person in _with_words(people, folded).select_related("unit")[:MOST]
        ]
    return found[:MOST]


def _with_words(rows: QuerySet[Any], folded: Sequence[str]) -> QuerySet[Any]:
    return rows.filter(reduce(and_, (Q(search_text__contains=word) for word in folded)))


def details_of(recipient: Recipient) -> str:
    """Return what tells two people of one name apart: year of birth, post, place, country."""
    organisation = recipient.organisation
    if not organisation and recipient.person is not None and recipient.person.unit is not None:
        organisation = recipient.person.unit.short_name
    parts = (
        str(recipient.birth_date.year) if recipient.birth_date else "",
        recipient.post,
        organisation,
        recipient.nationality,
    )
    return " · ".join(part for part in parts if part)


def _of_recipient(row: Recipient) -> Found:
    return Found(f"r{row.pk}", row.name, details_of(row))


def _of_unit(unit: Unit) -> Found:
    return Found(f"u{unit.pk}", unit.name, unit.code)


def _of_person(person: Person) -> Found:
    parts = (person.position, person.unit.short_name if person.unit else "")
    return Found(f"p{person.pk}", person.full_name, " · ".join(part for part in parts if part))


# --- The same one twice --------------------------------------------------------------------


def duplicates_of(
    *, kind: str, name: str, birth_date: dt.date | None = None, leave_out: int = 0
) -> list[Duplicate]:
    """Return rows that may be the one described: same name, other order, same day of birth.

    Marks and case do not count. `leave_out` is a row's own key, when one looks for its twins.
    """
    typed = sorted(words(name))
    if not typed:
        return []
    found = _recipients_alike(kind, typed, birth_date, leave_out)
    if kind == SubjectKind.COLLECTIVE:
        units = Unit.objects.filter(valid_to=None, as_recipient=None)
        named = {fold(name)}
        found += [
            Duplicate(f"u{unit.pk}", unit.name, unit.code, _("a unit of the organisation"))
            for unit in _with_words(units, typed)[:MOST]
            if named & {fold(unit.name), fold(unit.short_name)}
        ]
    else:
        people = Person.objects.filter(is_active=True, as_recipient=None).select_related("unit")
        found += [
            Duplicate(one.key, one.name, one.details, _("a person of the organisation"))
            for person in _with_words(people, typed)[:MOST]
            if sorted(words(person.full_name)) == typed
            for one in [_of_person(person)]
        ]
    return found


def _recipients_alike(
    kind: str, typed: list[str], birth_date: dt.date | None, leave_out: int
) -> list[Duplicate]:
    alike = reduce(and_, (Q(search_text__contains=word) for word in typed))
    if birth_date is not None:
        alike |= Q(birth_date=birth_date)
    rows = Recipient.objects.filter(alike, kind=kind, merged_into=None).exclude(pk=leave_out)
    found = []
    for row in rows.select_related("person__unit").order_by("sort_key", "pk")[:50]:
        why = why_alike(row, typed, birth_date)
        if why:
            found.append(Duplicate(f"r{row.pk}", row.name, details_of(row), why))
    return found


def why_alike(row: Recipient, typed: list[str], birth_date: dt.date | None) -> str:
    """Return why a row may be who was typed; empty where it is not. `typed` are its sorted words."""
    theirs = sorted(words(row.name))
    born_alike = birth_date is not None and row.birth_date == birth_date
    if theirs == typed:
        if born_alike:
            return _("same name, same date of birth")
        if birth_date is not None and row.birth_date is not None:
            return _("same name, another date of birth")
        return _("same name")
    if born_alike and len(set(theirs) & set(typed)) >= SHARED_WORDS:
        return _("same date of birth, similar name")
    return ""


def same_as(recipient: Recipient) -> list[int]:
    """Return the keys of every row that stands for this recipient, its own among them."""
    main = recipient.merged_into_id or recipient.pk
    rows = Recipient.objects.filter(Q(pk=main) | Q(merged_into=main))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def recipients_for_secretariat(text: str = "") -> QuerySet[Recipient]:
    """Return every recipient with the number of nominations, those that are others' twins last."""
    nominations = Nomination.objects.filter(recipient=OuterRef("pk")).order_by()
    number = nominations.values("recipient").annotate(number=Count("pk")).values("number")
    rows = Recipient.objects.select_related("merged_into", "unit", "person__unit").annotate(
        count=Coalesce(Subquery(number), 0)
    )
    folded = words(text)
    if folded:
        rows = _with_words(rows, folded)
    return rows.order_by("sort_key", "pk")


def is_being_drafted_by(recipient: Recipient, units: Sequence[int]) -> bool:
    """Tell whether a draft of one of these units names the recipient."""
    return Nomination.objects.filter(
        recipient=recipient, dossier__unit__in=units, dossier__stage="drafting"
    ).exists()


def same_rows(recipients: Collection[int]) -> dict[int, list[int]]:
    """Return, by every row that stands for one of these recipients, which of these it stands for."""
    rows = Recipient.objects.filter(pk__in=recipients).values_list("pk", "merged_into")
    mains = {pk: main or pk for pk, main in rows}
    family = Recipient.objects.filter(
        Q(pk__in=set(mains.values())) | Q(merged_into__in=set(mains.values()))
    ).values_list("pk", "merged_into")
    found: dict[int, list[int]] = {}
    for pk, main in family:
        found[pk] = [one for one, its_main in mains.items() if its_main == (main or pk)]
    return found
