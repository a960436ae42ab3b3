"""SQLite: its online backup, which reads one moment and keeps nobody from writing."""

import gzip
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _

from workflow_app.backup.archive import HashedReader
from workflow_app.backup.errors import BackupError
from workflow_app.backup.facts import SIGNED_IN, cache_tables

from . import reading, twin

PATIENCE = 60  # seconds to wait for somebody else's write


class Copy:
    """A second file with what the first held at one moment."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def dump(self) -> Path:
        """Compress the copy, piece by piece."""
        packed = self._path.with_name(SQLite.member)
        with (
            self._path.open("rb") as source,
            packed.open("wb") as target,
            gzip.GzipFile(filename="", fileobj=target, mode="wb", compresslevel=6) as squeezed,
        ):
            shutil.copyfileobj(source, squeezed, 1024 * 1024)
        return packed


class SQLite:
    """What SQLite has to offer."""

    member = "database.sqlite3.gz"

    def version(self) -> str:
        """Return the library's version."""
        return sqlite3.sqlite_version

    @contextmanager
    def snapshot(self, folder: Path) -> Iterator[Copy]:
        """Copy the whole file within one reading transaction; in WAL nobody waits for it."""
        path = folder / "copy.sqlite3"
        path.touch(mode=0o600)
        source_name = str(connection.settings_dict["NAME"])
        if not Path(source_name).is_file():
            raise BackupError(
                _("There is no database at %(path)s. Check DATABASE_URL.") % {"path": source_name}
            )
        with (
            closing(sqlite3.connect(source_name, timeout=PATIENCE)) as source,
            closing(sqlite3.connect(path, isolation_level=None)) as copy,
        ):
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, without companions
            copy.execute("PRAGMA secure_delete = ON")
            _leave_out(copy)
        with reading(twin(name=str(path), options={"init_command": "PRAGMA query_only = ON"})):
            yield Copy(path)

    def refuse_unfit(self, version: str) -> None:
        """Any SQLite of these years reads any other's file."""

    def restore(self, dump: HashedReader) -> None:
        """Unpack beside the database, look it through, and copy it over in one transaction."""
        with tempfile.TemporaryDirectory(
            dir=Path(connection.settings_dict["NAME"]).parent, prefix=".restore-"
        ) as folder:
            path = Path(folder) / "copy.sqlite3"
            with gzip.GzipFile(fileobj=dump) as packed, path.open("wb") as target:  # type: ignore[call-overload]  # it reads, no more is asked
                shutil.copyfileobj(packed, target, 1024 * 1024)
            connection.ensure_connection()
            with closing(sqlite3.connect(path)) as source:
                if source.execute("PRAGMA quick_check").fetchall() != [("ok",)]:
                    raise BackupError(_("SQLite finds the database of the archive damaged."))
                source.backup(connection.connection)
        connection.close()


def _leave_out(copy: sqlite3.Connection) -> None:
    """Empty what must not leave the house; overwritten with zeros, not only unlinked."""
    present = {row[0] for row in copy.execute("SELECT name FROM sqlite_master")}
    for table in sorted({*SIGNED_IN, *cache_tables()} & present):
        copy.execute(f'DELETE FROM "{table}"')  # noqa: S608 -- a table's own name
