"""Who may know what of scores: the one rule for page, list, search, counter, export and mail.

Peers score blind. Until a unit has handed in every sheet that it owes in its cluster, nobody of
that unit learns anything of what others scored: no sheet, no figure made of sheets, no name. A
sheet is shown to nobody but the unit that filled it and the inspection; the secretariat reads the
sheets of a closed round without the names. The head of the cluster learns who is missing and no
points; the scored unit learns median and spread once its round is closed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from awards.enums import Kind, RoundState, SheetState
from awards.models import AwardCampaign, PeerSheet, ScoringRound, SelfScore
from awards.selectors.secretariat import belongs, reason_of_secretariat
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Stage
from workflow_app.approvals.performers import cluster_duty
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Cluster, ClusterMembership
from workflow_app.organization.selectors.posts import Post, places_of, posts_of

OF_A_UNIT = (Duty.DRAFT, Duty.SIGN, Duty.REVIEW)
BEFORE_SCORING = (Stage.DRAFTING, Stage.SIGNING)


def posts_for(user: User) -> list[Post]:
    """Return what the person holds today that counts for self-scores."""
    return [post for post in posts_of(user) if post.counts_for(Kind.SELF_SCORE)]


def inspects(posts: Iterable[Post]) -> bool:
    """Tell whether the person inspects: they see everything and never act."""
    return any(post.duty == Duty.INSPECT for post in posts)


# --- Dossiers ------------------------------------------------------------------------------


def reasons_to_see(user: User, posts: Sequence[Post], prefix: str) -> Iterator[Q]:
    """Yield why somebody sees self-scores; administrators and other clusters have no reason."""
    del user
    if inspects(posts):
        yield Q(**{f"{prefix}pk__isnull": False})
        return
    own = places_of(posts, "unit", Duty.DRAFT, Duty.SIGN)
    if own:
        yield Q(**{f"{prefix}unit__in": own})
    asked = places_of(posts, "unit", Duty.REVIEW, Duty.DRAFT)
    if asked:
        sheets = PeerSheet.objects.filter(round__dossier=OuterRef(f"{prefix}pk"), unit__in=asked)
        yield Q(Exists(sheets))
    clusters = places_of(posts, "cluster", Duty.ENDORSE, Duty.STAND_IN)
    if clusters:
        yield Q(**{f"{prefix}cluster__in": clusters, f"{prefix}reach__gte": Stage.SCORING.rank})
    yield from reason_of_secretariat(posts, Q(**{f"{prefix}reach__gte": Stage.SCORING.rank}))


# --- Sheets --------------------------------------------------------------------------------


def sheets_for(user: User) -> QuerySet[PeerSheet]:
    """Return the sheets of the units for which the person scores or types: theirs and no other."""
    units = places_of(posts_for(user), "unit", Duty.REVIEW, Duty.DRAFT)
    return PeerSheet.objects.filter(unit__in=units)


def may_hand_in(user: User, sheet: PeerSheet) -> bool:
    """Tell whether the person speaks for the unit; a clerk only types. Asked again when acting."""
    return sheet.unit_id in places_of(posts_for(user), "unit", Duty.REVIEW)


def owes_sheets(units: Sequence[int], campaign: AwardCampaign, cluster: int | None) -> bool:
    """Tell whether one of these units still has to score somebody of the cluster.

    It owes the sheets it was asked for, and those it will be asked for: of units that have not
    signed their score yet, until the campaign's day for the peers is over.
    """
    if not units or cluster is None:
        return False
    asked = PeerSheet.objects.filter(
        unit__in=units,
        state=SheetState.ASKED,
        round__state=RoundState.OPEN,
        round__dossier__cluster=cluster,
        round__dossier__self_score__campaign=campaign,
    )
    if asked.exists():
        return True
    if timezone.localdate() > campaign.peers_due:
        return False
    to_come = SelfScore.objects.filter(
        campaign=campaign, dossier__cluster=cluster, dossier__stage__in=BEFORE_SCORING
    )
    # A unit alone still to sign owes nothing to itself, unless the person speaks for others too.
    return to_come.exclude(dossier__unit__in=units if len(units) == 1 else ()).exists()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one person may know of what others scored about one unit.

    `peers`: median and spread. `sheets`: the sheets, without names; `names`: with them.
    `missing`: which units have not handed in. `office`: the office's column.
    """

    peers: bool = False
    sheets: bool = False
    names: bool = False
    missing: bool = False
    office: bool = False


def reading_of(user: User, score: SelfScore) -> Reading:
    """Return what the person may know; that they see the dossier itself was asked before."""
    posts = posts_for(user)
    if inspects(posts):
        return Reading(peers=True, sheets=True, names=True, missing=True, office=True)
    dossier = score.dossier
    units = units_in_cluster(posts, dossier.cluster_id)
    # Of the head's own score its deputy is told, as it signs there in the head's place.
    heads = dossier.cluster_id in places_of(posts, "cluster", cluster_duty(dossier))
    if owes_sheets(units, score.campaign, dossier.cluster_id):
        return Reading(missing=heads)
    round_ = ScoringRound.objects.filter(dossier=dossier).order_by("-number").first()
    is_closed = round_ is not None and round_.state == RoundState.CLOSED
    secretariat = belongs(posts)
    return Reading(
        peers=is_closed,
        sheets=is_closed and secretariat,
        missing=heads,
        office=secretariat or dossier.stage == Stage.CONCLUDED,
    )


def units_in_cluster(posts: Iterable[Post], cluster: int | None) -> list[int]:
    """Return the units of the cluster for which the person drafts, signs or scores."""
    units = places_of(posts, "unit", *OF_A_UNIT)
    if not units or cluster is None:
        return []
    members = ClusterMembership.objects.filter(cluster=cluster, unit__in=units)
    return sorted(members.values_list("unit", flat=True))


# --- Rankings ------------------------------------------------------------------------------


def knows_of_ranking(user: User, cluster: Cluster) -> bool:
    """Tell whether a cluster's ranking concerns the person at all; else its page does not exist."""
    posts = posts_for(user)
    return (
        inspects(posts)
        or belongs(posts)
        or cluster.pk in places_of(posts, "cluster", Duty.ENDORSE, Duty.STAND_IN)
        or bool(units_in_cluster(posts, cluster.pk))
    )


def may_see_ranking(user: User, campaign: AwardCampaign, cluster: Cluster) -> bool:
    """Tell whether the ranking's figures may be shown to the person now.

    To units of the cluster, its head among them, once nobody of it is being scored and they owe no
    sheet; to the secretariat as rounds close; to the inspection always.
    """
    posts = posts_for(user)
    if inspects(posts):
        return True
    units = units_in_cluster(posts, cluster.pk)
    if owes_sheets(units, campaign, cluster.pk):
        return False
    if belongs(posts):
        return True
    is_of_cluster = bool(units) or cluster.pk in places_of(
        posts, "cluster", Duty.ENDORSE, Duty.STAND_IN
    )
    open_ = ScoringRound.objects.filter(
        state=RoundState.OPEN,
        dossier__cluster=cluster,
        dossier__self_score__campaign=campaign,
    )
    return is_of_cluster and not open_.exists()
