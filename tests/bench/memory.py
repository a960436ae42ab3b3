"""A piece of work in a process of its own: how long it takes and how much memory it needs."""

import gc
import multiprocessing
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from time import process_time
from typing import Any

STATUS = Path("/proc/self/status")
PEAK_AGAIN = Path("/proc/self/clear_refs"), "5"  # man 5 proc: sets the peak back to the present


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of the processor, and megabytes above what the process had when it began."""

    seconds: float
    megabytes: float
    result: Any = None


def alone(work: Callable[[], Any]) -> Cost:
    """Do the work in a forked child, so that no earlier work leaves memory to be used again."""
    here, there = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.get_context("fork").Process(target=_measured, args=(work, there))
    child.start()
    there.close()
    try:
        cost: Cost = here.recv()
    except EOFError:
        raise RuntimeError("the measured process died") from None
    finally:
        child.join()
    return cost


def _measured(work: Callable[[], Any], there: Connection) -> None:
    gc.collect()
    path, word = PEAK_AGAIN
    path.write_text(word)
    before = _kilobytes("VmRSS")
    start = process_time()
    result = work()
    seconds = process_time() - start
    there.send(Cost(seconds, (_kilobytes("VmHWM") - before) / 1024, result))


def _kilobytes(name: str) -> int:
    for line in STATUS.read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1])
    raise LookupError(name)
