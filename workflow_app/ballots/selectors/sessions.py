"""Sessions a person may know of, and what waits for a body."""

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Stage
from workflow_app.approvals.models import Dossier
from workflow_app.ballots.models import Ballot, RollEntry, Session
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Body
from workflow_app.organization.selectors.authority import holdings_of, places_where


def bodies_of(user: User, *duties: Duty) -> QuerySet[Body]:
    """Return the bodies where the user has one of the duties today."""
    return Body.objects.filter(pk__in=places_where(user, Body, *duties))


def sessions_visible_to(user: User) -> QuerySet[Session]:
    """Sessions of bodies the user sits in or serves, sessions they voted in, or all for inspectors."""
    inspects = holdings_of(user).filter(desk__duty=Duty.INSPECT)
    return Session.objects.filter(
        Q(body__in=places_where(user, Body, Duty.VOTE, Duty.PRESIDE, Duty.KEEP_MINUTES))
        | Q(Exists(RollEntry.objects.filter(session=OuterRef("pk"), user=user)))
        | Q(Exists(inspects))
    )


def sessions_with_counts(user: User) -> QuerySet[Session]:
    """Return the visible sessions for the list, with how many items and how many decided."""
    return (
        sessions_visible_to(user)
        .select_related("body")
        .annotate(
            items=Count("ballots", distinct=True),
            adopted=Count("ballots", filter=Q(ballots__result="adopted"), distinct=True),
        )
    )


def waiting_dossiers(body: Body) -> QuerySet[Dossier]:
    """Return dossiers that wait for the body and are on no agenda yet, oldest first."""
    scheduled = Ballot.objects.filter(dossier=OuterRef("pk"), result="")
    return (
        Dossier.objects.filter(body=body, stage=Stage.DECIDING)
        .exclude(Exists(scheduled))
        .exclude(work_items__state="open", work_items__kind="amendment.decide")
        .select_related("unit", "revision")
        .order_by("stage_since", "pk")
    )


def entry_of(session: Session, user: User) -> RollEntry | None:
    """Return the user's place on the roll."""
    return session.roll.filter(user=user).first()
