"""A vote that cannot be finished: the wrong items were open, or the urn was tampered with."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from workflow_app.accounts.models import User
from workflow_app.approvals.enums import WorkState
from workflow_app.approvals.errors import IncompleteError
from workflow_app.approvals.services.work import close_work
from workflow_app.audit.services import record
from workflow_app.background.tasks import enqueue_on_commit
from workflow_app.ballots.enums import Result, SessionState
from workflow_app.ballots.models import Ballot, Session
from workflow_app.organization.enums import Duty

from .sessions import add_to_agenda, locked_round, locked_session, require_duty
from .sweeping import sweep_urns
from .urn import discard


@transaction.atomic
def break_off(*, session: Session, user: User, reason: str) -> Session:
    """The chair ends the open round without a count; its items stand on the agenda once more.

    Nobody ever learns what was on the sheets: the urn is wiped unread, and whoever had voted votes again
    when the vote is opened anew. Order, group and declared interests stay. Raises IncompleteError without a reason: it stands in the minutes.
    """
    session = locked_session(session, SessionState.VOTING)
    require_duty(user, session.body, Duty.PRESIDE)
    if not reason.strip():
        raise IncompleteError(_("Please give the reason: it stands in the minutes."))
    voting = locked_round(session)
    ballots = list(voting.ballots.select_related("dossier").order_by("order", "pk"))
    for ballot in ballots:
        ballot.result, ballot.reason = Result.REMOVED, reason.strip()
    Ballot.objects.bulk_update(ballots, ["result", "reason"])
    discard(voting)
    late = [
        entry.work_item
        for entry in voting.roll.select_related("work_item")
        if entry.work_item is not None
    ]
    close_work(late, user=user, state=WorkState.CANCELLED)
    voting.closed, voting.closed_by = timezone.now(), user
    voting.save(update_fields=["closed", "closed_by"])
    session.state = SessionState.SITTING
    session.save(update_fields=["state"])
    _put_on_again(session, ballots, user)
    record(
        action="session.vote_broken_off",
        actor=user,
        object=session,
        data={"round": voting.number, "reason": reason.strip()},
    )
    enqueue_on_commit(sweep_urns)
    return session


def _put_on_again(session: Session, ballots: list[Ballot], user: User) -> None:
    """Put the items on the agenda as they stood there: their order, and what was one group."""
    dossiers = [ballot.dossier for ballot in ballots]
    again = {
        ballot.dossier_id: ballot
        for ballot in add_to_agenda(session=session, dossiers=dossiers, user=user, is_in_order=True)
    }
    for before in ballots:
        after = again[before.dossier_id]
        after.order, after.in_group = before.order, before.in_group
    Ballot.objects.bulk_update(again.values(), ["order", "in_group"])
