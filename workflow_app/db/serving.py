"""How a kept statement goes to a server that keeps statements as well (see `db/postgresql`)."""

import re
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from .places import with_constants

FEW_ROWS = 2
"""So many rows are added by a statement that the server keeps; each number is one of its own."""

Bound = tuple[str, tuple[Any, ...]]
"""A statement and its parameters, or their places."""


def is_kept_by(connection: BaseDatabaseWrapper) -> bool:
    """Tell whether statements are kept by the servers of this backend."""
    return hasattr(connection, "keeping_cursor")


def cursor_for(connection: Any, *, kept: bool) -> Any:
    """Return a cursor; the server keeps the statement if it shall, and has not refused to."""
    if kept and getattr(connection, "keeps_statements", False):
        return connection.keeping_cursor()
    return connection.cursor()


def with_constants_spelt(statement: Bound, connection: Any) -> Bound:
    """Write what every run has in common into the text."""
    sql, places = statement
    return with_constants(
        _without_brackets(sql), places, lambda value: connection.ops.compose_sql("%s", [value])
    )


_IN_BRACKETS = re.compile(r"(?<=[=<>] )\(%s\)")


def _without_brackets(sql: str) -> str:
    """Django puts a given value that is compared in brackets, and no other."""
    return _IN_BRACKETS.sub("%s", sql)


def require_same(kept: Bound, plain: Bound, connection: Any) -> None:
    """Require the same text and the same values."""
    texts, values = zip(*(_comparable(one, connection) for one in (kept, plain)), strict=True)
    if texts[0] != texts[1] or values[0] != values[1]:
        raise AssertionError(f"the kept statement {kept}\ndiffers from the ORM's {plain}")


def _comparable(statement: Bound, connection: Any) -> tuple[str, list[str]]:
    """Return text and values; the text has the values in it where it may have constants."""
    sql, params = _without_brackets(statement[0]), statement[1]
    if is_kept_by(connection):
        return connection.ops.compose_sql(sql, params), []
    return sql, [str(value) for value in params]
