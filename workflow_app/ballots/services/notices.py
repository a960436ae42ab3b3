"""What chair and secretary tell the members: waves of reminders, and the result."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from workflow_app.accounts.models import User
from workflow_app.approvals.enums import WorkState
from workflow_app.approvals.errors import ConflictError
from workflow_app.audit.services import record
from workflow_app.ballots.enums import SessionState
from workflow_app.ballots.models import RollEntry, Session
from workflow_app.notifications.services import notify
from workflow_app.organization.enums import Duty

from .sessions import locked_session, require_duty


@transaction.atomic
def remind(*, session: Session, user: User) -> None:
    """Remind those whose sheet has not come in; one wave an hour, and nobody learns whom it reached.

    The record names nobody, nor says how many: of a secret ballot nothing but the count is known.
    """
    session = locked_session(session, SessionState.VOTING)
    require_duty(user, session.body, Duty.PRESIDE, Duty.KEEP_MINUTES)
    voting = session.rounds.get(closed=None)
    late = (
        voting.roll.filter(handed_in=None, channel="", user__isnull=False)
        .filter(work_item__state=WorkState.OPEN)
        .select_related("user")
    )
    wave = f"{timezone.localtime():%Y-%m-%d %H}"
    notify(
        event="vote.reminder",
        users=[entry.user for entry in late if entry.user is not None],
        subject=_("Your voting sheet is awaited: %(session)s") % {"session": session},
        body=_("Please hand in your voting sheet."),
        path=session.get_absolute_url(),
        cause=f"vote.reminder {voting.pk} {wave}",
    )
    record(action="session.reminded", actor=user, object=session, data={"round": voting.number})


@transaction.atomic
def announce(*, session: Session, user: User) -> Session:
    """Tell the members that the results stand; once, when nothing is open any more.

    The body may read results from the closing on; this tells those who wait for them.
    """
    session = locked_session(session, SessionState.CLOSED)
    require_duty(user, session.body, Duty.PRESIDE, Duty.KEEP_MINUTES)
    if session.announced is not None:
        raise ConflictError(_("The results are announced already."))
    session.announced = timezone.now()
    session.save(update_fields=["announced"])
    entries = RollEntry.objects.filter(round__session=session, user__isnull=False)
    notify(
        event="session.announced",
        users=User.objects.filter(pk__in=entries.values("user")),
        subject=_("The results are announced: %(session)s") % {"session": session},
        body=_("The result of every item stands on the session's page."),
        path=session.get_absolute_url(),
    )
    record(action="session.announced", actor=user, object=session)
    return session
