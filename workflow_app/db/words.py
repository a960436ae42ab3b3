"""Finding rows by the words of a text, in any order and by their beginnings, through an index.

    NAMES = WordIndex("organization_unit", "search_text")
    Unit.objects.filter(NAMES.holds(["da", "na"]))

The column holds words with single spaces between them, as `workflow_app.lib.text.search_text`
makes them. PostgreSQL keeps an inverted index on the column's words. SQLite keeps a table of
words beside (FTS5, without a second copy of the text), which triggers hold in step; a migration that
rebuilds the table on SQLite must call `install` again, and `manage.py verify` asks `missing`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func, Q
from django.db.models.sql.compiler import SQLCompiler

Said = tuple[str, tuple[str, ...]]
_WORDS = "array_to_tsvector(array_remove(string_to_array({column}, ' '), ''))"


def begin_words(column: str, words: Sequence[str]) -> Q:
    """Return the condition that each of these begins a word of the column; needs no index."""
    condition = Q()
    for word in words:
        first = Q(**{f"{column}__startswith": word})
        condition &= first | Q(**{f"{column}__contains": f" {word}"})
    return condition


@dataclass(frozen=True, slots=True)
class WordIndex:
    """The words of one text column of one table."""

    table: str
    column: str

    @property
    def name(self) -> str:
        """Of the index, or of the table of words."""
        return f"{self.table}_words"

    def holds(self, words: Sequence[str], *, newest: int = 0) -> "_Holds":
        """Return the condition that some word of the text begins with each of these.

        Whoever asks for the `newest` rows alone, by their keys, says so here as well: SQLite else
        lists all rows with the words before it looks at the keys, and PostgreSQL, which reads
        these rows, makes a list of words of each text where comparing it does.
        """
        return _Holds(self, words, newest)

    def plainly_holds(self, words: Sequence[str]) -> Q:
        """Return the same condition, to be asked of rows that are at hand by another way."""
        return begin_words(self.column, words)

    def install(self, connection: BaseDatabaseWrapper) -> None:
        """Create the index and fill it from what the table holds; harmless when it exists."""
        with connection.cursor() as cursor:
            for statement in self._statements(connection.vendor):
                cursor.execute(statement)

    def remove(self, connection: BaseDatabaseWrapper) -> None:
        """Drop it, for reversing the migration."""
        with connection.cursor() as cursor:
            if connection.vendor != "sqlite":
                cursor.execute(f"DROP INDEX IF EXISTS {self.name}")
                return
            for trigger in self._triggers():
                cursor.execute(f"DROP TRIGGER IF EXISTS {trigger}")
            cursor.execute(f"DROP TABLE IF EXISTS {self.name}")

    def missing(self, connection: BaseDatabaseWrapper) -> list[str]:
        """Return the names of what is not there."""
        if connection.vendor == "sqlite":
            query, wanted = "SELECT name FROM sqlite_master", [self.name, *self._triggers()]
        else:
            query, wanted = "SELECT indexname FROM pg_indexes", [self.name]
        with connection.cursor() as cursor:
            cursor.execute(query)
            present = {row[0] for row in cursor.fetchall()}
        return [name for name in wanted if name not in present]

    def _statements(self, vendor: str) -> list[str]:
        if vendor == "sqlite":
            table = (
                f"CREATE VIRTUAL TABLE IF NOT EXISTS {self.name} USING fts5({self.column}, "
                f"content='{self.table}', content_rowid='id', tokenize='ascii', detail='none', "
                "columnsize=0)"
            )
            fill = f"INSERT INTO {self.name} ({self.name}) VALUES ('rebuild')"  # noqa: S608 -- our own names
            return [table, fill, *self._triggers().values()]
        words = _WORDS.format(column=self.column)
        # Without `fastupdate`, readers look at the index alone and not at a list beside it.
        index = f"CREATE INDEX IF NOT EXISTS {self.name} ON {self.table} USING gin ({words}) "
        return [f"{index} WITH (fastupdate = off)"]

    def _triggers(self) -> dict[str, str]:
        """Return SQLite's triggers by name."""
        forget = (
            f"INSERT INTO {self.name} ({self.name}, rowid, {self.column}) "  # noqa: S608 -- our own names
            f"VALUES ('delete', OLD.id, OLD.{self.column});"
        )
        learn = (
            f"INSERT INTO {self.name} (rowid, {self.column}) VALUES (NEW.id, NEW.{self.column});"  # noqa: S608
        )
        changed = f"OF {self.column} ON {self.table} WHEN OLD.{self.column} <> NEW.{self.column}"
        acts = {
            "insert": (f"INSERT ON {self.table}", learn),
            "update": (f"UPDATE {changed}", f"{forget} {learn}"),
            "delete": (f"DELETE ON {self.table}", forget),
        }
        return {
            f"{self.name}_{act}": (
                f"CREATE TRIGGER IF NOT EXISTS {self.name}_{act} AFTER {when} BEGIN {what} END"
            )
            for act, (when, what) in acts.items()
        }


class _Holds(Func):
    """The condition on a row, in the words of either database."""

    output_field = BooleanField()

    def __init__(self, index: WordIndex, words: Sequence[str], newest: int) -> None:
        self.index = index
        self.words = tuple(words)
        self.newest = newest
        super().__init__(F("pk"), F(index.column))

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any) -> Said:  # type: ignore[override]
        """Ask SQLite's table of words, or repeat the expression of PostgreSQL's index."""
        key, column = (compiler.compile(part)[0] for part in self.get_source_expressions())
        if connection.vendor == "sqlite":
            name, table = self.index.name, self.index.table
            asked = " AND ".join(f'"{word}"*' for word in self.words)
            since = f"(SELECT id FROM {table} ORDER BY id DESC LIMIT 1) - {self.newest:d}"  # noqa: S608 -- our own names
            bound = f" AND rowid > {since}" if self.newest else ""
            return f"{key} IN (SELECT rowid FROM {name} WHERE {name} MATCH %s{bound})", (asked,)  # noqa: S608
        if self.newest:
            begins = f"({column} LIKE %s OR {column} LIKE %s)"
            patterns = [pattern for word in self.words for pattern in (f"{word}%", f"% {word}%")]
            return " AND ".join([begins] * len(self.words)), tuple(patterns)
        asked = " & ".join(f"'{word}':*" for word in self.words)
        return f"{_WORDS.format(column=column)} @@ %s::tsquery", (asked,)
