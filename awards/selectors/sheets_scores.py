"""A peer's sheet as its unit types it: criteria frozen in the revision, points and remarks beside."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from awards.enums import SheetState
from awards.models import PeerPoint, PeerSheet
from awards.rules.scoring import Scheme, missing_in, scheme_of, total_of


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One criterion: what the unit claims, and what we give it."""

    line: Mapping[str, Any]
    points: Fraction | None
    remark: str


@dataclass(frozen=True, slots=True)
class SheetRows:
    """The whole sheet."""

    scheme: Scheme
    groups: list[tuple[Mapping[str, Any], list[SheetRow]]]
    given: dict[str, Fraction]

    @property
    def total(self) -> Fraction:
        """The total as it stands."""
        return total_of(self.scheme, self.given)

    @property
    def most(self) -> Fraction:
        """The most there is to be had."""
        return self.scheme.most

    @property
    def missing(self) -> int:
        """How many criteria still need points."""
        return len(missing_in(self.scheme, self.given))


def rows_of(sheet: PeerSheet, content: Mapping[str, Any]) -> SheetRows:
    """Return the sheet against the frozen content; one statement."""
    points = {str(point.criterion_id): point for point in sheet.points.all()}
    given = {
        uid: Fraction(point.points) for uid, point in points.items() if point.points is not None
    }
    rows = [_row(line, points.get(line["uid"]), given) for line in content["lines"]]
    return SheetRows(
        scheme=scheme_of(content),
        groups=[
            (group, [row for row in rows if row.line["group"] == group["order"]])
            for group in content["groups"]
        ],
        given=given,
    )


def _row(
    line: Mapping[str, Any], point: PeerPoint | None, given: Mapping[str, Fraction]
) -> SheetRow:
    return SheetRow(line, given.get(line["uid"]), point.remark if point is not None else "")


def previous_points(sheet: PeerSheet) -> dict[str, Fraction]:
    """Return what the unit itself gave in an earlier round of the dossier, by criterion."""
    earlier = (
        PeerSheet.objects.filter(
            round__dossier=sheet.round.dossier_id,
            round__number__lt=sheet.round.number,
            unit=sheet.unit_id,
            state=SheetState.HANDED_IN,
        )
        .order_by("-round__number")
        .first()
    )
    if earlier is None:
        return {}
    points = earlier.points.filter(points__isnull=False).values_list("criterion", "points")
    return {str(criterion): Fraction(value or 0) for criterion, value in points}
