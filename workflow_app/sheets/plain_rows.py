"""Rows that need no look: plain values in their places, taken out before XML is parsed.

A sheet as spreadsheet programs save it is all but wholly of such rows, and handing each of their
elements to Python takes ten times as long as recognising the row by its pattern. What does not
fit the pattern to the letter is left for the parser to judge.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

_ROW_END = b"</row>"
_LONGEST_HELD = 1024 * 1024  # a row longer than this is no plan's: the parser's own limits count
_MOST_MONTH_STYLES = 100

# "*+" takes all there is and never tries with less: no part of a plain row can be read in two ways.
# What is filled begins with what is surely no blank, so that the cell counts as filled. Of the numbered letters
# only those below 600 and around 7000, the Vietnamese ones among them, are known to be none.
_FILLED = rb"(?:[^<&\s]|&(?:#(?:(?:19|[2-5][0-9])[0-9]|7[0-9]{3})|amp|lt|gt|quot);)[^<]*+"
_FORMULA = rb"(?:<f(?: [^<>]*)?(?:/>|>[^<]*+</f>))?"
_VALUE = rb'(?: t="(?:s|n|b|str)")?>' + _FORMULA + rb"<v>" + _FILLED + rb"</v></c>"
_TEXT = rb' t="inlineStr"><is><t(?: xml:space="preserve")?>' + _FILLED + rb"</t></is></c>"
_EMPTY = rb" ?(?:/>|></c>)"
# The columns up to BZ: out of order or not, their cells cannot make an area too large to hold.
_COLUMN = rb"[AB]?[A-Z]"
_ROW = (
    rb'<row r="([0-9]{1,7})"(?: (?!hidden)[A-Za-z0-9:]{1,20}="[^"<]{0,40}")*>'
    rb'(?:<c r="'
    + _COLUMN
    + rb'\1"%(style)s(?:'
    + _EMPTY
    + rb"|(?:"
    + _VALUE
    + rb"|"
    + _TEXT
    + rb")()))*+"
    rb"</row>"
)
_CELL = b'<c r="'


class PlainRows:
    """Takes plain rows out of a worksheet and keeps what is to be known of them."""

    def __init__(self, month_styles: frozenset[int]) -> None:
        self._pattern = _pattern(month_styles)
        self.last_row_element = self.last_row = self.last_column = 0
        self.elements = self.characters = 0  # of the rows taken out of the last piece

    def without(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the XML without its plain rows; a row is never cut in two."""
        held = b""
        for piece in pieces:
            held += piece
            end = held.rfind(_ROW_END) + len(_ROW_END)
            if end < len(_ROW_END):
                end = len(held) if len(held) > _LONGEST_HELD or b"<row" not in held else 0
            if end:
                yield self._take_out(held[:end])
                held = held[end:]
        yield self._take_out(held)

    def _take_out(self, xml: bytes) -> bytes:
        rest = self._pattern.sub(self._note, xml) if self._pattern else xml
        self.elements = _elements(xml) - _elements(rest)
        self.characters = (len(xml) - len(rest)) // 2  # the rest of a plain row is markup
        return rest

    def _note(self, row: re.Match[bytes]) -> bytes:
        number = int(row[1])
        self.last_row_element = max(self.last_row_element, number)
        behind = row.start(2)  # the place behind the last cell that is filled
        if behind >= 0:
            self.last_row = max(self.last_row, number)
            cell = row.string.rindex(_CELL, row.start(), behind) + len(_CELL)
            column = _column(row.string[cell : cell + 2])
            self.last_column = max(self.last_column, column)
        return b""


def _pattern(month_styles: frozenset[int]) -> re.Pattern[bytes] | None:
    """Return what a plain row looks like: no cell of it shows a date as a month."""
    if len(month_styles) > _MOST_MONTH_STYLES:
        return None
    style = rb'(?: s="[0-9]{1,5}")?'
    if month_styles:
        months = b"|".join(b"%d" % number for number in sorted(month_styles))
        style = rb'(?: s="(?!(?:' + months + rb')")[0-9]{1,5}")?'
    return re.compile(_ROW % {b"style": style})


def _elements(xml: bytes) -> int:
    return xml.count(b"<") - xml.count(b"</")


@cache
def _column(letters: bytes) -> int:
    column = 0
    for letter in letters.rstrip(b"0123456789"):
        column = column * 26 + letter - ord("A") + 1
    return column
