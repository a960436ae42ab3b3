"""The federation that every test of this folder looks at: with a short past, and with a long one.

`SIZE_DUTIES` is how many duties the long past has: a few thousand in `make test`, a million in
`make size`. The short form keeps the tests of what does not depend on the number of rows:
statements, work, and which index serves; the long form adds times.
"""

import copy
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from django.core.management.color import no_style
from django.db import connection
from django.utils import timezone

from tests.own_database import database_of_its_own
from workflow_app.accounts.models import User
from workflow_app.demo.scale import History, Loader, analyse, what_is_there

from .measuring import Scan, Visit, grown, row_counts, scans, walk, with_work_done_again
from .pages import Page, World
from .walker import walked_elsewhere
from .walks import pages_of, some_pages_of

DUTIES = int(os.environ.get("SIZE_DUTIES", "4000"))
IS_LONG = DUTIES >= 500_000
UNITS, SEATS, QUEUE = (1000, 134, 2000) if IS_LONG else (60, 9, 40)
YEARS, SHORT = (12, 2) if IS_LONG else (3, 1)
"""Of the long past and of the short one, which in the long form fills lists of the three latest campaigns."""
ROUNDS = 5 if IS_LONG else 1
LEAST_ROWS = 20_000 if IS_LONG else 200
"""A table with fewer rows is not large: PostgreSQL rightly reads it as a whole now and then."""
KEYS_BEFORE = 140
"""So many accounts before the one whose key is this year."""
ADDITIONS = 20
"""In the last year, so that everybody has done something even before the long past is there."""


@dataclass(slots=True)
class Sizes:
    """What the pages took with a short past and with a long one."""

    walker: CompletedProcess[str] | None
    world: World
    history: History
    large_tables: set[str]
    small: dict[str, Visit]
    large: dict[str, Visit]
    unanalysed: dict[str, Visit]
    scans_before: list[Scan]
    scans_after: list[Scan]


@pytest.fixture(scope="package")
def sizes(django_db_setup: None, django_db_blocker: Any) -> Iterator[Sizes]:
    """Load, walk, load more, walk again; with the statistics of a fresh database, then analysed."""
    with django_db_blocker.unblock(), database_of_its_own("size") as url:
        keys_like_years()
        loader = Loader(units=UNITS, years=YEARS, seats=SEATS)
        with database_of_its_own("size_short"):
            rows, duties, small = walked_with_a_short_past(copy.deepcopy(loader))
        loader.past(years=loader.past_years[:-SHORT], duties=DUTIES - duties)
        world = with_last_years(loader)
        pages = pages_to_walk(world)
        large_tables = grown(rows, row_counts(), LEAST_ROWS)
        unanalysed = walk(quick_at_once(pages), ROUNDS)
        before = scans(unanalysed, large_tables, by_habit=IS_LONG)
        analyse()
        large = walk(pages, ROUNDS) if IS_LONG else with_work_done_again(unanalysed)
        after = scans(large, large_tables, by_habit=IS_LONG)
        walker = walked_elsewhere(url, world.year) if IS_LONG else None
        history = what_is_there(loader, 0)  # who takes an export along leaves an entry in the log
        write_down(small, large)
        yield Sizes(walker, world, history, large_tables, small, large, unanalysed, before, after)


def walked_with_a_short_past(loader: Loader) -> tuple[dict[str, int], int, dict[str, Visit]]:
    """Walk after the last years alone: how many rows there were, how many duties, and the visits.

    The older years are loaded into a database where these are not, in their order: what is new stands
    at the end of every table, as it does in an office.
    """
    pages = pages_to_walk(with_last_years(loader))
    return row_counts(), what_is_there(loader, 0).duties, walk(pages, ROUNDS)


def with_last_years(loader: Loader) -> World:
    """Load the last years and the one on its way."""
    if SHORT > 1:
        loader.past(years=loader.past_years[-SHORT:-1])
    loader.past(years=loader.past_years[-1:], additions=ADDITIONS)
    loader.running(queue=QUEUE)
    return World(loader.running_year)


def pages_to_walk(world: World) -> list[Page]:
    """Return all pages, or in the short form some of them."""
    return list(pages_of(world)) if IS_LONG else list(some_pages_of(world))


def quick_at_once(pages: list[Page]) -> list[Page]:
    """Return what keeps its limits before the database has looked at its tables.

    SQLite looks when it is told, so everything does. PostgreSQL looks by itself within a minute, and
    `demo --scale` and `restore` tell it to: with a million duties of which it knows nothing, only the
    lists of work do.
    """
    if IS_LONG and connection.vendor == "postgresql":
        return [page for page in pages if page.route == "approvals:worklist"]
    return pages


def keys_like_years() -> None:
    """Let accounts have keys that are also years, as they have where there are a thousand units.

    What was copied from one year to the next once took those in the log's entries for years.
    """
    first = User.objects.create(pk=timezone.localdate().year - KEYS_BEFORE, username="first")
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [User]):
            cursor.execute(statement)
    first.delete()


def write_down(small: dict[str, Visit], large: dict[str, Visit]) -> None:
    """Write the table of the pages to the file that `SIZE_TABLE` names."""
    path = os.environ.get("SIZE_TABLE")
    if not path:
        return
    with Path(f"{path}.{connection.vendor}").open("w", encoding="utf-8") as table:
        for name, visit in large.items():
            milliseconds = [round(one[name].median * 1000, 1) for one in (small, large)]
            work = [one[name].work for one in (small, large)]
            table.write(f"{name}\t{len(visit.statements)}\t{milliseconds}\t{work}\n")
