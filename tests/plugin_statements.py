"""Finds the tests that PostgreSQL need not see because others send it the same statements.

What differs between the databases is what they make of a statement. Loaded by ``-p``, this notes
which statements each test sends, and which error came of them; then the cheapest tests are chosen
that send all of them. The others are written to `said_by_others.txt`, and `tests.plugin_sharing`
leaves those to SQLite. A test that is not in that list, as every new one, runs on both.

Write the list anew when a room has grown (a quarter of an hour)::

    pytest --db=postgres -p tests.plugin_statements
"""

import re
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.plugin_sharing import SAID_BY_OTHERS, function_of, may_differ

ALWAYS = (
    "tests/backup",
    "tests/bench",
    "tests/crashes",
    "tests/db",
    "tests/pages",
    "tests/races",
    "tests/size",
)
"""Rooms about what the databases do, not about what they are asked."""
OF_ONE_DATABASE = re.compile(
    r"vendor|postgres|transaction=True|transactional_db|run_together|live_server"
)
"""Words in a file that looks at a database as such, or at several transactions at once."""
OF_BEGINNINGS = "tests/architecture/test_databases.py"
"""Tests of telling a beginning again, which does not happen while this listens; they run on both."""
LISTS = re.compile(
    r"\((?:%s|\(%s\)|NULL)(?:, (?:%s|NULL))*\)|(?<=VALUES )\(.*\)(?=$| ON| RETURNING)"
)
NUMBERS = re.compile(r"\b\d+\b|s\d+_x\d+")

Said = set[tuple[str, str]]


@cache
def looks_at_databases(path: Path) -> bool:
    """Tell whether a file's tests are about the database or about several at once."""
    return bool(OF_ONE_DATABASE.search(path.read_text(encoding="utf-8")))


def is_about_databases(item: pytest.Item) -> bool:
    """Tell whether the test runs on both whatever it says."""
    return item.nodeid.startswith(ALWAYS) or looks_at_databases(item.path)


class Recorder:
    """Notes what every test says, and writes down who need not say it."""

    def __init__(self) -> None:
        self.said: dict[str, Said] = {}
        self.costs: dict[str, float] = {}
        self.kept: set[str] = set()
        self.now: Said = set()

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Listen to those that would run on both."""
        items[:] = [
            item for item in items if may_differ(item) and not item.nodeid.startswith(OF_BEGINNINGS)
        ]

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Collect the statements of one test."""
        self.now = self.said.setdefault(function_of(item), set())
        began = time.process_time()
        yield
        name = function_of(item)
        self.costs[name] = self.costs.get(name, 0.05) + time.process_time() - began
        if is_about_databases(item):
            self.kept.add(name)

    def pytest_sessionstart(self) -> None:
        """Listen to every cursor, and carry out beginnings that are else told again."""
        from django.db.backends.utils import CursorWrapper  # noqa: PLC0415 -- settings first

        from tests import retold  # noqa: PLC0415

        retold._story = lambda: None
        CursorWrapper._execute = self.listening(CursorWrapper._execute)  # type: ignore[method-assign]
        CursorWrapper._executemany = self.listening(CursorWrapper._executemany)  # type: ignore[method-assign]

    def listening(self, execute: Callable[..., Any]) -> Callable[..., Any]:
        """Note what is said and what came of it."""

        def listen(cursor: Any, sql: Any, *rest: Any, **more: Any) -> Any:
            error = ""
            try:
                return execute(cursor, sql, *rest, **more)
            except Exception as refused:
                error = type(refused).__name__
                raise
            finally:
                self.now.add((in_short(str(sql)), error))

        return listen

    def pytest_sessionfinish(self) -> None:
        """Choose the cheapest tests that say everything; the others are written down."""
        chosen = set(self.kept)
        missing = set().union(*self.said.values()) - set().union(*(self.said[n] for n in chosen))
        while missing:
            best = max(
                self.said.keys() - chosen,
                key=lambda name: (len(self.said[name] & missing) / self.costs[name], name),
            )
            chosen.add(best)
            missing -= self.said[best]
        others = sorted(self.said.keys() - chosen)
        SAID_BY_OTHERS.write_text("".join(f"{name}\n" for name in others), encoding="utf-8")


def in_short(sql: str) -> str:
    """Return the statement without what differs by the number of rows and from run to run."""
    return NUMBERS.sub("0", LISTS.sub("(...)", sql))


def pytest_configure(config: pytest.Config) -> None:
    """Record: nobody loads this for anything else."""
    config.pluginmanager.register(Recorder(), "recorder of statements")
