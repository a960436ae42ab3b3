"""Writing rows in bulk, past the ORM: the one place where a million rows must be quick.

SQLite takes them in one prepared statement, PostgreSQL by COPY. The columns and the way a value
is stored still come from the models.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from operator import itemgetter
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models

from workflow_app.audit.hashing import chained
from workflow_app.audit.models import AuditEntry, AuditHead

from .tapes import Model

BATCH = 10_000
Values = tuple[Any, ...]


def columns_of(model: Model) -> list[str]:
    """Return the columns of a table in the order in which rows are written."""
    return [str(field.column) for field in model._meta.concrete_fields]


@contextmanager
def room_for_many() -> Iterator[None]:
    """Let SQLite take many rows in a transaction that begins inside.

    It gets more memory to fill its indexes, whose leaves it would reread otherwise. It does not look
    up keys: a row that comes before the one it points at would let it search, for every row that
    follows, whole tables that have no index on the key. PostgreSQL needs neither.
    """
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        before = [
            (name, cursor.execute(f"PRAGMA {name}").fetchone()[0])
            for name in ("cache_size", "foreign_keys")
        ]
        cursor.execute("PRAGMA cache_size = -262144")
        cursor.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for name, value in before:
                cursor.execute(f"PRAGMA {name} = {int(value)}")


class Writer:
    """Collects rows and writes them table by table; hands out primary keys."""

    def __init__(self) -> None:
        self.next_key: dict[Model, int] = {}
        self.written: dict[Model, int] = {}
        self._waiting: dict[Model, list[Values]] = {}

    def reserve(self, model: Model, count: int) -> int:
        """Return the first of so many free primary keys."""
        if model not in self.next_key:
            last = model._base_manager.aggregate(last=models.Max("pk"))["last"]
            self.next_key[model] = (last or 0) + 1
        first = self.next_key[model]
        self.next_key[model] = first + count
        return first

    def add(self, model: Model, rows: Iterable[Values]) -> None:
        """Take rows; write them when there are enough."""
        waiting = self._waiting.setdefault(model, [])
        waiting.extend(rows)
        if len(waiting) >= BATCH:
            self._write(model)

    def flush(self) -> None:
        """Write what is left, and let the database count on from there."""
        for model in list(self._waiting):
            self._write(model)
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), list(self.next_key)):
                cursor.execute(statement)
        self.next_key.clear()

    def _write(self, model: Model) -> None:
        rows = self._waiting.pop(model, [])
        if not rows:
            return
        insert_rows(model, rows)
        self.written[model] = self.written.get(model, 0) + len(rows)


def insert_rows(model: Model, rows: Sequence[Values], columns: Sequence[str] = ()) -> None:
    """Insert rows whose values are in the form in which the database stores them."""
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    columns = ", ".join(quote(column) for column in columns or columns_of(model))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(rows[0]))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)  # noqa: S608 -- names of our own tables


Said = tuple[dt.datetime, str, Values]
"""When, what the entry says up to its number, and its columns but number and hashes."""


LINKS = ("sequence", "previous_hash", "hash")
SAID = [
    str(field.column)
    for field in AuditEntry._meta.concrete_fields
    if not field.primary_key and field.name not in LINKS
]
"""The columns of an entry that are known before it has its place in the log."""


class Chain:
    """Appends entries to the log in the order of time, chained as `audit.services` chains them."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._said: list[Said] = []

    def add(self, said: Iterable[Said]) -> None:
        """Take entries; their order is decided at the end."""
        self._said.extend(said)

    def close(self) -> None:
        """Number, hash and write everything that was said since the last time."""
        if not self._said:
            return
        self._said.sort(key=itemgetter(0))
        head = AuditHead.objects.get(pk=AuditHead.ROW)
        sequence, last = head.sequence, head.hash
        key = self._writer.reserve(AuditEntry, len(self._said))
        rows = []
        for number, (__, text, values) in enumerate(self._said):
            sequence += 1
            before, last = last, chained(last, f"{text}{sequence}}}")
            rows.append((key + number, *values, sequence, before, last))
        self._said.clear()
        columns = [str(AuditEntry._meta.pk.column), *SAID, *LINKS]
        for start in range(0, len(rows), BATCH):
            insert_rows(AuditEntry, rows[start : start + BATCH], columns)
        written = self._writer.written
        written[AuditEntry] = written.get(AuditEntry, 0) + len(rows)
        AuditHead.objects.filter(pk=AuditHead.ROW).update(sequence=sequence, hash=last)
