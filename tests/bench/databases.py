"""A database of its own for every section, copied from one that `migrate` has made."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from tests.plugin_databases import POSTGRES, SQLITE, start_postgres

ROOT = Path(__file__).resolve().parent.parent.parent
DATABASES = (SQLITE, POSTGRES)


class Place(Protocol):
    """Where databases are made; `copy` gives the URL of a fresh one."""

    def copy(self, name: str) -> str: ...


class SqlitePlace:
    """Files in a scratch folder, with the settings of an office: WAL, synchronous=NORMAL."""

    def __init__(self, scratch: Path) -> None:
        self.scratch = scratch
        self.template = scratch / "template.sqlite3"
        make_tables(f"sqlite:///{self.template}", scratch)

    def copy(self, name: str) -> str:
        path = self.scratch / f"{name}.sqlite3"
        shutil.copy(self.template, path)
        return f"sqlite:///{path}"


class PostgresPlace:
    """A throw-away server from a wheel; like the tests' it does not wait for the disk."""

    def __init__(self, scratch: Path) -> None:
        self.scratch = scratch
        self.server = start_postgres()
        self.template = self._create("template_of_bench", "template0")
        make_tables(self.template, scratch)

    def copy(self, name: str) -> str:
        return self._create(name, "template_of_bench")

    def _create(self, name: str, template: str) -> str:
        import psycopg  # noqa: PLC0415 -- a run on SQLite does without

        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        before, mark, after = self.server.partition("/postgres?")
        if not mark:
            raise ValueError(f"no database name to replace in {self.server!r}")
        return f"{before}/{name}?{after}"


@contextmanager
def place_for(database: str) -> Iterator[Place]:
    """Make the template database; everything is gone afterwards."""
    scratch = Path(tempfile.mkdtemp(prefix="tt-bench-"))
    try:
        yield SqlitePlace(scratch) if database == SQLITE else PostgresPlace(scratch)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def make_tables(url: str, scratch: Path) -> None:
    """Ours by their migrations, then the rivals' beside them."""
    run("tests.bench.child", "migrate", url=url, data=scratch)
    run("tests.bench.child", "rivals", url=url, data=scratch)


def run(
    module: str,
    *arguments: str,
    url: str,
    data: Path,
    prefix: Sequence[str] = (),
    more: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Run a module in a child process on this database, with the settings of production."""
    static = data / "static"
    static.mkdir(exist_ok=True)
    environment = os.environ | {
        "DATABASE_URL": url,
        "DATA_DIR": str(data / "var"),
        "STATIC_ROOT": str(static),
        "DJANGO_SETTINGS_MODULE": "workflow_app.settings.base",
        "EMBEDDED_WORKER": "0",
        "REQUIRE_SECOND_FACTOR": "0",
        "EMAIL_HOST": "",
        **more,
    }
    command = [*prefix, sys.executable, "-m", module, *arguments]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
