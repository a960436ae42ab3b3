"""PostgreSQL: pg_dump on a shared snapshot, pg_restore in one transaction."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection, transaction
from django.utils.translation import gettext as _
from psycopg.conninfo import make_conninfo

from workflow_app.backup.archive import PIECE, HashedReader
from workflow_app.backup.errors import BackupError
from workflow_app.backup.facts import SIGNED_IN, cache_tables

from . import SNAPSHOT, reading, twin

DEBIAN_FOLDER = Path("/usr/lib/postgresql")
_LIBPQ = ("host", "hostaddr", "port", "user", "dbname", "service", "passfile", "options")
_MAJOR = re.compile(r"\b(\d+)(?:\.\d+|devel|beta\d|rc\d)")
_LOCK_PATIENCE = "60s"


class Dumped:
    """A moment that PostgreSQL keeps for whoever knows its name."""

    def __init__(self, name: str, folder: Path) -> None:
        self._name = name
        self._path = folder / PostgreSQL.member

    def dump(self) -> Path:
        """Have pg_dump write that moment down."""
        left_out = [f"--exclude-table-data={name}" for name in (*SIGNED_IN, *cache_tables())]
        command = [
            program("pg_dump"),
            "--format=custom",
            f"--snapshot={self._name}",
            f"--lock-wait-timeout={_LOCK_PATIENCE}",
            "--no-owner",
            "--no-privileges",
            *left_out,
            f"--file={self._path}",
            f"--dbname={address()}",
        ]
        done = subprocess.run(  # noqa: S603 -- our own command
            command, env=environment(), capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise _failed("pg_dump", done.stderr)
        return self._path


class PostgreSQL:
    """What PostgreSQL has to offer."""

    member = "database.pgdump"

    def version(self) -> str:
        """Return the server's major version."""
        return str(_server())

    @contextmanager
    def snapshot(self, folder: Path) -> Iterator[Dumped]:
        """Hold a reading transaction and let pg_dump join it."""
        program("pg_dump")  # say what is missing before anything is begun
        options = {"isolation_level": psycopg.IsolationLevel.REPEATABLE_READ}
        with reading(twin(options=options)) as database, transaction.atomic(using=SNAPSHOT):
            with database.cursor() as cursor:
                cursor.execute("SET TRANSACTION READ ONLY")
                cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
                cursor.execute("SET LOCAL statement_timeout = 0")
                cursor.execute("SELECT pg_export_snapshot()")
                name = cursor.fetchone()[0]
            yield Dumped(name, folder)

    def refuse_unfit(self, version: str) -> None:
        """A dump goes into the same version of the server or a newer one."""
        if version.isdecimal() and int(version) > _server():
            raise BackupError(
                _(
                    "The archive was made on PostgreSQL %(made)s, this server is version "
                    "%(here)s. Restore it on PostgreSQL %(made)s or a newer one."
                )
                % {"made": version, "here": _server()}
            )
        program("pg_restore")

    def restore(self, dump: HashedReader) -> None:
        """Make room, then fill: the second in one transaction, and the first loses nothing."""
        _make_room()
        command = [
            program("pg_restore"),
            "--single-transaction",
            "--exit-on-error",
            "--no-owner",
            "--no-privileges",
            f"--dbname={address()}",
        ]
        connection.close()
        with subprocess.Popen(  # noqa: S603 -- our own command
            command, env=environment(), stdin=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            said = _feed(process, dump)
        if process.returncode:
            raise _failed("pg_restore", said)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # a dump has no statistics


def _make_room() -> None:
    """Drop the empty tables of a database that was only migrated, and the functions of their triggers."""
    with transaction.atomic(), connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        if tables:
            quoted = ", ".join(connection.ops.quote_name(name) for name in tables)
            cursor.execute(f"DROP TABLE {quoted} CASCADE")
        cursor.execute(
            "SELECT oid::regprocedure::text FROM pg_proc WHERE prorettype = 'trigger'::regtype"
            " AND pronamespace = current_schema()::regnamespace AND NOT EXISTS"
            " (SELECT 1 FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')"
        )
        for (function,) in cursor.fetchall():
            cursor.execute(f"DROP FUNCTION {function} CASCADE")


def _feed(process: "subprocess.Popen[bytes]", dump: HashedReader) -> str:
    """Hand over the dump piece by piece; a program that gave up stops listening and says why."""
    assert process.stdin is not None  # noqa: S101 -- for the type checker
    assert process.stderr is not None  # noqa: S101 -- the same
    with suppress(BrokenPipeError):
        while piece := dump.read(PIECE):
            process.stdin.write(piece)
    with suppress(BrokenPipeError):
        process.stdin.close()
    return process.stderr.read().decode(errors="replace")


def _server() -> int:
    connection.ensure_connection()
    return int(connection.pg_version) // 10000  # type: ignore[attr-defined]  # PostgreSQL's wrapper has it


def _parameters() -> dict[str, Any]:
    return connection.get_connection_params()


def address() -> str:
    """Return where the database is, as libpq reads it, without the password."""
    wanted = {
        key: value
        for key, value in _parameters().items()
        if key in _LIBPQ or key.startswith(("ssl", "gss", "krb", "target_session"))
    }
    return make_conninfo(**wanted)


def environment() -> dict[str, str]:
    """Return the environment of the programs; the password is nobody else's to see in a list."""
    password = _parameters().get("password")
    return {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}


class Programs:
    """The client programs of one name on this machine, by version."""

    def __init__(self, name: str) -> None:
        self._name = name

    @cached_property
    def by_version(self) -> dict[int, str]:
        """Return the first program found of each major version."""
        found: dict[int, str] = {}
        folders = [*os.get_exec_path(), *map(str, sorted(DEBIAN_FOLDER.glob("*/bin")))]
        for folder in dict.fromkeys(folders):
            path = shutil.which(self._name, path=folder)
            if path and (major := _version_of(path)):
                found.setdefault(major, path)
        return found

    def for_server(self, server: int) -> str:
        """Return the program of the server's own version, else the next newer one."""
        fitting = [major for major in sorted(self.by_version) if major >= server]
        if not fitting:
            raise BackupError(self._sentence(server))
        return self.by_version[fitting[0]]

    def _sentence(self, server: int) -> str:
        words = {
            "name": self._name,
            "server": server,
            "found": ", ".join(map(str, sorted(self.by_version))),
        }
        install = (
            _(
                "Install the client programs of PostgreSQL %(server)s (on Debian and Ubuntu: "
                "apt install postgresql-client-%(server)s) and try again."
            )
            % words
        )
        if not self.by_version:
            return _("%(name)s is not on this machine.") % words + " " + install
        return (
            _(
                "%(name)s of this machine is of version %(found)s, older than the server "
                "(%(server)s)."
            )
            % words
            + " "
            + install
        )


def program(name: str) -> str:
    """Return the client program that fits the server, or say what to install."""
    return Programs(name).for_server(_server())


def _version_of(path: str) -> int | None:
    try:
        said = subprocess.run(  # noqa: S603 -- a program found by its name
            [path, "--version"], capture_output=True, text=True, check=False, timeout=20
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = _MAJOR.search(said)
    return int(match[1]) if match else None


def _failed(name: str, said: str) -> BackupError:
    return BackupError(
        _("%(name)s did not succeed. It said: %(said)s")
        % {"name": name, "said": said.strip()[-1000:] or "-"}
    )
