"""Django's SQLite, asking the library itself how many parameters one statement may carry.

Django 5.2 assumes SQLite's limit of before 2020 (999), so a bulk insert for a hundred units falls
into several statements and their number grows with the units. Django 6.0 asks the library, as
this does. How a statement is spelt for SQLite is kept, too, because the same few hundred statements
are sent over and over.
"""

import sqlite3
from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.features import DatabaseFeatures as DjangoFeatures
from django.utils.functional import cached_property

LONGEST_KEPT = 20_000
"""Characters; what is longer inserts hundreds of rows and seldom comes again."""


class DatabaseFeatures(DjangoFeatures):
    """What this SQLite can do."""

    @cached_property
    def max_query_params(self) -> int:  # type: ignore[override]
        """The limit of the library in use: 32766 since SQLite 3.32, unless its builder chose another."""
        self.connection.ensure_connection()
        return int(self.connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER))


class CursorWrapper(base.SQLiteCursorWrapper):
    """Django's, which looks for the places of the parameters in each statement anew."""

    def convert_query(self, query: str, *, param_names: list[str] | None = None) -> str:
        """Return the statement with its parameters marked as SQLite wants them."""
        if param_names is None and len(query) <= LONGEST_KEPT:
            return _with_question_marks(query)
        return super().convert_query(query, param_names=param_names)


@lru_cache(maxsize=256)
def _with_question_marks(query: str) -> str:
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


class DatabaseWrapper(base.DatabaseWrapper):
    """The backend named in DATABASES."""

    features_class = DatabaseFeatures

    def create_cursor(self, name: str | None = None) -> Any:
        """Return a cursor of the connection."""
        return self.connection.cursor(factory=CursorWrapper)
