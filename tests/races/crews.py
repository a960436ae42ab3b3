"""Those who act at the same moment: threads of this process, or processes of their own."""

import json
import os
import select
import subprocess
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import IO, Any, Protocol

from django.conf import settings
from django.db import connection, connections

from .playing import Case, Ending, play
from .race import Race

PATIENCE = 60.0  # seconds; an act takes milliseconds, and a database gives up on a lock after 20
ROOT = Path(__file__).resolve().parent.parent.parent
READY = "ready"


class Crew(Protocol):
    """Lets the two acts of a race start at one moment."""

    name: str

    def together(self, race: Race, case: Case, delays: Sequence[float]) -> list[Ending]: ...

    def dismiss(self) -> None: ...


class Threads:
    """Threads of this process, each on a connection of its own."""

    name = "threads"

    def __init__(self, size: int = 2) -> None:
        self._pool = ThreadPoolExecutor(size)

    def together(self, race: Race, case: Case, delays: Sequence[float]) -> list[Ending]:
        start = threading.Barrier(len(delays), timeout=PATIENCE)
        return list(
            self._pool.map(
                lambda index: play(
                    partial(race.load, index, case), wait=start.wait, delay=delays[index]
                ),
                range(len(delays)),
            )
        )

    def dismiss(self) -> None:
        size = self._pool._max_workers
        meeting = threading.Barrier(size, timeout=PATIENCE)

        def leave(__: int) -> None:
            meeting.wait()  # so that each thread closes its own connection
            connections.close_all()

        list(self._pool.map(leave, range(size)))
        self._pool.shutdown()


class Processes:
    """Processes that live as long as the run; a round costs them two lines through a pipe."""

    name = "processes"

    def __init__(self, size: int = 2) -> None:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.races.settings",
            "RACE_DATABASE": str(connection.settings_dict["NAME"]),
            "RACE_DATA_DIR": str(settings.DATA_DIR),
        }
        self._children = [
            subprocess.Popen(
                [sys.executable, "-m", "tests.races.child"],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for __ in range(size)
        ]
        for child in self._children:
            self._hear(child)

    def together(self, race: Race, case: Case, delays: Sequence[float]) -> list[Ending]:
        children = self._children[: len(delays)]
        for index, (child, delay) in enumerate(zip(children, delays, strict=True)):
            say(_pipe(child.stdin), {"race": race.name, "act": index, "case": case, "delay": delay})
        for child in children:
            self._hear(child)
        for child in children:
            say(_pipe(child.stdin), "go")
        return [Ending(**self._hear(child)) for child in children]

    def dismiss(self) -> None:
        for child in self._children:
            _pipe(child.stdin).close()  # the end of its work
        for child in self._children:
            child.wait(PATIENCE)
            _pipe(child.stdout).close()

    @staticmethod
    def _hear(child: "subprocess.Popen[str]") -> Any:
        pipe = _pipe(child.stdout)
        heard, __, __ = select.select([pipe], [], [], PATIENCE)
        line = pipe.readline() if heard else ""
        if not line:
            raise RuntimeError(f"a child process fell silent (exit code {child.poll()})")
        return json.loads(line)


def _pipe(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe


def say(pipe: IO[str], message: Any) -> None:
    """Write one line that the other side can read at once."""
    pipe.write(json.dumps(message, ensure_ascii=False) + "\n")
    pipe.flush()
