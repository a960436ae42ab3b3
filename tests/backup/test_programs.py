"""PostgreSQL's client programs: the right one of several, or a sentence that says what to install."""

import os
from pathlib import Path

import pytest

from workflow_app.backup.databases import postgresql
from workflow_app.backup.databases.postgresql import Programs
from workflow_app.backup.errors import BackupError


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with nothing on it but sh."""
    monkeypatch.setattr(postgresql, "DEBIAN_FOLDER", tmp_path / "debian")
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    return tmp_path


def install(folder: Path, says: str) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / "pg_dump"
    program.write_text(f"#!/bin/sh\necho '{says}'\n")
    program.chmod(0o755)
    return str(program)


def test_the_server_s_own_version_is_taken_else_the_next_newer(machine: Path) -> None:
    install(machine / "bin", "pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)")
    right = install(machine / "debian" / "17" / "bin", "pg_dump (PostgreSQL) 17.2")
    newest = install(machine / "debian" / "18" / "bin", "pg_dump (PostgreSQL) 18beta1")
    programs = Programs("pg_dump")
    assert programs.for_server(17) == right
    assert programs.for_server(16) == right
    assert programs.for_server(18) == newest


def test_a_machine_without_them_is_told_what_to_install(machine: Path) -> None:
    with pytest.raises(BackupError, match="postgresql-client-17"):
        Programs("pg_dump").for_server(17)


def test_one_that_is_too_old_is_named(machine: Path) -> None:
    install(machine / "bin", "pg_dump (PostgreSQL) 15.18")
    install(machine / "debian" / "9.6" / "bin", "broken")
    with pytest.raises(BackupError, match=r"15.*17.*postgresql-client-17"):
        Programs("pg_dump").for_server(17)


def test_the_password_stands_in_no_list_of_processes(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What libpq is told on the command line everybody on the machine can read."""
    told = {"host": "db", "user": "to_trinh", "password": "s3cret", "dbname": "x", "context": None}
    monkeypatch.setattr(postgresql, "_parameters", lambda: {**told, "sslmode": "require"})
    assert postgresql.address() == "host=db user=to_trinh dbname=x sslmode=require"
    assert postgresql.environment() == {**os.environ, "PGPASSWORD": "s3cret"}
