"""Where the values of a run stand in a statement that was compiled before (see `prepared`)."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
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

    def place(self, number: int) -> Any:
        """Return what stands for one of them while the statement is compiled."""
        return number


class Words(Keys):
    """Says that a value is a list of words, which are letters and digits, as `lib.text` folds them.

    A parameter may have several of them with something before, between and behind.
    """

    def place(self, number: int) -> Any:
        """Return a word that nobody looks for."""
        return f"zq{number}qz"


_WORD = re.compile(r"zq(\d+)qz")


@dataclass(frozen=True, slots=True)
class Key:
    """The place of one of the given keys, and the type in which the driver takes it."""

    name: str
    index: int
    kind: type[int]

    def value(self, given: dict[str, Any], _connection: BaseDatabaseWrapper) -> Any:
        """Return the key as the driver takes it."""
        return self.kind(given[self.name][self.index])


@dataclass(frozen=True, slots=True)
class Worded:
    """The places of words in a parameter: texts, and in turn with them name and index of a word."""

    texts: tuple[str, ...]
    words: tuple[tuple[str, int], ...]

    def value(self, given: dict[str, Any], _connection: BaseDatabaseWrapper) -> str:
        """Return the parameter with the words in their places."""
        parts = [self.texts[0]]
        for (name, index), text in zip(self.words, self.texts[1:], strict=True):
            parts += [given[name][index], text]
        return "".join(parts)


SIZES = (0, 1, 5, 20, 100, 500)


def filled_up(keys: Collection[int]) -> list[int]:
    """Return the keys of rows with some that no row has, so that few lengths of list are kept."""
    size = next((size for size in SIZES if size >= len(keys)), len(keys))
    return [*keys, *range(-1, len(keys) - size - 1, -1)]


_DAY = re.compile(r"(?!9999-)\d{4}-\d\d-\d\d")


def is_moment(param: Any) -> bool:
    """Tell whether a parameter is a day or a time: tomorrow it is another one.

    SQLite gets them as texts. The year 9999 stands for the end of time and stays what it is.
    """
    return isinstance(param, date | str) and bool(_DAY.match(str(param)))


def place_of(param: Any, numbers: dict[int, tuple[str, int]]) -> Any:
    """Return the place of a key in the stead of its number; anything else as it is."""
    if isinstance(param, int) and param in numbers:
        return Key(*numbers[param], type(param))
    if isinstance(param, list | tuple) and not numbers.keys().isdisjoint(param):
        raise AssertionError("A key is hidden in a list of the database's own.")
    if numbers and isinstance(param, str) and _WORD.search(param):
        texts = _WORD.split(param)
        return Worded(tuple(texts[::2]), tuple(numbers[int(number)] for number in texts[1::2]))
    return param


PLACES = (Given, Key, Worded)
_MARK = re.compile(r"%s|%%")


def with_constants(
    sql: str, places: tuple[Any, ...], spell: Callable[[Any], str]
) -> tuple[str, tuple[Any, ...]]:
    """Write what every run has in common into the text; the places of the given remain.

    A server that plans a statement for any values must know its constants: it finds rows by an
    index of the open duties only where the text says that it is about those.
    """
    remaining = iter(places)
    given: list[Any] = []

    def spelt(mark: re.Match[str]) -> str:
        if mark[0] == "%%":
            return "%%"
        place = next(remaining)
        if isinstance(place, PLACES):
            given.append(place)
            return "%s"
        return spell(place).replace("%", "%%")

    return _MARK.sub(spelt, sql), tuple(given)
