"""A town for all races of the run, and the crews that race in it."""

import os
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

pytest.register_assert_rewrite("tests.races.race", "tests.races.scenarios")

from .mutants import apply  # noqa: E402 -- only what is imported now tells what it compared
from .rounds import LONG_FORM, SEED, Tally, switch_threads_often  # noqa: E402 -- the same

tallies: list[Tally] = []


@pytest.fixture
def _django_db_helper() -> None:
    """Leave the tables as they are after each race; the town itself empties them when it goes."""


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """One town for all races: emptying the tables after each would take longer than the races."""
    from .town import Town  # noqa: PLC0415 -- models are ready only now

    with django_db_blocker.unblock():
        apply(os.environ.get("RACE_MUTANT", ""))
        yield Town()
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture(scope="module")
def threads(town: Any, processes: Any) -> Iterator[Any]:
    """Threads, started when the processes have been forked from a process that has none."""
    from .crews import Threads  # noqa: PLC0415 -- the same

    before = switch_threads_often()
    crew = Threads()
    yield crew
    crew.dismiss()
    sys.setswitchinterval(before)


@pytest.fixture(scope="module")
def processes(town: Any) -> Iterator[Any]:
    from .crews import Processes  # noqa: PLC0415 -- the same

    crew = Processes()
    yield crew
    crew.dismiss()


@pytest.fixture(scope="session")
def tally() -> list[Tally]:
    return tallies


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say who was faster how often; without the long form, only that it was run."""
    if not tallies:
        return
    rounds = sum(one.faster.total() for one in tallies)
    terminalreporter.section(f"races on {connection.vendor}: {rounds} rounds, RACE_SEED={SEED}")
    for one in tallies if LONG_FORM else ():
        terminalreporter.write_line(str(one))
