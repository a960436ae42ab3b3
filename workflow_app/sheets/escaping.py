"""Writing other people's words into cells so that no spreadsheet program runs them."""

from typing import TYPE_CHECKING, cast

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from .cells import CellValue

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_LONGEST = 32_767  # characters that a cell can hold


def put(sheet: "Worksheet", row: int, column: int, value: CellValue) -> "Cell":
    """Set a cell; text stays text, whatever it begins with.

    A text such as "=HYPERLINK(...)" is stored with the type of a string and the mark by which
    Excel keeps it a string when the cell is edited (the leading apostrophe that is not content),
    so that reading the file back gives the very same words.
    """
    cell = cast("Cell", sheet.cell(row=row, column=column))  # never inside of a merged block
    if not isinstance(value, str):
        cell.value = value
        return cell
    cell.value = storable(value)
    cell.data_type = "s"
    if is_like_a_formula(value):
        cell.quotePrefix = True
    return cell


def storable(text: str) -> str:
    """Return what a cell can hold of a text."""
    return ILLEGAL_CHARACTERS_RE.sub("", text)[:_LONGEST]


def is_like_a_formula(text: str) -> bool:
    """Say whether a spreadsheet program might run a text that is typed in again."""
    return text.lstrip(" ").startswith(_STARTS_A_FORMULA)
