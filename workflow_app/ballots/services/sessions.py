"""Preparing a session: convene, set the agenda, take items off, send dossiers back."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Outcome, WorkState
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.approvals.models import Dossier, WorkItem
from workflow_app.approvals.services.decisions import settle
from workflow_app.approvals.services.work import lock_dossier
from workflow_app.approvals.steps import ballot_steps
from workflow_app.audit.services import record
from workflow_app.ballots.enums import Result, SessionMode, SessionState
from workflow_app.ballots.models import Ballot, Option, Round, Session
from workflow_app.ballots.questions import order_of
from workflow_app.ballots.selectors.runs import last_ballots, put_off_runs
from workflow_app.ballots.selectors.sessions import waiting_dossiers
from workflow_app.notifications.services import notify
from workflow_app.organization.enums import Duty, Role
from workflow_app.organization.models import Body, Mandate, Person
from workflow_app.organization.selectors.authority import authority_at, desk_of

from .interests import carry_interests
from .options import write_options
from .runs import end_or_go_on


def require_duty(user: User, body: Body, *duties: Duty) -> None:
    """Make sure the user presides over the body, or keeps its minutes."""
    if not any(authority_at(user, desk_of(duty, body)) for duty in duties):
        raise NotAllowedError(_("This is for the chair or the secretary of the body."))


@dataclass(frozen=True, slots=True)
class Particulars:
    """Who chairs a session and who writes its minutes, where it is not whom the body has for it.

    `link` leads to the online meeting, wholly or in part.
    """

    chair: Person | None = None
    secretary: Person | None = None
    link: str = ""


@transaction.atomic
def convene(
    *,
    body: Body,
    title: str,
    held_on: dt.date,
    mode: SessionMode,
    place: str,
    dossiers: Sequence[Dossier],
    user: User,
    begins: dt.time | None = None,
    due: dt.datetime | None = None,
    particulars: Particulars | None = None,
) -> Session:
    """Plan a session in the body's term of that day, with dossiers on its agenda.

    `due` is the end of a written consultation, which must have one. Without officers of its
    own the session gets those of the body.
    """
    own = particulars or Particulars()
    require_duty(user, body, Duty.KEEP_MINUTES, Duty.PRESIDE)
    if mode == SessionMode.WRITTEN and due is None:
        raise IncompleteError(_("A written consultation needs a day until which it runs."))
    if mode == SessionMode.WRITTEN and due is not None and due <= timezone.now():
        raise IncompleteError(_("A written consultation ends in the future."))
    term = next((term for term in body.terms.all() if term.covers(held_on)), None)
    if term is None:
        raise IncompleteError(_("The body has no term on that day."))
    session = Session.objects.create(
        body=body,
        term=term,
        title=title.strip(),
        held_on=held_on,
        mode=mode,
        place=place.strip(),
        link=own.link.strip() if mode in SessionMode.joined_by_link else "",
        begins=begins,
        due=due if mode == SessionMode.WRITTEN else None,
        chair=own.chair or holder_of(body, Role.BODY_CHAIR, held_on),
        secretary=own.secretary or holder_of(body, Role.BODY_SECRETARY, held_on),
        created_by=user,
    )
    if dossiers:  # before the log: the dossiers are locked
        add_to_agenda(session=session, dossiers=dossiers, user=user)
    record(action="session.convened", actor=user, object=session)
    return session


def holder_of(body: Body, role: Role, day: dt.date) -> Person | None:
    """Return who holds the office at the body on the day, the longest serving first."""
    mandate = (
        Mandate.objects.in_force(day)
        .filter(body=body, role=role)
        .select_related("person")
        .order_by("valid_from", "pk")
        .first()
    )
    return mandate.person if mandate else None


@transaction.atomic
def call_members(*, session: Session, user: User) -> Session:
    """Convene: every member is told the day, the place and where the papers are."""
    session = locked_session(session, SessionState.PLANNED)
    require_duty(user, session.body, Duty.KEEP_MINUTES, Duty.PRESIDE)
    if not session.ballots.filter(result="").exists():
        raise IncompleteError(_("The agenda is empty."))
    session.state = SessionState.CONVENED
    session.convened = timezone.now()
    session.save(update_fields=["state", "convened"])
    notify(
        event="session.called",
        users=accounts_of_members(session),
        subject=_("You are invited: %(session)s") % {"session": session},
        body=_("The papers are ready to be read."),
        path=session.get_absolute_url(),
    )
    record(action="session.called", actor=user, object=session)
    return session


def accounts_of_members(session: Session) -> list[User]:
    """Return the accounts of those who are members on the day of the session."""
    mandates = Mandate.objects.in_force(session.held_on).filter(
        body=session.body, role=Role.BODY_MEMBER
    )
    return list(User.objects.filter(person__mandates__in=mandates).distinct())


def people_concerned(session: Session, *, with_members: bool = True) -> list[User]:
    """Return the accounts of members, counting board, chair and secretary, each once."""
    people = Q(person__in=session.board.values("person"))
    people |= Q(person__in=[pk for pk in (session.chair_id, session.secretary_id) if pk])
    found = {user.pk: user for user in accounts_of_members(session)} if with_members else {}
    found |= {user.pk: user for user in User.objects.filter(people).order_by("pk")}
    return list(found.values())


def locked_session(session: Session, *states: str) -> Session:
    """Lock the session and make sure it is in one of the states."""
    locked = (
        Session.objects.select_for_update(of=("self",), no_key=True)
        .select_related("body", "term")
        .get(pk=session.pk)
    )
    if locked.state not in states:
        raise ConflictError(
            _("The session has moved on: %(state)s.") % {"state": locked.get_state_display()}
        )
    return locked


def locked_round(session: Session) -> Round:
    """Lock the open round of a session that is locked already; Round.DoesNotExist without one."""
    return session.rounds.select_for_update(of=("self",), no_key=True).get(closed=None)


@transaction.atomic
def add_to_agenda(
    *, session: Session, dossiers: Sequence[Dossier], user: User, is_in_order: bool = False
) -> list[Ballot]:
    """Put dossiers that wait for this body on the agenda of a session being prepared.

    What is put on together comes in the order that its kinds ask for (awards: the lowest first),
    and otherwise as given; `is_in_order` leaves it as given altogether.
    """
    session = locked_session(session, *SessionState.preparing)
    require_duty(user, session.body, Duty.KEEP_MINUTES, Duty.PRESIDE)
    wanted = [dossier.pk for dossier in dossiers]
    # Two agendas cannot take one dossier, nor can it move on while it is put on one.
    list(
        Dossier.objects.select_for_update(no_key=True)
        .filter(pk__in=wanted)
        .order_by("pk")
        .values_list("pk")
    )
    last = session.ballots.aggregate(last=Max("order"))["last"] or 0
    runs = dict(
        session.ballots.filter(dossier__in=wanted).values_list("dossier").annotate(run=Max("run"))
    )
    # An item that is tied waits for somebody's last word, in the session that it was tied in.
    open_ones = Ballot.objects.filter(Q(result="") | Q(result=Result.TIED, next=None))
    taken = open_ones.filter(dossier__in=wanted).select_related("dossier")
    if taken:
        raise ConflictError(
            _("Already on an agenda: %(codes)s.")
            % {"codes": ", ".join(ballot.dossier.code for ballot in taken)}
        )
    by_id = waiting_dossiers(session.body).in_bulk(wanted)
    if len(by_id) != len(set(wanted)):
        raise ConflictError(_("Some of the dossiers no longer wait for this body."))
    steps = _steps_of(wanted)
    if not is_in_order:
        wanted.sort(key=lambda pk: order_of(by_id[pk], steps[pk]))
    put_off = put_off_runs(by_id, steps)
    before = last_ballots(by_id)
    ballots = Ballot.objects.bulk_create(
        _item(session, by_id[pk], steps[pk], put_off.get(pk), order=order, run=runs.get(pk, 0) + 1)
        for order, pk in enumerate(wanted, start=last + 1)
    )
    write_options(ballots)
    for ballot in ballots:
        if ballot.dossier_id in before:
            carry_interests(before[ballot.dossier_id], ballot)
    record(
        action="session.agenda",
        actor=user,
        object=session,
        data={"added": [ballot.dossier.code for ballot in ballots]},
    )
    return ballots


def _item(
    session: Session, dossier: Dossier, step: str, put_off: Ballot | None, *, order: int, run: int
) -> Ballot:
    """Return the unsaved item; a further run that was put off goes on where it was."""
    ballot = Ballot(
        session=session,
        dossier=dossier,
        revision=dossier.revision,
        step=step,
        order=order,
        run=run,
        previous=put_off,
    )
    if put_off is not None:
        ballot.method, ballot.seats = put_off.method, put_off.seats
    return ballot


def _steps_of(dossiers: Sequence[int]) -> dict[int, str]:
    """Return the step at which each dossier waits for the body."""
    kinds = {step.work_kind: step.name for step in ballot_steps()}
    rows = WorkItem.objects.filter(
        dossier__in=dossiers, state=WorkState.OPEN, kind__in=sorted(kinds)
    ).values_list("dossier", "kind")
    return {dossier: kinds[kind] for dossier, kind in rows}


@transaction.atomic
def group_items(*, session: Session, ballots: Sequence[int], user: User) -> None:
    """Let these items be voted on as one group, and no others; any member may choose apart.

    Raises ConflictError for an item that is not open on this agenda, and IncompleteError for one
    with several options: those are always voted on one by one.
    """
    session = locked_session(session, *SessionState.preparing)
    require_duty(user, session.body, Duty.KEEP_MINUTES, Duty.PRESIDE)
    waiting = session.ballots.filter(result="", round=None)
    if waiting.filter(pk__in=ballots).count() != len(set(ballots)):
        raise ConflictError(_("The agenda has changed in the meantime. Please look again."))
    several = Option.objects.filter(ballot__in=ballots, order__gt=1).exists()
    if several:
        raise IncompleteError(_("An item with several options is voted on by itself."))
    waiting.exclude(pk__in=ballots).update(in_group=False)
    waiting.filter(pk__in=ballots).update(in_group=True)
    record(action="session.agenda", actor=user, object=session, data={"group": sorted(ballots)})


@transaction.atomic
def reorder_agenda(*, session: Session, order: Sequence[int], user: User) -> None:
    """Put the agenda into this order, given as ids of all its items.

    Raises ConflictError when the items are no longer the ones that the person saw.
    """
    session = locked_session(session, *SessionState.preparing)
    require_duty(user, session.body, Duty.KEEP_MINUTES, Duty.PRESIDE)
    ballots = {ballot.pk: ballot for ballot in session.ballots.filter(result="")}
    if sorted(order) != sorted(ballots):
        raise ConflictError(_("The agenda has changed in the meantime. Please look again."))
    for position, pk in enumerate(order, start=1):
        ballots[pk].order = position
    Ballot.objects.bulk_update(ballots.values(), ["order"])
    record(action="session.agenda", actor=user, object=session, data={"order": list(order)})


@transaction.atomic
def take_off_agenda(*, ballot: Ballot, user: User, reason: str) -> Ballot:
    """Take an item off before the vote; the dossier goes on waiting for the body."""
    return _drop(ballot, user, reason, Result.REMOVED)


@transaction.atomic
def send_back(*, ballot: Ballot, user: User, reason: str) -> Ballot:
    """The chair returns a dossier for rework instead of putting it to the vote."""
    require_duty(user, ballot.session.body, Duty.PRESIDE)
    ballot = _drop(ballot, user, reason, Result.RETURNED)
    settle(
        dossier=ballot.dossier, step=ballot.step, outcome=Outcome.RETURNED, reason=reason.strip()
    )
    ballot.resumed = timezone.now()
    ballot.save(update_fields=["resumed"])
    return ballot


def _drop(ballot: Ballot, user: User, reason: str, result: Result) -> Ballot:
    session = locked_session(ballot.session, *SessionState.preparing)
    require_duty(user, session.body, Duty.KEEP_MINUTES, Duty.PRESIDE)
    if not reason.strip():
        raise IncompleteError(_("Please give the reason: the people concerned will read it."))
    ballot = (
        Ballot.objects.select_for_update(of=("self",), no_key=True)
        .select_related("dossier")
        .get(pk=ballot.pk)
    )
    if ballot.result:
        raise ConflictError(_("This item is already settled."))
    lock_dossier(ballot.dossier_id)  # session, item, dossier, log: always in this order
    ballot.result = result
    ballot.reason = reason.strip()
    ballot.save(update_fields=["result", "reason"])
    if session.rounds.filter(ballots__result__in=Result.counted).exists():
        end_or_go_on(session)  # what it voted on is all that it will
    record(
        action=f"ballot.{result}",
        actor=user,
        object=ballot,
        dossier_code=ballot.dossier.code,
        data={"reason": ballot.reason},
    )
    return ballot
