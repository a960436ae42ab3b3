"""Sessions a person may know of, and what waits for a body."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from workflow_app.accounts.models import User
from workflow_app.approvals.enums import OpinionState, Stance, WorkState
from workflow_app.approvals.models import Dossier, Opinion, WorkItem
from workflow_app.approvals.steps import ballot_steps
from workflow_app.ballots.enums import InterestState, Result, SessionState
from workflow_app.ballots.models import Ballot, BoardMember, Interest, RollEntry, Session, Vote
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Body
from workflow_app.organization.selectors.authority import places_where
from workflow_app.organization.selectors.posts import held_at, holds

from .knowing import known_items

if TYPE_CHECKING:
    from django_stubs_ext import ValuesQuerySet


def bodies_of(user: User, *duties: Duty) -> QuerySet[Body]:
    """Return the bodies where the user has one of the duties today."""
    return Body.objects.filter(pk__in=places_where(user, Body, *duties))


def sessions_visible_to(user: User) -> QuerySet[Session]:
    """Sessions of bodies the user sits in or serves, where they voted or count; all for inspectors."""
    if holds(user, Duty.INSPECT):
        return Session.objects.all()
    counts = BoardMember.objects.filter(session=OuterRef("pk"), person__user=user)
    return Session.objects.filter(
        Q(body__in=held_at(user, "body", Duty.VOTE, Duty.PRESIDE, Duty.KEEP_MINUTES))
        | Q(Exists(RollEntry.objects.filter(round__session=OuterRef("pk"), user=user)))
        | Q(Exists(counts))
    )


def sessions_in_order(user: User) -> QuerySet[Session]:
    """Return the visible sessions, those that vote now first."""
    voting_first = Case(When(state=SessionState.VOTING, then=0), default=1)
    return sessions_visible_to(user).order_by(voting_first, "-held_on", "-pk")


def with_counts(keys: Sequence[int], user: User) -> list[Session]:
    """Return the sessions of a page in this order, each with its numbers.

    `items` on the agenda and `adopted` ones are those of which this person may know; `owes_sheet`
    says whether this person still has a voting sheet to hand in. Two statements: counted in one
    with the sessions, the agendas of all sessions would be read.
    """
    sheet = RollEntry.objects.filter(
        round__session=OuterRef("pk"), round__closed=None, user=user, handed_in=None
    )
    sessions = (
        Session.objects.select_related("body")
        .annotate(
            owes_sheet=Case(
                When(Exists(sheet), state=SessionState.VOTING, then=True), default=False
            ),
        )
        .in_bulk(keys)
    )
    agendas = known_items(Ballot.objects.filter(session__in=keys), user).order_by()
    counted: QuerySet[Any, Any] = agendas.values("session").annotate(
        items=Count("pk", filter=~Q(result__in=Result.dropped)),
        adopted=Count("pk", filter=Q(result=Result.ADOPTED)),
    )
    numbers = {row["session"]: row for row in counted}
    for key, session in sessions.items():
        row = numbers.get(key, {})
        session.items, session.adopted = row.get("items", 0), row.get("adopted", 0)  # type: ignore[attr-defined]
    return [sessions[key] for key in keys if key in sessions]


def waiting_dossiers(body: Body) -> QuerySet[Dossier]:
    """Return dossiers that wait for the body's vote and are on no agenda yet.

    Exceptions come first: `is_late` ones, then those to which a unit objects in the review of
    this very revision (`objections` counts them); the longest waiting first among equals.
    """
    scheduled = Ballot.objects.filter(dossier=OuterRef("pk"), result="")
    tied = Ballot.objects.filter(dossier=OuterRef("pk"), result=Result.TIED, next=None)
    steps = ballot_steps()
    to_vote = WorkItem.objects.filter(
        dossier=OuterRef("pk"),
        state=WorkState.OPEN,
        kind__in=sorted({step.work_kind for step in steps}),
    )
    stages = sorted({step.stage for step in steps})
    return (
        Dossier.objects.filter(Exists(to_vote), body=body, stage__in=stages)
        .exclude(Exists(scheduled))
        .exclude(Exists(tied))
        .select_related("unit", "revision")
        .annotate(
            is_late=Case(When(stage_due__lt=timezone.now(), then=True), default=False),
            objections=Coalesce(
                Subquery(
                    objections_to(OuterRef("revision"), OuterRef("pk")),
                    output_field=IntegerField(),
                ),
                0,
            ),
        )
        .order_by("-is_late", "-objections", "stage_since", "pk")
    )


def objections_to(revision: OuterRef, dossier: OuterRef) -> "ValuesQuerySet[Opinion, int]":
    """Return the number of units that object to the revision, for use as a subquery.

    The rounds are found through their dossier, by which they are indexed.
    """
    return (
        Opinion.objects.filter(
            round__dossier=dossier,
            round__revision=revision,
            state=OpinionState.GIVEN,
            stance=Stance.OBJECT,
        )
        .order_by()
        .values("round__revision")
        .annotate(number=Count("pk"))
        .values_list("number", flat=True)
    )


def entry_of(session: Session, user: User) -> RollEntry | None:
    """Return the user's place on the roll of the newest round."""
    return session.roll.select_related("round", "mandate").filter(user=user).first()


def own_interests(entry: RollEntry) -> list[Interest]:
    """Return the items, or options, on which the member does not vote, with the reasons."""
    return list(
        Interest.objects.filter(
            ballot__round=entry.round_id, person=entry.person_id, state=InterestState.DECLARED
        )
        .select_related("ballot__dossier__unit", "option")
        .order_by("ballot__order", "ballot", "pk")
    )


def own_votes(entry: RollEntry) -> list[Vote]:
    """Return what the member said in open votes, in the order of the agenda."""
    return list(
        entry.votes.select_related("option__ballot__dossier__unit").order_by(
            "option__ballot__order", "option__ballot", "option__order"
        )
    )
