"""The ranking of a cluster in a campaign, from the sheets as they are stored.

It knows everything; `awards.selectors.reading.may_see_ranking` says who may be shown it and when.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import ngettext

from awards.enums import RoundState, SheetState
from awards.models import AwardCampaign, OfficePoint, PeerPoint, PeerSheet, ScoringRound, SelfScore
from awards.rules.frozen import office_total, plain, standings_of
from awards.rules.ranking import QuotaLine, Standing, quota_line
from awards.rules.scoring import own_points, points_text, scheme_of, total_of
from workflow_app.approvals.enums import Stage
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.services.revisions import content_of
from workflow_app.organization.models import Cluster, Unit

SCHEMA = "ranking/1"
PEERS, OFFICE = "peers", "office"
SCORED = (Stage.APPRAISING_CONTENT, Stage.CONCLUDED)
"""A score that its unit works on again has no result until its peers have scored it anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingRow:
    """One unit of the ranking.

    `basis` says what the raw result rests on: the peers' sheets, the office's total where no
    sheet counts, or nothing yet; without one there is no standing. `behind` and `ahead` are the
    points that would change the order.
    """

    unit: Unit
    dossier: Dossier
    own_total: Fraction | None
    office_total: Fraction | None
    standing: Standing | None
    basis: str
    asked: int
    counted: int

    @property
    def raw(self) -> Fraction | None:
        """The mean of the peers' totals."""
        return self.standing.raw if self.standing else None

    @property
    def normalised(self) -> Fraction | None:
        """The mean of the totals on the cluster's measure."""
        return self.standing.normalised if self.standing else None

    @property
    def place(self) -> int | None:
        """The place by the raw result."""
        return self.standing.place if self.standing else None

    @property
    def behind(self) -> Fraction | None:
        """Points lacking to the next higher result."""
        return self.standing.behind if self.standing else None

    @property
    def ahead(self) -> Fraction | None:
        """Points ahead of the next lower result."""
        return self.standing.ahead if self.standing else None


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingData:
    """A cluster's ranking: ranked units first in their order, then those without a result."""

    campaign: AwardCampaign
    cluster: Cluster
    rows: list[RankingRow]
    open_rounds: int
    content: dict[str, Any]

    @property
    def ranked(self) -> list[RankingRow]:
        """The units that have a place."""
        return [row for row in self.rows if row.standing is not None]

    @property
    def unranked(self) -> list[RankingRow]:
        """The units without a result."""
        return [row for row in self.rows if row.standing is None]

    def line(self, quota: int) -> QuotaLine:
        """Return where a quota's line is drawn among the ranked units."""
        return quota_line([row.standing for row in self.ranked if row.standing], quota)


def ranking_of(campaign: AwardCampaign, cluster: Cluster) -> RankingData:
    """Return the cluster's ranking as the sheets stand now; a fixed number of statements."""
    latest = ScoringRound.objects.filter(dossier=OuterRef("dossier")).order_by("-number")
    scores = list(
        SelfScore.objects.filter(campaign=campaign, dossier__cluster=cluster)
        .select_related("dossier__unit", "dossier__revision")
        .annotate(round_id=Subquery(latest.values("pk")[:1]))
        .order_by("dossier__unit__sort_key", "dossier__unit__code")
    )
    rounds = ScoringRound.objects.select_related("revision").in_bulk(
        [score.round_id for score in scores if score.round_id]
    )
    sheets = _sheets([pk for pk, round_ in rounds.items() if round_.state == RoundState.CLOSED])
    office = _office([score.pk for score in scores])
    units = [
        _unit(score, rounds.get(score.round_id), sheets, office)
        for score in scores
        if score.dossier.revision_id is not None
    ]
    standings = standings_of(units)
    content = {
        "schema": SCHEMA,
        "campaign": {"title": campaign.title, "year": campaign.year},
        "cluster": {"number": cluster.number, "name": cluster.name, "year": cluster.year},
        "units": units,
        "standings": [plain(standing) for standing in standings],
    }
    return RankingData(
        campaign=campaign,
        cluster=cluster,
        rows=_rows(scores, units, standings),
        open_rounds=sum(1 for round_ in rounds.values() if round_.state == RoundState.OPEN),
        content=content,
    )


def _sheets(rounds: list[int]) -> dict[int, list[tuple[PeerSheet, dict[str, str]]]]:
    """Return the sheets of closed rounds by round, with the points of those that were handed in."""
    points: dict[int, dict[str, str]] = {}
    given = PeerPoint.objects.filter(
        sheet__round__in=rounds, sheet__state=SheetState.HANDED_IN, points__isnull=False
    ).order_by()
    for sheet, criterion, value in given.values_list("sheet", "criterion", "points"):
        points.setdefault(sheet, {})[str(criterion)] = points_text(value or 0)
    found: dict[int, list[tuple[PeerSheet, dict[str, str]]]] = {}
    rows = PeerSheet.objects.filter(round__in=rounds).select_related("unit")
    for row in rows.order_by("unit__code"):
        found.setdefault(row.round_id, []).append((row, points.get(row.pk, {})))
    return found


def _office(scores: list[int]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    rows = OfficePoint.objects.filter(self_score__in=scores, points__isnull=False).order_by()
    for score, criterion, value in rows.values_list("self_score", "criterion", "points"):
        found.setdefault(score, {})[str(criterion)] = points_text(value or 0)
    return found


def _unit(
    score: SelfScore,
    round_: ScoringRound | None,
    sheets: Mapping[int, list[tuple[PeerSheet, dict[str, str]]]],
    office: Mapping[int, dict[str, str]],
) -> dict[str, Any]:
    """Return what is stored of one unit: by what it was judged, and every sheet that counts."""
    stage = score.dossier.stage
    is_scored = stage in SCORED and (round_ is None or round_.state == RoundState.CLOSED)
    revision = round_.revision if round_ is not None else score.dossier.revision
    content = content_of(revision) if revision is not None else {"groups": [], "lines": []}
    asked = sheets.get(round_.pk, []) if round_ is not None and is_scored else []
    return {
        "code": score.dossier.unit.code,
        "name": score.dossier.unit.name,
        "dossier": score.dossier.code,
        "revision": revision.sha256 if revision is not None else "",
        "round": round_.number if round_ is not None else 0,
        "is_scored": is_scored,
        "groups": [
            {name: group[name] for name in ("order", "weight")} for group in content["groups"]
        ],
        "lines": [
            {name: line[name] for name in ("uid", "group", "kind", "most", "points")}
            for line in content["lines"]
        ],
        "office": office.get(score.pk) if stage == Stage.CONCLUDED else None,
        "sheets": [
            {"sheet": sheet.pk, "unit": sheet.unit.code, "points": points}
            for sheet, points in asked
            if sheet.state == SheetState.HANDED_IN
        ],
        "asked": len(asked),
    }


def _rows(
    scores: Sequence[SelfScore], units: list[dict[str, Any]], standings: list[Standing]
) -> list[RankingRow]:
    by_code = {unit["code"]: unit for unit in units}
    order = {standing.subject: index for index, standing in enumerate(standings)}
    found = {standing.subject: standing for standing in standings}
    rows = []
    for score in scores:
        code = score.dossier.unit.code
        unit = by_code.get(code)
        standing = found.get(code)
        counted = len(unit["sheets"]) if unit else 0
        rows.append(
            RankingRow(
                unit=score.dossier.unit,
                dossier=score.dossier,
                own_total=total_of(scheme_of(unit), own_points(unit)) if unit else None,
                office_total=office_total(unit) if unit else None,
                standing=standing,
                basis="" if standing is None else PEERS if counted else OFFICE,
                asked=unit["asked"] if unit else 0,
                counted=counted,
            )
        )
    return sorted(rows, key=lambda row: order.get(row.unit.code, len(order)))


def missing_before_due(data: RankingData) -> list[str]:
    """Return what the ranking lacks while there is still time for it; after the peers' day nothing.

    Units without a result, by name, and how many sheets about others lapsed.
    """
    if timezone.localdate() > data.campaign.peers_due:
        return []
    found = [f"{row.unit.short_name}: {row.dossier.get_stage_display()}" for row in data.unranked]
    lapsed = PeerSheet.objects.filter(
        state=SheetState.LAPSED,
        round__state=RoundState.CLOSED,
        round__dossier__in=[row.dossier.pk for row in data.ranked],
    ).count()
    if lapsed:
        words = ngettext("%(count)s sheet is missing", "%(count)s sheets are missing", lapsed)
        found.append(words % {"count": lapsed})
    return found
