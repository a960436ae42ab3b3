"""Where the values of a run stand in a statement that was compiled before (see `prepared`)."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Expression

from .values import taken_as_it_is

FIRST_PLACE = 2_100_000_000
"""Keys have the numbers from here on while a statement is compiled, and are found by them after."""


class Given(Expression):
    """A value that each run of a statement brings. It is never null: ask for null by name."""

    def __init__(self, name: str, field: models.Field[Any, Any]) -> None:
        super().__init__(output_field=field)
        self.name = name
        self._as_it_is: dict[str, type | None] = {}

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> Any:
        """Keep the place; the value comes with the run."""
        return "%s", [self]

    def value(self, given: dict[str, Any], connection: BaseDatabaseWrapper) -> Any:
        """Return the value as the database takes it."""
        value, vendor = given[self.name], connection.vendor
        if vendor not in self._as_it_is:
            self._as_it_is[vendor] = taken_as_it_is(self.output_field, vendor)
        if type(value) is self._as_it_is[vendor]:
            return value
        return self.output_field.get_db_prep_value(value, connection)


class Keys:
    """Says that a value is a list of keys (whole numbers); a text is kept for each length."""


@dataclass(frozen=True, slots=True)
class Key:
    """The place of one of the given keys, and the type in which the driver takes it."""

    name: str
    index: int
    kind: type[int]

    def value(self, given: dict[str, Any], _connection: BaseDatabaseWrapper) -> Any:
        """Return the key as the driver takes it."""
        return self.kind(given[self.name][self.index])


def place_of(param: Any, numbers: dict[int, tuple[str, int]]) -> Any:
    """Return the place of a key in the stead of its number; anything else as it is."""
    if isinstance(param, int) and param in numbers:
        return Key(*numbers[param], type(param))
    if isinstance(param, list | tuple) and not numbers.keys().isdisjoint(param):
        raise AssertionError("A key is hidden in a list of the database's own.")
    return param
