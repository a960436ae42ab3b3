"""Each database is copied and put back by its own proper means."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from workflow_app.backup.archive import HashedReader

SNAPSHOT = "snapshot"
"""The alias under which a moment of the database is read, whatever people write meanwhile."""


class Snapshot(Protocol):
    """One moment of the database, readable under the alias SNAPSHOT while it is open."""

    def dump(self) -> Path:
        """Write that moment into a file in the working folder."""


class Means(Protocol):
    """What a database has to offer."""

    member: str
    """The dump's name in an archive"""

    def version(self) -> str:
        """Return the version of the server or the library."""

    def snapshot(self, folder: Path) -> AbstractContextManager[Snapshot]:
        """Hold one moment; `folder` takes what has to be written down."""

    def refuse_unfit(self, version: str) -> None:
        """Say so when a dump made by that version cannot be put into this database."""

    def restore(self, dump: HashedReader) -> None:
        """Fill the empty database, all or nothing."""


def means() -> Means:
    """Return the means of the configured database."""
    if connection.vendor == "sqlite":
        from .sqlite import SQLite  # noqa: PLC0415 -- it needs this module

        return SQLite()
    from .postgresql import PostgreSQL  # noqa: PLC0415 -- the same

    return PostgreSQL()


@contextmanager
def reading(database: BaseDatabaseWrapper) -> Iterator[BaseDatabaseWrapper]:
    """Let the ORM read from `database` under the alias SNAPSHOT."""
    connections[SNAPSHOT] = database
    try:
        yield database
    finally:
        database.close()
        del connections[SNAPSHOT]


def twin(*, name: str | None = None, options: Mapping[str, object]) -> BaseDatabaseWrapper:
    """Return a second connection to the configured database, or to another like it."""
    database = connections[DEFAULT_DB_ALIAS].copy(SNAPSHOT)
    database.settings_dict["OPTIONS"] = {**database.settings_dict["OPTIONS"], **options}
    if name is not None:
        database.settings_dict["NAME"] = name
    return database
