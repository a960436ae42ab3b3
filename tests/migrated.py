"""The migrated database, made once and copied from then on.

Carrying out the migrations takes longer than the tests of most rooms. On SQLite the result is kept
beside pytest's cache, named after the code it comes from: the migrations, the models, and whatever of
ours these import. On a PostgreSQL that several runs of pytest share (`scripts/run_tests.py`) the first
of them leaves a template database for the others.

The same original is what a transactional test is followed by: `restore` brings the rows back that
the migrations wrote and takes everything else away.
"""

import ast
import fcntl
import functools
import gc
import hashlib
import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
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
        _migrate(connection)


def _migrate(connection: BaseDatabaseWrapper) -> None:
    """Carry out all migrations; the models of every state in between are not worth collecting."""
    gc.disable()
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    finally:
        gc.enable()


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
    ContentType.objects.clear_cache()  # a flush gives them other keys


# --- SQLite --------------------------------------------------------------------------------


@functools.cache
def original() -> Path:
    """Return where the migrated SQLite of the present code is kept."""
    seen = hashlib.sha256(f"{sys.version} {sqlite3.sqlite_version}".encode())
    for path in (ROOT / "uv.lock", Path(__file__), *_modules()):
        seen.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return KEPT / f"{seen.hexdigest()[:32]}.sqlite3"


def _modules() -> list[Path]:
    """Return the modules that the migrated database comes from, with what they import."""
    waiting = [
        path
        for package in CODE
        for path in (ROOT / package).rglob("*.py")
        if {"migrations", "models"} & set(path.parts) or path.name in {"models.py", "apps.py"}
    ]
    waiting.append(ROOT / "workflow_app" / "settings" / "base.py")
    found = set()
    while waiting:
        path = waiting.pop()
        if path not in found and path.exists():
            found.add(path)
            waiting += _imported(path)
    return sorted(found)


def _imported(path: Path) -> Iterator[Path]:
    """Return what the module may import of ours when it is loaded, or while it migrates.

    What an app does once everything is loaded (`ready`) and what a method needs later is left out.
    """
    module = ast.parse(path.read_bytes())
    for node in ast.walk(module) if "migrations" in path.parts else module.body:
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            start = _absolute(path, node)
            names = [start, *(f"{start}.{alias.name}" for alias in node.names)]
        else:
            continue
        for name in names:
            if name.split(".")[0] in CODE:
                place = ROOT / name.replace(".", "/")
                yield from (place.with_suffix(".py"), place / "__init__.py")


def _absolute(path: Path, node: ast.ImportFrom) -> str:
    package = path.relative_to(ROOT).parts[: -node.level] if node.level else ()
    return ".".join([*package, *([node.module] if node.module else [])])


def _create_on_sqlite(connection: BaseDatabaseWrapper) -> None:
    name = connection.settings_dict["TEST"]["NAME"]
    KEPT.mkdir(parents=True, exist_ok=True)
    with _one_at_a_time():
        try:
            shutil.copyfile(original(), name)
        except FileNotFoundError:
            _migrate_and_keep(connection, name)
    _use(connection, name)
    shutil.copyfile(name, f"{name}.original")


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Let other runs wait for the one that migrates, rather than migrate as well."""
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # given back when the file closes, however that comes
        yield


def _migrate_and_keep(connection: BaseDatabaseWrapper, name: str) -> None:
    _migrate(connection)
    connection.close()  # the file is written over below
    earlier = set(KEPT.glob("*.sqlite3")) - {original()}
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
            _migrate(connection)
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
