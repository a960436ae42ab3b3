"""Which values go to the database as they are: a field need not be asked for each of them."""

from typing import Any

from django.db import models

TEXTS = (models.CharField, models.TextField)
NUMBERS = (
    models.BigAutoField,
    models.BigIntegerField,
    models.IntegerField,
    models.PositiveBigIntegerField,
    models.PositiveIntegerField,
    models.PositiveSmallIntegerField,
)


def taken_as_it_is(field: Any, vendor: str) -> type | None:
    """Return the type of values that this field hands to the database unchanged, if there is one.

    PostgreSQL is told how wide a number is.
    """
    if type(field).pre_save is not models.Field.pre_save:
        return None
    kind = type(getattr(field, "target_field", field))
    if kind in TEXTS:
        return str
    return int if vendor == "sqlite" and kind in NUMBERS else None
