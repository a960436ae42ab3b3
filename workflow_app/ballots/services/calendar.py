"""What the calendar does: a written consultation past its end is closed."""

from django.utils import timezone

from workflow_app.approvals.errors import ConflictError
from workflow_app.background.one_by_one import one_by_one
from workflow_app.ballots.enums import SessionState
from workflow_app.ballots.models import Session

from .closing import close_vote


def close_due() -> int:
    """Close every vote whose time for answers is over; run by the scheduler.

    One that cannot be closed does not hold up the others; its failure is raised at the end, so
    that the scheduler shows it. Whoever closed it a moment before is no failure. Returns how
    many were closed now.
    """
    due = Session.objects.filter(
        state=SessionState.VOTING, rounds__closed=None, rounds__due__lte=timezone.now()
    )
    return one_by_one(
        _close,
        due.distinct().values_list("pk", flat=True),
        trouble="The vote of session %s could not be closed",
    )


def _close(pk: int) -> bool:
    try:
        close_vote(session=Session.objects.get(pk=pk), user=None)
    except ConflictError:
        if Session.objects.filter(pk=pk, state=SessionState.VOTING).exists():
            raise
        return False
    return True
