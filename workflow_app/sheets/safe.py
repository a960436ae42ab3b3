"""The only door for workbooks from outside: guarded before, during and after unpacking.

What is decided here: macros, DDE links, entities and bombs are refused. Links to other
workbooks are never followed: the values stored when the file was last saved are read, and a
note says so. Formulas are never computed; their stored values count. Old and foreign formats
are refused with the way to convert them.
"""

import io
import os
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO

import python_calamine
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .cells import CellValue, Place, Row, Sheet, column_letter
from .containers import damaged, open_package, read_all, unpack
from .limits import DEFAULT, Limits
from .refusals import SheetRefused
from .scanning import PartScan, Scanner, too_large

__all__ = ["Limits", "SheetRefused", "open_workbook"]

_MANY_EMPTY_ROWS = 1_000
_EXACT_IN_FLOAT = 2**53


@dataclass(frozen=True, slots=True)
class _Part:
    """One worksheet as the workbook lists it."""

    name: str
    visible: bool
    scan: PartScan


def open_workbook(
    source: str | os.PathLike[str] | IO[bytes], limits: Limits = DEFAULT
) -> list[Sheet]:
    """Read all worksheets, hidden ones too; raises ``SheetRefused`` with a sentence."""
    data = read_all(source, limits)
    with open_package(data, limits) as package:
        scans = _scan_parts(package, data, limits)
        linked = any(name.lower().startswith("xl/externallinks/") for name in package.namelist())
        parts = _worksheets(scans, {name.lower() for name in package.namelist()})
    if len(parts) > limits.sheets:
        raise SheetRefused(
            _("The workbook has %(count)s sheets; at most %(limit)s are read.")
            % {"count": len(parts), "limit": limits.sheets}
        )
    for part in parts:
        _refuse_large(part, limits)
    return list(_read(data, parts, linked=linked))


def _scan_parts(package: zipfile.ZipFile, data: bytes, limits: Limits) -> dict[str, PartScan]:
    """Scan every XML part; styles first, because they tell which dates are months."""
    scanner = Scanner(limits)
    scans: dict[str, PartScan] = {}
    for entry in sorted(package.infolist(), key=lambda entry: "styles" not in entry.filename):
        pieces = unpack(data, entry)
        if not entry.filename.lower().endswith((".xml", ".rels", ".vml")):
            for __ in pieces:  # unpacked all the same: a part may be larger than it says
                pass
            continue
        scan = scanner.scan(pieces) if entry.file_size else PartScan()
        scans[entry.filename.lower()] = scan
        scanner.month_styles |= frozenset(scan.month_styles)
        if scan.area > limits.area:
            raise SheetRefused(too_large())
    return scans


def _worksheets(scans: dict[str, PartScan], names: set[str]) -> list[_Part]:
    workbook = scans["xl/workbook.xml"]
    targets = scans.get("xl/_rels/workbook.xml.rels", PartScan()).targets
    if any(target.lower() in names - scans.keys() for target in targets.values()):
        raise SheetRefused(damaged())  # a sheet under another name would pass unscanned
    parts = []
    for name, relation, visible in workbook.sheets:
        scan = scans.get(targets.get(relation, "").lower())
        if scan is None:
            raise SheetRefused(damaged())
        if scan.root == "worksheet":
            parts.append(_Part(name, visible, scan))
    if not parts:
        raise SheetRefused(_("The workbook has no sheet with cells."))
    return parts


def _refuse_large(part: _Part, limits: Limits) -> None:
    if part.scan.last_row > limits.rows:
        raise SheetRefused(
            _(
                "Sheet “%(sheet)s” has something in row %(row)s; at most %(limit)s rows are read. "
                "Delete what lies far below the plan."
            )
            % {"sheet": part.name, "row": part.scan.last_row, "limit": limits.rows}
        )
    if part.scan.last_column > limits.columns:
        raise SheetRefused(
            _(
                "Sheet “%(sheet)s” has something in column %(column)s; at most %(limit)s columns "
                "are read. Delete what lies far right of the plan."
            )
            % {
                "sheet": part.name,
                "column": column_letter(part.scan.last_column),
                "limit": limits.columns,
            }
        )


def _read(data: bytes, parts: list[_Part], *, linked: bool) -> Iterator[Sheet]:
    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            for part in parts:
                sheet = workbook.get_sheet_by_name(part.name)
                yield Sheet(
                    name=part.name,
                    rows=tuple(_rows(sheet, part.scan)),
                    visible=part.visible,
                    hidden_columns=frozenset(part.scan.hidden_columns),
                    merges=tuple(part.scan.merges),
                    broken=_broken(part.scan),
                    notes=tuple(_notes(part, linked=linked)),
                )
    except SheetRefused:
        raise
    except BaseException as error:
        # A panic of the reader's native code derives from BaseException, not from Exception.
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise SheetRefused(damaged()) from error
        raise


def _rows(sheet: python_calamine.CalamineSheet, scan: PartScan) -> Iterator[Row]:
    broken_rows = {place.row for place in scan.errors | scan.uncomputed}
    months: dict[int, list[int]] = {}
    for place in scan.months:
        months.setdefault(place.row, []).append(place.column)
    table = sheet.to_python(skip_empty_area=False, nrows=scan.last_row) if scan.last_row else []
    for number, values in enumerate(table, start=1):
        # The two kinds that a sheet is full of are cleaned in line: a call for each costs more.
        cleaned: list[CellValue] = [
            (value.strip() or None)
            if isinstance(value, str)
            else _whole(value)
            if isinstance(value, float)
            else value
            for value in values
        ]
        for column in months.get(number, ()):
            cleaned[column - 1] = _month(cleaned[column - 1])
        while cleaned and cleaned[-1] is None:
            cleaned.pop()
        if cleaned or number in broken_rows:
            yield Row(number, tuple(cleaned), number in scan.hidden_rows)


def _whole(value: float) -> float:
    return int(value) if value.is_integer() and abs(value) < _EXACT_IN_FLOAT else value


def _month(value: CellValue) -> CellValue:
    """Say what the cell shows, month and year: the day is Excel's invention."""
    return f"{value.month}/{value.year}" if isinstance(value, date | datetime) else value


def _broken(scan: PartScan) -> dict[Place, str]:
    """Tell why a cell that holds a formula or an error has no value."""
    uncomputed = _(
        "The formula has no stored value. Open the file in Excel and save it, or type the value."
    )
    error = _("The cell shows an error of Excel. Type the value.")
    return dict.fromkeys(scan.uncomputed, uncomputed) | dict.fromkeys(scan.errors, error)


def _notes(part: _Part, *, linked: bool) -> Iterator[str]:
    empty = part.scan.last_row_element - part.scan.last_row
    if empty >= _MANY_EMPTY_ROWS:
        yield ngettext(
            "%(count)s empty row below the last line was passed over.",
            "%(count)s empty rows below the last line were passed over.",
            empty,
        ) % {"count": empty}
    if linked:
        yield _(
            "The workbook links to other workbooks. The links were not followed; the values "
            "stored when it was last saved were read."
        )
    if not part.visible:
        yield _("This sheet is hidden in the workbook.")
