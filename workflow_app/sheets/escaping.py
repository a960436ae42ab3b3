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
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:_LONGEST]
    cell.data_type = "s"
    if value.lstrip(" ").startswith(_STARTS_A_FORMULA):
        cell.quotePrefix = True
    return cell
