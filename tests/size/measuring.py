"""Walking through the pages: statements, work, time, and how the database finds its rows."""

import json
import re
import statistics
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from django.apps import apps
from django.db import connection

from .pages import Page, Visitor

LARGE = 2_000
"""Rows above which nobody reads a table from one end to the other."""


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
    for visit in visits.values():
        visit.work = sum(work_of(statement) for statement in visit.statements)
    return visits


def with_work_done_again(visits: dict[str, Visit]) -> dict[str, Visit]:
    """Let the database answer the same statements anew, by what it has learnt of its tables."""
    return {
        name: replace(visit, work=sum(work_of(statement) for statement in visit.statements))
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


def large_tables() -> dict[str, int]:
    """Return the tables with many rows, and how many they have."""
    counts = {
        model._meta.db_table: model._base_manager.count()
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }
    return {table: count for table, count in counts.items() if count > LARGE}


@dataclass(frozen=True, slots=True)
class Scan:
    """A statement that reads a large table from one end to the other."""

    page: str
    table: str
    how: str
    sql: str

    def __str__(self) -> str:
        return f"{self.page}: {self.how} of {self.table}\n    {self.sql}"


def scans(visits: dict[str, Visit]) -> list[Scan]:
    """Return every scan of a large table on these pages."""
    large = large_tables()
    known: dict[str, list[tuple[str, str]]] = {}
    found = []
    for name, visit in visits.items():
        for statement in visit.statements:
            if not is_reading(statement):
                continue
            if statement.sql not in known:
                known[statement.sql] = list(_scanned(statement))
            found += [
                Scan(name, table, how, statement.sql)
                for table, how in known[statement.sql]
                if table in large
            ]
    return found


def _scanned(statement: Statement) -> Iterator[tuple[str, str]]:
    if connection.vendor == "sqlite":
        return _scanned_by_sqlite(statement)
    return _scanned_by_postgresql(statement)


def _scanned_by_sqlite(statement: Statement) -> Iterator[tuple[str, str]]:
    """Look into SQLite's program: whoever goes to the first row and then to the next, scans."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rootpage, tbl_name, name, type FROM sqlite_master WHERE rootpage > 0"
        )
        roots = {root: (table, name, kind) for root, table, name, kind in cursor.fetchall()}
        cursor.execute(f"EXPLAIN {statement.sql}", statement.params)
        program = [row[1:4] for row in cursor.fetchall()]
    opened = {p1: roots[p2] for code, p1, p2 in program if code == "OpenRead" and p2 in roots}
    steps = {p1 for code, p1, __ in program if code in {"Next", "Prev"}}
    for code, p1, __ in program:
        if code in {"Rewind", "Last"} and p1 in opened and p1 in steps:
            table, name, kind = opened[p1]
            yield table, "full scan" if kind == "table" else f"full scan of index {name}"


def _scanned_by_postgresql(statement: Statement) -> Iterator[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement.sql}", statement.params)
        nodes = [_parsed(cursor.fetchone()[0])[0]["Plan"]]
    while nodes:
        node = nodes.pop()
        nodes += node.get("Plans", [])
        if node["Node Type"] == "Seq Scan":
            yield node["Relation Name"], "sequential scan"
        elif node["Node Type"] in {"Index Scan", "Index Only Scan"} and "Index Cond" not in node:
            yield node["Relation Name"], f"full scan of index {node['Index Name']}"
