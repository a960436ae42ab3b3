"""What the cells of a plan's columns say; cells with the same content are read once.

Twenty thousand rows name the same few countries, units, quarters and sums, so a column remembers
what each content meant, and what there was to say about it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from plans.models import Activity
from workflow_app.lib.text import excerpt
from workflow_app.lib.times import When
from workflow_app.sheets.cells import CellValue
from workflow_app.sheets.reading import Understanding, cell_parsers
from workflow_app.sheets.schema import Kind, Parsed

from .mending import tidy, time_named
from .schema import FIELDS, ROW_ID
from .words import kind_of, level_of

_MODEL_FIELDS = {"when": "when_words", "focus": "focus_words"}
_ONE_LINE = frozenset(FIELDS) - {"purpose", "expected_result", "remarks"}


@dataclass(slots=True)
class Message:
    """What to say about a row: the heading of the column it is about, and whether it blocks."""

    column: str
    text: str
    blocks: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What is to be said about a cell besides its value."""

    problem: Message | None = None
    too_long: Message | None = None
    note: Message | None = None
    unread: str | None = None  # words that were not understood
    kept: str = ""  # words without a place of their own, which go to the remarks


_NOTHING = Told()
Read = tuple[Any, Told | None]


class ColumnCells(dict[CellValue, Any]):
    """The plain value of each content that the cells of a column have.

    ``told`` holds what is to be said besides, of the contents of which something is. Python takes
    True for 1: a tick must be read by ``once``.
    """

    def __init__(
        self,
        key: str,
        heading: str,
        parse: Callable[[CellValue], Parsed],
        areas: frozenset[str] = frozenset(),
        *,
        is_text: bool = False,
    ) -> None:
        super().__init__()
        self.told: dict[CellValue, Told] = {}
        self._key = key
        self._heading = heading
        self._parse = parse
        self._areas = areas
        self._is_text = is_text

    def __missing__(self, cell: CellValue) -> Any:
        self[cell], told = self.once(cell)
        if told is not None:
            self.told[cell] = told
        return self[cell]

    def once(self, cell: CellValue) -> Read:
        """Read a cell without remembering it.

        Words in a column of words are what they seem if they have room: no two rows have the
        same name, so they take the shortest way.
        """
        if self._is_text and isinstance(cell, str):
            value = self._tidied(cell)
            if value and not too_long(self._key, value, self._heading):
                return value, None
        return self.tell(self._parse(cell))

    def tell(self, parsed: Parsed) -> Read:
        """Say what has been read."""
        value = self._plain(parsed)
        note, kept = self._note(value, parsed.words)
        told = Told(
            Message(self._heading, parsed.problem, blocks=True) if parsed.problem else None,
            too_long(self._key, value, self._heading),
            note,
            self._unread(value, parsed),
            kept,
        )
        return value, None if told == _NOTHING else told

    def _plain(self, parsed: Parsed) -> Any:
        value, words = parsed.value, parsed.words
        if self._key == ROW_ID:
            return str(value or "")[:12]
        if self._key == "when":
            return _plain_time(value, words)
        return self._tidied(value) if isinstance(value, str) else value

    def _tidied(self, text: str) -> str:
        return " ".join(tidy(text).split()) if self._key in _ONE_LINE else tidy(text)

    def _unread(self, value: Any, parsed: Parsed) -> str | None:
        if self._key == "kind" and value and kind_of(parsed.words or "khác") is None:
            return parsed.words
        return parsed.words if parsed.problem else None

    def _note(self, value: Any, words: str) -> tuple[Message | None, str]:
        text, kept = "", ""
        if self._key == "kind" and words and kind_of(words) is None:
            text = _("“%(text)s” is none of the kinds that are counted; it was taken as “Khác”.")
        elif self._key == "guest_level" and words and level_of(words) is None:
            text = _("“%(text)s” is none of the levels; the words are kept in the remarks.")
            kept = f"{self._heading}: {words}"
        elif self._key == "focus" and self._areas and value and value not in self._areas:
            text = _(
                "“%(text)s” is not one of the year's focus areas; the words are kept as written."
            )
            words = value
        if not text:
            return None, ""
        return Message(self._heading, text % {"text": excerpt(words)}), kept


def columns_of(
    understanding: Understanding, mapping: Mapping[str, int], heading: Callable[[str], str]
) -> dict[str, ColumnCells]:
    """Return the columns that say something of a line, in the order of the schema."""
    parsers = cell_parsers(understanding, mapping)
    if "when" in parsers:
        parsers["when"] = _naming_times(parsers["when"], heading("when"))
    areas = getattr(understanding.schema.column("focus").parser, "areas", ())
    names = frozenset(name for __, name in areas)
    texts = {
        column.key
        for column in understanding.schema.columns
        if column.kind is Kind.TEXT and column.parser is None
    }
    return {
        key: ColumnCells(key, heading(key), parse, names, is_text=key in texts)
        for key, parse in parsers.items()
        if key in {*FIELDS, ROW_ID}
    }


def too_long(key: str, value: Any, heading: str) -> Message | None:
    """Say that a text has no room in its field."""
    text = value["words"] if key == "when" else value
    longest = _room(key)
    if not isinstance(text, str) or longest is None or len(text) <= longest:
        return None
    sentence = _("Too long: at most %(count)s characters; put the rest into the remarks.")
    return Message(heading, sentence % {"count": longest}, blocks=True)


@cache
def _room(key: str) -> int | None:
    """Return how many characters the field of a column holds; None where there is no limit."""
    if key == ROW_ID:
        return None
    field = Activity._meta.get_field(_MODEL_FIELDS.get(key, key))
    longest: int | None = getattr(field, "max_length", None)
    return longest


def _naming_times(
    parse: Callable[[CellValue], Parsed], heading: str
) -> Callable[[CellValue], Parsed]:
    return lambda cell: parse(time_named(cell, heading))


def _plain_time(value: object, words: str) -> dict[str, str | None]:
    if not isinstance(value, When):
        return {"words": tidy(words), "first": None, "last": None}
    last = value.last or value.first
    return {
        "words": tidy(value.words),
        "first": value.first.isoformat() if value.first else None,
        "last": last.isoformat() if last else None,
    }
