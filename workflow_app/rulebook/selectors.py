"""The rule in force on a day, and the working calendar."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import CharField, DateField, Q
from django.utils import timezone

from workflow_app.db.prepared import Select
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


def due_after(days: int, *, start: dt.date | None = None) -> dt.datetime:
    """Return the end of the working day that lies this many working days after the start."""
    first = start or timezone.localdate()
    holidays: set[dt.date] = set()
    extra: set[dt.date] = set()
    for special in _special_days(first=first, last=first + dt.timedelta(days * 3 + 40)):
        (extra if special.is_working else holidays).add(special.day)
    last = add_working_days(first, days, frozenset(holidays), frozenset(extra))
    return timezone.make_aware(dt.datetime.combine(last, dt.time(17, 0)))
