"""What the calendar does: a written consultation past its end is closed."""

import logging

from django.utils import timezone

from workflow_app.approvals.errors import ConflictError
from workflow_app.ballots.enums import SessionState
from workflow_app.ballots.models import Session

from .closing import close_vote

logger = logging.getLogger(__name__)


def close_due() -> int:
    """Close every vote whose time for answers is over; run by the scheduler.

    One that cannot be closed does not hold up the others; its failure is raised at the end, so
    that the scheduler shows it. Whoever closed it a moment before is no failure. Returns how
    many were closed now.
    """
    due = Session.objects.filter(
        state=SessionState.VOTING, rounds__closed=None, rounds__due__lte=timezone.now()
    )
    closed = 0
    failures: list[Exception] = []
    for session in list(due.distinct()):
        try:
            close_vote(session=session, user=None)
            closed += 1
        except ConflictError as conflict:
            still_open = Session.objects.filter(pk=session.pk, state=SessionState.VOTING)
            if still_open.exists():
                logger.warning("The vote of session %s is not closed: %s", session.pk, conflict)
                failures.append(conflict)
        except Exception as failure:
            logger.exception("The vote of session %s could not be closed", session.pk)
            failures.append(failure)
    if failures:
        raise failures[0]
    return closed
