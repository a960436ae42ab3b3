"""What somebody holds who has copied the whole database, again and again, and the web log.

Rows come with everything that the database knows of them besides their values: the place on the
page, the transaction and the command that wrote them. The bytes are those of the files.
"""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.db import connection

from tests.aside import read_aside

UNTOUCHED = re.compile(
    r"^(auth_|django_content_type|django_migrations|guardian_|sqlite_|.*_words(_|$))"
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its place in the table and the number of the transaction that wrote it."""

    place: tuple[int, ...]
    written: tuple[int, ...]
    values: dict[str, Any]

    def key(self) -> str:
        return repr(sorted(self.values.items()))


@dataclass(slots=True)
class Snapshot:
    """The tables, by name; and the bytes of the files, where they were copied."""

    tables: dict[str, list[Row]]
    raw: bytes = b""
    counters: dict[str, int] = field(default_factory=dict)

    def of(self, *tables: str) -> "Snapshot":
        """Only these tables."""
        return replace(self, tables={name: self.tables[name] for name in tables})


def look(*, files: bool = False) -> Snapshot:
    """Copy everything as it is now."""
    names = [name for name in connection.introspection.table_names() if not UNTOUCHED.match(name)]
    is_sqlite = connection.vendor == "sqlite"
    read = _sqlite_rows if is_sqlite else _postgres_rows
    snapshot = Snapshot({name: read(name) for name in names})
    snapshot.counters = _sizes(names)
    if files:
        snapshot.raw = _sqlite_bytes() if is_sqlite else _postgres_bytes()
    return snapshot


def changed(before: Snapshot, after: Snapshot) -> dict[str, list[Row]]:
    """Return the rows that are there now and were not before, by table."""
    found: dict[str, list[Row]] = {}
    for name, rows in after.tables.items():
        old = Counter(row.key() for row in before.tables.get(name, ()))
        for row in rows:
            old[row.key()] -= 1
            if old[row.key()] < 0:
                found.setdefault(name, []).append(row)
    return found


def _sqlite_rows(table: str) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT rowid, * FROM "{table}" ORDER BY rowid')  # noqa: S608 -- from the catalogue
        names = [column[0] for column in cursor.description]
        return [
            Row((row[0],), (), dict(zip(names[1:], row[1:], strict=True)))
            for row in cursor.fetchall()
        ]


def _postgres_rows(table: str) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT ctid::text, xmin::text::bigint, cmin::text::bigint, * FROM {table}"  # noqa: S608 -- from the catalogue
        )
        names = [column[0] for column in cursor.description]
        rows = []
        for place, transaction, command, *values in cursor.fetchall():
            page, line = place.strip("()").split(",")
            plain = [bytes(v) if isinstance(v, memoryview) else v for v in values]
            rows.append(
                Row(
                    (int(page), int(line)),
                    (transaction, command),
                    dict(zip(names[3:], plain, strict=True)),
                )
            )
        return sorted(rows, key=lambda row: row.place)


def _sizes(names: list[str]) -> dict[str, int]:
    """What the database keeps count of: bytes of tables, numbers of sequences."""
    if connection.vendor == "sqlite":
        path = Path(connection.settings_dict["NAME"])
        return {p.suffix: p.stat().st_size for p in path.parent.glob(f"{path.name}*")}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, pg_total_relation_size(oid) FROM pg_class WHERE relkind='r'"
        )
        sizes = dict(cursor.fetchall())
        cursor.execute("SELECT sequencename, coalesce(last_value, 0) FROM pg_sequences")
        return sizes | dict(cursor.fetchall())


def _sqlite_bytes() -> bytes:
    """The file with its free pages, and the log of changes beside it."""
    path = Path(connection.settings_dict["NAME"])
    found = [path, *(path.with_name(path.name + end) for end in ("-wal", "-journal"))]
    return read_aside(*found)


def _postgres_bytes() -> bytes:
    """The files of all tables and indexes and of what is kept beside them, dead rows included."""
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute(
            "SELECT pg_read_binary_file(pg_relation_filepath(c.oid), 0, 1 << 28, true)"
            " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE relkind IN ('r', 'i', 't') AND nspname IN ('public', 'pg_toast')"
            " AND (c.relname LIKE '%%ballots%%' OR c.relname LIKE '%%audit%%'"
            " OR c.relname LIKE '%%session%%' OR c.relname LIKE '%%task%%'"
            " OR c.relname LIKE '%%workitem%%' OR c.relname LIKE 'bad_%%'"
            " OR c.relname LIKE '%%notification%%' OR nspname = 'pg_toast')"
        )
        return b"\n".join(bytes(data) for (data,) in cursor.fetchall() if data)


@contextmanager
def reading_as_it_was() -> Iterator[None]:
    """Hold a transaction open that sees the database as it is now."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT count(*) FROM ballots_session")
            yield
            cursor.execute("ROLLBACK")
    finally:
        other.close()
