"""After closing: every decided dossier goes on, each in its own transaction, restartably."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from workflow_app.approvals.enums import Outcome
from workflow_app.approvals.services.decisions import settle
from workflow_app.background.one_by_one import one_by_one
from workflow_app.background.tasks import durable_task
from workflow_app.ballots.enums import Result
from workflow_app.ballots.models import Ballot
from workflow_app.ballots.questions import question_of
from workflow_app.ballots.selectors.runs import runs_of
from workflow_app.ballots.selectors.words import result_of
from workflow_app.lib.official import official_language

SETTLED = (Result.ADOPTED, Result.REJECTED)


def resume_session(session_id: int) -> int:
    """Let every decided dossier of a session's closed rounds go on, each in its own transaction.

    Restartable: what is done is skipped, so a crash in the middle loses and doubles nothing. A
    dossier that cannot go on does not hold up the others; its failure is raised at the end, so
    that the scheduler tries again. Returns how many went on now.
    """
    return _go_on(_unfinished().filter(session=session_id))


def resume_unfinished() -> int:
    """Take up every closed vote whose dossiers have not all gone on; run by the scheduler."""
    return _go_on(_unfinished())


def _unfinished() -> QuerySet[Ballot]:
    return Ballot.objects.filter(round__closed__isnull=False, resumed=None, result__in=SETTLED)


def _go_on(ballots: QuerySet[Ballot]) -> int:
    return one_by_one(
        _resume,
        ballots.values_list("pk", flat=True),
        trouble="The dossier of ballot %s could not go on",
    )


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


@durable_task()
def resume_dossiers(session_id: int) -> None:
    """Let the dossiers of a closed vote go on, in the background."""
    resume_session(session_id)
