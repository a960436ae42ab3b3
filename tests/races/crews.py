"""Those who act at the same moment: threads of this process, or processes of their own."""

import multiprocessing
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib import import_module
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess
from typing import Any, Protocol

from django.db import connections

from .child import play_along
from .playing import Case, Ending, play
from .race import Race

PATIENCE = 60.0  # seconds; an act takes milliseconds, and a database gives up on a lock after 20
FORK = multiprocessing.get_context("fork")


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
    """Processes that live as long as the run; a round costs them two messages through a pipe.

    They are forked: what a process of the house imports and builds once is there already.
    """

    name = "processes"

    def __init__(self, size: int = 2) -> None:
        import_module("workflow_app.urls")  # else the first round would wait for it
        connections.close_all()
        self._children = [_forked() for __ in range(size)]
        for child, pipe in self._children:
            self._hear(child, pipe)

    def together(self, race: Race, case: Case, delays: Sequence[float]) -> list[Ending]:
        children = self._children[: len(delays)]
        for index, ((__, pipe), delay) in enumerate(zip(children, delays, strict=True)):
            pipe.send({"race": race.name, "act": index, "case": case, "delay": delay})
        for child in children:
            self._hear(*child)
        for __, pipe in children:
            pipe.send("go")
        return [self._hear(*child) for child in children]

    def dismiss(self) -> None:
        for __, pipe in self._children:
            pipe.send(None)  # the end of its work
        for child, pipe in self._children:
            child.join(PATIENCE)
            pipe.close()

    @staticmethod
    def _hear(child: ForkProcess, pipe: Connection) -> Any:
        try:
            if pipe.poll(PATIENCE):
                return pipe.recv()
        except EOFError:
            pass
        raise RuntimeError(f"a child process fell silent (exit code {child.exitcode})")


def _forked() -> tuple[ForkProcess, Connection]:
    ours, theirs = FORK.Pipe()
    child = FORK.Process(target=play_along, args=(theirs,), daemon=True)
    child.start()
    theirs.close()
    return child, ours
