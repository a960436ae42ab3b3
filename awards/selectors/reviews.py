"""The choices of clusters as flows, ballots and pages ask for them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from awards.enums import AwardForm, Kind, Occasion, ReviewPurpose
from awards.models import ClusterReview, Nomination, ReviewCandidate
from awards.rules.points import result_text
from awards.selectors.quotas import seats_for
from awards.selectors.ranking import ranking_of
from awards.selectors.secretariat import reason_of_secretariat
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Stage
from workflow_app.approvals.models import Dossier
from workflow_app.ballots.enums import Method
from workflow_app.ballots.questions import Concern, Proposition
from workflow_app.organization.enums import Duty, Role
from workflow_app.organization.models import ClusterMembership, Mandate, Person, Unit
from workflow_app.organization.selectors.posts import Post, places_of


def review_of(dossier: Dossier) -> ClusterReview:
    """Return the choice with the names that everything about it needs."""
    return ClusterReview.objects.select_related(
        "dossier__revision", "campaign", "cluster", "award_type", "ranking"
    ).get(dossier=dossier)


def nominations_before(review: ClusterReview) -> QuerySet[Nomination]:
    """Return the nominations among which the cluster chooses: those that wait for it."""
    return (
        Nomination.objects.filter(
            campaign=review.campaign,
            award_type=review.award_type,
            dossier__cluster=review.cluster,
            dossier__stage=Stage.RANKING,
        )
        .select_related("dossier__unit", "recipient")
        .order_by("dossier__unit__sort_key", "pk")
    )


def seats_of(review: ClusterReview) -> int:
    """Return how many the cluster may choose, as things stand; a post has one place."""
    if review.award_type is None:
        return 1
    return seats_for(
        review.campaign,
        review.cluster,
        review.award_type,
        candidates=nominations_before(review).count(),
    )


@dataclass(frozen=True, slots=True)
class Place:
    """Where a unit stands in the cluster's ranking; the place is empty while it has no result."""

    order: int
    place: int | None
    points: str


def rests_on_ranking(review: ClusterReview) -> bool:
    """Tell whether the candidates were scored: those for an award of an annual campaign."""
    return review.purpose == ReviewPurpose.AWARD and review.campaign.occasion == Occasion.ANNUAL


def ranked_places(review: ClusterReview) -> dict[int, Place]:
    """Return the units of the cluster by their place in the ranking as it stands now."""
    if not rests_on_ranking(review):
        return {}
    rows = ranking_of(review.campaign, review.cluster).rows
    return {
        row.unit.pk: Place(order, row.place, result_text(row.raw) if row.raw is not None else "")
        for order, row in enumerate(rows)
    }


def candidates_of(review: ClusterReview) -> QuerySet[ReviewCandidate]:
    """Return who stands for choice, in order."""
    return review.candidates.select_related(
        "unit", "nomination__dossier__unit", "nomination__recipient"
    ).order_by("order", "pk")


def unit_of(candidate: ReviewCandidate) -> Unit:
    """Return the unit whose candidate it is."""
    if candidate.unit is not None:
        return candidate.unit
    assert candidate.nomination is not None  # noqa: S101 -- a constraint of the table
    return candidate.nomination.dossier.unit


def name_of(candidate: ReviewCandidate) -> str:
    """Return the name that stands on the ballot."""
    if candidate.unit is not None:
        return candidate.unit.name
    assert candidate.nomination is not None  # noqa: S101 -- a constraint of the table
    return candidate.nomination.recipient.name


# --- The vote ------------------------------------------------------------------------------


def propositions_of(dossier: Dossier, __: str) -> Sequence[Proposition]:
    """Return the candidates; who heads a candidate's unit does not vote on it."""
    review = review_of(dossier)
    candidates = list(candidates_of(review))
    heads = _heads_of({unit_of(candidate).pk for candidate in candidates})
    barred = _chosen_for_another_post(review)
    return [
        Proposition(
            key=str(candidate.pk),
            label=name_of(candidate),
            person=heads.get(unit_of(candidate).pk),
            is_favoured=candidate.nomination is not None
            and candidate.nomination.recipient.is_favoured,
        )
        for candidate in candidates
        if unit_of(candidate).pk not in barred
    ]


def _heads_of(units: set[int]) -> dict[int, Person]:
    held = Mandate.objects.filter(
        unit__in=units, role=Role.UNIT_HEAD, valid_to__isnull=True
    ).select_related("person")
    return {mandate.unit_id: mandate.person for mandate in held if mandate.unit_id is not None}


def _chosen_for_another_post(review: ClusterReview) -> set[int]:
    """Return the unit that was chosen as head: it does not become its own deputy as well."""
    if review.purpose != ReviewPurpose.DEPUTY:
        return set()
    heads = ReviewCandidate.objects.filter(
        review__campaign=review.campaign,
        review__cluster=review.cluster,
        review__purpose=ReviewPurpose.HEAD,
        is_chosen=True,
    )
    return set(heads.values_list("unit", flat=True))


def method_of(dossier: Dossier, __: str) -> tuple[Method, int | None]:
    """The candidates compete for the places of the quota: the highest get them."""
    return Method.ELECT, review_of(dossier).seats


def rule_kind(dossier: Dossier, __: str) -> str:
    """Titles are voted by a stricter rule than certificates; posts by their own."""
    review = review_of(dossier)
    if review.award_type is None:
        return f"{Kind.REVIEW}.post"
    is_title = review.award_type.form == AwardForm.TITLE
    return f"{Kind.REVIEW}.title" if is_title else Kind.REVIEW


def level_of(dossier: Dossier, __: str) -> int:
    """Return where the item stands on the agenda: awards from low to high, posts last."""
    review = review_of(dossier)
    if review.award_type is not None:
        return review.award_type.level
    return 10_000 + (review.purpose == ReviewPurpose.DEPUTY)


def concerns_of(dossier: Dossier, people: Sequence[Person]) -> Sequence[Concern]:
    """Point out who belongs to a unit that stands for choice."""
    candidates = list(candidates_of(review_of(dossier)))
    of_unit = {unit_of(candidate).pk: candidate for candidate in candidates}
    return [
        Concern(
            person=person,
            reason=_("Belongs to %(unit)s, which stands for choice")
            % {"unit": unit_of(of_unit[person.unit_id]).short_name},
            key=str(of_unit[person.unit_id].pk),
        )
        for person in people
        if person.unit_id in of_unit
    ]


# --- Nobody stands ---------------------------------------------------------------------------


def who_may_stand(dossier: Dossier) -> str:
    """Say why the choice cannot end without a meeting; empty where nobody stands, nor may yet."""
    review = review_of(dossier)
    if review.award_type is None:
        return _("The units of the cluster stand for this post; the meeting chooses one.")
    before = Nomination.objects.filter(
        campaign=review.campaign,
        award_type=review.award_type,
        dossier__cluster=review.cluster,
        dossier__stage__in=(Stage.DRAFTING, Stage.SIGNING, Stage.RANKING),
    ).count()
    if not before:
        return ""
    return ngettext(
        "%(number)s nomination of the cluster is drafted, waits for a signature or stands already.",
        "%(number)s nominations of the cluster are drafted, wait for a signature or stand already.",
        before,
    ) % {"number": before}


def late_for_choice(nomination: Nomination) -> str:
    """Say why a nomination can no longer stand for its cluster's choice; empty while it can."""
    fixed = (
        ClusterReview.objects.filter(
            campaign=nomination.campaign_id,
            cluster=nomination.dossier.cluster_id,
            award_type=nomination.award_type_id,
        )
        .exclude(dossier__stage=Stage.DRAFTING)
        .select_related("dossier", "cluster")
        .first()
    )
    if fixed is None:
        return ""
    names = {"cluster": fixed.cluster, "code": fixed.dossier.code}
    if fixed.dossier.stage == Stage.CLUSTER_MEETING:
        return (
            _(
                "%(cluster)s has fixed its candidates (%(code)s). Until it has voted, the secretary "
                "of its meeting can send the choice back, and the nomination can be signed then."
            )
            % names
        )
    return _("%(cluster)s has chosen already (%(code)s); the nomination comes too late.") % names


# --- Who may know --------------------------------------------------------------------------


def reasons_to_see(__: User, posts: Sequence[Post], prefix: str) -> Iterator[Q]:
    """Yield why somebody sees the choice of a cluster.

    Its head and deputy, and who drafts in the heading unit, from the beginning; its other units
    and the award secretariat once it comes before the meeting; the inspection always.
    """
    if any(post.duty == Duty.INSPECT for post in posts):
        yield Q(**{f"{prefix}pk__isnull": False})
        return
    led = places_of(posts, "cluster", Duty.ENDORSE, Duty.STAND_IN)
    if led:
        yield Q(**{f"{prefix}cluster__in": led})
    drafting = places_of(posts, "unit", Duty.DRAFT)
    if drafting:
        yield Q(**{f"{prefix}cluster__head_unit__in": drafting})
    bodies = places_of(posts, "body", Duty.VOTE, Duty.PRESIDE, Duty.KEEP_MINUTES)
    since = {f"{prefix}reach__gte": Stage.CLUSTER_MEETING.rank}
    if bodies:
        yield Q(**{f"{prefix}body__in": bodies, **since})
    units = places_of(posts, "unit", Duty.DRAFT, Duty.SIGN, Duty.REVIEW)
    if units:
        clusters = ClusterMembership.objects.filter(unit__in=units).order_by().values("cluster")
        yield Q(**{f"{prefix}cluster__in": clusters, **since})
    yield from reason_of_secretariat(posts, Q(**since))


# --- What waits ----------------------------------------------------------------------------


def chosen_but_waiting() -> QuerySet[Nomination]:
    """Return the nominations whose cluster has signed its choice and that have not gone on."""
    signed = ReviewCandidate.objects.filter(
        nomination=OuterRef("pk"), review__dossier__stage=Stage.CONCLUDED
    )
    return Nomination.objects.filter(Exists(signed), dossier__stage=Stage.RANKING)
