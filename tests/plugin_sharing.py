"""Lets several runs of pytest share the same tests: each takes the next file nobody has taken.

`scripts/run_tests.py` starts the runs and loads this by ``-p``. A file is taken by creating a file
for it in the folder that ``--share`` names, which only one run can do. All runs of a folder must be
given the same tests, on the same kind of database.

Here is also decided what one database is enough for (`EVERYWHERE=1` asks for all on both): what never
reaches a database; the walks of the whole site; and what a page says. That every page answers
on PostgreSQL, by which statements and with how much work, is held by `tests/pages` and `tests/size`; that acts do
what they should, by all tests that call services and selectors.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

import pytest

LONGEST = ("tests/demo", "tests/access", "tests/e2e", "tests/crashes/test_every_statement.py")
"""Taken first, so that at the end nobody waits for one long file; browser walks as well.

No room whose tests commit what they do into this run's database (other crashes, races): pytest-django
puts those after all others, whose shared beginnings (`tests.retold`) need it as the migrations left it.
"""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer the folder on the command line."""
    parser.getgroup("sharing").addoption("--share", type=Path, help="the folder of taken files")


WITHOUT_FIXTURE = ("tests/backup", "tests/bench", "tests/crashes", "tests/db")
"""Rooms whose tests reach the database in child processes, without a fixture that would say so."""
ONCE = (
    "tests/access",
    "tests/awards/scores/test_blindness.py",
    "tests/demo",
    "tests/probing",
)
"""Walks of many addresses by everybody, and the demo, which `make demo` loads into SQLite."""
ABOUT_PAGES = "_pages"
"""In the name of a file whose tests look at what pages say."""
TOGETHER = ("tests/size",)
"""Rooms whose files share a beginning that takes minutes: one run takes all of them."""
SAID_BY_OTHERS = Path(__file__).parent / "said_by_others.txt"
"""Tests that send PostgreSQL nothing that others do not send: written by `tests.plugin_statements`."""
DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the long ones first, else keep the order.

    What one database is enough for is run on SQLite.
    """
    items.sort(key=_is_short)
    everywhere = os.environ.get("EVERYWHERE") == "1"
    if config.option.share is not None and config.option.db == "postgres" and not everywhere:
        others = set(SAID_BY_OTHERS.read_text(encoding="utf-8").splitlines())
        wanted, elsewhere = [], []
        for item in items:
            is_wanted = may_differ(item) and function_of(item) not in others
            (wanted if is_wanted else elsewhere).append(item)
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = wanted


def may_differ(item: pytest.Item) -> bool:
    """Tell whether the two databases could answer the test differently."""
    if item.nodeid.startswith(ONCE):
        return False
    if ABOUT_PAGES in item.path.name and not item.nodeid.startswith(TOGETHER):
        return False
    return (
        item.get_closest_marker("django_db") is not None
        or bool(DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())))
        or item.nodeid.startswith(WITHOUT_FIXTURE)
    )


def function_of(item: pytest.Item) -> str:
    """Return the test's function, in whose name all of its cases go together."""
    return item.nodeid.partition("[")[0]


def _is_short(item: pytest.Item) -> bool:
    return item.get_closest_marker("e2e") is None and not item.nodeid.startswith(LONGEST)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Run what this run could take, one file after the other."""
    taken: Path | None = session.config.option.share
    if taken is None or session.testsfailed or session.config.option.collectonly:
        return None
    waiting = _taken(session.items, taken)
    item = next(waiting, None)
    while item is not None:
        following = next(waiting, None)
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.shouldfail:
            raise session.Failed(session.shouldfail)
        if session.shouldstop:
            raise session.Interrupted(session.shouldstop)
        item = following
    return True


def _taken(items: Iterable[pytest.Item], folder: Path) -> Iterator[pytest.Item]:
    parts = [list(part) for __, part in groupby(items, key=_part)]
    (folder / "parts").write_text(str(len(parts)), encoding="utf-8")
    for part in parts:
        name = hashlib.sha256(part[0].nodeid.encode()).hexdigest()[:32]
        try:
            (folder / f"{name}.taken").touch(exist_ok=False)
        except FileExistsError:
            continue
        yield from part


def _part(item: pytest.Item) -> str:
    """Name what is taken as one: a room, or else a file."""
    return next((room for room in TOGETHER if item.nodeid.startswith(room)), str(item.path))
