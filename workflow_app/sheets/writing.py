"""Writing sheets from a schema: templates to fill in, and tables to read and print."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
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
_KINDS = 4  # of rows that a table has
_HEADER_FILL = PatternFill("solid", start_color="FFDCE6F1")
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
    top = write_heading(sheet, heading, _visible(schema)) if heading else 1
    _write_header(sheet, schema, top)
    last = top + len(rows) + blank_rows
    for number, values in enumerate(rows, start=top + 1):
        _write_row(sheet, schema, number, values)
    for number in range(top + len(rows) + 1, last + 1):
        _write_row(sheet, schema, number, {})
    _add_choices(book, sheet, schema, (top + 1, last))
    _protect(sheet, schema, (top + 1, last))
    _finish(sheet, top)
    _add_instructions(book, schema)
    if snapshot:
        sheet = add_snapshot(book, snapshot)
        for number, texts in enumerate(snapshot_rows(snapshot), start=2):
            for index, text in enumerate(texts, start=1):
                put(sheet, number, index, text)
    file = io.BytesIO()
    book.save(file)
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
    top = write_heading(sheet, heading, _visible(schema)) if heading else 1
    _write_header(sheet, schema, top)
    _finish(sheet, top)
    looks = _looks(book, schema)
    tables = {sheet: _table(sheet, schema, groups, looks, top + 1, totals=totals)}
    if snapshot:
        lines = enumerate(snapshot_rows(snapshot), start=2)
        tables[add_snapshot(book, snapshot)] = (looks.text.row(*line) for line in lines)
    save_with_rows(book, target, tables)


@dataclass(frozen=True, slots=True)
class _Looks:
    """How the kinds of rows below the heading look."""

    line: RowText
    title: RowText
    total: RowText
    text: RowText  # of a sheet that nobody looks at


def _looks(book: Workbook, schema: SheetSchema) -> _Looks:
    """Take the looks from specimens, on a sheet that does not stay."""
    specimens = book.create_sheet()
    for row in (1, 1 + _KINDS):  # once as they are, once for text like a formula
        _write_row(specimens, schema, row, {})
        _write_total(specimens, schema, row + 1, dict.fromkeys(_money(schema), 0))
        _write_group_title(specimens, schema, row + 2, "")
    line, total, title, text = (
        [
            style_of(_cell(specimens, row, index), _cell(specimens, row + _KINDS, index))
            for index in range(1, count + 1)
        ]
        for row, count in enumerate((len(schema.columns), len(schema.columns), 1, 1), start=1)
    )
    book.remove(specimens)
    return _Looks(RowText(line), RowText(title), RowText(total), RowText(text * WIDEST_SNAPSHOT))


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


def _write_header(sheet: Worksheet, schema: SheetSchema, row: int) -> None:
    for index, column in enumerate(_ordered(schema), start=1):
        cell = put(sheet, row, index, str(column.title))
        cell.font = Font(name=FONT, size=12, bold=True)
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.fill, cell.border = _HEADER_FILL, _BORDER
        letter = get_column_letter(index)
        sheet.column_dimensions[letter].width = column.width
        sheet.column_dimensions[letter].hidden = column.hidden
    sheet.row_dimensions[row].height = 34


def _write_row(sheet: Worksheet, schema: SheetSchema, row: int, values: Values) -> None:
    for index, column in enumerate(_ordered(schema), start=1):
        cell = put(sheet, row, index, _shown(values.get(column.key)))
        numeric = column.kind in _FORMATS
        cell.font = Font(name=FONT, size=12)
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


def _write_group_title(sheet: Worksheet, schema: SheetSchema, row: int, title: str) -> None:
    cell = put(sheet, row, 1, title)
    cell.font = Font(name=FONT, size=12, bold=True)
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=_visible(schema))


def _write_total(sheet: Worksheet, schema: SheetSchema, row: int, sums: Mapping[str, int]) -> None:
    """Write sums as numbers: a formula has no value until a spreadsheet program computes it."""
    for index, column in enumerate(_ordered(schema), start=1):
        label = _("Grand total") if column is schema.subject else None
        cell = put(sheet, row, index, sums.get(column.key, label))
        cell.font = Font(name=FONT, size=12, bold=True)
        cell.border = _BORDER
        if column.key in sums:
            cell.number_format = MONEY_FORMAT


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
    if not offered:
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


def _protect(sheet: Worksheet, schema: SheetSchema, rows: tuple[int, int]) -> None:
    """Lock all but the table's lines; there is no password: it is against slips, not people.

    The hidden row ids stay unlocked too, since Excel deletes a row only if no cell of it is locked.
    """
    for row in range(rows[0], rows[1] + 1):
        for index in range(1, len(schema.columns) + 1):
            sheet.cell(row=row, column=index).protection = Protection(locked=False)
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
        put(sheet, row, 1, str(column.title)).font = Font(name=FONT, size=12, bold=True)
        words = [str(column.help)] if column.help else []
        words += [_("Required.")] if column.required else []
        words += ["; ".join(column.options())] if column.options() else []
        cell = put(sheet, row, 2, " ".join(words))
        cell.font = Font(name=FONT, size=12)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.protection.sheet = True
