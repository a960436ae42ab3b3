"""Which values go to the database as they are: a field need not be asked for each of them."""

from typing import Any

from django.db import models

TEXTS = (models.CharField, models.TextField)
KEYS = (models.AutoField, models.BigAutoField)
NUMBERS = (
    models.BigIntegerField,
    models.IntegerField,
    models.PositiveBigIntegerField,
    models.PositiveIntegerField,
    models.PositiveSmallIntegerField,
)


def taken_as_it_is(field: Any, vendor: str) -> type | None:
    """Return the type of values that this field hands to the database unchanged, if there is one.

    PostgreSQL is told how wide a number is, unless it is a key.
    """
    kind = type(getattr(field, "target_field", field))
    if kind in TEXTS:
        return str
    if kind in KEYS or (kind in NUMBERS and vendor == "sqlite"):
        return int
    return None


class Column:
    """A column of an inserted row: where its value is found, and which values go as they are.

    A field that sets its own value when a row is saved (the moment of its creation) is asked.
    """

    __slots__ = ("as_it_is", "field", "is_stored_as_set", "name")

    def __init__(self, field: Any, vendor: str) -> None:
        self.field = field
        self.name: str = field.attname
        self.is_stored_as_set = type(field).pre_save is models.Field.pre_save
        self.as_it_is = taken_as_it_is(field, vendor)

    def set_by(self, row: models.Model) -> Any:
        """Return the value that the field gives a row that is added."""
        return self.field.pre_save(row, add=True)
