"""Processes of our own for whoever may die, and for what comes after the restart."""

import os
import pickle
import signal
import traceback
from collections.abc import Callable
from typing import Any

from django.db import connection, connections

PATIENCE = 120

_of_the_parent: list[Any] = []


def in_child(function: Callable[[], Any]) -> tuple[int, Any]:
    """Run in a forked process; return its exit code and what it returned, or its traceback."""
    if connection.vendor == "sqlite":
        connections.close_all()  # its locks are no child's
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        _of_the_parent.append(
            connection.connection
        )  # never closed here: the parent goes on with it
        connection.connection = None
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


def here(function: Callable[[], Any]) -> tuple[int, Any]:
    """Run in this process; tell the same as `in_child`."""
    try:
        return 0, function()
    except Exception:  # noqa: BLE001 -- whatever it was, it is told
        connections.close_all()
        return 1, traceback.format_exc()


def must(function: Callable[[], Any]) -> Any:
    """Run in a forked process that has no reason to fail."""
    code, told = in_child(function)
    if code:
        raise RuntimeError(f"exit code {code}: {told}")
    return told
