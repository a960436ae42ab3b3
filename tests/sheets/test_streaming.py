"""Tables of any length: the same workbook as openpyxl's cells make, in no memory to speak of."""

import datetime as dt
import io
import json
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from itertools import count, islice
from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook

from tests.sheets.large import COLUMNS, line
from workflow_app.lib.times import parse_when
from workflow_app.sheets import writing
from workflow_app.sheets.escaping import put
from workflow_app.sheets.heading import Heading
from workflow_app.sheets.limits import DEFAULT
from workflow_app.sheets.safe import open_workbook
from workflow_app.sheets.streaming import LAST_ROW, RowText, Style
from workflow_app.sheets.writing import Group, stream_export, write_export, write_template

from .plan_sheet import PLAN

HEADING = Heading(unit="Liên hiệp", title="Kế hoạch", place_and_date="Đà Nẵng, ngày 05")
ROWS = (
    {"row_id": "7f3a", "ordinal": 1, "title": "Hội thảo", "time": parse_when("8/2022", 2022)},
    {"ordinal": 2, "title": "<b>&amp; \"x\" 'y'</b>", "amount": 45_000_000, "kind": ""},
    {"ordinal": 3, "title": "=1+1", "place": "+84", "partner": " @x", "lead": "-1", "co": "＝1"},
    {"title": " giữa \n hai dòng\r\nvà\ttab ", "amount": Decimal(1500), "source": "a\x00b"},
    {"ordinal": True, "title": "ế" * 40_000, "time": dt.date(2027, 3, 4), "remarks": 1.5},
)
GROUPS = (("I. ĐỐI NGOẠI", ROWS[:2]), ("=II. NHÓM", ROWS[2:]), ("III. TRỐNG", ()))


def by_cells(groups) -> bytes:
    """Write the table as openpyxl does alone, cell by cell."""
    book, sheet = writing._new_book(PLAN)
    number = writing._write_top(sheet, PLAN, HEADING)
    for title, rows in groups:
        number += 1
        put(sheet, number, 1, title)
        writing._write_group_title(sheet, number)
        sheet.merge_cells(None, number, 1, number, writing._visible(PLAN))
        for values in rows:
            number += 1
            put_line(sheet, number, values)
            writing._write_line(sheet, number, schema=PLAN)
    put_line(sheet, number + 1, {"title": "Grand total", "amount": 45_000_000})
    writing._write_total(sheet, number + 1, schema=PLAN)
    return saved(book)


def template_by_cells(rows, blank_rows) -> bytes:
    """Write the sheet to fill in likewise."""
    book, sheet = writing._new_book(PLAN)
    top = writing._write_top(sheet, PLAN, HEADING)
    last = top + len(rows) + blank_rows
    for number, values in enumerate([*rows, *[{}] * blank_rows], start=top + 1):
        put_line(sheet, number, values)
        writing._write_line(sheet, number, schema=PLAN, locked=False)
    writing._add_choices(book, sheet, PLAN, (top + 1, last))
    writing._protect(sheet)
    return saved(book)


def put_line(sheet, number, values) -> None:
    for index, column in enumerate(writing._ordered(PLAN), start=1):
        put(sheet, number, index, writing._shown(values.get(column.key)))


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def looks_of(data: bytes):
    """Return everything that can be seen of a sheet: cells, looks, widths, merges, page."""
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    cells = {
        cell.coordinate: (
            cell.value,
            cell.data_type if cell.value is not None else "",
            cell.number_format,
            cell.quotePrefix,
            repr(cell.font),
            repr(cell.border),
            repr(cell.fill),
            repr(cell.alignment),
            repr(cell.protection),
        )
        for row in sheet.iter_rows()
        for cell in row
    }
    widths = {name: (one.width, one.hidden) for name, one in sheet.column_dimensions.items()}
    heights = {name: one.height for name, one in sheet.row_dimensions.items() if one.height}
    merges = sorted(str(area) for area in sheet.merged_cells.ranges)
    page = sheet.freeze_panes, sheet.print_title_rows, sheet.page_setup.orientation
    guard = sheet.protection, [dict(rule) for rule in sheet.data_validations.dataValidation]
    return {
        "cells": cells,
        "widths": widths,
        "heights": heights,
        "merges": merges,
        "page": page,
        "guard": guard,
    }


def test_a_streamed_table_looks_like_one_made_of_cells():
    streamed = write_export(PLAN, [Group(*group) for group in GROUPS], heading=HEADING)
    assert looks_of(streamed) == looks_of(by_cells(GROUPS))


def test_a_template_looks_like_one_made_of_cells():
    streamed = write_template(PLAN, heading=HEADING, rows=ROWS, blank_rows=3)
    assert looks_of(streamed) == looks_of(template_by_cells(ROWS, 3))


def test_a_template_without_any_row_offers_no_choices_but_opens():
    made = looks_of(write_template(PLAN, blank_rows=0))
    assert made["guard"][1] == []
    assert made["cells"]["A1"][0] == "STT"


def test_a_streamed_table_is_read_back_by_the_reader_of_imports():
    [sheet] = open_workbook(
        io.BytesIO(write_export(PLAN, [Group(*group) for group in GROUPS], heading=HEADING))
    )
    [same] = open_workbook(io.BytesIO(by_cells(GROUPS)))
    assert sheet == same


def test_rows_are_asked_for_one_at_a_time():
    asked = []

    def rows():
        for number in count(1):
            asked.append(number)
            yield {"ordinal": number, "title": f"Việc {number}"}

    groups = (Group(f"{number}.", islice(rows(), 3)) for number in range(2))
    file = io.BytesIO()
    stream_export(file, PLAN, groups)
    assert asked == [1, 2, 3, 1, 2, 3]
    file.seek(0)
    [sheet] = open_workbook(file)
    assert [row.value(2) for row in sheet.rows][-1] == "Việc 3"


def test_a_table_ends_where_a_sheet_ends():
    text = RowText([Style(0, 0)])
    assert text.row(LAST_ROW, ["x"])
    with pytest.raises(ValueError, match="ends at row"):
        text.row(LAST_ROW + 1, ["x"])


def test_what_a_cell_cannot_hold_is_refused():
    with pytest.raises(TypeError, match="texts and numbers"):
        RowText([Style(0, 0)]).row(1, [dt.date(2027, 1, 1)])


IN_A_CHILD = """
import json, resource, sys
sys.path.insert(0, {root!r})
import django
django.setup()
from tests.sheets.large import export_rows
export_rows(100, {path!r})
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
export_rows(50_000, {path!r})
print(json.dumps((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024))
"""


def test_fifty_thousand_rows_take_less_than_thirty_megabytes(tmp_path):
    path = tmp_path / "large.xlsx"
    done = subprocess.run(
        [sys.executable, "-c", IN_A_CHILD.format(root=str(Path.cwd()), path=str(path))],
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) < 30
    [sheet] = open_workbook(path, replace(DEFAULT, rows=50_001))
    last = sheet.rows[-1].values
    assert last == tuple(line(50_000)[key] for key in COLUMNS if key != "remarks")
