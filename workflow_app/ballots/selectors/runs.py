"""The ballots on one matter, one after the other."""

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


def unfinished_run(ballot: Ballot | None) -> bool:
    """Tell whether a further run on what the one before left open was put off, and is still due."""
    return ballot is not None and ballot.previous_id is not None and ballot.result in UNDECIDED
