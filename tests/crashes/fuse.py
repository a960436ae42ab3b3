"""A fuse that blows at the n-th thing a process does to the world, as a power cut would.

It counts every statement, every COMMIT, every file that is kept and every mail that leaves. The
process ends by `os._exit`: no exception, no rollback, no clean-up of any kind.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from django.core.files.storage import FileSystemStorage
from django.core.mail.backends.filebased import EmailBackend
from django.db import connection

POWER_CUT = 9
BEFORE, AFTER = "before", "after"


class Fuse:
    """Blows before or after event number `at`; without a number it only takes notes."""

    def __init__(self, at: int = 0, side: str = BEFORE) -> None:
        self.at, self.side = at, side
        self.events: list[str] = []

    @contextmanager
    def event(self, name: str) -> Iterator[None]:
        self.events.append(name)
        here = len(self.events) == self.at
        if here and self.side == BEFORE:
            os._exit(POWER_CUT)
        yield
        if here and self.side == AFTER:
            os._exit(POWER_CUT)

    def statement(
        self, execute: Callable[..., Any], sql: str, params: Any, many: Any, context: Any
    ) -> Any:
        with self.event(sql):
            return execute(sql, params, many, context)

    def around(self, name: str, original: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **kwargs: Any) -> Any:
            with self.event(name):
                return original(*args, **kwargs)

        return counted

    @contextmanager
    def armed(self) -> Iterator[None]:
        connection.ensure_connection()  # what is set up for every connection is no step of a plan
        places = (
            (connection, "_commit", "COMMIT"),
            (FileSystemStorage, "_save", "FILE"),
            (EmailBackend, "send_messages", "MAIL"),
        )
        with ExitStack() as stack:
            stack.enter_context(connection.execute_wrapper(self.statement))
            for owner, name, event in places:
                counted = self.around(event, getattr(owner, name))
                stack.enter_context(patch.object(owner, name, counted))
            yield
