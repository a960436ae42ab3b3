"""A session that does not take place, or ends before anything was counted."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from workflow_app.accounts.models import User
from workflow_app.approvals.errors import ConflictError, IncompleteError
from workflow_app.approvals.models import Dossier
from workflow_app.audit.services import Entry, record_many
from workflow_app.ballots.enums import Result, SessionState
from workflow_app.ballots.models import Ballot, Session
from workflow_app.notifications.services import notify
from workflow_app.organization.enums import Duty

from .sessions import locked_session, people_concerned, require_duty


def why_not_cancelled(session: Session) -> str:
    """Return why the session can no longer be cancelled; empty while it can."""
    if session.state == SessionState.VOTING:
        return _("A vote is open: the chair closes it, or breaks it off, before anything else.")
    if session.state == SessionState.CANCELLED:
        return _("The session is cancelled already.")
    if session.state == SessionState.CLOSED:
        return _("The session is over: what it decided stands.")
    if session.ballots.exclude(result="").exclude(result__in=Result.dropped).exists():
        return _(
            "The session has voted already, and that stands. What is left can be taken off the agenda."
        )
    return ""


@transaction.atomic
def cancel_session(*, session: Session, user: User, reason: str) -> Session:
    """Call a session off before it has voted on anything; its dossiers wait for another one.

    Chair or secretary, with a reason that everybody concerned reads: members who were convened,
    the counting board, chair and secretary. What members declared about an item goes with it
    to the next session. Raises ConflictError once a vote is open or something was counted,
    IncompleteError without a reason.
    """
    session = locked_session(session, *SessionState.values)
    require_duty(user, session.body, Duty.KEEP_MINUTES, Duty.PRESIDE)
    refusal = why_not_cancelled(session)
    if refusal:
        raise ConflictError(refusal)
    reason = reason.strip()
    if not reason:
        raise IncompleteError(_("Please give the reason: the people concerned will read it."))
    was_convened = session.convened is not None
    dropped = _clear_agenda(session, reason)
    session.state = SessionState.CANCELLED
    session.cancelled, session.cancelled_because = timezone.now(), reason
    session.save(update_fields=["state", "cancelled", "cancelled_because"])
    concerned = people_concerned(session, with_members=was_convened)
    notify(
        event="session.cancelled",
        users=[one for one in concerned if one != user],
        subject=_("Cancelled: %(session)s") % {"session": session},
        body=_("The session is cancelled. Reason: %(reason)s") % {"reason": reason},
        path=session.get_absolute_url(),
    )
    record_many(
        [
            Entry(
                action="session.cancelled",
                actor=user,
                object=session,
                data={"reason": reason, "items": [ballot.dossier.code for ballot in dropped]},
            ),
            *(
                Entry(
                    action="ballot.removed",
                    actor=user,
                    object=ballot,
                    dossier_code=ballot.dossier.code,
                    data={"reason": reason},
                )
                for ballot in dropped
            ),
        ]
    )
    return session


def _clear_agenda(session: Session, reason: str) -> list[Ballot]:
    """Take every open item off, so that its dossier waits for the body again."""
    ballots = list(
        session.ballots.select_for_update(of=("self",), no_key=True)
        .filter(result="")
        .select_related("dossier")
        .order_by("pk")
    )
    dossiers = Dossier.objects.filter(pk__in=[ballot.dossier_id for ballot in ballots])
    list(dossiers.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    for ballot in ballots:
        ballot.result, ballot.reason = Result.REMOVED, reason
    Ballot.objects.bulk_update(ballots, ["result", "reason"])
    return ballots
