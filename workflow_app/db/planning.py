"""Saying from which end a database should begin."""

from django.db.models import BooleanField, Case, Q, Value, When
from django.db.models.expressions import Combinable


def row_by_row(condition: Q | Combinable) -> Case:
    """Return the condition as one to be looked at row by row, not to find rows by.

    A database that may find rows by it can misjudge how few fit, above all before it has looked
    at its tables, and then begins at the wrong end.
    """
    return Case(
        When(condition, then=Value(value=True)),
        default=Value(value=False),
        output_field=BooleanField(),
    )
