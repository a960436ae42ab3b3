"""The rule in force on a day, and the working calendar."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone

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
    rows = Rule.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=day), key__in=keys, valid_from__lte=day
    ).order_by("valid_from")
    for row in rows:
        found[row.key] = RuleInForce(row.key, row.value, row.legal_basis)
    return found


def rule_on(key: str, *, on: dt.date | None = None) -> RuleInForce:
    """Return one rule in force on the day."""
    return rules_on(key, on=on)[key]


def due_after(days: int, *, start: dt.date | None = None) -> dt.datetime:
    """Return the end of the working day that lies this many working days after the start."""
    first = start or timezone.localdate()
    special = CalendarDay.objects.filter(
        day__gte=first, day__lte=first + dt.timedelta(days * 3 + 40)
    )
    holidays: set[dt.date] = set()
    extra: set[dt.date] = set()
    for day, working in special.values_list("day", "is_working"):
        (extra if working else holidays).add(day)
    last = add_working_days(first, days, frozenset(holidays), frozenset(extra))
    return timezone.make_aware(dt.datetime.combine(last, dt.time(17, 0)))
