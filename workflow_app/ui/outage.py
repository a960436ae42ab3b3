"""Telling an outage from a mistake of ours: the database is away, or there is no room left."""

import enum
import errno
import sqlite3
from collections.abc import Iterator

from django.db import Error, InterfaceError, OperationalError


class Outage(enum.Enum):
    """What has failed that is not the program; the value is the status of the answer."""

    AWAY = 503
    FULL = 507


NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
DISK_FULL = "53100"
# Connection lost; server shutting down, starting, or out of connections; deadlock, lock timeout
PASSING = ("08", "57P", "53", "40", "55P03")
SQLITE_AWAY = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
}


def outage_of(error: BaseException | None) -> Outage | None:
    """Return which outage an exception tells of; None for a mistake, which stays an error 500."""
    verdicts = [_verdict(one) for one in _causes(error)]
    if Outage.FULL in verdicts:
        return Outage.FULL
    return Outage.AWAY if Outage.AWAY in verdicts else None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _verdict(error: BaseException) -> Outage | None:
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return Outage.FULL
    if isinstance(error, sqlite3.Error):
        return _verdict_of_sqlite(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    if isinstance(error, InterfaceError):
        return Outage.AWAY
    cause = error.__cause__
    if isinstance(error, Error) and cause is not None and hasattr(cause, "sqlstate"):
        is_broken = isinstance(error, OperationalError)
        return _verdict_of_postgres(cause.sqlstate, is_broken=is_broken)
    return None


def _verdict_of_sqlite(code: int) -> Outage | None:
    if code == sqlite3.SQLITE_FULL:
        return Outage.FULL
    return Outage.AWAY if code in SQLITE_AWAY else None


def _verdict_of_postgres(state: str | None, *, is_broken: bool) -> Outage | None:
    if state is None:  # the server says nothing any more
        return Outage.AWAY if is_broken else None
    if state == DISK_FULL:
        return Outage.FULL
    return Outage.AWAY if state.startswith(PASSING) else None
