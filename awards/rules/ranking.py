"""The ranking of a cluster, from the totals of its sheets. Exact, and blind to their order.

Raw result of a unit: the mean of the totals of its peers' sheets that count. The cluster chooses by
comparing within itself (Decree 91/2017, Articles 11 and 12, kept as practice), so the office's
column does not enter it: it stands beside. It stands in only where no peer's sheet counts.

Normalised result: a harsh grader and a mild one are put on one measure. Every total x of a grader
becomes M + (x - m) * D / d, with m and d the mean and the mean absolute deviation of that grader's
totals, M and D those of all the cluster's. A grader with fewer than three sheets, or who gave
everybody the same, stays as they are. It is shown beside the raw result and decides nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .scoring import deviation, mean, median

FEWEST_SHEETS = 3
"""Fewer sheets than this say nothing of how harsh a grader is."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The total that one unit gives another."""

    subject: str
    grader: str
    total: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where one unit stands.

    `behind` is how many points of the raw result are lacking to draw level with the next higher
    result, `ahead` how many may be lost before the next lower one draws level; None at the ends.
    """

    subject: str
    raw: Fraction
    median: Fraction
    low: Fraction
    high: Fraction
    normalised: Fraction
    place: int
    normalised_place: int
    is_tied: bool
    behind: Fraction | None
    ahead: Fraction | None
    sheets: int


def normalised_totals(sheets: Iterable[Sheet]) -> dict[tuple[str, str], Fraction]:
    """Return each sheet's total on the cluster's measure, by subject and grader."""
    given = list(sheets)
    of_grader: dict[str, list[Fraction]] = defaultdict(list)
    for sheet in given:
        of_grader[sheet.grader].append(sheet.total)
    measures = {grader: _measure(totals) for grader, totals in of_grader.items()}
    if not given:
        return {}
    everything = [sheet.total for sheet in given]
    centre, width = mean(everything), deviation(everything)
    found: dict[tuple[str, str], Fraction] = {}
    for sheet in given:
        measure = measures[sheet.grader]
        found[sheet.subject, sheet.grader] = (
            sheet.total
            if measure is None
            else centre + (sheet.total - measure[0]) * width / measure[1]
        )
    return found


def _measure(totals: Sequence[Fraction]) -> tuple[Fraction, Fraction] | None:
    """Return mean and spread of a grader, or nothing where they cannot be told."""
    if len(totals) < FEWEST_SHEETS:
        return None
    spread = deviation(totals)
    return (mean(totals), spread) if spread else None


def standings(
    sheets: Iterable[Sheet], stand_ins: Mapping[str, Fraction] | None = None
) -> list[Standing]:
    """Rank the subjects, the highest raw result first; equal ones share a place.

    `stand_ins` are the office's totals; they count for subjects without a sheet. ValueError for a
    unit that scores itself or another one twice.
    """
    given = list(sheets)
    _require_sound(given)
    totals: dict[str, list[Fraction]] = defaultdict(list)
    for sheet in given:
        totals[sheet.subject].append(sheet.total)
    alike: dict[str, list[Fraction]] = defaultdict(list)
    for (subject, __), total in normalised_totals(given).items():
        alike[subject].append(total)
    counts = {subject: len(found) for subject, found in totals.items()}
    for subject, total in (stand_ins or {}).items():
        if subject not in totals:
            totals[subject], alike[subject] = [total], [total]
    raw = {subject: mean(found) for subject, found in totals.items()}
    normalised = {subject: mean(found) for subject, found in alike.items()}
    return [
        Standing(
            subject=subject,
            raw=raw[subject],
            median=median(totals[subject]),
            low=min(totals[subject]),
            high=max(totals[subject]),
            normalised=normalised[subject],
            place=_place(raw, subject),
            normalised_place=_place(normalised, subject),
            is_tied=sum(1 for value in raw.values() if value == raw[subject]) > 1,
            behind=min((v - raw[subject] for v in raw.values() if v > raw[subject]), default=None),
            ahead=min((raw[subject] - v for v in raw.values() if v < raw[subject]), default=None),
            sheets=counts.get(subject, 0),
        )
        for subject in sorted(raw, key=lambda name: (-raw[name], name))
    ]


def _place(results: Mapping[str, Fraction], subject: str) -> int:
    """Return one more than the number of those who stand higher: equal results share a place."""
    return 1 + sum(1 for value in results.values() if value > results[subject])


def _require_sound(sheets: Sequence[Sheet]) -> None:
    pairs = [(sheet.subject, sheet.grader) for sheet in sheets]
    if len(set(pairs)) != len(pairs):
        raise ValueError("A unit has scored another one twice.")
    if any(subject == grader for subject, grader in pairs):
        raise ValueError("A unit has scored itself.")


@dataclass(frozen=True, slots=True)
class QuotaLine:
    """Where the line of a quota is drawn: below this many units; `is_cut` when a tie crosses it."""

    after: int
    is_cut: bool


def quota_line(standing: Sequence[Standing], quota: int) -> QuotaLine:
    """Return the line for the ranking in its order; units that tie across it are for the ballot."""
    after = min(quota, len(standing))
    inside = 0 < after < len(standing)
    return QuotaLine(after, inside and standing[after - 1].raw == standing[after].raw)
