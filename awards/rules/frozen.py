"""A ranking as it is stored: every sheet that counted, and what follows from them, bit by bit.

`units` is a list of {"code", "groups", "lines", "sheets": [{"sheet", "unit", "points"}],
"office": {...} or null, ...}; points are text by criterion. The standings follow from it alone, so
anybody who has the stored content can count again.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from .ranking import Sheet, Standing, standings
from .scoring import Scheme, scheme_of, total_of

FRACTIONS = ("raw", "median", "low", "high", "normalised", "behind", "ahead")


def fraction_text(value: Fraction | None) -> str | None:
    """Write a fraction in lowest terms, such as "187/2"."""
    return None if value is None else f"{value.numerator}/{value.denominator}"


def points_of(stored: Mapping[str, str]) -> dict[str, Fraction]:
    """Read points from their text."""
    return {uid: Fraction(text) for uid, text in stored.items()}


def sheets_of(units: Iterable[Mapping[str, Any]]) -> list[Sheet]:
    """Return the totals of all sheets, each by the criteria that its unit was judged by."""
    found = []
    for unit in units:
        scheme = scheme_of(unit)
        found += [
            Sheet(unit["code"], sheet["unit"], total_of(scheme, points_of(sheet["points"])))
            for sheet in unit["sheets"]
        ]
    return found


def office_total(unit: Mapping[str, Any], scheme: Scheme | None = None) -> Fraction | None:
    """Return the office's total of a unit, if the office has scored it."""
    if not unit["office"]:
        return None
    return total_of(scheme or scheme_of(unit), points_of(unit["office"]))


def standings_of(units: Sequence[Mapping[str, Any]]) -> list[Standing]:
    """Rank the units; one that nobody scored yet is left out."""
    stand_ins = {unit["code"]: office_total(unit) for unit in units if unit["is_scored"]}
    return standings(
        sheets_of(units), {code: total for code, total in stand_ins.items() if total is not None}
    )


def plain(standing: Standing) -> dict[str, Any]:
    """Return a standing as plain values; fractions as text in lowest terms."""
    return {
        "unit": standing.subject,
        "place": standing.place,
        "normalised_place": standing.normalised_place,
        "is_tied": standing.is_tied,
        "sheets": standing.sheets,
        **{name: fraction_text(getattr(standing, name)) for name in FRACTIONS},
    }


def counted_again(content: Mapping[str, Any]) -> bool:
    """Tell whether the stored standings are what the stored sheets give."""
    again = [plain(standing) for standing in standings_of(content["units"])]
    return bool(again == content["standings"])
