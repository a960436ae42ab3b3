"""Fixtures every test may use: the database as people get it, and a real browser."""

import atexit
import gc
import os
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from weakref import WeakSet

import pytest
from django.conf import settings
from django.db import connection, connections
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Playwright, sync_playwright

from tests import migrated, retold
from tests.cast import cast, today
from workflow_app.db.prepared import forget_texts

__all__ = ["cast", "today"]

CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}

# A machine that does other work as well is no fault of ours.
hypothesis_settings.register_profile(
    "house", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("house")

atexit.register(shutil.rmtree, settings.DATA_DIR, ignore_errors=True)  # made anew for each run


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Set aside what only PostgreSQL can show when the run is on SQLite."""
    if connection.vendor == "postgresql":
        return
    reason = pytest.mark.skip(reason="counts on PostgreSQL only: pytest --db=postgres")
    for item in items:
        if item.get_closest_marker("postgres"):
            item.add_marker(reason)


def pytest_collection_finish() -> None:
    """Look for garbage less often, and never again among what stays until the end.

    Forms, queries and templates make many objects that are gone at once; looking through all of them and
    through hundreds of modules every few hundred objects took a fifth of the tests' time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


# --- Databases -----------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Put SQLite in a file: threads and the live server then lock as they do in an office."""
    for alias in connections:
        name = f"test_{os.getpid()}"
        if connections[alias].vendor == "sqlite":
            name = str(Path(settings.DATA_DIR) / f"{alias}.sqlite3")
        connections[alias].settings_dict["TEST"]["NAME"] = name


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: Any
) -> Iterator[None]:
    """Give the run a migrated database, a copy where one has been made."""
    before = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        migrated.create(connection)
    yield
    with django_db_blocker.unblock():
        connection.creation.destroy_test_db(before, verbosity=0)


@pytest.fixture(autouse=True, scope="session")
def start_afresh_after_a_transactional_test() -> Iterator[None]:
    """Undo what a test committed by bringing the migrated rows back instead of flushing.

    A flush empties every table, one by one, and then writes all permissions again.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            TransactionTestCase, "_fixture_teardown", lambda _: migrated.restore(connection)
        )
        yield


@pytest.fixture(autouse=True, scope="session")
def flush_past_the_triggers() -> Iterator[None]:
    """Let a transactional test empty the tables that nobody may delete from.

    The audit log is append-only by triggers, which is what we want everywhere but between two tests.
    """
    kind = type(connection.ops)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kind, "sql_flush", _sql_flush_without_triggers(kind.sql_flush))
        yield


def _sql_flush_without_triggers(original: Callable[..., list[str]]) -> Callable[..., list[str]]:
    def sql_flush(ops: BaseDatabaseOperations, *args: Any, **kwargs: Any) -> list[str]:
        statements = original(ops, *args, **kwargs)
        if not statements:
            return statements
        if ops.connection.vendor == "postgresql":
            return ["SET LOCAL session_replication_role = replica", *statements]
        with ops.connection.cursor() as cursor:
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
                " AND sql LIKE '%RAISE%'"  # those that refuse; others follow what is deleted
            )
            triggers = cursor.fetchall()
        drop = [f"DROP TRIGGER {ops.quote_name(name)}" for name, _sql in triggers]
        return [*drop, *statements, *(sql for _name, sql in triggers)]

    return sql_flush


@pytest.fixture(autouse=True, scope="session")
def beginnings_are_retold() -> Iterator[None]:
    """Let `tests.retold` know when a test waits for what follows a commit, and when one signs in."""
    with retold.nothing_retold_before_a_commit(), retold.signing_in_is_no_story():
        yield


@pytest.fixture(autouse=True)
def nothing_told_yet() -> None:
    """Every test begins with an empty database, and in the language of the house."""
    translation.activate(settings.LANGUAGE_CODE)  # a reader of English came before
    retold.begin_anew()


@pytest.fixture(autouse=True, scope="session")
def kept_texts_are_those_of_the_house() -> Iterator[None]:
    """Compile statements anew when a test puts other code in the place of the house's, and after it.

    A condition that the test spoils would otherwise stay in the statements that are kept.
    """
    original = pytest.MonkeyPatch
    with pytest.MonkeyPatch.context() as patch:
        for name in ("setattr", "delattr", "setitem", "delitem"):
            patch.setattr(original, name, _forgetting(getattr(original, name)))
        patch.setattr(original, "undo", _forgetting_after(original.undo))
        yield


def _forgetting(change: Callable[..., None]) -> Callable[..., None]:
    def forget_and_change(
        patch: pytest.MonkeyPatch, target: object, *given: Any, **more: Any
    ) -> None:
        if target is not os.environ:
            forget_texts()
            _spoilt.add(patch)
        change(patch, target, *given, **more)

    return forget_and_change


def _forgetting_after(undo: Callable[[pytest.MonkeyPatch], None]) -> Callable[..., None]:
    def undo_and_forget(patch: pytest.MonkeyPatch) -> None:
        undo(patch)
        if patch in _spoilt:
            _spoilt.discard(patch)
            forget_texts()

    return undo_and_forget


_spoilt: WeakSet[pytest.MonkeyPatch] = WeakSet()


@pytest.fixture
def run_together(transactional_db: None) -> Callable[[Sequence[Callable[[], Any]]], list[Any]]:
    """Start all calls at the same moment, each on its own connection.

    Returns what each call returned, or the exception it raised, in the order given.
    """

    def run(calls: Sequence[Callable[[], Any]]) -> list[Any]:
        start = threading.Barrier(len(calls))

        def one(call: Callable[[], Any]) -> Any:
            try:
                start.wait()
                return call()
            except Exception as error:  # noqa: BLE001 -- the test judges it
                return error
            finally:
                connections.close_all()

        with ThreadPoolExecutor(len(calls)) as pool:
            return list(pool.map(one, calls))

    return run


# --- Browser -------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def playwright(django_db_setup: None, django_db_blocker: Any) -> Iterator[Playwright]:
    """Start the driver with no connection open from the tests before.

    Its event loop makes Django look for this thread's connections in another place. One that was
    left open would never be closed, and a process that tests fork would take it along: on SQLite
    such a process tidied the log away under the others.
    """
    with django_db_blocker.unblock():
        connections.close_all()
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Drive the system's chromium; without one, a skip at a desk and a failure in CI."""
    found = next((path for path in map(shutil.which, CHROMIUM) if path), None)
    if found is None:
        reason = "no chromium here; as root on Debian: apt-get update && apt-get install chromium"
        if os.environ.get("CI", "").lower() in {"1", "true", "yes"}:
            pytest.fail(reason)
        pytest.skip(reason)
    # Playwright keeps an event loop running in this thread; Django takes that for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    return {"executable_path": found, "headless": True, "args": list(CHROMIUM_FLAGS)}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Browse as a reader in Ha Noi."""
    return {**browser_context_args, "locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh"}


@pytest.fixture(scope="session")
def live_server(django_db_setup: None, live_server: Any) -> Any:
    """Serve only once the test database exists, or the server's threads open another one."""
    return live_server


@pytest.fixture
def page_desktop(new_context: Callable[..., Any]) -> Any:
    """A page in a window of its own, at a desk (each person in a story needs a context)."""
    return new_context(viewport=DESKTOP).new_page()


@pytest.fixture
def page_phone(new_context: Callable[..., Any]) -> Any:
    """A page on a phone."""
    return new_context(viewport=PHONE, has_touch=True, is_mobile=True).new_page()
