"""Exact shares of votes: as code has them, as they are stored, and in words."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from workflow_app.lib.fractions import Threshold

MORE_THAN, AT_LEAST = "more_than", "at_least"
PLAIN_PARTS = (2, 3, 4)
"""The law speaks of halves, thirds and quarters, and of 80 and 90 percent."""


def threshold_of(value: Sequence[Any]) -> Threshold:
    """Read [numerator, denominator, "at_least" or "more_than"].

    ValueError for anything else, and for a share of nothing or of more than everything.
    """
    parts = list(value) if isinstance(value, list | tuple) else []
    whole = [part for part in parts[:2] if isinstance(part, int) and not isinstance(part, bool)]
    if (len(parts), len(whole)) != (3, 2):
        raise ValueError(_("A share is written as a fraction, such as 2/3."))
    if parts[2] not in (MORE_THAN, AT_LEAST):
        raise ValueError(_("Say “at least” or “more than”."))
    if not 0 < whole[0] <= whole[1]:
        raise ValueError(_("A share lies above nothing and at most at the whole."))
    if parts[2] == MORE_THAN and whole[0] == whole[1]:
        raise ValueError(_("Nobody can have more than all votes."))
    return Threshold(whole[0], whole[1], strict=parts[2] == MORE_THAN)


def threshold_data(threshold: Threshold) -> list[Any]:
    """Return the share as it is stored; the inverse of `threshold_of`."""
    comparison = MORE_THAN if threshold.strict else AT_LEAST
    return [threshold.numerator, threshold.denominator, comparison]


def share_text(threshold: Threshold) -> str:
    """Write the share without its comparison: "2/3"; "80 %" where that is exact, never rounded."""
    percent, rest = divmod(100 * threshold.numerator, threshold.denominator)
    if rest or threshold.denominator in PLAIN_PARTS:
        return f"{threshold.numerator}/{threshold.denominator}"
    return f"{percent} %"


def threshold_words(value: Threshold | Sequence[Any]) -> str:
    """Say a share in words: "more than 1/2", "at least 80 %"."""
    threshold = value if isinstance(value, Threshold) else threshold_of(value)
    share = share_text(threshold)
    if threshold.strict:
        return _("more than %(share)s") % {"share": share}
    return _("at least %(share)s") % {"share": share}
