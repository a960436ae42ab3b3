"""Lists of scores: my units' own, the sheets that they owe, the rankings that concern them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from awards.enums import Kind
from awards.models import AwardCampaign, PeerSheet, SelfScore
from awards.selectors.latest import Latest
from awards.selectors.secretariat import belongs
from workflow_app.accounts.models import User
from workflow_app.approvals.visibility import visible_of_kind
from workflow_app.organization.enums import ClusterKind, Duty
from workflow_app.organization.models import Cluster
from workflow_app.organization.selectors.posts import places_of

from .reading import OF_A_UNIT, inspects, posts_for, sheets_for


@dataclass(frozen=True, slots=True)
class Mine:
    """What one person has to do with scores in a campaign."""

    scores: list[SelfScore]
    sheets: list[PeerSheet]
    clusters: list[Cluster]

    @property
    def owed(self) -> int:
        """How many sheets of my units wait."""
        return sum(1 for sheet in self.sheets if sheet.state == "asked")


def campaigns_with_scores(
    user: User, latest: Latest, asked: int | None = None
) -> list[AwardCampaign]:
    """Return the latest campaigns in which the person may see a self-score, the newest first.

    The one that was asked for by its key is among them, however old.
    """
    seen = SelfScore.objects.filter(
        visible_of_kind(user, Kind.SELF_SCORE),
        campaign=OuterRef("pk"),
        dossier__kind=Kind.SELF_SCORE,
        dossier__year=OuterRef("year"),
    )
    offered = Q(pk__in=latest.keys) | Q(pk=asked)
    return list(AwardCampaign.objects.filter(offered, Exists(seen)))


def my_scores(user: User, campaign: AwardCampaign) -> Mine:
    """Return it in a fixed number of statements."""
    posts = posts_for(user)
    scores = SelfScore.objects.filter(
        visible_of_kind(user, Kind.SELF_SCORE),
        campaign=campaign,
        dossier__kind=Kind.SELF_SCORE,
        dossier__year=campaign.year,
    ).select_related("dossier__unit", "dossier__cluster")
    if not (inspects(posts) or belongs(posts)):
        scores = scores.filter(dossier__unit__in=places_of(posts, "unit", Duty.DRAFT, Duty.SIGN))
    sheets = (
        sheets_for(user)
        .filter(round__dossier__self_score__campaign=campaign)
        .select_related("unit", "round__dossier__unit", "round__revision")
        .order_by("unit__sort_key", "round__dossier__unit__sort_key", "-round__number")
    )
    return Mine(list(scores), _latest(sheets), _clusters(user, campaign))


def _latest(sheets: Iterable[PeerSheet]) -> list[PeerSheet]:
    """Keep each unit's newest sheet about a dossier: an earlier round was about an older revision."""
    found: dict[tuple[int, int], PeerSheet] = {}
    for sheet in sheets:
        found.setdefault((sheet.unit_id, sheet.round.dossier_id), sheet)
    return list(found.values())


def _clusters(user: User, campaign: AwardCampaign) -> list[Cluster]:
    """Return the clusters whose ranking concerns the person."""
    posts = posts_for(user)
    clusters = Cluster.objects.filter(
        year=campaign.year, kind__in=[ClusterKind.CLUSTER, ClusterKind.BLOCK]
    )
    if not (inspects(posts) or belongs(posts)):
        clusters = clusters.filter(
            Q(pk__in=places_of(posts, "cluster", Duty.ENDORSE, Duty.STAND_IN))
            | Q(memberships__unit__in=places_of(posts, "unit", *OF_A_UNIT))
        )
    return list(clusters.distinct().order_by("kind", "number"))
