"""Counting instructions of chosen calls, in a process that runs under valgrind's callgrind.

Seconds depend on who else uses the machine, instructions hardly do. Callgrind collects only
inside a C function that is named to it: here the one by which Python's ctypes calls foreign
functions. Nobody else here uses ctypes, and what is counted is called back from `lfind`.
"""

import ctypes
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

VALGRIND, CONTROL = "valgrind", "callgrind_control"
COLLECTED = "_ctypes_callproc"
TOTALS = re.compile(r"^(?:summary|totals): (\d+)", re.MULTILINE)

_COMPARE = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)


def is_there() -> bool:
    """Whether this machine has valgrind."""
    return all(shutil.which(program) for program in (VALGRIND, CONTROL))


def prefix(out: Path) -> tuple[str, ...]:
    """Return what comes before the command of the child process."""
    return (
        VALGRIND,
        "--quiet",
        "--tool=callgrind",
        "--instr-atstart=no",
        f"--toggle-collect={COLLECTED}",
        f"--callgrind-out-file={out}",
    )


class Collector:
    """Counts for one process under callgrind; `out` is the file that the prefix named."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.parts = 0
        self._find = ctypes.CDLL(None).lfind

    def switch(self, *, on: bool) -> None:
        """Begin or end the instrumentation, which makes everything fifty times slower."""
        self._control(f"--instr={'on' if on else 'off'}")

    def call(self, act: Callable[[], object]) -> None:
        """Make one call that counts."""
        raised: list[BaseException] = []

        def callback(__: object, ___: object) -> int:
            try:
                act()
            except BaseException as error:  # noqa: BLE001 -- carried over the C frame
                raised.append(error)
            return 0

        number = ctypes.c_size_t(1)
        self._find(b"x", b"x", ctypes.byref(number), ctypes.c_size_t(1), _COMPARE(callback))
        if raised:
            raise raised[0]

    def taken(self) -> int:
        """Return the instructions of the calls since the last time."""
        self._control("--dump")
        self.parts += 1
        part = self.out.with_name(f"{self.out.name}.{self.parts}")
        found = TOTALS.search(part.read_text(encoding="utf-8"))
        return int(found[1]) if found else 0

    def _control(self, what: str) -> None:
        command = [shutil.which(CONTROL) or CONTROL, what, str(os.getpid())]
        subprocess.run(command, check=True, capture_output=True)
