"""Our SQLite sends what Django's would."""

import pytest
from django.db import connection
from django.db.backends.sqlite3.base import SQLiteCursorWrapper

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite's own spelling"),
]


@pytest.mark.parametrize(
    "query", ("SELECT %s, '%%s', '100 %%'", "SELECT 1", "SELECT %s" + " OR 1 = %s" * 3000)
)
def test_parameters_are_marked_as_django_marks_them(query: str) -> None:
    with connection.cursor() as cursor:
        ours = cursor.cursor
        wanted = SQLiteCursorWrapper.convert_query(ours, query)
        assert [ours.convert_query(query) for __ in range(2)] == [wanted] * 2


def test_parameters_come_by_place_and_by_name() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s, '100 %%'", [7])
        assert cursor.fetchone() == (7, "100 %")
        cursor.execute("SELECT %(a)s + %(b)s", {"a": 1, "b": 2})
        assert cursor.fetchone() == (3,)
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
