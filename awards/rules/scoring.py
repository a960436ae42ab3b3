"""Points of a score sheet, added up exactly.

The rule: within a group the main criteria are added and multiplied by the group's weight; bonus
points are then added and penalty points taken away as they are, whatever the group's weight. What
comes out may be below zero. Nothing is rounded; fractions are shown with two places
(`awards.templatetags`), never stored so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from awards.enums import CriterionKind

Points = Mapping[str, Fraction]
"""Points by the identifier of the criterion."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One criterion as a sheet counts it."""

    uid: str
    group: int
    kind: str
    most: Fraction


@dataclass(frozen=True, slots=True)
class Scheme:
    """A score sheet without words: criteria in order, and the weight of each group."""

    weights: Mapping[int, Fraction]
    rules: tuple[Rule, ...]

    @property
    def most(self) -> Fraction:
        """The total of a sheet with all points, bonus included and no penalty."""
        full = {rule.uid: rule.most for rule in self.rules if rule.kind != CriterionKind.PENALTY}
        return total_of(self, full)


def scheme_of(content: Mapping[str, Any]) -> Scheme:
    """Read the sheet that a self-score's content has frozen inside."""
    return Scheme(
        weights={group["order"]: Fraction(group["weight"]) for group in content["groups"]},
        rules=tuple(
            Rule(line["uid"], line["group"], line["kind"], Fraction(line["most"]))
            for line in content["lines"]
        ),
    )


def own_points(content: Mapping[str, Any]) -> dict[str, Fraction]:
    """Return the points that a self-score's content claims; lines without points are left out."""
    return {
        line["uid"]: Fraction(line["points"])
        for line in content["lines"]
        if line["points"] is not None
    }


def totals_by_group(scheme: Scheme, points: Points) -> dict[int, Fraction]:
    """Return what each group brings to the total; criteria without points bring nothing."""
    totals = dict.fromkeys(scheme.weights, Fraction(0))
    for rule in scheme.rules:
        totals[rule.group] += _worth(scheme, rule, points.get(rule.uid, Fraction(0)))
    return totals


def total_of(scheme: Scheme, points: Points) -> Fraction:
    """Return the total of a sheet."""
    return sum(totals_by_group(scheme, points).values(), Fraction(0))


def _worth(scheme: Scheme, rule: Rule, points: Fraction) -> Fraction:
    if rule.kind == CriterionKind.MAIN:
        return points * scheme.weights[rule.group]
    return -points if rule.kind == CriterionKind.PENALTY else points


def missing_in(scheme: Scheme, points: Points) -> list[str]:
    """Return the criteria without points; bonus and penalty may be left out, they count zero."""
    return [
        rule.uid
        for rule in scheme.rules
        if rule.kind == CriterionKind.MAIN and rule.uid not in points
    ]


def mean(values: Sequence[Fraction]) -> Fraction:
    """Return the mean; ValueError for no values."""
    if not values:
        raise ValueError("There is no mean of nothing.")
    return sum(values, Fraction(0)) / len(values)


def median(values: Iterable[Fraction]) -> Fraction:
    """Return the middle value, or the mean of the two in the middle; ValueError for no values."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("There is no median of nothing.")
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def deviation(values: Sequence[Fraction]) -> Fraction:
    """Return the mean absolute deviation from the mean: a spread that stays a fraction."""
    middle = mean(values)
    return mean([abs(value - middle) for value in values])


def points_text(points: Decimal | Fraction | int) -> str:
    """Write points of a row as canonical text: "38", "38.5"; they have at most two places."""
    hundredths = Fraction(points) * 100
    if hundredths.denominator != 1:
        raise ValueError("Points of a row have at most two places.")
    whole, rest = divmod(abs(hundredths.numerator), 100)
    sign = "-" if hundredths < 0 else ""
    return f"{sign}{whole}.{rest:02d}".rstrip("0").rstrip(".") if rest else f"{sign}{whole}"
