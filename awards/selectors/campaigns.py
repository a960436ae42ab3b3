"""Campaigns as pages ask for them: who runs them, where units and clusters are."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from awards.enums import CampaignState, Kind, RoundState
from awards.models import AwardCampaign, ClusterReview, Criterion, Nomination, SelfScore
from awards.selectors.secretariat import works_in_secretariat
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Stage
from workflow_app.approvals.models import Dossier
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Cluster, ClusterMembership
from workflow_app.organization.selectors.posts import posts_of

NOT_SIGNED = (Stage.DRAFTING, Stage.SIGNING)


def manages(user: User) -> bool:
    """Tell whether the person runs award campaigns: the secretariat, the office's clerks."""
    return user.is_active and (
        any(post.duty == Duty.RUN_CAMPAIGN for post in posts_of(user)) or works_in_secretariat(user)
    )


def oversees(user: User) -> bool:
    """Tell whether the person sees every unit's stage: who runs campaigns, and the inspection."""
    return manages(user) or any(post.duty == Duty.INSPECT for post in posts_of(user))


def campaigns_for(user: User) -> QuerySet[AwardCampaign]:
    """Return the campaigns the person may know of: those being prepared only for who runs them."""
    found = AwardCampaign.objects.order_by("-year", "-pk")
    return found if manages(user) else found.exclude(state=CampaignState.PREPARED)


def criteria_of(campaign: AwardCampaign) -> list[Criterion]:
    """Return the lines of the score sheet in order, with their groups."""
    return list(
        Criterion.objects.filter(group__campaign=campaign)
        .select_related("group")
        .order_by("group__order", "order")
    )


@dataclass(slots=True)
class ClusterRow:
    """How far one cluster is."""

    cluster: Cluster
    units: int = 0
    signed: int = 0
    scored: int = 0
    reviews: list[ClusterReview] = field(default_factory=list)
    is_led: bool = False
    is_prepared: bool = False

    @property
    def can_be_prepared(self) -> bool:
        """Whether the meeting can be prepared: nobody has, and there is a head."""
        return not self.is_prepared and self.cluster.head_unit_id is not None


@dataclass(slots=True)
class OwnRow:
    """What one's own unit has in the campaign."""

    unit_name: str
    score: Dossier | None
    nominations: int


def cluster_rows(campaign: AwardCampaign, user: User) -> list[ClusterRow]:
    """Return the clusters the person may look at, with how far each is; constant statements."""
    clusters = Cluster.objects.filter(year=campaign.year).select_related("head_unit", "deputy_unit")
    posts = posts_of(user)
    led = {p.cluster for p in posts if p.duty in (Duty.ENDORSE, Duty.STAND_IN)}
    if not oversees(user):
        units = {p.unit for p in posts if p.unit is not None}
        own = ClusterMembership.objects.filter(unit__in=units).values("cluster")
        clusters = clusters.filter(Q(pk__in=own) | Q(pk__in=[pk for pk in led if pk]))
    rows = {
        cluster.pk: ClusterRow(cluster, is_led=cluster.pk in led)
        for cluster in clusters.order_by("kind", "number")
    }
    members = ClusterMembership.objects.filter(cluster__in=rows).order_by()
    for pk, number in members.values_list("cluster").annotate(number=Count("pk")):
        rows[pk].units = number
    _count_scores(campaign, rows)
    visible = Dossier.objects.visible_to(user).filter(pk=OuterRef("dossier"))
    reviews = (
        ClusterReview.objects.filter(campaign=campaign, cluster__in=rows)
        .select_related("dossier", "award_type")
        .annotate(is_visible=Exists(visible))
    )
    for review in reviews.order_by("purpose", "award_type__level"):
        rows[review.cluster_id].is_prepared = True
        if review.is_visible:
            rows[review.cluster_id].reviews.append(review)
    return list(rows.values())


def _count_scores(campaign: AwardCampaign, rows: dict[int, ClusterRow]) -> None:
    closed = Count(
        "pk",
        filter=Q(dossier__scoring_rounds__state=RoundState.CLOSED)
        | Q(dossier__stage=Stage.CONCLUDED),
        distinct=True,
    )
    signed = Count("pk", filter=~Q(dossier__stage__in=NOT_SIGNED), distinct=True)
    scores = SelfScore.objects.filter(campaign=campaign, dossier__cluster__in=rows).order_by()
    for pk, of_signed, of_closed in scores.values_list("dossier__cluster").annotate(
        signed=signed, closed=closed
    ):
        rows[pk].signed, rows[pk].scored = of_signed, of_closed


def own_rows(campaign: AwardCampaign, user: User) -> list[OwnRow]:
    """Return what the units of the person have in the campaign; constant statements."""
    duties = (Duty.DRAFT, Duty.SIGN, Duty.REVIEW)
    units = {p.unit: p.place for p in posts_of(user) if p.unit and p.duty in duties}
    scores = {
        score.dossier.unit_id: score.dossier
        for score in SelfScore.objects.filter(
            campaign=campaign, dossier__unit__in=units
        ).select_related("dossier")
    }
    numbers = dict(
        Nomination.objects.filter(campaign=campaign, dossier__unit__in=units)
        .order_by()
        .values_list("dossier__unit")
        .annotate(number=Count("pk"))
    )
    return [
        OwnRow(place, scores.get(unit), numbers.get(unit, 0))
        for unit, place in sorted(units.items(), key=lambda pair: pair[1])
        if unit in scores or unit in numbers or campaign.is_open
    ]


def stages_of(campaign: AwardCampaign, kind: str) -> list[tuple[str, int]]:
    """Return how many dossiers of a kind are at each stage, in the order of the way."""
    counted = dict(
        Dossier.objects.filter(**{_path(kind): campaign}, kind=kind, year=campaign.year)
        .order_by()
        .values_list("stage")
        .annotate(number=Count("pk"))
    )
    return [(str(stage.label), counted[stage]) for stage in Stage if counted.get(stage)]


def unsigned_scores(campaign: AwardCampaign) -> list[SelfScore]:
    """Return the scores that their units have not signed, by cluster; those outside come last."""
    return list(
        SelfScore.objects.filter(campaign=campaign, dossier__stage__in=NOT_SIGNED)
        .select_related("dossier__unit", "dossier__cluster")
        .order_by(
            F("dossier__cluster__kind").asc(nulls_last=True),
            "dossier__cluster__number",
            "dossier__unit__sort_key",
        )
    )


def by_cluster(scores: Sequence[SelfScore]) -> list[tuple[Cluster | None, list[SelfScore]]]:
    """Return the scores in groups of their clusters, in the order given."""
    return [
        (cluster, list(group)) for cluster, group in groupby(scores, lambda it: it.dossier.cluster)
    ]


def _path(kind: str) -> str:
    return {Kind.SELF_SCORE: "self_score__campaign", Kind.NOMINATION: "nomination__campaign"}[kind]


def deadlines_of(campaign: AwardCampaign) -> Sequence[tuple[str, dt.date, bool]]:
    """Return the days of the campaign's calendar with whether they are past."""
    today = timezone.localdate()
    days = (
        (_("self-scores due"), campaign.scores_due),
        (_("peers' scores due"), campaign.peers_due),
        (_("nominations due"), campaign.nominations_due),
    )
    return [(label, day, day < today) for label, day in days]
