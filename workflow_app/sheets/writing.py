"""Writing sheets from a schema: templates to fill in, and tables to read and print."""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import chain, repeat
from typing import IO, cast

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from workflow_app.lib.times import When

from .cells import CellValue
from .escaping import put
from .heading import FONT, Heading, write_heading
from .schema import Column, Kind, SheetSchema
from .sessions_snapshot import WIDEST_SNAPSHOT, Snapshot, add_snapshot, snapshot_rows
from .streaming import RowText, save_with_rows, style_of

MONEY_FORMAT = "#,##0"
_FORMATS = {Kind.MONEY: MONEY_FORMAT, Kind.NUMBER: MONEY_FORMAT, Kind.POINTS: "0.00"}
_BLANK_ROWS = 200
_LONGEST_SHEET_NAME = 31
_A4 = 9
_HEADER_FILL = PatternFill("solid", start_color="FFDCE6F1")
_FONT, _BOLD = Font(name=FONT, size=12), Font(name=FONT, size=12, bold=True)
_OPEN = Protection(locked=False)
_THIN = Side(style="thin", color="FF808080")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading, such as a section of a plan or a unit of a cluster."""

    title: str
    rows: Iterable[Values]


def write_template(
    schema: SheetSchema,
    *,
    heading: Heading | None = None,
    rows: Sequence[Values] = (),
    blank_rows: int = _BLANK_ROWS,
    snapshot: Snapshot | None = None,
) -> bytes:
    """Return a workbook to fill in: drop-down lists, row ids out of sight, headings locked.

    ``rows`` are lines to go on from; with their row ids the sheet comes back line by line, and
    by the snapshot it is known what was changed since.
    """
    book, sheet = _new_book(schema)
    top = _write_top(sheet, schema, heading)
    keys = [column.key for column in _ordered(schema)]
    line = _look(book, len(keys), partial(_write_line, schema=schema, locked=False))
    values = chain(rows, repeat({}, blank_rows))
    tables: dict[Worksheet, Iterator[str]] = {
        sheet: (
            line.row(number, [_shown(cells.get(key)) for key in keys])
            for number, cells in enumerate(values, start=top + 1)
        )
    }
    _add_choices(book, sheet, schema, (top + 1, top + len(rows) + blank_rows))
    _protect(sheet)
    _add_instructions(book, schema)
    if snapshot:
        tables |= _snapshot_table(book, snapshot)
    file = io.BytesIO()
    save_with_rows(book, file, tables)
    return file.getvalue()


def write_export(
    schema: SheetSchema,
    groups: Iterable[Group],
    *,
    heading: Heading | None = None,
    totals: bool = True,
    snapshot: Snapshot | None = None,
) -> bytes:
    """Return a table to read, print and send on; a group without a title has no heading row."""
    file = io.BytesIO()
    stream_export(file, schema, groups, heading=heading, totals=totals, snapshot=snapshot)
    return file.getvalue()


def stream_export(
    target: IO[bytes],
    schema: SheetSchema,
    groups: Iterable[Group],
    *,
    heading: Heading | None = None,
    totals: bool = True,
    snapshot: Snapshot | None = None,
) -> None:
    """Write the same table to a file; groups and rows may come from anywhere, one at a time."""
    book, sheet = _new_book(schema)
    top = _write_top(sheet, schema, heading)
    looks = _looks(book, schema)
    tables = {sheet: _table(sheet, schema, groups, looks, top + 1, totals=totals)}
    if snapshot:
        tables |= _snapshot_table(book, snapshot)
    save_with_rows(book, target, tables)


def _snapshot_table(book: Workbook, snapshot: Snapshot) -> dict[Worksheet, Iterator[str]]:
    text = _look(book, 1, _write_nothing, times=WIDEST_SNAPSHOT)
    lines = enumerate(snapshot_rows(snapshot), start=2)
    return {add_snapshot(book, snapshot): (text.row(*line) for line in lines)}


@dataclass(frozen=True, slots=True)
class _Looks:
    """How the kinds of rows below the heading look."""

    line: RowText
    title: RowText
    total: RowText


def _looks(book: Workbook, schema: SheetSchema) -> _Looks:
    count = len(schema.columns)
    return _Looks(
        _look(book, count, partial(_write_line, schema=schema)),
        _look(book, 1, _write_group_title),
        _look(book, count, partial(_write_total, schema=schema)),
    )


def _look(
    book: Workbook, count: int, write: Callable[[Worksheet, int], None], times: int = 1
) -> RowText:
    """Take the look of a row from specimens of its cells, on a sheet that does not stay.

    Each look is made once and its number used for all rows: openpyxl compares whole fonts and
    borders for every cell that is given one.
    """
    specimens = book.create_sheet()
    for row in (1, 2):  # once as it is, once for text like a formula
        write(specimens, row)
    styles = [
        style_of(_cell(specimens, 1, index), _cell(specimens, 2, index))
        for index in range(1, count + 1)
    ]
    book.remove(specimens)
    return RowText(styles * times)


def _money(schema: SheetSchema) -> list[str]:
    return [column.key for column in schema.columns if column.kind is Kind.MONEY]


def _cell(sheet: Worksheet, row: int, column: int) -> Cell:
    return cast("Cell", sheet.cell(row=row, column=column))


def _table(
    sheet: Worksheet,
    schema: SheetSchema,
    groups: Iterable[Group],
    looks: _Looks,
    number: int,
    *,
    totals: bool,
) -> Iterator[str]:
    """Write the rows below the heading, and add up the money on the way."""
    keys = [column.key for column in _ordered(schema)]
    money = _money(schema)
    sums: dict[str, int] = {}
    for group in groups:
        if group.title:
            yield looks.title.row(number, [group.title])
            merged = CellRange(min_col=1, max_col=_visible(schema), min_row=number, max_row=number)
            sheet.merged_cells.ranges.add(merged)
            number += 1
        for values in group.rows:
            yield looks.line.row(number, [_shown(values.get(key)) for key in keys])
            for key in money:
                amount = values.get(key)
                if isinstance(amount, int):
                    sums[key] = sums.get(key, 0) + amount
            number += 1
    if totals and sums:
        labels = {schema.subject.key: _("Grand total")}
        yield looks.total.row(number, [sums.get(key, labels.get(key)) for key in keys])


def _new_book(schema: SheetSchema) -> tuple[Workbook, Worksheet]:
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):
        raise TypeError("A new workbook starts with a worksheet.")
    sheet.title = _sheet_name(str(schema.title))
    return book, sheet


def _sheet_name(title: str) -> str:
    return "".join(" " if char in r"[]:*?/\'" else char for char in title)[:_LONGEST_SHEET_NAME]


def _ordered(schema: SheetSchema) -> list[Column]:
    """Hidden columns go last, so that the heading above spans what is seen."""
    return sorted(schema.columns, key=lambda column: column.hidden)


def _visible(schema: SheetSchema) -> int:
    return sum(1 for column in schema.columns if not column.hidden)


def _write_top(sheet: Worksheet, schema: SheetSchema, heading: Heading | None) -> int:
    """Write what stands above the lines, and return its last row: the heading of the table."""
    top = write_heading(sheet, heading, _visible(schema)) if heading else 1
    _write_header(sheet, schema, top)
    _finish(sheet, top)
    return top


def _write_header(sheet: Worksheet, schema: SheetSchema, row: int) -> None:
    for index, column in enumerate(_ordered(schema), start=1):
        cell = put(sheet, row, index, str(column.title))
        cell.font = _BOLD
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.fill, cell.border = _HEADER_FILL, _BORDER
        letter = get_column_letter(index)
        sheet.column_dimensions[letter].width = column.width
        sheet.column_dimensions[letter].hidden = column.hidden
    sheet.row_dimensions[row].height = 34


def _write_line(sheet: Worksheet, row: int, *, schema: SheetSchema, locked: bool = True) -> None:
    """Show how a line looks; cells to fill in are not locked when their sheet is.

    The hidden row ids stay unlocked too, since Excel deletes a row only if no cell of it is locked.
    """
    for index, column in enumerate(_ordered(schema), start=1):
        cell = _cell(sheet, row, index)
        numeric = column.kind in _FORMATS
        cell.font = _FONT
        cell.border = _BORDER
        cell.alignment = Alignment(
            horizontal="right" if numeric else "center" if column.kind is Kind.ORDINAL else None,
            vertical="top",
            wrap_text=True,
        )
        if numeric:
            cell.number_format = _FORMATS[column.kind]
        elif column.kind in {Kind.TEXT, Kind.CHOICE, Kind.WHEN, Kind.ROW_ID}:
            cell.number_format = "@"  # text: Excel must not make a date of "8/2023"
        if not locked:
            cell.protection = _OPEN


def _write_group_title(sheet: Worksheet, row: int) -> None:
    cell = _cell(sheet, row, 1)
    cell.font = _BOLD
    cell.alignment = Alignment(vertical="center", wrap_text=True)


def _write_total(sheet: Worksheet, row: int, *, schema: SheetSchema) -> None:
    for index, column in enumerate(_ordered(schema), start=1):
        cell = _cell(sheet, row, index)
        cell.font = _BOLD
        cell.border = _BORDER
        if column.kind is Kind.MONEY:
            cell.number_format = MONEY_FORMAT


def _write_nothing(sheet: Worksheet, row: int) -> None:
    """Show how a cell looks on a sheet that nobody looks at."""


def _shown(value: object) -> CellValue:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, When):
        return value.words
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else str(value)
    return str(value)


def _add_choices(
    book: Workbook, sheet: Worksheet, schema: SheetSchema, rows: tuple[int, int]
) -> None:
    """Put each list on a hidden sheet: a list written into the rule itself ends at 255 signs."""
    offered = [
        (index, column, options)
        for index, column in enumerate(_ordered(schema), start=1)
        if (options := column.options())
    ]
    if not offered or rows[1] < rows[0]:
        return
    lists = book.create_sheet(_("Lists"))
    lists.sheet_state = "hidden"
    for place, (index, column, options) in enumerate(offered, start=1):
        for row, option in enumerate(options, start=1):
            put(lists, row, place, option)
        letter = get_column_letter(place)
        name = f"list_{column.key}"
        area = f"{quote_sheetname(lists.title)}!${letter}$1:${letter}${len(options)}"
        book.defined_names[name] = DefinedName(name, attr_text=area)
        rule = DataValidation(type="list", formula1=f"={name}", allow_blank=True)
        rule.showErrorMessage = True
        rule.errorStyle = "stop" if column.strict else "warning"
        rule.error = _("Choose one of the list.")
        rule.promptTitle, rule.prompt = str(column.title)[:32], str(column.help)[:255]
        rule.showInputMessage = bool(column.help)
        own = get_column_letter(index)
        rule.add(f"{own}{rows[0]}:{own}{rows[1]}")
        sheet.add_data_validation(rule)


def _protect(sheet: Worksheet) -> None:
    """Lock all but the table's lines; there is no password: it is against slips, not people."""
    protection = sheet.protection
    protection.sheet = True
    protection.insertRows = protection.deleteRows = False  # False: not forbidden
    protection.formatCells = protection.formatColumns = protection.formatRows = False
    protection.sort = protection.autoFilter = False


def _finish(sheet: Worksheet, top: int) -> None:
    """Set up the page: A4 landscape, one page wide, the heading row on every page."""
    sheet.freeze_panes = f"A{top + 1}"
    sheet.print_title_rows = f"{top}:{top}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.5
    margins.top = margins.bottom = 0.6
    footer = sheet.oddFooter
    if footer and footer.center:
        footer.center.text = "&P/&N"


def _add_instructions(book: Workbook, schema: SheetSchema) -> None:
    sheet = book.create_sheet(_("Instructions"))
    sheet.column_dimensions["A"].width = 28
    sheet.column_dimensions["B"].width = 90
    row = 1
    for text in (str(schema.title), *map(str, schema.instructions)):
        cell = put(sheet, row, 1, text)
        cell.font = Font(name=FONT, size=14 if row == 1 else 12, bold=row == 1)
        row += 1
    for column in schema.columns:
        if column.hidden:
            continue
        row += 1
        put(sheet, row, 1, str(column.title)).font = _BOLD
        words = [str(column.help)] if column.help else []
        words += [_("Required.")] if column.required else []
        words += ["; ".join(column.options())] if column.options() else []
        cell = put(sheet, row, 2, " ".join(words))
        cell.font = _FONT
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.protection.sheet = True
