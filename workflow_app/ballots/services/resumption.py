"""After closing: every decided dossier goes on, each in its own transaction, restartably."""

import logging

from django.db import transaction
from django.utils import timezone

from workflow_app.approvals.enums import Outcome
from workflow_app.approvals.services.decisions import settle
from workflow_app.background.tasks import durable_task
from workflow_app.ballots.enums import BALLOT_STEP, Result, SessionState
from workflow_app.ballots.models import Ballot
from workflow_app.ballots.rules import result_sentence
from workflow_app.lib.official import official_language

logger = logging.getLogger(__name__)

OUTCOMES = {Result.ADOPTED: Outcome.ADOPTED, Result.REJECTED: Outcome.REJECTED}


def resume_session(session_id: int) -> int:
    """Let every decided dossier of a closed vote go on, each in its own transaction.

    Restartable: what is done is skipped, so a crash in the middle loses and doubles nothing. A
    dossier that cannot go on does not hold up the others; its failure is raised at the end, so
    that the scheduler tries again. Returns how many went on now.
    """
    waiting = Ballot.objects.filter(
        session=session_id, session__state=SessionState.CLOSED, resumed=None, result__in=OUTCOMES
    ).values_list("pk", flat=True)
    gone_on, failures = 0, []
    for pk in list(waiting):
        try:
            gone_on += _resume(pk)
        except Exception as failure:
            logger.exception("The dossier of ballot %s could not go on", pk)
            failures.append(failure)
    if failures:
        raise failures[0]
    return gone_on


@transaction.atomic
def _resume(ballot_id: int) -> bool:
    ballot = (
        Ballot.objects.select_for_update(of=("self",), no_key=True)
        .select_related("dossier")
        .get(pk=ballot_id)
    )
    if ballot.resumed is not None:
        return False
    with official_language():
        arithmetic = result_of(ballot)
    settle(
        dossier=ballot.dossier,
        step=BALLOT_STEP,
        outcome=OUTCOMES[Result(ballot.result)],
        reason=arithmetic,
    )
    ballot.resumed = timezone.now()
    ballot.save(update_fields=["resumed"])
    return True


def resume_unfinished() -> int:
    """Take up every closed vote whose dossiers have not all gone on; run by the scheduler."""
    sessions = (
        Ballot.objects.filter(session__state=SessionState.CLOSED, resumed=None, result__in=OUTCOMES)
        .values_list("session", flat=True)
        .distinct()
    )
    gone_on, failures = 0, []
    for pk in list(sessions):
        try:
            gone_on += resume_session(pk)
        except Exception as failure:  # noqa: BLE001 -- already logged; the other sessions go on
            failures.append(failure)
    if failures:
        raise failures[0]
    return gone_on


def result_of(ballot: Ballot) -> str:
    """Return the arithmetic of a counted ballot as one sentence."""
    if ballot.figures is None or ballot.threshold is None:
        return ""
    return result_sentence(ballot.figures, ballot.threshold, ballot.denominator)


@durable_task()
def resume_dossiers(session_id: int) -> None:
    """Let the dossiers of a closed vote go on, in the background."""
    resume_session(session_id)
