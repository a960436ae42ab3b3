"""A rule's value in words."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .keys import DAYS, FRACTION, RULES, WORKING_DAYS, YES_NO


def value_in_words(key: str, value: Any) -> str:
    """Say the value with its unit: "7 ngày làm việc", "quá 1/2", "có"."""
    unit = RULES[key].unit
    if unit == FRACTION:
        numerator, denominator, comparison = value
        share = f"{numerator}/{denominator}"
        words = _("more than %(share)s") if comparison == "more_than" else _("at least %(share)s")
        return words % {"share": share}
    if unit == YES_NO:
        return _("yes") if value else _("no")
    if unit == WORKING_DAYS:
        return ngettext("%(days)s working day", "%(days)s working days", value) % {"days": value}
    if unit == DAYS:
        return ngettext("%(days)s day", "%(days)s days", value) % {"days": value}
    return f"{value:,}".replace(",", ".")
