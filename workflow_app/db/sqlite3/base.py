"""Django's SQLite, asking the library itself how many parameters one statement may carry.

Django 5.2 assumes SQLite's limit of before 2020 (999), so a bulk insert for a hundred units falls
into several statements and their number grows with the units. Django 6.0 asks the library, as
this does.
"""

import sqlite3

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.features import DatabaseFeatures as DjangoFeatures
from django.utils.functional import cached_property


class DatabaseFeatures(DjangoFeatures):
    """What this SQLite can do."""

    @cached_property
    def max_query_params(self) -> int:  # type: ignore[override]
        """The limit of the library in use: 32766 since SQLite 3.32, unless its builder chose another."""
        self.connection.ensure_connection()
        return int(self.connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER))


class DatabaseWrapper(base.DatabaseWrapper):
    """The backend named in DATABASES."""

    features_class = DatabaseFeatures
