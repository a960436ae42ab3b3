"""Proposals as pages, ballots and the scheduler ask for them."""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from personnel.enums import ChangeKind, ChangeResult, Support
from personnel.models import Change, Hearing, Proposal
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Outcome, Stage
from workflow_app.approvals.models import ConsultationRound, Dossier
from workflow_app.approvals.visibility import Named, visible_of_kind, was_asked
from workflow_app.organization.enums import Duty, Role, SeatPost, UnitFunction, UnitKind
from workflow_app.organization.models import Mandate, Person, Seat, Unit
from workflow_app.organization.selectors.posts import Post, places_of
from workflow_app.rulebook.selectors import rule_on, rules_on

KIND = "personnel"
OPINION_BODY, DECIDING_BODY = "BTV", "DCT"
"""The bodies of the two votes: the Standing Committee gives its opinion, the Presidium decides."""
OPINION_STEP, DECIDING_STEP = "standing_committee", "presidium"
NAMED = Named(Change, ways=("entering__user", "leaving__person__user"), dossier="proposal__dossier")
"""Who is to enter a post and who is to leave one."""


def proposal_of(dossier: Dossier) -> Proposal:
    """Return the proposal with the names that everything about it needs."""
    return Proposal.objects.select_related(
        "dossier__unit", "dossier__revision", "body", "term"
    ).get(dossier=dossier)


def changes_of(proposal: Proposal) -> QuerySet[Change]:
    """Return the changes in order, with the people and seats they name."""
    return proposal.changes.select_related(
        "leaving__person__unit",
        "leaving__seat",
        "entering__unit",
        "entering__user",
        "seat__term",
        "opened",
    ).order_by("order", "pk")


def proposals_for(user: User) -> QuerySet[Proposal]:
    """Return the proposals that the person may know of, the newest first."""
    changes = Change.objects.filter(proposal=OuterRef("pk")).order_by().values("proposal")
    return (
        Proposal.objects.filter(visible_of_kind(user, KIND))
        .select_related("dossier__unit", "body", "term")
        .annotate(
            changes_count=Coalesce(
                Subquery(changes.annotate(number=Count("pk")).values("number")), 0
            )
        )
        .order_by("-pk")
    )


# --- Who may know --------------------------------------------------------------------------


def reasons_to_see(__: User, posts: Sequence[Post], prefix: str) -> Iterator[Q]:
    """Yield why somebody sees personnel dossiers; nobody sees one in which they are named.

    Not the supervising department, not who appraises form, not the cluster, unless it was asked.
    A candidate sees nothing of the deliberation, whatever they hold: head of the proposing unit,
    member of the body, officer of the personnel department or inspector (`NAMED`).
    """
    if any(post.duty == Duty.INSPECT for post in posts):
        yield Q(**{f"{prefix}pk__isnull": False})
        return
    units = places_of(posts, "unit", Duty.DRAFT, Duty.SIGN)
    if units:
        yield Q(**{f"{prefix}unit__in": units})
    if any(vets(post) for post in posts):
        yield Q(**{f"{prefix}reach__gte": Stage.VETTING.rank})
    asked = places_of(posts, "unit", Duty.REVIEW)
    if asked:
        yield was_asked(asked, prefix)
    clusters = places_of(posts, "cluster", Duty.ENDORSE, Duty.STAND_IN)
    if clusters:
        rounds = ConsultationRound.objects.filter(dossier=OuterRef(f"{prefix}pk"))
        yield Q(Exists(rounds), **{f"{prefix}cluster__in": clusters})
    bodies = places_of(posts, "body", Duty.VOTE, Duty.PRESIDE, Duty.KEEP_MINUTES)
    if bodies:
        heard = Hearing.objects.filter(proposal__dossier=OuterRef(f"{prefix}pk"), body__in=bodies)
        yield Q(Exists(heard))
    if any(post.duty == Duty.ISSUE for post in posts):
        yield Q(**{f"{prefix}reach__gte": Stage.ISSUING.rank})


def vets(post: Post) -> bool:
    """Tell whether the post is one in the personnel department: an officer, or who heads it."""
    return post.function == UnitFunction.PERSONNEL and post.duty in (
        Duty.APPRAISE_CONTENT,
        Duty.SIGN,
    )


# --- The way -------------------------------------------------------------------------------


def needs_consultation(dossier: Dossier) -> bool:
    """Tell whether the cluster is asked: only for local unions, and only if the rulebook says so.

    The dossier was given its cluster when it was opened under such a rule.
    """
    return dossier.cluster_id is not None


def consults_cluster(unit: Unit) -> bool:
    """Tell whether a proposal that this unit opens today goes through its cluster."""
    return unit.kind == UnitKind.LOCAL_MEMBER and bool(rule_on("personnel.consult_cluster").value)


def needs_prior_opinion(dossier: Dossier) -> bool:
    """Tell whether one of the posts in question may be filled only after an authority was asked."""
    posts = {post or SeatPost.MEMBER for post in posts_in_question(dossier)}
    keys = [f"personnel.prior_opinion.{post}" for post in sorted(posts)]
    return any(rule.value for rule in rules_on(*keys).values()) if keys else False


def posts_in_question(dossier: Dossier) -> set[str]:
    """Return the posts that changes of the proposal give or take."""
    rows = Change.objects.filter(proposal__dossier=dossier).values_list(
        "post", "seat__post", "leaving__seat__post"
    )
    found: set[str] = set()
    for post, of_seat, of_leaving in rows.order_by():
        found |= {post or of_seat or of_leaving or SeatPost.MEMBER}
        found |= {of_leaving} if of_leaving else set()
    return found


def skipped_stages(dossier: Dossier) -> tuple[Stage, ...]:
    """Return the stages that the way of this proposal leaves out."""
    skipped = [] if needs_consultation(dossier) else [Stage.CONSULTING, Stage.ENDORSING]
    if not needs_prior_opinion(dossier):
        skipped.append(Stage.PRIOR_OPINION)
    return tuple(skipped)


def is_in_force(dossier: Dossier) -> bool:
    """Tell whether every adopted change has taken effect."""
    return not unapplied_changes().filter(proposal__dossier=dossier).exists()


def unapplied_changes() -> QuerySet[Change]:
    """Return adopted changes whose effect is still to come."""
    return Change.objects.filter(result=ChangeResult.ADOPTED, applied_on__isnull=True)


def due_proposals(day: dt.date) -> list[int]:
    """Return the proposals that are issued and whose seats are to change by the day."""
    waiting = unapplied_changes().filter(proposal=OuterRef("pk")).order_by()
    return list(
        Proposal.objects.filter(
            Exists(waiting), effective_on__lte=day, dossier__paper__isnull=False
        )
        .order_by("effective_on", "pk")
        .values_list("pk", flat=True)
    )


def unfinished_proposals() -> list[int]:
    """Return proposals in effect whose dossier still waits for the day (after a crash)."""
    waiting = unapplied_changes().filter(proposal=OuterRef("pk")).order_by()
    return list(
        Proposal.objects.filter(
            ~Exists(waiting), dossier__stage=Stage.WAITING_FOR_EFFECT
        ).values_list("pk", flat=True)
    )


# --- Ballots -------------------------------------------------------------------------------


def options_of(dossier: Dossier, step: str) -> list[tuple[str, str, Person | None]]:
    """Return what is put to the vote: one question per change, with the person it is about.

    The Presidium votes on what the Standing Committee supports: Regulation 118-QĐ/TW wants both
    to agree.
    """
    changes = changes_of(proposal_of(dossier))
    if step == DECIDING_STEP:
        changes = changes.exclude(support=Support.NOT_SUPPORTED)
    return [(change.uid, label_of(change), change.person) for change in changes]


def label_of(change: Change) -> str:
    """Say the change in one line, as it stands on the ballot."""
    kind = ChangeKind(change.kind).label
    entering, leaving = change.entering, change.leaving
    post = post_words(change)
    if entering is not None and leaving is not None:
        return _("%(kind)s: %(entering)s for %(leaving)s (%(post)s)") % {
            "kind": kind,
            "entering": entering,
            "leaving": leaving.person,
            "post": post,
        }
    person = entering or (leaving.person if leaving is not None else "")
    return _("%(kind)s: %(person)s (%(post)s)") % {"kind": kind, "person": person, "post": post}


def post_words(change: Change) -> str:
    """Return the post that the change gives, or takes."""
    return str(SeatPost(change.post_in_question).label)


def people_of_own_drafts(units: Collection[int]) -> QuerySet[Any, Any]:
    """Return the people of these units whom drafts of the same units propose: whose files to fill.

    Only one's own people: a draft that names a stranger opens nobody's file.
    """
    return (
        Change.objects.filter(
            proposal__dossier__stage=Stage.DRAFTING,
            proposal__dossier__unit__in=units,
            entering__unit__in=units,
        )
        .order_by()
        .values("entering")
    )


# --- Seats ---------------------------------------------------------------------------------


def members_of(proposal: Proposal) -> QuerySet[Mandate]:
    """Return who sits in the body today or later: those of whom a mandate may end."""
    today = timezone.localdate()
    return (
        Mandate.objects.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=today),
            body=proposal.body_id,
            role=Role.BODY_MEMBER,
        )
        .select_related("person__unit", "seat__term")
        .order_by("person__sort_key", "pk")
    )


def seats_of(proposal: Proposal) -> QuerySet[Seat]:
    """Return the seats of the term, in order."""
    return proposal.term.seats.select_related("term").order_by("number")


def last_submission(dossier: Dossier) -> dt.date:
    """Return the day of the last submission; today while it has not been submitted."""
    if dossier.stage == Stage.DRAFTING:
        return timezone.localdate()
    decision = dossier.decisions.filter(outcome=Outcome.SUBMITTED).order_by("-pk").first()
    return timezone.localdate(decision.created) if decision else timezone.localdate()
