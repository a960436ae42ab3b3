"""Saying from which end a database should begin."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Case, Field, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.lookups import In


def row_by_row(condition: Q | Combinable) -> Case:
    """Return the condition as one to be looked at row by row, not to find rows by.

    A database that may find rows by it can misjudge how few fit, above all before it has looked
    at its tables, and then begins at the wrong end.
    """
    condition = _with_subqueries_run_once(condition) if isinstance(condition, Q) else condition
    return Case(
        When(condition, then=Value(value=True)),
        default=Value(value=False),
        output_field=BooleanField(),
    )


def _with_subqueries_run_once(condition: Q) -> Q:
    return condition.create(
        [_run_once(child) for child in condition.children],
        connector=condition.connector,
        negated=condition.negated,
    )


def _run_once(child: Any) -> Any:
    if isinstance(child, Q):
        return _with_subqueries_run_once(child)
    if isinstance(child, tuple) and isinstance(child[1], QuerySet) and child[0].endswith("pk__in"):
        return (f"{child[0]}_once", child[1])  # a relation ("unit__in") knows its own lookups alone
    return child


@Field.register_lookup
class InOnce(In):
    """`__in_once`: as `__in` a queryset, and PostgreSQL knows that it is run once.

    Of `IN (SELECT ...)` beside a join PostgreSQL reckons that it is run anew for each row that is
    looked at, although it keeps what it found, and it reads a whole large table to avoid that.
    """

    lookup_name = "in_once"

    def get_rhs_op(self, connection: BaseDatabaseWrapper, rhs: str) -> str:
        """Write the operator with the subquery, which comes in its brackets."""
        if connection.vendor == "postgresql":
            return f"= ANY (ARRAY{rhs})"
        return super().get_rhs_op(connection, rhs)
