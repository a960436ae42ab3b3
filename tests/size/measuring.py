"""Walking through the pages: statements, work, time, and how the database finds its rows."""

import gc
import json
import re
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from typing import Any

from django.apps import apps
from django.db import connection

from .pages import Page, Visitor


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement as it was sent."""

    sql: str
    params: Any


@dataclass(slots=True)
class Visit:
    """What opening a page took."""

    page: Page
    status: int
    size: int
    statements: list[Statement] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    work: int = 0

    @property
    def median(self) -> float:
        return statistics.median(self.times)


@contextmanager
def statements_sent() -> Iterator[list[Statement]]:
    """Collect the statements that read; opening and releasing a savepoint is not one of them."""
    sent: list[Statement] = []

    def collect(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 -- Django calls it so
        if not re.match(r"(RELEASE |ROLLBACK TO )?SAVEPOINT", sql):
            sent.append(Statement(sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(collect):
        yield sent


def walk(pages: Iterable[Page], rounds: int = 1) -> dict[str, Visit]:
    """Open every page, round after round; the statements are those of the first."""
    visitor = Visitor()
    visits: dict[str, Visit] = {}
    wanted = list(pages)
    with garbage_kept() as tidy:
        for number in range(rounds):
            for page in wanted:
                visitor.client(page.who)
                with statements_sent() as sent:
                    begin = now()
                    response = visitor.open(page)
                    taken = now() - begin
                if number == 0:
                    size = 0 if response.streaming else len(response.content)
                    visits[str(page)] = Visit(page, response.status_code, size, sent)
                visits[str(page)].times.append(taken)
                tidy()
    return with_work_done_again(visits)


PAGES_BEFORE_TIDYING = 20


@contextmanager
def garbage_kept() -> Iterator[Callable[[], None]]:
    """Look for garbage between pages, now and then, and at no page.

    Python looks after so many objects, which came to the same page in every round: one page seemed
    three times as slow, for what the walk itself had kept by then.
    """
    pages = 0

    def tidy() -> None:
        nonlocal pages
        pages += 1
        if pages % PAGES_BEFORE_TIDYING == 0:
            gc.collect()

    gc.collect()
    gc.disable()
    try:
        yield tidy
    finally:
        gc.enable()


def with_work_done_again(visits: dict[str, Visit]) -> dict[str, Visit]:
    """Let the database answer the same statements anew, by what it has learnt of its tables.

    What several pages ask with the same values, it is asked once.
    """
    known: dict[tuple[str, str], int] = {}

    def work(statement: Statement) -> int:
        key = statement.sql, repr(statement.params)
        if key not in known:
            known[key] = work_of(statement)
        return known[key]

    return {
        name: replace(visit, work=sum(map(work, visit.statements)))
        for name, visit in visits.items()
    }


def now() -> float:
    """The processor's time where the database is in this process, else the time on the wall."""
    return time.process_time() if connection.vendor == "sqlite" else time.perf_counter()


def is_reading(statement: Statement) -> bool:
    return statement.sql.startswith(("SELECT", "(SELECT", "WITH"))


STEPS = 50
"""SQLite counts its work in steps of this many instructions."""


def work_of(statement: Statement) -> int:
    """Return what a reading statement costs the database, the same on every machine.

    SQLite tells the instructions of its virtual machine, PostgreSQL the pages it touched.
    """
    if not is_reading(statement):
        return 0
    if connection.vendor == "sqlite":
        return _instructions(statement)
    with connection.cursor() as cursor:
        cursor.execute(
            f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {statement.sql}",
            statement.params,
        )
        plan = _parsed(cursor.fetchone()[0])[0]["Plan"]
    return int(plan["Shared Hit Blocks"]) + int(plan["Shared Read Blocks"])


def _instructions(statement: Statement) -> int:
    counted = 0

    def count() -> int:
        nonlocal counted
        counted += STEPS
        return 0

    connection.ensure_connection()
    connection.connection.set_progress_handler(count, STEPS)
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, statement.params)
            cursor.fetchall()
    finally:
        connection.connection.set_progress_handler(None, STEPS)
    return counted


def _parsed(plan: Any) -> Any:
    return json.loads(plan) if isinstance(plan, str) else plan


def row_counts() -> dict[str, int]:
    """Return how many rows each table has."""
    return {
        model._meta.db_table: model._base_manager.count()
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }


def grown(before: dict[str, int], after: dict[str, int], least: int) -> set[str]:
    """Return the tables that grow with the past: nobody reads them from one end to the other."""
    return {table for table, count in after.items() if count > max(least, 2 * before[table])}


@dataclass(frozen=True, slots=True)
class Scan:
    """A statement that reads a large table from one end to the other."""

    page: str
    table: str
    how: str
    sql: str

    def __str__(self) -> str:
        return f"{self.page}: {self.how} of {self.table}\n    {self.sql}"


def scans(visits: dict[str, Visit], large: set[str], *, by_habit: bool = True) -> list[Scan]:
    """Return every scan of a large table on these pages.

    PostgreSQL reads a table of few rows as a whole, whatever indexes it has. Unless it is to plan
    `by_habit`, it is asked to do so only where it has no other way.
    """
    known: dict[str, list[tuple[str, str]]] = {}
    found = []
    with planning_by_habit() if by_habit else avoiding_scans():
        for name, visit in visits.items():
            for statement in filter(is_reading, visit.statements):
                if statement.sql not in known:
                    known[statement.sql] = list(_scanned(statement))
                found += [
                    Scan(name, table, how, statement.sql)
                    for table, how in known[statement.sql]
                    if table in large
                ]
    return found


def planning_by_habit() -> AbstractContextManager[None]:
    """Leave the database alone."""
    return nullcontext()


PLANS_OF_SMALL_TABLES = ("enable_seqscan", "enable_hashjoin", "enable_mergejoin")
"""Ways that read tables as a whole, be it along an index, and are best while there are few rows."""
BY_ROWS_READ = {"random_page_cost": 0, "cpu_tuple_cost": 1}
"""A table of few rows is read along an index sooner than looked into thirty times: count rows alone."""


@contextmanager
def avoiding_scans() -> Iterator[None]:
    """Let PostgreSQL take an index wherever one serves, as it would if there were more rows."""
    if connection.vendor == "sqlite":  # goes by the indexes there are, not by the rows
        yield
        return
    with connection.cursor() as cursor:
        for name in PLANS_OF_SMALL_TABLES:
            cursor.execute(f"SET {name} = off")
        for name, cost in BY_ROWS_READ.items():
            cursor.execute(f"SET {name} = {cost}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for name in (*PLANS_OF_SMALL_TABLES, *BY_ROWS_READ):
                cursor.execute(f"RESET {name}")


def _scanned(statement: Statement) -> Iterator[tuple[str, str]]:
    if connection.vendor == "sqlite":
        return _scanned_by_sqlite(statement)
    return _scanned_by_postgresql(statement)


def _scanned_by_sqlite(statement: Statement) -> Iterator[tuple[str, str]]:
    """Look into SQLite's program: whoever goes to the first row and then to the next, scans.

    Not so if the loop ends at a bound of what it walks along, or after a number of rows of which
    it skips none.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rootpage, tbl_name, name, type FROM sqlite_master WHERE rootpage > 0"
        )
        roots = {root: (table, name, kind) for root, table, name, kind in cursor.fetchall()}
        cursor.execute(f"EXPLAIN {statement.sql}", statement.params)
        program = [row[:4] for row in cursor.fetchall()]
    opened = {p1: roots[p2] for __, code, p1, p2 in program if code == "OpenRead" and p2 in roots}
    ends = {p1: address for address, code, p1, __ in program if code in {"Next", "Prev"}}
    for begin, code, p1, __ in program:
        if code not in {"Rewind", "Last"} or p1 not in opened or p1 not in ends:
            continue
        loop = program[begin + 1 : ends[p1]]
        skips = any(jump == ends[p1] for __, __, __, jump in loop)
        is_counted = not skips and any(code == "DecrJumpZero" for __, code, __, __ in loop)
        if is_counted or any(code in BOUNDS and jump > ends[p1] for __, code, __, jump in loop):
            continue
        table, name, kind = opened[p1]
        yield table, "full scan" if kind == "table" else f"full scan of index {name}"


def _scanned_by_postgresql(statement: Statement) -> Iterator[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement.sql}", statement.params)
        nodes = [(_parsed(cursor.fetchone()[0])[0]["Plan"], "")]
    while nodes:
        node, above = nodes.pop()
        kind = node["Node Type"]
        nodes += [(below, kind) for below in node.get("Plans", [])]
        if kind not in SCANNING or "Index Cond" in node or node.get("Index Name") in SHORT:
            continue
        if above == "Limit" and "Filter" not in node:  # takes the first few
            continue
        index = f" of index {node['Index Name']}" if "Index Name" in node else ""
        yield node["Relation Name"], f"{kind.lower()}{index}"


BOUNDS = {"Le", "Lt", "Ge", "Gt", "IdxLE", "IdxLT", "IdxGE", "IdxGT"}
SCANNING = {"Seq Scan", "Index Scan", "Index Only Scan"}
SHORT = {"dossier_on_one_agenda", "work_taken_desk", "ballot_further_run", "dossier_confidential"}
"""Indexes that hold little of their table: what is open now, the rare further ballot, what is confidential."""
