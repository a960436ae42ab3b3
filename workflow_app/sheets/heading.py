"""The official heading of a sheet and the marks of a printed paper (Decree 30/2020, App. I)."""

from dataclasses import dataclass

from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from .escaping import put

# The law's own words, never translated.
NATIONAL_NAME = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
NATIONAL_MOTTO = "Độc lập - Tự do - Hạnh phúc"
FONT = "Times New Roman"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What stands above the table; parts left empty take no row."""

    unit: str = ""
    parent: str = ""
    title: str = ""
    subtitle: str = ""
    place_and_date: str = ""
    national: bool = True


def write_heading(sheet: Worksheet, heading: Heading, columns: int) -> int:
    """Write the heading over so many visible columns; return the first free row."""
    half = max(columns // 2, 1)
    row = 1
    left = [(heading.parent.upper(), False), (heading.unit.upper(), True)]
    right = [(NATIONAL_NAME, True), (NATIONAL_MOTTO, True)] if heading.national else []
    for index in range(2):
        if index < len(left) and left[index][0]:
            _line(sheet, (row, 1, half), left[index][0], bold=left[index][1])
        if index < len(right) and columns > 1:
            _line(sheet, (row, half + 1, columns), right[index][0], bold=True)
        row += 1
    if heading.place_and_date:
        _line(sheet, (row, half + 1, max(columns, half + 1)), heading.place_and_date, italic=True)
        row += 1
    row += 1
    for text, size in ((heading.title.upper(), 14), (heading.subtitle, 13)):
        if text:
            _line(sheet, (row, 1, columns), text, bold=True, size=size)
            sheet.row_dimensions[row].height = 22
            row += 1
    return row + 1


def _line(
    sheet: Worksheet,
    place: tuple[int, int, int],
    text: str,
    *,
    bold: bool = False,
    italic: bool = False,
    size: int = 12,
) -> None:
    row, first, last = place
    cell = put(sheet, row, first, text)
    cell.font = Font(name=FONT, size=size, bold=bold, italic=italic)
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    if last > first:
        sheet.merge_cells(start_row=row, start_column=first, end_row=row, end_column=last)
