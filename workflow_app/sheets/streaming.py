"""Tables of any length: openpyxl lays the workbook out, the rows are streamed into it as text.

Fonts, borders, widths, heading and page are thus said once, for templates and tables alike. The
rows themselves cost a tenth of what cells of openpyxl cost, and no memory however many they are.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import IO
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from .cells import CellValue
from .escaping import is_like_a_formula, storable

LAST_ROW = 1_048_576  # of any sheet, says the format
_END = b"</sheetData>"
_DIMENSION = re.compile(rb"<dimension [^>]*/>")
_AT_ONCE = 500  # rows handed to the compressor together
_QUICK = 3  # its level: half the time of the usual one, and the file a tenth larger
_REMEMBERED = 2048


@dataclass(frozen=True, slots=True)
class Style:
    """The numbers of a cell's style in the workbook, as it is and for text like a formula."""

    plain: int
    marked: int


def style_of(specimen: Cell, marked: Cell) -> Style:
    """Return the style of two specimens that look alike; the mark of a text is part of a style."""
    marked.quotePrefix = True
    return Style(specimen.style_id, marked.style_id)


class RowText:
    """Writes rows of one look, cell after cell from column A."""

    def __init__(self, styles: Sequence[Style]) -> None:
        self._cells = [
            (f'<c r="{get_column_letter(column)}', f'" s="{style.plain}"', f'" s="{style.marked}"')
            for column, style in enumerate(styles, start=1)
        ]

    def row(self, number: int, values: Iterable[CellValue]) -> str:
        """Return the XML of one row."""
        if number > LAST_ROW:
            raise ValueError(f"A sheet ends at row {LAST_ROW}.")
        parts = [f'<row r="{number}">']
        for (start, plain, marked), value in zip(self._cells, values, strict=False):
            if isinstance(value, str):
                text, is_marked = _text(value)
                style = marked if is_marked else plain
                parts.append(f"{start}{number}{style}{text}")
            elif value is None:
                parts.append(f"{start}{number}{plain}/>")
            elif isinstance(value, bool):
                parts.append(f'{start}{number}{plain} t="b"><v>{value:d}</v></c>')
            elif isinstance(value, int | float):
                parts.append(f"{start}{number}{plain}><v>{value}</v></c>")
            else:
                raise TypeError(f"A streamed row holds texts and numbers, not {type(value)}.")
        parts.append("</row>")
        return "".join(parts)


def save_with_rows(
    book: Workbook, target: IO[bytes], tables: Mapping[Worksheet, Iterable[str]]
) -> None:
    """Save a workbook with rows added below what its sheets hold already.

    Cells that the rows merge while they are made are written after them. The frame is saved once
    more only then: that costs as much as hundreds of rows.
    """
    frame = _saved(book)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=_QUICK) as package:
        streamed = set()
        for sheet, rows in tables.items():
            before, after = _around_rows(frame, sheet)
            merged = len(sheet.merged_cells.ranges)
            name = _name(sheet)
            with package.open(name, "w", force_zip64=True) as part:
                part.write(_DIMENSION.sub(b"", before, count=1))
                for some in _batches(rows):
                    part.write(some)
                if len(sheet.merged_cells.ranges) != merged:
                    __, after = _around_rows(_saved(book), sheet)
                part.write(after)
            streamed.add(name)
        for entry in frame.infolist():
            if entry.filename not in streamed:
                package.writestr(entry.filename, frame.read(entry))


def _batches(rows: Iterable[str]) -> Iterator[bytes]:
    pending = iter(rows)
    while some := "".join(islice(pending, _AT_ONCE)):
        yield some.encode()


def _saved(book: Workbook) -> zipfile.ZipFile:
    file = io.BytesIO()
    book.save(file)
    return zipfile.ZipFile(file)


def _name(sheet: Worksheet) -> str:
    return str(sheet.path).removeprefix("/")


def _around_rows(frame: zipfile.ZipFile, sheet: Worksheet) -> tuple[bytes, bytes]:
    """Return the XML of a sheet up to where more rows go, and from there on."""
    before, end, after = frame.read(_name(sheet)).partition(_END)
    return before, end + after


@lru_cache(maxsize=_REMEMBERED)
def _text(value: str) -> tuple[str, bool]:
    """Return the rest of a cell that holds a text, and whether it needs the mark of a text."""
    text = storable(value)
    if not text:
        return "/>", False
    escaped = escape(text, {"\r": "&#13;"})
    kept = "" if text == text.strip() else ' xml:space="preserve"'
    cell = f' t="inlineStr"><is><t{kept}>{escaped}</t></is></c>'
    return cell, is_like_a_formula(value)
