"""The cluster's choice: opened, its ranking and candidates frozen, and what follows from it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from awards.enums import ClusterResult, Kind, ReviewPurpose
from awards.models import (
    AwardCampaign,
    AwardType,
    ClusterReview,
    Nomination,
    ReviewCandidate,
)
from awards.performers import award_secretariat
from awards.selectors.quotas import number_of, rules_by_cluster, seats_for
from awards.selectors.reviews import (
    candidates_of,
    chosen_but_waiting,
    name_of,
    nominations_before,
    ranked_places,
    rests_on_ranking,
    review_of,
    seats_of,
    who_may_stand,
)
from awards.services import ranking as rankings
from awards.services.effects import stand_before
from workflow_app.accounts.models import User
from workflow_app.approvals import engine
from workflow_app.approvals.enums import Outcome, Stage
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.services.decisions import settle
from workflow_app.approvals.services.revisions import freeze_submitted
from workflow_app.approvals.steps import EffectContext
from workflow_app.audit.services import gathered, record
from workflow_app.background.one_by_one import one_by_one
from workflow_app.background.tasks import durable_task, enqueue_on_commit
from workflow_app.lib.official import official_language
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Cluster, ClusterMembership, Unit
from workflow_app.organization.selectors.authority import authority_at, desk_of
from workflow_app.organization.services.clusters import open_cluster_year, set_cluster_heads

from .cluster_bodies import body_of

CHOICE_STEP = "cluster_choice"


@dataclass(frozen=True, slots=True)
class Choice:
    """What a cluster chooses: nominees for an award within a quota, or a unit for a post."""

    purpose: ReviewPurpose
    award_type: AwardType | None = None
    seats: int = 1

    @property
    def key(self) -> tuple[str, int | None]:
        """What makes it one of its kind in a campaign and cluster."""
        return self.purpose, self.award_type.pk if self.award_type is not None else None

    @property
    def name(self) -> str:
        """The name of the award or post."""
        return self.award_type.name if self.award_type is not None else str(self.purpose.label)

    @property
    def code(self) -> str:
        """Its part of the dossier's code."""
        what = self.award_type.code if self.award_type is not None else str(self.purpose)
        return what.upper().replace("_", "-")


POSTS = (Choice(ReviewPurpose.HEAD), Choice(ReviewPurpose.DEPUTY))


@transaction.atomic
@gathered()
def open_reviews(
    *, campaign: AwardCampaign, cluster: Cluster, user: User | None
) -> list[ClusterReview]:
    """Open what a cluster chooses: one dossier for each such award, one for each post.

    Safe to repeat: what is there already stays. `user` is who asks (the cluster's head or deputy,
    or the award secretariat); the calendar asks for nobody.
    """
    campaign = AwardCampaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    if not campaign.is_open:
        raise ConflictError(_("The campaign is not open."))
    if cluster.head_unit_id is None:
        raise IncompleteError(
            _("%(cluster)s has no head; name one before it meets.") % {"cluster": cluster}
        )
    if user is not None:
        _require_leader(cluster, user)
    have = set(
        ClusterReview.objects.filter(campaign=campaign, cluster=cluster).values_list(
            "purpose", "award_type"
        )
    )
    return [
        _open(campaign, cluster, choice, user)
        for choice in (*_awards_to_choose(campaign, cluster), *POSTS)
        if choice.key not in have
    ]


def _require_leader(cluster: Cluster, user: User) -> None:
    for duty in (Duty.ENDORSE, Duty.STAND_IN):
        if authority_at(user, desk_of(duty, cluster), kind=Kind.REVIEW) is not None:
            return
    if authority_at(user, desk_of(Duty.APPRAISE_CONTENT, award_secretariat()), kind=Kind.REVIEW):
        return
    raise NotAllowedError(
        _("The cluster's meeting is prepared by its head or deputy: %(units)s.")
        % {"units": ", ".join(str(u) for u in (cluster.head_unit, cluster.deputy_unit) if u)}
    )


def _awards_to_choose(campaign: AwardCampaign, cluster: Cluster) -> list[Choice]:
    """Return the awards that the cluster chooses: with a quota, or where nominations wait.

    A quota is the campaign's number or that of the award's rule.
    """
    waiting = dict(
        Nomination.objects.filter(
            campaign=campaign, dossier__cluster=cluster, dossier__stage=Stage.RANKING
        )
        .order_by()
        .values_list("award_type")
        .annotate(number=Count("pk"))
    )
    found = []
    for rule in rules_by_cluster(timezone.localdate()):
        kind, candidates = rule.award_type, waiting.get(rule.award_type_id, 0)
        seats = seats_for(campaign, cluster, kind, candidates=candidates)
        has_quota = rule.quota is not None or number_of(campaign, cluster, kind.pk) is not None
        if candidates or (has_quota and seats):
            found.append(Choice(ReviewPurpose.AWARD, kind, seats))
    return found


def _open(
    campaign: AwardCampaign, cluster: Cluster, choice: Choice, user: User | None
) -> ClusterReview:
    with official_language():
        title = _("%(cluster)s chooses: %(what)s") % {"cluster": cluster, "what": choice.name}
    dossier = Dossier(
        kind=Kind.REVIEW,
        code=review_code(campaign, cluster, choice),
        title=title[:300],
        unit=award_secretariat(),
        cluster=cluster,
        year=campaign.year,
        stage=Stage.DRAFTING,
        stage_since=timezone.now(),
        created_by=user or campaign.opened_by,
    )
    dossier.save()
    review = ClusterReview.objects.create(
        dossier=dossier,
        campaign=campaign,
        cluster=cluster,
        purpose=choice.purpose,
        award_type=choice.award_type,
        seats=choice.seats,
    )
    engine.start(dossier)
    record(action="dossier.opened", actor=user, object=dossier, dossier_code=dossier.code)
    return review


def review_code(campaign: AwardCampaign, cluster: Cluster, choice: Choice) -> str:
    """Return the code people quote: BX-2027-C3-FLAG."""
    letter = "C" if cluster.kind == "cluster" else "K"
    return f"BX-{campaign.year}-{letter}{cluster.number}-{choice.code}"[:60]


# --- Effects that the flow names -----------------------------------------------------------


def freeze_ranking(context: EffectContext) -> None:
    """Freeze the ranking, the places and the candidates that the meeting votes on."""
    review = review_of(context.dossier)
    review.seats = seats_of(review)  # a quota may have changed since the choice was opened
    review.save(update_fields=["seats"])
    if rests_on_ranking(review):
        review.ranking = rankings.freeze(
            campaign=review.campaign, cluster=review.cluster, user=context.acting_user
        )
        review.save(update_fields=["ranking"])
    write_candidates(review)
    freeze_submitted(context)


def write_candidates(review: ClusterReview) -> list[ReviewCandidate]:
    """Write down who stands for choice, in the order of the ranking."""
    review.candidates.all().delete()
    places = ranked_places(review)
    if review.purpose == ReviewPurpose.AWARD:
        rows: list[ReviewCandidate] = [
            ReviewCandidate(review=review, nomination=nomination)
            for nomination in sorted(
                nominations_before(review),
                key=lambda it: (
                    places[it.dossier.unit_id].order
                    if it.dossier.unit_id in places
                    else len(places)
                ),
            )
        ]
    else:
        units = Unit.objects.filter(
            pk__in=ClusterMembership.objects.filter(cluster=review.cluster).values("unit")
        ).order_by("sort_key")
        rows = [ReviewCandidate(review=review, unit=unit) for unit in units]
    for order, row in enumerate(rows, 1):
        row.order = order
    return ReviewCandidate.objects.bulk_create(rows)


def require_nobody(context: EffectContext) -> None:
    """A choice ends without a meeting where nobody stands for it."""
    if why := who_may_stand(context.dossier):
        raise ConflictError(why)


def before_meeting(dossier: Dossier) -> None:
    """The choice comes before the body of the cluster, with today's heads of its units."""
    if dossier.cluster is None:
        raise IncompleteError(_("There is no cluster that could choose."))
    stand_before(dossier, body_of(dossier.cluster))


def take_results(dossier: Dossier, __: str, results: Mapping[str, str]) -> None:
    """Write whom the meeting chose; told by the ballots before the dossier goes on."""
    if dossier.stage != Stage.CLUSTER_MEETING:
        return  # it has gone on already, or was taken back
    for candidate in ReviewCandidate.objects.filter(review__dossier=dossier):
        candidate.is_chosen = results.get(str(candidate.pk)) == "adopted"
        candidate.save(update_fields=["is_chosen"])


def apply_choice(context: EffectContext) -> None:
    """The signed result: nominations that were chosen go on, the others end; posts are filled."""
    review = review_of(context.dossier)
    if review.purpose == ReviewPurpose.AWARD:
        enqueue_on_commit(let_nominations_go_on, review_id=review.pk)
    else:
        fill_posts(review, context.acting_user)


# --- What follows --------------------------------------------------------------------------


@durable_task()
def let_nominations_go_on(review_id: int) -> None:
    """Let the nominations of one choice go on, each in its own transaction."""
    _go_on(chosen_but_waiting().filter(candidacies__review=review_id))


def let_all_go_on() -> int:
    """Take up what a crash left behind; run by the scheduler. Returns how many went on."""
    return _go_on(chosen_but_waiting())


def _go_on(nominations: QuerySet[Nomination]) -> int:
    waiting = nominations.values_list("pk", flat=True)
    return one_by_one(_settle, waiting, trouble="Nomination %s could not go on")


@transaction.atomic
def _settle(nomination_id: int) -> bool:
    nomination = Nomination.objects.select_related("dossier").get(pk=nomination_id)
    candidate = (
        ReviewCandidate.objects.select_related("review__dossier")
        .filter(nomination=nomination, review__dossier__stage=Stage.CONCLUDED)
        .latest("pk")
    )
    result = ClusterResult.NOMINATED if candidate.is_chosen else ClusterResult.NOT_NOMINATED
    with official_language():
        reason = _("Choice of the cluster: %(code)s") % {"code": candidate.review.dossier.code}
    decision = settle(
        dossier=nomination.dossier,
        step=CHOICE_STEP,
        outcome=Outcome.NOMINATED if candidate.is_chosen else Outcome.NOT_NOMINATED,
        reason=reason,
    )
    if decision is None:
        return False
    Nomination.objects.filter(pk=nomination_id).update(cluster_result=result)
    return True


def fill_posts(review: ClusterReview, user: User) -> None:
    """Write the chosen unit down as head or deputy of the cluster of the next year."""
    chosen = candidates_of(review).filter(is_chosen=True).first()
    if chosen is None or chosen.unit is None:
        return
    next_year = review.cluster.year + 1
    if not Cluster.objects.filter(year=next_year).exists():
        open_cluster_year(from_year=review.cluster.year, to_year=next_year, by=user)
    following = Cluster.objects.filter(
        year=next_year, kind=review.cluster.kind, number=review.cluster.number
    ).first()
    if following is None:
        raise IncompleteError(
            _("The clusters of %(year)s are laid out without this one.") % {"year": next_year}
        )
    is_head = review.purpose == ReviewPurpose.HEAD
    head = chosen.unit if is_head else following.head_unit
    deputy = following.deputy_unit if is_head else chosen.unit
    if is_head and deputy == head:
        deputy = None  # the deputy is chosen as well, or stays open
    try:
        set_cluster_heads(cluster=following, head=head, deputy=deputy, by=user)
    except ValidationError as failure:
        raise IncompleteError(
            _("%(name)s cannot be written down for %(year)s: %(why)s")
            % {"name": name_of(chosen), "year": next_year, "why": " ".join(failure.messages)}
        ) from failure


def prepare_due_meetings() -> int:
    """Open the choices of every cluster once the peers' time is over; run by the scheduler."""
    opened = 0
    due = AwardCampaign.objects.filter(
        state="open", occasion="annual", peers_due__lt=timezone.localdate()
    )
    for campaign in due:
        clusters = Cluster.objects.filter(year=campaign.year, head_unit__isnull=False)
        for cluster in clusters.exclude(reviews__campaign=campaign):
            opened += len(open_reviews(campaign=campaign, cluster=cluster, user=None))
    return opened
