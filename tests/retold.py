"""Beginnings that many tests share, told once per run and written down as rows from then on.

Hundreds of tests begin with the same people, the same campaign, the same plan before the Presidium.
The services that lead there are carried out the first time; `retold` keeps which rows they wrote
and what they returned, and writes those rows again for the next test that begins in the same way.

It does so only where that cannot be told from the real thing: inside a test's transaction, with
nothing written since the last beginning that was told (but that somebody signed in), with nobody
counting statements or waiting for what follows a commit. In every other case the services are carried out.
"""

import contextlib
import datetime as dt
import io
import pickle
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection, models
from django.test import Client, TestCase

from tests import migrated
from workflow_app.audit.models import AuditEntry, AuditHead

Told = TypeVar("Told")
Story = tuple[Hashable, ...]
Rows = dict[type[models.Model], dict[Any, tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Beginning:
    """What changed in the database while a beginning was told, and what was returned."""

    written: Rows
    removed: Rows
    returned: bytes


@dataclass(slots=True)
class Reader:
    """How far the present test's database is known to be one of the beginnings."""

    story: Story | None = None
    writes: int = -1
    savepoints: tuple[str, ...] = ()
    waits_for_commit: int = 0


_kept: dict[Story, Beginning] = {}
_reader = Reader()


def retold(name: Hashable, tell: Callable[[], Told], *given: object) -> Told:
    """Return what `tell` returns; `given` are the objects of earlier beginnings that it refers to."""
    before = _story()
    if before is None:
        return tell()
    story = (*before, name)
    if story in _kept:
        told = _repeat(_kept[story], given)
    else:
        rows = _rows()
        told = tell()
        _kept[story] = _difference(rows, _rows(), _pickled(told, given))
    _reader.story, _reader.writes = story, _writes()
    _reader.savepoints = tuple(connection.savepoint_ids)
    return told


def begin_anew() -> None:
    """Forget how far the test before had come."""
    _reader.story = None


def _story() -> Story | None:
    """Return the beginnings that make up all of the database; None where that is not known."""
    counted = connection.queries_logged or connection.execute_wrappers
    if not connection.in_atomic_block or counted or _reader.waits_for_commit:
        return None
    still_there = tuple(connection.savepoint_ids[: len(_reader.savepoints)]) == _reader.savepoints
    if _reader.story is not None and still_there and _reader.writes == _writes():
        return _reader.story
    return None if migrated.filled(connection) else ()


@contextlib.contextmanager
def nothing_retold_before_a_commit() -> Iterator[None]:
    """Carry everything out while a test collects what is to be done after the commit."""
    original = TestCase.captureOnCommitCallbacks.__func__  # type: ignore[attr-defined]

    @contextlib.contextmanager
    def capture(cls: type[TestCase], **options: Any) -> Iterator[Any]:
        _reader.waits_for_commit += 1
        try:
            with original(cls, **options) as callbacks:
                yield callbacks
        finally:
            _reader.waits_for_commit -= 1

    TestCase.captureOnCommitCallbacks = classmethod(capture)  # type: ignore[assignment]
    try:
        yield
    finally:
        TestCase.captureOnCommitCallbacks = classmethod(original)


@contextlib.contextmanager
def signing_in_is_no_story() -> Iterator[None]:
    """Let beginnings be told after somebody signed in: none of them reads or writes sessions."""
    original = Client._login  # type: ignore[attr-defined]

    def sign_in(client: Client, *account: Any) -> None:
        was_known = _reader.story is not None and _reader.writes == _writes()
        original(client, *account)
        if was_known:
            _reader.writes = _writes()

    Client._login = sign_in  # type: ignore[attr-defined]
    try:
        yield
    finally:
        Client._login = original  # type: ignore[attr-defined]


# --- Rows ----------------------------------------------------------------------------------


@cache
def _tables() -> dict[type[models.Model], list[str]]:
    """Return the columns of every table that tests write to; the log first, its head follows."""
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        and not model._meta.proxy
        and model._meta.db_table not in migrated.FILLED_BY_MIGRATING
    ]
    found.sort(key=lambda model: model is not AuditEntry)
    return {
        model: [
            field.column
            for field in model._meta.local_concrete_fields
            if not getattr(field, "generated", False)
        ]
        for model in found
    }


def _writes() -> int:
    """Count what has been written, by a number that only ever grows within a transaction."""
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        return int(connection.connection.total_changes)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_user_tables"
        )
        return int(cursor.fetchone()[0])


def _rows() -> Rows:
    quote = connection.ops.quote_name
    found: Rows = {}
    with connection.cursor() as cursor:
        for model, columns in _tables().items():
            key = columns.index(model._meta.pk.column)
            names = ", ".join(map(quote, columns))
            cursor.execute(f"SELECT {names} FROM {quote(model._meta.db_table)}")  # noqa: S608
            found[model] = {row[key]: _as_stored(row) for row in cursor.fetchall()}
    return found


def _as_stored(row: Sequence[Any]) -> tuple[Any, ...]:
    """SQLite keeps dates and times as text; its module reads them as objects."""
    if connection.vendor != "sqlite":
        return tuple(row)
    return tuple(str(value) if isinstance(value, dt.date | dt.time) else value for value in row)


def _difference(before: Rows, after: Rows, returned: bytes) -> Beginning:
    written, removed = {}, {}
    for model, rows in after.items():
        changed = {key: row for key, row in rows.items() if before[model].get(key) != row}
        gone = {key: row for key, row in before[model].items() if rows.get(key) != row}
        if changed:
            written[model] = dict(sorted(changed.items()))
        if gone:
            removed[model] = gone
    return Beginning(written, removed, returned)


# --- Writing them again --------------------------------------------------------------------


def _repeat(beginning: Beginning, given: tuple[object, ...]) -> Any:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            statements = [
                "SET LOCAL session_replication_role = replica",  # the triggers have run already
                *(_filled_in(cursor, *statement) for statement in _statements(beginning)),
                "SET LOCAL session_replication_role = origin",
            ]
            cursor.execute(";".join(statements))
        else:
            for sql, rows in _statements(_with_the_log_first(cursor, beginning)):
                cursor.executemany(sql, rows)
    return _Unpickler(io.BytesIO(beginning.returned), given).load()


def _statements(beginning: Beginning) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    quote = connection.ops.quote_name
    for model, rows in beginning.removed.items():
        key = quote(model._meta.pk.column)
        sql = f"DELETE FROM {quote(model._meta.db_table)} WHERE {key} = %s"  # noqa: S608
        yield sql, [(value,) for value in rows]
    for model, rows in beginning.written.items():
        columns = _tables()[model]
        values = ", ".join(["%s"] * len(columns))
        names = ", ".join(map(quote, columns))
        sql = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({values})"  # noqa: S608
        yield sql, list(rows.values())


def _filled_in(cursor: Any, sql: str, rows: list[tuple[Any, ...]]) -> str:
    """Write the values into the statement: one message to the server carries all of them."""
    head, __, values = sql.partition(" VALUES ")
    if not values:
        return ";".join(cursor.mogrify(sql, row) for row in rows)
    return f"{head} VALUES " + ", ".join(cursor.mogrify(values, row) for row in rows)


def _with_the_log_first(cursor: Any, beginning: Beginning) -> Beginning:
    """Put the head of the log before the entries to come: the trigger moves it along with them."""
    entries = beginning.written.get(AuditEntry)
    if not entries:
        return beginning
    first = dict(zip(_tables()[AuditEntry], next(iter(entries.values())), strict=True))
    head = [AuditHead.ROW, first["sequence"] - 1, first["previous_hash"]]
    cursor.execute(
        "INSERT OR REPLACE INTO audit_audithead (id, sequence, hash) VALUES (%s, %s, %s)", head
    )
    written, removed = dict(beginning.written), dict(beginning.removed)
    for changes in (written, removed):
        changes.pop(AuditHead, None)
    return replace(beginning, written=written, removed=removed)


# --- What was returned ---------------------------------------------------------------------


def _pickled(told: object, given: tuple[object, ...]) -> bytes:
    out = io.BytesIO()
    _Pickler(out, given).dump(told)
    return out.getvalue()


class _Pickler(pickle.Pickler):
    """Leaves out what the test has already, by its place among the things given."""

    def __init__(self, file: io.BytesIO, given: tuple[object, ...]) -> None:
        super().__init__(file, protocol=pickle.HIGHEST_PROTOCOL)
        self._places = {id(thing): place for place, thing in enumerate(given)}

    def persistent_id(self, obj: object) -> int | None:
        return self._places.get(id(obj))


class _Unpickler(pickle.Unpickler):
    """Puts what the test has in its places."""

    def __init__(self, file: io.BytesIO, given: tuple[object, ...]) -> None:
        super().__init__(file)
        self._given = given

    def persistent_load(self, pid: int) -> object:
        return self._given[pid]
