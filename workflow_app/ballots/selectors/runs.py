"""The ballots on one matter, one after the other."""

from collections.abc import Mapping

from workflow_app.approvals.models import Dossier
from workflow_app.ballots.enums import Result
from workflow_app.ballots.models import Ballot

UNDECIDED = (Result.NO_QUORUM, *Result.dropped)


def runs_of(ballot: Ballot) -> list[Ballot]:
    """Return the ballot with the runs before it, the first one first."""
    runs = [ballot]
    while runs[0].previous is not None:
        runs.insert(0, runs[0].previous)
    return runs


def number_of_run(ballot: Ballot) -> int:
    """Tell which of the ballots that its rule allows this is, from 1.

    One that had no quorum or never took place has used up none of them. `Ballot.run` counts how
    often the dossier stood on the session's agenda, which is another thing.
    """
    return 1 + sum(run.result not in UNDECIDED for run in runs_of(ballot)[:-1])


def put_off_runs(dossiers: Mapping[int, Dossier], steps: Mapping[int, str]) -> dict[int, Ballot]:
    """Return, by dossier, the further run that had no quorum or was taken off, and is still due.

    What the run before it had adopted stands; the next session goes on with the rest. A new revision
    of the dossier, or another step, begins anew.
    """
    return {
        pk: ballot
        for pk, ballot in last_ballots(dossiers).items()
        if ballot.previous_id is not None
        and ballot.result in UNDECIDED
        and ballot.step == steps[pk]
    }


def last_ballots(dossiers: Mapping[int, Dossier]) -> dict[int, Ballot]:
    """Return, by dossier, the ballot at which its revision of today last stood on an agenda."""
    newest: dict[int, Ballot] = {}
    for ballot in Ballot.objects.filter(dossier__in=list(dossiers)).order_by("pk"):
        newest[ballot.dossier_id] = ballot
    return {
        pk: ballot
        for pk, ballot in newest.items()
        if ballot.revision_id == dossiers[pk].revision_id
    }
