"""What a sheet is about, said once: template, import and export all follow the same columns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from workflow_app.lib.money import parse_dong
from workflow_app.lib.text import excerpt, fold
from workflow_app.lib.times import parse_when

from .cells import CellValue, cell_text


class Kind(StrEnum):
    """What the cells of a column hold; it decides the default parser, format and checks."""

    TEXT = "text"
    ORDINAL = "ordinal"
    ROW_ID = "row_id"
    MONEY = "money"
    WHEN = "when"
    NUMBER = "number"
    POINTS = "points"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class ReadContext:
    """What a cell does not say itself: the plan's year, and the unit in the column's heading."""

    year: int
    unit: int = 1


class Parsed(NamedTuple):
    """What a cell was understood to say, or the problem; ``words`` are the author's own."""

    value: object
    problem: str = ""
    words: str = ""


Parser = Callable[[CellValue, ReadContext], Parsed]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its own title, the other names units give it, and how its cells are read.

    ``choices`` feed the drop-down list of the template; other words are still accepted on
    reading, unless ``strict``. ``merges_down`` says that a cell merged over several rows counts
    for each of them.
    """

    key: str
    title: StrOrPromise
    synonyms: tuple[str, ...] = ()
    kind: Kind = Kind.TEXT
    parser: Parser | None = None
    required: bool = False
    help: StrOrPromise = ""
    width: int = 18
    choices: tuple[str, ...] | Callable[[], Sequence[str]] = ()
    strict: bool = False
    hidden: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Every name the heading may have."""
        return (str(self.title), *self.synonyms)

    @property
    def merges_down(self) -> bool:
        """A merged sum belongs to its rows together; anything else to each of them."""
        return self.kind not in {Kind.MONEY, Kind.NUMBER, Kind.POINTS, Kind.ORDINAL, Kind.ROW_ID}

    def options(self) -> tuple[str, ...]:
        """Return the choices of the moment."""
        return tuple(self.choices() if callable(self.choices) else self.choices)

    def parse(self, value: CellValue, context: ReadContext) -> Parsed:
        """Read one cell; a missing required value is a problem too."""
        parsed = self._read(value, context)
        empty = parsed.value is None or parsed.value == ""
        if self.required and empty and not parsed.problem:
            sentence = _("“%(column)s” is missing.") % {"column": self.title}
            return Parsed(parsed.value, sentence, parsed.words)
        return parsed

    def _read(self, value: CellValue, context: ReadContext) -> Parsed:
        if self.parser:
            return self.parser(value, context)
        if self.kind is Kind.CHOICE:
            return self._read_choice(value)
        return _PARSERS.get(self.kind, read_text)(value, context)

    def _read_choice(self, value: CellValue) -> Parsed:
        words = cell_text(value)
        options = self.options()
        for option in options:
            if fold(option) == fold(words):
                return Parsed(option, words=words)
        if words and self.strict:
            sentence = _("“%(text)s” is not one of the choices: %(choices)s.") % {
                "text": excerpt(words),
                "choices": excerpt("; ".join(options), 300),
            }
            return Parsed(None, sentence, words)
        return Parsed(words, words=words)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetSchema:
    """The columns of one kind of sheet, in the order they are written."""

    name: str
    title: StrOrPromise
    columns: tuple[Column, ...]
    instructions: tuple[StrOrPromise, ...] = ()

    def __post_init__(self) -> None:
        keys = [column.key for column in self.columns]
        if len(set(keys)) != len(keys):
            raise ValueError("Two columns have the same key.")

    def column(self, key: str) -> Column:
        """Return the column of a key."""
        return next(column for column in self.columns if column.key == key)

    def first_of(self, kind: Kind) -> Column | None:
        """Return the first column of a kind, if there is one."""
        return next((column for column in self.columns if column.kind is kind), None)

    @property
    def subject(self) -> Column:
        """The column that says what a row is about: the first required text."""
        texts = [column for column in self.columns if column.kind is Kind.TEXT]
        return next((column for column in texts if column.required), texts[0])


def read_text(value: CellValue, context: ReadContext) -> Parsed:
    """Keep the text, line breaks and all, without the blanks around it."""
    del context
    words = value.strip() if isinstance(value, str) else cell_text(value)
    return Parsed(words, words=words)


def read_money(value: CellValue, context: ReadContext) -> Parsed:
    """Read whole đồng."""
    reading = parse_dong(value, context.unit)
    return Parsed(reading.amount, reading.problem, reading.words)


def read_when(value: CellValue, context: ReadContext) -> Parsed:
    """Read a time; the value is a ``When``, or None when the cell says nothing."""
    when = parse_when(value, context.year)
    return Parsed(when if when.first else None, when.problem, when.words)


def read_number(value: CellValue, context: ReadContext) -> Parsed:
    """Read a whole number such as a head count."""
    del context
    words = cell_text(value)
    digits = words.replace(".", "").replace(" ", "")
    if not words:
        return Parsed(None)
    if digits.isascii() and digits.isdigit() and len(digits) <= 9:  # noqa: PLR2004 -- no plan counts billions
        return Parsed(int(digits), words=words)
    sentence = _("“%(text)s” is not a whole number. Write digits only, for example 25.")
    return Parsed(None, sentence % {"text": excerpt(words)}, words)


_PARSERS: dict[Kind, Parser] = {
    Kind.MONEY: read_money,
    Kind.WHEN: read_when,
    Kind.NUMBER: read_number,
}
