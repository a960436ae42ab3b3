"""Who is there: arrivals, leavings and announced absences, as the secretary notes them."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from workflow_app.accounts.models import User
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.audit.services import record
from workflow_app.ballots.enums import Presence, SessionState
from workflow_app.ballots.models import Attendance, Session
from workflow_app.ballots.selectors.console import members_on
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Mandate, Person

from .sessions import locked_session, require_duty

OPEN_STATES = (*SessionState.preparing, SessionState.VOTING)


@transaction.atomic
def note_arrival(
    *,
    session: Session,
    person: Person,
    presence: Presence,
    user: User,
    at: dt.datetime | None = None,
) -> Attendance:
    """Note that a member is there, in the room or online; coming late is coming at that time.

    An announced absence ends with it. Raises ConflictError for somebody who is there already.
    """
    session, mandate = _ready(session, person, user)
    stay = Attendance.objects.filter(session=session, person=person, left=None).first()
    if stay is not None and stay.arrived is not None:
        raise ConflictError(_("%(person)s is already noted as present.") % {"person": person})
    stay = stay or Attendance(session=session, person=person, mandate=mandate)
    stay.presence = presence
    stay.arrived = _moment(at)
    if Attendance.objects.filter(session=session, person=person, left__gt=stay.arrived).exists():
        raise IncompleteError(_("Nobody comes back before they left."))
    stay.reason = ""
    stay.noted_by = user
    stay.save()
    _begin(session, stay.arrived)
    _log(session, user, person, "arrived", presence)
    return stay


@transaction.atomic
def note_all_present(*, session: Session, presence: Presence, user: User) -> int:
    """Note that everybody is there who is neither noted as present nor excused; return how many.

    Whoever has left does not come back by it.
    """
    session = locked_session(session, *OPEN_STATES)
    require_duty(user, session.body, Duty.KEEP_MINUTES, Duty.PRESIDE)
    _require_meeting(session)
    noted = set(session.attendance.values_list("person", flat=True))
    now = timezone.now()
    stays = [
        Attendance(
            session=session,
            person=mandate.person,
            mandate=mandate,
            presence=presence,
            arrived=now,
            noted_by=user,
        )
        for mandate in members_on(session.body, timezone.localdate())
        if mandate.person_id not in noted
    ]
    Attendance.objects.bulk_create(stays)
    if stays:
        _begin(session, now)
        record(
            action="session.attendance",
            actor=user,
            object=session,
            data={
                "people": [stay.person_id for stay in stays],
                "what": "arrived",
                "presence": presence,
            },
        )
    return len(stays)


@transaction.atomic
def note_leaving(
    *, session: Session, person: Person, user: User, at: dt.datetime | None = None
) -> Attendance:
    """Note that a member leaves; what they handed in stands."""
    session, __ = _ready(session, person, user)
    stay = Attendance.objects.filter(session=session, person=person, left=None).first()
    if stay is None or stay.arrived is None:
        raise ConflictError(_("%(person)s is not noted as present.") % {"person": person})
    moment = _moment(at)
    if moment < stay.arrived:
        raise IncompleteError(_("Nobody leaves before they came."))
    stay.left = moment
    stay.noted_by = user
    stay.save(update_fields=["left", "noted_by"])
    _log(session, user, person, "left", stay.presence)
    return stay


@transaction.atomic
def note_absence(*, session: Session, person: Person, reason: str, user: User) -> Attendance:
    """Note that a member will not come, and why."""
    session, mandate = _ready(session, person, user)
    if not reason.strip():
        raise IncompleteError(_("Please give the reason: it stands in the minutes."))
    stay = Attendance.objects.filter(session=session, person=person, left=None).first()
    if stay is not None and stay.arrived is not None:
        raise ConflictError(_("%(person)s is already noted as present.") % {"person": person})
    stay = stay or Attendance(session=session, person=person, mandate=mandate)
    stay.reason = reason.strip()[:255]
    stay.noted_by = user
    stay.save()
    _log(session, user, person, "absent", "")
    return stay


def _ready(session: Session, person: Person, user: User) -> tuple[Session, Mandate]:
    session = locked_session(session, *OPEN_STATES)
    require_duty(user, session.body, Duty.KEEP_MINUTES, Duty.PRESIDE)
    _require_meeting(session)
    mandates = {one.person_id: one for one in members_on(session.body, timezone.localdate())}
    if person.pk not in mandates:
        raise NotAllowedError(_("%(person)s is no member of this body.") % {"person": person})
    return session, mandates[person.pk]


def _require_meeting(session: Session) -> None:
    if session.is_written:
        raise ConflictError(_("Nobody is present at a written consultation."))


def _begin(session: Session, moment: dt.datetime) -> None:
    """The first arrival begins the session."""
    if session.state in (SessionState.PLANNED, SessionState.CONVENED):
        session.state = SessionState.SITTING
        session.started = session.started or moment
        session.save(update_fields=["state", "started"])


def _moment(at: dt.datetime | None) -> dt.datetime:
    now = timezone.now()
    if at is not None and at > now:
        raise IncompleteError(_("This time has not come yet."))
    return at or now


def _log(session: Session, user: User, person: Person, what: str, presence: str) -> None:
    record(
        action="session.attendance",
        actor=user,
        object=session,
        data={"person": person.pk, "what": what, "presence": presence},
    )
