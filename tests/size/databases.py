"""A database beside the test database, migrated and empty, that may be filled and committed to."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, connections


@contextmanager
def database_of_its_own(name: str) -> Iterator[str]:
    """Let the default connection lead to a copy of the test database; yield its URL."""
    settings: dict[str, Any] = connection.settings_dict
    original = settings["NAME"]
    connections.close_all()
    if connection.vendor == "sqlite":
        copy = str(Path(original).with_name(f"{name}.sqlite3"))
        shutil.copyfile(original, copy)
        url = f"sqlite:///{copy}"
    else:
        copy = f"{original}_{name}"
        _without_database(f'CREATE DATABASE "{copy}" TEMPLATE "{original}"')
        url = _postgres_url(settings, copy)
    settings["NAME"] = copy
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


def _without_database(statement: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)


def _postgres_url(settings: dict[str, Any], name: str) -> str:
    place = settings["HOST"].replace("/", "%2F")
    port = f":{settings['PORT']}" if settings["PORT"] else ""
    password = f":{settings['PASSWORD']}" if settings["PASSWORD"] else ""
    return f"postgres://{settings['USER']}{password}@{place}{port}/{name}"
