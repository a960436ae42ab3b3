"""The harness runs in a process of its own, on a copy of the test database."""

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections
from psycopg import sql

from .stores import server_of

Reports = dict[str, dict[str, Any]]


@pytest.fixture(scope="session")
def harness(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Reports]:
    """Run the harness for these steps and return its reports by step."""

    def run(*steps: str, **environment: str) -> Reports:
        # a short path: a socket of PostgreSQL may have to be reached from it
        folder = Path(tempfile.mkdtemp(dir=tmp_path_factory.getbasetemp()))
        with django_db_blocker.unblock():
            database = copy_of_the_test_database(folder)
        with (folder / "log").open("wb") as log:
            done = subprocess.run(
                [sys.executable, "-m", "tests.crashes", str(folder), *steps],
                cwd=settings.BASE_DIR,
                env=os.environ | database | environment,
                stdout=log,
                stderr=log,
                check=False,
            )
        report = folder / "report.jsonl"
        lines = report.read_text(encoding="utf-8").splitlines() if report.exists() else []
        said = (folder / "log").read_text(encoding="utf-8", errors="replace")[-3000:]
        assert done.returncode == 0, f"the harness ended with {done.returncode}: {said}"
        return {one["step"]: one for one in map(json.loads, lines)}

    return run


def copy_of_the_test_database(folder: Path) -> dict[str, str]:
    """Copy the migrated database; return the environment that names the copy."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        copy = folder / "live.sqlite3"
        with sqlite3.connect(copy) as target:
            connection.connection.backup(target)
        target.close()
        return {"DATABASE_URL": f"sqlite:///{copy}", "TEST_DATABASE_URL": ""}
    source, name = str(connection.settings_dict["NAME"]), f"crash_{folder.name.replace('-', '_')}"
    connections.close_all()
    with psycopg.connect(server_of(connection), autocommit=True) as server:
        words = "CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy"
        server.execute(sql.SQL(words).format(sql.Identifier(name), sql.Identifier(source)))
    return {"DATABASE_URL": "sqlite:///:memory:", "TEST_DATABASE_URL": url_of(name)}


def url_of(name: str) -> str:
    """Return the address of another database on the server of the tests."""
    return urlsplit(os.environ["TEST_DATABASE_URL"])._replace(path=f"/{name}").geturl()


@pytest.fixture(scope="session")
def life(harness: Callable[..., Reports]) -> Iterator[Reports]:
    """Walk once through everything; each test looks at one step."""
    return harness()
