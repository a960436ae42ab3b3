"""The rule in force on a day, and the working calendar."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import CharField, DateField, Q, Subquery
from django.utils import timezone

from workflow_app.db.prepared import Rows, Select
from workflow_app.lib.fractions import Threshold
from workflow_app.lib.workdays import add_working_days

from .keys import RULES
from .models import CalendarDay, Rule


@dataclass(frozen=True, slots=True)
class RuleInForce:
    """A rule's value on a day, with the text that justifies it."""

    key: str
    value: Any
    legal_basis: str

    @property
    def threshold(self) -> Threshold:
        """Read a fraction rule as an exact threshold."""
        numerator, denominator, comparison = self.value
        return Threshold(numerator, denominator, strict=comparison == "more_than")


def rules_on(*keys: str, on: dt.date | None = None) -> dict[str, RuleInForce]:
    """Return the rules in force on the day, one statement for all; unknown keys raise KeyError."""
    day = on or timezone.localdate()
    found = {key: RuleInForce(key, RULES[key].default, RULES[key].legal_basis) for key in keys}
    for row in _versions_of(keys)(on=day):
        found[row.key] = RuleInForce(row.key, row.value, row.legal_basis)
    return found


@lru_cache
def _versions_of(keys: tuple[str, ...]) -> Select[Rule]:
    """The versions of some rules in force on a day; code asks for the same few sets of rules."""
    return Select(
        lambda on: (
            Rule.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))
            .filter(key__in=keys, valid_from__lte=on)
            .order_by("valid_from")
        ),
        on=DateField(),
    )


_newest = Select(
    lambda key, on: (
        Rule.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))
        .filter(key=key, valid_from__lte=on)
        .order_by("-valid_from")[:1]
    ),
    key=CharField(),
    on=DateField(),
)
_special_days = Select(
    lambda first, last: CalendarDay.objects.filter(day__gte=first, day__lte=last).order_by(),
    first=DateField(),
    last=DateField(),
)


def rule_on(key: str, *, on: dt.date | None = None) -> RuleInForce:
    """Return one rule in force on the day; KeyError for an unknown one."""
    known = RULES[key]
    row = _newest.first(key=key, on=on or timezone.localdate())
    if row is None:
        return RuleInForce(key, known.default, known.legal_basis)
    return RuleInForce(key, row.value, row.legal_basis)


_due = Rows(
    lambda key, on, last: (
        CalendarDay.objects.filter(day__gte=on, day__lte=last)
        .annotate(
            days=Subquery(
                Rule.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))
                .filter(key=key, valid_from__lte=on)
                .order_by("-valid_from")
                .values("value")[:1]
            )
        )
        .order_by()
        .values_list("day", "is_working", "days")
    ),
    key=CharField(),
    on=DateField(),
    last=DateField(),
)
MOST_DAYS_AT_ONCE = 40
"""Working days; nearly all that rules give are fewer, and half a year has a special day."""


def due_by(key: str, *, on: dt.date | None = None) -> dt.datetime:
    """Return when that is due for which a rule gives so many working days from a day on.

    `due_after(rule_on(key).value)` with one statement, where the calendar tells of the next half
    year and the rule does not ask for more.
    """
    today = on or timezone.localdate()
    special = _due(key=key, on=today, last=_reaching(today, MOST_DAYS_AT_ONCE))
    days = special[0][2] if special else rule_on(key, on=today).value
    days = RULES[key].default if days is None else days
    if days > MOST_DAYS_AT_ONCE:
        return due_after(days, start=today)
    return _end_of(today, days, [(day, is_working) for day, is_working, __ in special])


def _reaching(first: dt.date, days: int) -> dt.date:
    """Return a day up to which so many working days are surely counted."""
    return first + dt.timedelta(days * 3 + 40)


def due_after(days: int, *, start: dt.date | None = None) -> dt.datetime:
    """Return the end of the working day that lies this many working days after the start."""
    first = start or timezone.localdate()
    special = _special_days(first=first, last=_reaching(first, days))
    return _end_of(first, days, [(row.day, row.is_working) for row in special])


def _end_of(first: dt.date, days: int, special: list[tuple[dt.date, bool]]) -> dt.datetime:
    holidays = frozenset(day for day, is_working in special if not is_working)
    extra = frozenset(day for day, is_working in special if is_working)
    last = add_working_days(first, days, holidays, extra)
    return timezone.make_aware(dt.datetime.combine(last, dt.time(17, 0)))
