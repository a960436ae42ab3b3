"""Stages of one long piece of work: clock, processor, statements and memory of each."""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from time import perf_counter
from typing import Any

from django.db import connection

from tests.bench.measuring import CONTROL

PEAK_AGAIN = Path("/proc/self/clear_refs"), "5"  # man 5 proc: sets the peak back to the present
EVERY = 0.01  # seconds between two looks at the children


@dataclass(slots=True)
class Stage:
    """What one stage took; memory is the peak of the whole process, and of its largest child."""

    name: str
    dossiers: int
    seconds: float = 0.0
    processor: float = 0.0
    statements: int = 0
    megabytes: float = 0.0
    child_megabytes: float = 0.0


@dataclass(slots=True)
class Children:
    """Looks at the children of this process, for the largest peak among them.

    `getrusage` cannot say it: what it reports of a child includes the peak of the process that
    the child was started from.
    """

    kilobytes: int = 0
    _end: Event = field(default_factory=Event)

    def watch(self) -> None:
        """Look until `stop` is called."""
        while not self._end.wait(EVERY):
            for task in Path("/proc/self/task").iterdir():
                self._look(task / "children")

    def stop(self) -> None:
        """End the watch."""
        self._end.set()

    def _look(self, children: Path) -> None:
        for pid in read(children).split():
            status = Path("/proc") / pid
            if "typesetter" in read(status / "cmdline"):  # not before it has become itself
                peak = kilobytes(read(status / "status"), "VmHWM")
                self.kilobytes = max(self.kilobytes, peak)


def read(path: Path) -> str:
    """Return what the kernel says, empty when the process is gone."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def kilobytes(status: str, name: str) -> int:
    """Return one number of /proc/<pid>/status."""
    for line in status.splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    return 0


class Stages:
    """Measures stages one after the other; `tell` hears of each as it ends."""

    def __init__(self, tell: Callable[[Stage], object] = lambda __: None) -> None:
        self.done: list[Stage] = []
        self.tell = tell

    @contextmanager
    def stage(self, name: str, dossiers: int) -> Iterator[Stage]:
        """Measure what happens inside; statements are counted without transaction control."""
        found = Stage(name, dossiers)

        def count(execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
            found.statements += not sql.lstrip()[:10].upper().startswith(CONTROL)
            return execute(sql, params, many, context)

        gc.collect()
        PEAK_AGAIN[0].write_text(PEAK_AGAIN[1])
        children = Children()
        watcher = Thread(target=children.watch, daemon=True)
        watcher.start()
        start, worked = perf_counter(), processor()
        try:
            with connection.execute_wrapper(count):
                yield found
        finally:
            found.seconds, found.processor = perf_counter() - start, processor() - worked
            children.stop()
            watcher.join()
        found.megabytes = kilobytes(read(Path("/proc/self/status")), "VmHWM") / 1024
        found.child_megabytes = children.kilobytes / 1024
        self.done.append(found)
        self.tell(found)


def processor() -> float:
    """Return the seconds that this process and its finished children have worked."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
