"""The three columns of a score: the unit's own points, its peers', the office's.

What they hold is computed here from everything; who may see which column is decided in
`awards.selectors.reading`, and pages take the columns from there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from awards.enums import CriterionKind, RoundState, SheetState
from awards.models import OfficePoint, PeerPoint, ScoringRound
from awards.rules import scoring
from awards.rules.scoring import Scheme, median, total_of
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.services.revisions import content_of

FEWEST_SHOWN = 2
"""The median of a single sheet is that sheet: it is shown to nobody who may not see sheets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One criterion in three columns; peers' figures are None where no sheet counts."""

    uid: str
    group: int
    code: str
    text: str
    kind: str
    most: Fraction
    claim: str
    evidence: list[dict[str, Any]]
    needs_evidence: bool
    own: Fraction | None
    median: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    office: Fraction | None = None
    sentence: str = ""
    gap_limit: int = 0

    @property
    def title(self) -> str:
        """The criterion as it is quoted."""
        return f"{self.code} {self.text}"

    @property
    def is_main(self) -> bool:
        """Whether points are owed; bonus and penalty left out count zero."""
        return self.kind == CriterionKind.MAIN

    @property
    def lacks_office(self) -> bool:
        """Whether the office still has to score it."""
        return self.is_main and self.office is None

    @property
    def gap(self) -> Fraction:
        """How far the columns lie apart."""
        values = [value for value in (self.own, self.median, self.office) if value is not None]
        if not self.is_main and self.office is None:
            values.append(Fraction(0))
        return max(values) - min(values) if values else Fraction(0)

    @property
    def is_wide(self) -> bool:
        """Whether the gap is over the campaign's limit."""
        return self.gap > self.gap_limit

    @property
    def owes_sentence(self) -> bool:
        """Whether the office owes a sentence on the gap."""
        return self.is_wide and not self.lacks_office and not self.sentence.strip()

    @property
    def lacks_source(self) -> bool:
        """Whether points are claimed for which no source is given."""
        return self.needs_evidence and bool(self.own) and not self.evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """A whole sheet in three columns."""

    content: Mapping[str, Any]
    scheme: Scheme
    gap_limit: int
    rows: list[Row]
    peers: list[dict[str, Fraction]] = field(default_factory=list)

    @property
    def groups(self) -> list[tuple[dict[str, Any], list[Row]]]:
        """The rows under their groups."""
        return [
            (group, [row for row in self.rows if row.group == group["order"]])
            for group in self.content["groups"]
        ]

    def _total(self, name: str) -> Fraction | None:
        points = {row.uid: getattr(row, name) for row in self.rows}
        given = {uid: value for uid, value in points.items() if value is not None}
        return total_of(self.scheme, given) if given else None

    @property
    def own_total(self) -> Fraction | None:
        """The total that the unit gives itself."""
        return self._total("own")

    @property
    def office_total(self) -> Fraction | None:
        """The total of the office."""
        return self._total("office")

    @property
    def peer_totals(self) -> list[Fraction]:
        """The totals of the sheets that count."""
        return [total_of(self.scheme, points) for points in self.peers]

    @property
    def median_total(self) -> Fraction | None:
        """The median of the peers' totals; not the total of the medians."""
        return median(self.peer_totals) if self.peers else None


def counting_round(dossier: Dossier) -> ScoringRound | None:
    """Return the round whose sheets count: the latest, if it was closed."""
    latest = ScoringRound.objects.filter(dossier=dossier).order_by("-number").first()
    return latest if latest is not None and latest.state == RoundState.CLOSED else None


def columns_of(dossier: Dossier, content: Mapping[str, Any] | None = None) -> Columns:
    """Return the three columns of the submitted revision, or of another content of the dossier."""
    if content is None:
        revision = dossier.revision
        content = content_of(revision) if revision is not None else {"groups": [], "lines": []}
    round_ = counting_round(dossier)
    peers = points_of_sheets(round_) if round_ is not None else []
    office = {
        str(point.criterion_id): point
        for point in OfficePoint.objects.filter(self_score__dossier=dossier)
    }
    limit = int(content.get("gap_limit", 0))
    return Columns(
        content=content,
        scheme=scoring.scheme_of(content),
        gap_limit=limit,
        rows=[_row(line, peers, office.get(line["uid"]), limit) for line in content["lines"]],
        peers=peers,
    )


def points_of_sheets(round_: ScoringRound) -> list[dict[str, Fraction]]:
    """Return the points of every sheet of a round that counts, in no order that names its unit."""
    sheets: dict[int, dict[str, Fraction]] = {}
    points = PeerPoint.objects.filter(
        sheet__round=round_, sheet__state=SheetState.HANDED_IN, points__isnull=False
    )
    for sheet, criterion, value in points.values_list("sheet", "criterion", "points"):
        sheets.setdefault(sheet, {})[str(criterion)] = Fraction(value or 0)
    return sorted(sheets.values(), key=lambda given: sorted(given.items()))


def _row(
    line: Mapping[str, Any],
    peers: Sequence[Mapping[str, Fraction]],
    office: OfficePoint | None,
    limit: int,
) -> Row:
    given = [points.get(line["uid"], Fraction(0)) for points in peers]
    return Row(
        uid=line["uid"],
        group=line["group"],
        code=line["code"],
        text=line["text"],
        kind=line["kind"],
        most=Fraction(line["most"]),
        claim=line["claim"],
        evidence=line["evidence"],
        needs_evidence=line["needs_evidence"],
        own=None if line["points"] is None else Fraction(line["points"]),
        median=median(given) if given else None,
        low=min(given, default=None),
        high=max(given, default=None),
        office=Fraction(office.points)
        if office is not None and office.points is not None
        else None,
        sentence=office.sentence if office is not None else "",
        gap_limit=limit,
    )
