"""A rule's value in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .keys import DAYS, FRACTION, RULES, WORKING_DAYS, YES_NO
from .selectors import RuleInForce, rules_on
from .units import UNITS


def value_in_words(key: str, value: Any, in_force: Mapping[str, RuleInForce] | None = None) -> str:
    """Say the value with its unit: "7 ngày làm việc", "quá 1/2", "có".

    ``in_force`` saves asking for the rules that a value of a unit of its own may refer to.
    """
    unit = RULES[key].unit
    if unit in UNITS:
        return UNITS[unit].words(value, in_force or rules_on(*UNITS[unit].rests_on))
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
