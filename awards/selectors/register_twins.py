"""Whom the rows of an old register are about: everybody known is read once, however many rows."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _

from awards.enums import SubjectKind
from awards.models import Recipient
from awards.selectors.recipients import Duplicate, details_of, why_alike
from workflow_app.lib.text import words
from workflow_app.organization.models import Person, Unit


class Known:
    """Recipients, units of today and of the past, and people of the organisation, by their words.

    Answers what `duplicates_of` answers, for a whole workbook in three statements. Former units are
    among them: what they were given stands under their old names.
    """

    def __init__(self) -> None:
        self._alike: dict[tuple[str, ...], list[Recipient]] = defaultdict(list)
        self._born: dict[dt.date, list[Recipient]] = defaultdict(list)
        self._others: dict[tuple[str, tuple[str, ...]], list[Duplicate]] = defaultdict(list)
        rows = Recipient.objects.filter(merged_into=None).order_by("sort_key", "pk")
        for row in rows.select_related("unit", "person__unit"):
            for key in {_key(name) for name in _names(row)}:
                self._alike[key].append(row)
            if row.birth_date is not None:
                self._born[row.birth_date].append(row)
        self._add_units(Unit.objects.filter(as_recipient=None).order_by("sort_key", "pk"))
        people = Person.objects.filter(is_active=True, as_recipient=None).select_related("unit")
        for person in people.order_by("pk"):
            details = ", ".join(
                part for part in (person.position, person.unit and person.unit.short_name) if part
            )
            self._others[SubjectKind.PERSON, _key(person.full_name)].append(
                Duplicate(
                    f"p{person.pk}", person.full_name, details, _("a person of the organisation")
                )
            )

    def _add_units(self, units: Iterable[Unit]) -> None:
        for unit in units:
            why = (
                _("a unit of the organisation")
                if unit.valid_to is None
                else _("a former unit of the organisation")
            )
            for key in {_key(name) for name in (unit.name, unit.short_name, unit.code)}:
                self._others[SubjectKind.COLLECTIVE, key].append(
                    Duplicate(f"u{unit.pk}", unit.name, unit.code, why)
                )

    def twins_of(
        self, *, kind: str, name: str, birth_date: dt.date | None = None
    ) -> list[Duplicate]:
        """Return everybody it may be: same name without marks, or day of birth and similar name."""
        typed = _key(name)
        if not typed:
            return []
        rows = {row.pk: row for row in self._alike.get(typed, ()) if row.kind == kind}
        if birth_date is not None:
            rows |= {row.pk: row for row in self._born.get(birth_date, ()) if row.kind == kind}
        found = []
        for row in rows.values():
            # A unit is found by its short name and its code too.
            why = why_alike(row, list(typed), birth_date)
            why = why or (_("a unit of the organisation") if row.unit is not None else "")
            if why:
                found.append(Duplicate(f"r{row.pk}", row.name, details_of(row), why))
        return [*found, *self._others.get((kind, typed), ())]

    def kinds_of(self, name: str) -> set[str]:
        """Return as what a name is known: a collective, a person, both or neither."""
        typed = _key(name)
        kinds = {row.kind for row in self._alike.get(typed, ())}
        return kinds | {kind for kind in SubjectKind.values if (kind, typed) in self._others}


def _key(name: str) -> tuple[str, ...]:
    return tuple(sorted(words(name)))


def _names(row: Recipient) -> list[str]:
    unit = row.unit
    return [row.name, *((unit.name, unit.short_name, unit.code) if unit is not None else ())]
