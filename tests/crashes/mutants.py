"""What the house would be without one of its safeguards: the judge must find each of them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from django.db import connection
from django.utils import timezone

from workflow_app.approvals.enums import Outcome
from workflow_app.approvals.services.decisions import settle
from workflow_app.background import scheduler
from workflow_app.ballots.models import Ballot
from workflow_app.ballots.services import resumption

from . import life


@contextmanager
def no_atomic() -> Iterator[None]:
    """Every write of a decision is committed as soon as it is written."""
    decide, written = life.decide, []

    def commit_each_write(
        execute: Callable[..., Any], sql: str, params: Any, many: Any, context: Any
    ) -> Any:
        if sql.startswith("RELEASE SAVEPOINT"):
            return None  # gone with the transaction it belonged to
        if written:
            written.clear()
            connection._commit()
            if connection.vendor == "sqlite":
                connection.connection.execute("BEGIN IMMEDIATE")
        result = execute(sql, params, many, context)
        written.extend([sql] if sql.startswith(("INSERT", "UPDATE", "DELETE")) else [])
        return result

    def decide_piece_by_piece(**how: Any) -> Any:
        written.clear()  # what was written last time is committed
        with connection.execute_wrapper(commit_each_write):
            return decide(**how)

    with patch.object(life, "decide", decide_piece_by_piece):
        yield


@contextmanager
def marks_first() -> Iterator[None]:
    """After a vote a dossier is marked as gone on before it goes on."""

    def resume(ballot_id: int) -> bool:
        ballots = Ballot.objects.filter(pk=ballot_id)
        ballots.update(resumed=timezone.now())
        settle(dossier=ballots.get().dossier, step="presidium", outcome=Outcome.ADOPTED)
        return True

    with patch.object(resumption, "_resume", resume):
        yield


@contextmanager
def no_reaper() -> Iterator[None]:
    """Nobody takes over the tasks of a worker that died."""
    idle = replace(scheduler._jobs["reap orphans"], function=lambda: None)
    with patch.dict(scheduler._jobs, {"reap orphans": idle}):
        yield


# A safeguard that is missing, and the step on which it is missed
MUTANTS: dict[str, tuple[str, Callable[[], Any]]] = {
    "no_atomic": ("endorse", no_atomic),
    "marks_first": ("resume_by_calendar", marks_first),
    "no_reaper": ("resume", no_reaper),
}
