"""Points as people write them: read, shown, and compared without regard to how they were spelt."""

import re
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from .scoring import points_text

NUMBER = re.compile(r"\d{1,5}(?:[.,]\d{1,2})?")


def shown_points(points: Decimal | Fraction | None) -> str:
    """Return points as people write them: "38,5"; nothing for none."""
    return "" if points is None else points_text(points).replace(".", ",")


def read_points(text: str, most: Fraction | None = None) -> Decimal | None:
    """Read points; None for an empty cell. ValueError, with the sentence, for what is no number."""
    words = text.strip()
    if not words:
        return None
    if not NUMBER.fullmatch(words):
        raise ValueError(_("Write a number with at most two places, such as 38,5."))
    points = Decimal(words.replace(",", "."))
    if most is not None and points > most:
        raise ValueError(_("At most %(most)s points.") % {"most": shown_points(most)})
    return points


def plain(text: str) -> str:
    """White space at the ends is not a difference, nor are two spellings of a number."""
    words = " ".join(text.split())
    if not NUMBER.fullmatch(words):
        return words
    return points_text(Decimal(words.replace(",", ".")))


def result_text(result: Fraction) -> str:
    """Write a result, which may be a third, with two places, a half rounded up: "89.33", "92.5".

    For papers and pages only: places follow from the exact fractions.
    """
    hundredths = (abs(result) * 100 + Fraction(1, 2)) // 1
    return points_text(Fraction(hundredths if result >= 0 else -hundredths, 100))
