"""Large sheets, to measure with and to test limits: a plan of as many lines as wanted."""

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl

from plans.models import Plan
from plans.services.importing import confirm_columns, read_session, start_import
from plans.sheets.previews import Preview, preview_of
from plans.sheets.schema import ROW_ID, plan_schema
from plans.sheets.showing import page_of
from workflow_app.accounts.models import User
from workflow_app.sheets.models import ImportSession
from workflow_app.sheets.sessions import read_upload
from workflow_app.sheets.writing import Group, stream_export

YEAR = 2027
LEFT_OUT = {ROW_ID, "expected_result", "focus"}
SCHEMA = replace(
    plan_schema(), columns=tuple(one for one in plan_schema().columns if one.key not in LEFT_OUT)
)
COLUMNS = tuple(column.key for column in SCHEMA.columns)
_KINDS = ("Đoàn ra", "Đoàn vào", "Kỷ niệm, gặp mặt hữu nghị", "Hội nghị, họp", "Khác")
_QUARTERS = ("I", "II", "III", "IV")
_FIRST = dt.date(YEAR, 1, 1)


def line(number: int) -> dict[str, Any]:
    """Return one line: its name, number and day are its own, the rest comes again and again."""
    day = _FIRST + dt.timedelta(days=number % 365)
    times = (f"Quý {_QUARTERS[number % 4]}", f"tháng {number % 12 + 1}/{YEAR}", f"{day:%d/%m/%Y}")
    return {
        "ordinal": number,
        "section": f"{_QUARTERS[number % 4]}. Công tác",
        "title": f"Hoạt động đối ngoại nhân dân số {number} tại địa phương",
        "kind": _KINDS[number % 5],
        "purpose": "Tăng cường hữu nghị, hợp tác nhân dân",
        "when": times[number % 3],
        "place": ("Hà Nội", "Đà Nẵng", "Huế")[number % 3],
        "partner": ("Lào", "Campuchia", "Cuba", "Nga", "Nhật Bản")[number % 5],
        "guest_level": (None, "Đại sứ, thứ trưởng", "Tổ chức nhân dân, chuyên gia")[number % 3],
        "guest_count": number % 50 + 1,
        "lead": ("LHHN Đà Nẵng", "LHHN Hà Nội", "Hội hữu nghị Việt - Lào")[number % 3],
        "coordinators": "Sở Ngoại vụ",
        "amount": (number % 200 + 1) * 500_000,
        "funding_source": ("Ngân sách", "Xã hội hóa")[number % 2],
        "remarks": None if number % 3 else f"Ghi chú {number}",
    }


def rows_of(count: int) -> Iterator[list[Any]]:
    """Return the heading and so many lines."""
    yield [str(column.title) for column in SCHEMA.columns]
    for number in range(1, count + 1):
        yield list(line(number).values())


def large_sheet(rows: int) -> bytes:
    """Build a workbook as a unit would send it: so many rows with the heading, 15 columns."""
    file = io.BytesIO()
    write_plainly(rows, file)
    return file.getvalue()


def write_plainly(rows: int, target: Any) -> None:
    """Write the rows as quickly as openpyxl can: values only, nothing kept in memory."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Kế hoạch")
    for values in rows_of(rows - 1):
        sheet.append(values)
    book.save(target)


def export_rows(rows: int, target: str | Path) -> None:
    """Write so many lines as our exports do, looks and all, from an iterator to a file."""
    with Path(target).open("wb") as file:
        lines = (line(number) for number in range(1, rows + 1))
        stream_export(file, SCHEMA, [Group("", lines)], totals=False)


def import_up_to_preview(data: bytes, plan: Plan, user: User) -> tuple[ImportSession, Preview]:
    """Go the way of the pages: upload, columns confirmed as understood, the first page shown."""
    raw, sheets = read_upload(io.BytesIO(data))
    session = start_import(plan=plan, data=raw, sheets=sheets, name="ke-hoach.xlsx", user=user)
    described = session.understanding["sheets"][0]
    mapping = {column["key"]: column["number"] for column in described["columns"] if column["key"]}
    session = confirm_columns(
        session=session, plan=plan, sheet=described["name"], mapping=mapping, user=user
    )
    read_session(session=session, plan=plan)
    session = ImportSession.objects.get(pk=session.pk)
    found = preview_of(session, plan)
    page = page_of(found, session.headings, state="", page=None)
    for shown in page.object_list:
        assert shown.row.messages is not None
    return session, found
