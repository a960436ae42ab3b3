"""The migrated database, made once and copied from then on.

Carrying out the migrations takes longer than the tests of most rooms. On SQLite the result is kept
beside pytest's cache, named after the code it was made from, so a change of any line makes it anew. On
a PostgreSQL that several runs of pytest share (`scripts/run_tests.py`) the first of them leaves a
template database for the others.

The same original is what a transactional test is followed by: `restore` brings the rows back that
the migrations wrote and takes everything else away.
"""

import functools
import hashlib
import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from tests.plugin_databases import SHARED

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / ".pytest_cache" / "migrated"
CODE = ("workflow_app", "plans", "personnel", "awards")
TEMPLATE = "migrated"
LOCK = 2027
FILLED_BY_MIGRATING = {"django_migrations", "django_content_type", "auth_permission"}


def create(connection: BaseDatabaseWrapper) -> None:
    """Create the test database that the settings name, by copying when there is an original."""
    if connection.vendor == "sqlite":
        _create_on_sqlite(connection)
    elif os.environ.get(SHARED):
        _create_on_postgresql(connection)
    else:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)


def _use(connection: BaseDatabaseWrapper, name: str) -> None:
    connection.close()
    settings.DATABASES[connection.alias]["NAME"] = name
    connection.settings_dict["NAME"] = name


def restore(connection: BaseDatabaseWrapper) -> None:
    """Bring the database back to where `create` left it."""
    if connection.vendor == "sqlite":
        _restore_on_sqlite(connection)
    else:
        _restore_on_postgresql(connection)


# --- SQLite --------------------------------------------------------------------------------


@functools.cache
def original() -> Path:
    """Return where the migrated SQLite of the present code is kept."""
    seen = hashlib.sha256(f"{sys.version} {sqlite3.sqlite_version}".encode())
    for path in (ROOT / "uv.lock", *_modules()):
        seen.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return KEPT / f"{seen.hexdigest()[:32]}.sqlite3"


def _modules() -> Iterator[Path]:
    for package in CODE:
        yield from sorted((ROOT / package).rglob("*.py"))


def _create_on_sqlite(connection: BaseDatabaseWrapper) -> None:
    name = connection.settings_dict["TEST"]["NAME"]
    try:
        shutil.copyfile(original(), name)
    except FileNotFoundError:
        _migrate_and_keep(connection, name)
    _use(connection, name)
    shutil.copyfile(name, f"{name}.original")


def _migrate_and_keep(connection: BaseDatabaseWrapper, name: str) -> None:
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()  # the file is written over below
    KEPT.mkdir(parents=True, exist_ok=True)
    earlier = list(KEPT.glob("*.sqlite3"))  # what another run has not finished is not earlier
    unfinished = KEPT / f"{os.getpid()}.unfinished"
    with (
        closing(sqlite3.connect(name)) as source,
        closing(sqlite3.connect(unfinished)) as target,
    ):
        source.backup(target)
    shutil.copyfile(unfinished, name)
    unfinished.replace(original())
    for path in earlier:
        path.unlink(missing_ok=True)


def _restore_on_sqlite(connection: BaseDatabaseWrapper) -> None:
    """Write the pages of the original over the database, seen by every open connection."""
    name = connection.settings_dict["NAME"]
    connection.close()
    with (
        closing(sqlite3.connect(f"{name}.original")) as source,
        closing(sqlite3.connect(name, timeout=20)) as target,
    ):
        source.backup(target)


# --- PostgreSQL ----------------------------------------------------------------------------


def _create_on_postgresql(connection: BaseDatabaseWrapper) -> None:
    name = connection.settings_dict["TEST"]["NAME"]
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])  # gone with the connection
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE])
        if cursor.fetchone() is None:
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            connection.close()
            cursor.execute(f'CREATE DATABASE "{TEMPLATE}" TEMPLATE "{name}"')
        else:
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{TEMPLATE}"')
    _use(connection, name)


@functools.cache
def _tables_of_the_tests(alias: str) -> list[str]:
    """Return the tables that the migrations leave empty: nearly all of them."""
    connection = connections[alias]
    tables = connection.introspection.django_table_names(only_existing=True)
    return [connection.ops.quote_name(name) for name in sorted(set(tables) - FILLED_BY_MIGRATING)]


def filled(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the tables, quoted, that hold rows which the migrations did not write."""
    quoted = _tables_of_the_tests(connection.alias)
    look = " UNION ALL ".join(
        f"SELECT {number} WHERE EXISTS (SELECT 1 FROM {name})"  # noqa: S608 -- our own tables
        for number, name in enumerate(quoted)
    )
    with connection.cursor() as cursor:
        cursor.execute(look)
        return [quoted[number] for (number,) in cursor.fetchall()]


def _restore_on_postgresql(connection: BaseDatabaseWrapper) -> None:
    """Delete rows where there are any, past the triggers: emptying a hundred tables takes longer."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        names = filled(connection)
        cursor.execute("SET LOCAL session_replication_role = replica")
        for name in names:
            cursor.execute(f"DELETE FROM {name}")  # noqa: S608
