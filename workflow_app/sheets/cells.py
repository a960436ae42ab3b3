"""What a workbook holds once it has been read: plain values, with their places."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

CellValue = str | int | float | bool | date | datetime | time | timedelta | None


class Place(NamedTuple):
    """Row and column, counted from 1 as Excel shows them."""

    row: int
    column: int


class Merge(NamedTuple):
    """A merged block, corners included."""

    top: int
    left: int
    bottom: int
    right: int


class Row(NamedTuple):
    """A row that has something in it; ``values`` starts at column A."""

    number: int
    values: tuple[CellValue, ...]
    hidden: bool = False

    def value(self, column: int) -> CellValue:
        """Return the value of a column counted from 1; beyond the last cell there is nothing."""
        return self.values[column - 1] if 0 < column <= len(self.values) else None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet: rows that are not empty, and what only the file's insides tell."""

    name: str
    rows: tuple[Row, ...]
    visible: bool = True
    hidden_columns: frozenset[int] = frozenset()
    merges: tuple[Merge, ...] = ()
    broken: Mapping[Place, str] = field(default_factory=dict)  # cell -> why it has no value
    notes: tuple[str, ...] = ()


def column_letter(column: int) -> str:
    """Return the letters of a column counted from 1: 28 is AB."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_text(value: CellValue) -> str:
    """Show a cell's value in one line, as its author would recognise it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return " ".join(str(value).split())
