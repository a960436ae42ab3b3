"""After closing: every decided dossier goes on, each in its own transaction, restartably."""

import logging

from django.db import transaction
from django.utils import timezone

from workflow_app.approvals.enums import Outcome
from workflow_app.approvals.services.decisions import settle
from workflow_app.background.tasks import durable_task
from workflow_app.ballots.enums import Result
from workflow_app.ballots.models import Ballot
from workflow_app.ballots.questions import question_of
from workflow_app.ballots.selectors.runs import runs_of
from workflow_app.ballots.selectors.words import result_of
from workflow_app.lib.official import official_language

logger = logging.getLogger(__name__)

SETTLED = (Result.ADOPTED, Result.REJECTED)


def resume_session(session_id: int) -> int:
    """Let every decided dossier of a session's closed rounds go on, each in its own transaction.

    Restartable: what is done is skipped, so a crash in the middle loses and doubles nothing. A
    dossier that cannot go on does not hold up the others; its failure is raised at the end, so
    that the scheduler tries again. Returns how many went on now.
    """
    waiting = Ballot.objects.filter(
        session=session_id, round__closed__isnull=False, resumed=None, result__in=SETTLED
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
    runs = runs_of(ballot)
    results = results_of_runs(runs)
    with official_language():
        arithmetic = "\n".join(filter(None, (result_of(run) for run in runs)))
    hook = question_of(ballot.dossier.kind).on_results
    if hook is not None:
        hook(ballot.dossier, ballot.step, results)
    settle(
        dossier=ballot.dossier,
        step=ballot.step,
        outcome=Outcome.ADOPTED if Result.ADOPTED in results.values() else Outcome.REJECTED,
        reason=arithmetic,
    )
    ballot.resumed = timezone.now()
    ballot.save(update_fields=["resumed"])
    return True


def results_of_runs(runs: list[Ballot]) -> dict[str, str]:
    """Return the last word on each option by its key; beyond the seats is not adopted."""
    results: dict[str, str] = {}
    for run in runs:
        for key, result in run.options.values_list("key", "result"):
            results[key] = Result.ADOPTED if result == Result.ADOPTED else Result.REJECTED
    return results


def resume_unfinished() -> int:
    """Take up every closed vote whose dossiers have not all gone on; run by the scheduler."""
    sessions = (
        Ballot.objects.filter(round__closed__isnull=False, resumed=None, result__in=SETTLED)
        .order_by()
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


@durable_task()
def resume_dossiers(session_id: int) -> None:
    """Let the dossiers of a closed vote go on, in the background."""
    resume_session(session_id)
