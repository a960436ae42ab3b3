"""Processes of our own for everything: who acts, what comes after the restart, who looks."""

import os
import pickle
import signal
import traceback
from collections.abc import Callable
from typing import Any

from django.db import connections

PATIENCE = 120


def in_child(function: Callable[[], Any]) -> tuple[int, Any]:
    """Run in a forked process; return its exit code and what it returned, or its traceback."""
    connections.close_all()
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        signal.alarm(PATIENCE)
        try:
            told, code = function(), 0
        except BaseException:  # noqa: BLE001 -- the parent is told, whatever it was
            told, code = traceback.format_exc(), 1
        with os.fdopen(writer, "wb") as pipe:
            pickle.dump(told, pipe)
        os._exit(code)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        told = pipe.read()
    __, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    return code, pickle.loads(told) if told else None  # noqa: S301 -- from our own child
