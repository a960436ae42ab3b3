"""Changing rules and the calendar. A rule is never edited: a new version begins on a day."""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from workflow_app.audit.services import record

from .holidays import holidays_of
from .keys import DAYS, FRACTION, RULES, WORKING_DAYS, YES_NO
from .models import CalendarDay, Rule
from .units import UNITS

if TYPE_CHECKING:
    from workflow_app.accounts.models import User

ONE_DAY = dt.timedelta(days=1)
MOST_DAYS = 3650
COMPARISONS = ("at_least", "more_than")
FRACTION_PARTS = 3


@transaction.atomic
def set_rule(
    *,
    key: str,
    value: Any,
    legal_basis: str,
    valid_from: dt.date,
    by: "User | None",
    note: str = "",
) -> Rule:
    """Let a new version of the rule begin; the version before ends on the eve.

    A person cannot let a rule begin in the past: what was decided rests on the rule of its day.
    """
    check_value(key, value)
    if not legal_basis.strip():
        raise ValidationError(_("Name the legal basis of the rule."))
    if by is not None and valid_from < timezone.localdate():
        raise ValidationError(
            _("A rule cannot begin in the past: what was decided rests on the rule of its day.")
        )
    versions = list(Rule.objects.select_for_update().filter(key=key).order_by("valid_from"))
    if any(rule.valid_from == valid_from for rule in versions):
        raise ValidationError(
            _("A version of this rule already begins on that day. Choose another day.")
        )
    for rule in versions:
        if rule.valid_from < valid_from and (rule.valid_to is None or rule.valid_to >= valid_from):
            rule.valid_to = valid_from - ONE_DAY
            rule.save()
    later = next((rule for rule in versions if rule.valid_from > valid_from), None)
    rule = Rule.objects.create(
        key=key,
        value=value,
        legal_basis=legal_basis.strip(),
        valid_from=valid_from,
        valid_to=later.valid_from - ONE_DAY if later else None,
        note=note,
    )
    record(
        action="rule.set",
        actor=by,
        object=rule,
        data={
            "key": key,
            "value": value,
            "valid_from": valid_from.isoformat(),
            "basis": legal_basis,
        },
    )
    return rule


def check_value(key: str, value: Any) -> None:
    """Refuse a value that code could not read, in words."""
    if key not in RULES:
        raise ValidationError(_("There is no rule “%(key)s”.") % {"key": key})
    unit = RULES[key].unit
    if unit in UNITS:
        UNITS[unit].check(value)
    elif unit == FRACTION:
        _check_fraction(value)
    elif unit == YES_NO:
        if not isinstance(value, bool):
            raise ValidationError(_("Answer yes or no."))
    elif not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValidationError(_("Write a whole number."))
    elif unit in (WORKING_DAYS, DAYS) and value > MOST_DAYS:
        raise ValidationError(_("That is more than ten years."))


def _check_fraction(value: Any) -> None:
    if not isinstance(value, list | tuple) or len(value) != FRACTION_PARTS:
        raise ValidationError(_("A share is written as a fraction, such as 2/3."))
    numerator, denominator, comparison = value
    whole = all(isinstance(part, int) and not isinstance(part, bool) for part in value[:2])
    if not whole or not 0 < numerator <= denominator:
        raise ValidationError(_("A share lies above nothing and at most at the whole."))
    if comparison not in COMPARISONS:
        raise ValidationError(_("Say “at least” or “more than”."))
    if comparison == "more_than" and numerator == denominator:
        raise ValidationError(_("Nobody can have more than all votes."))


@transaction.atomic
def set_calendar_day(
    *, day: dt.date, name: str, is_working: bool, by: "User | None"
) -> CalendarDay:
    """Say that people work on a day, or do not, against the rule of the week."""
    if not name.strip():
        raise ValidationError(_("Name the day."))
    row, __ = CalendarDay.objects.update_or_create(
        day=day, defaults={"name": name.strip(), "is_working": is_working}
    )
    record(
        action="calendar.set",
        actor=by,
        object=row,
        data={"day": day.isoformat(), "name": name, "is_working": is_working},
    )
    return row


@transaction.atomic
def remove_calendar_day(*, row: CalendarDay, by: "User | None") -> None:
    """Let the rule of the week count again on a day."""
    record(action="calendar.removed", actor=by, object=row, data={"day": row.day.isoformat()})
    row.delete()


@transaction.atomic
def load_calendar(*, years: Iterable[int], by: "User | None") -> int:
    """Add the public holidays of these years; days already in the calendar stay as they are."""
    days = {day: name for year in years for day, name in holidays_of(year).items()}
    known = set(CalendarDay.objects.filter(day__in=days).values_list("day", flat=True))
    new = [CalendarDay(day=day, name=name) for day, name in days.items() if day not in known]
    CalendarDay.objects.bulk_create(new)
    if new:
        record(
            action="calendar.loaded",
            actor=by,
            object=("rulebook.calendarday", "", "calendar"),
            data={"days": len(new), "first": min(row.day for row in new).isoformat()},
        )
    return len(new)
