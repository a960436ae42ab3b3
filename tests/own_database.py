"""A database beside the test database, migrated and empty, that may be filled and committed to."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, connections

OURS = 16384
"""PostgreSQL's own tables have lower numbers."""


@contextmanager
def database_of_its_own(name: str, *, as_new: bool = True) -> Iterator[str]:
    """Let the default connection lead to a copy of the test database; yield its URL.

    On PostgreSQL the copy knows nothing of its tables yet, unless that is all the same.
    """
    settings: dict[str, Any] = connection.settings_dict
    original = settings["NAME"]
    connections.close_all()
    if connection.vendor == "sqlite":
        copy = str(Path(original).with_name(f"{name}.sqlite3"))
        _copied(original, copy)
        url = f"sqlite:///{copy}"
    else:
        copy = f"{original}_{name}"
        _without_database(f'CREATE DATABASE "{copy}" TEMPLATE "{original}"')
        url = _postgres_url(settings, copy)
    settings["NAME"] = copy
    if as_new and connection.vendor == "postgresql":
        _as_new()
    try:
        yield url
    finally:
        connections.close_all()
        settings["NAME"] = original
        if connection.vendor == "sqlite":
            for part in ("", "-wal", "-shm"):
                Path(f"{copy}{part}").unlink(missing_ok=True)
        else:
            _without_database(f'DROP DATABASE "{copy}" WITH (FORCE)')


def _copied(original: str, copy: str) -> None:
    """Copy by SQLite itself.

    Whoever reads the file past it and closes it drops the locks of the threads that serve pages to
    browsers; another process then takes the database for its own, and clears their log away.
    """
    with closing(sqlite3.connect(original)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)


def _as_new() -> None:
    """Leave nothing of the tests before, and let the server learn of its tables when it is told to.

    Else its plans, and with them its work, depend on what ran before and on the minute in which
    the autovacuum looks: a walk planned with statistics was once compared with one without.
    """
    with connection.cursor() as cursor:
        cursor.execute("VACUUM FULL")
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND oid >= %s", [OURS])
        for (table,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE "{table}" SET (autovacuum_enabled = off)')
        cursor.execute("DELETE FROM pg_statistic WHERE starelid >= %s", [OURS])
        cursor.execute(
            "UPDATE pg_class SET reltuples = -1, relpages = 0"
            " WHERE relkind IN ('r', 'i') AND oid >= %s",
            [OURS],
        )


def _without_database(statement: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)


def _postgres_url(settings: dict[str, Any], name: str) -> str:
    place = (settings["HOST"] or settings["OPTIONS"].get("host", "")).replace("/", "%2F")
    port = f":{settings['PORT']}" if settings["PORT"] else ""
    password = f":{settings['PASSWORD']}" if settings["PASSWORD"] else ""
    return f"postgres://{settings['USER']}{password}@{place}{port}/{name}"
