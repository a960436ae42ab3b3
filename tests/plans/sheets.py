"""Sheets for the tests of importing: built in memory, read as the page and the command read them."""

import io
from pathlib import Path

import openpyxl

from plans.models import Plan
from plans.services.importing import confirm_columns, read_session, start_import
from plans.sheets.books import headings_of, open_book, read_rows_of
from plans.sheets.previews import Preview, areas_for, preview
from workflow_app.sheets.models import ImportSession
from workflow_app.sheets.sessions import read_upload

DATA = Path(__file__).parent.parent / "data"
HEADER = (
    "STT",
    "Tên hoạt động",
    "Thời gian",
    "Đơn vị chủ trì",
    "Kinh phí dự kiến (đồng)",
    "Nguồn kinh phí",
)


def book(*rows, merges=(), name="Sheet1", more=()):
    """Return the bytes of a workbook; ``more`` are further sheets as (name, rows)."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = name
    for row in rows:
        sheet.append(list(row))
    for area in merges:
        sheet.merge_cells(area)
    for title, others in more:
        other = workbook.create_sheet(title)
        for row in others:
            other.append(list(row))
    return saved(workbook)


def saved(workbook) -> bytes:
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def opened(data: bytes):
    return openpyxl.load_workbook(io.BytesIO(data))


def looked_at(data: bytes, year: int, plan: Plan | None = None) -> Preview:
    """Compare a file with a plan, or with nothing, without keeping anything."""
    __, sheets = read_upload(io.BytesIO(data))
    found = open_book(sheets, areas=areas_for(plan, year), year=year)
    assert not found.problem
    sheet, understanding = found.best
    return preview(
        read_rows_of(sheet, understanding),
        plan=plan,
        year=year,
        headings=headings_of(understanding),
    )


def only(data: bytes, year: int = 2027):
    """Return the one line that a sheet has."""
    (row,) = [row for row in looked_at(data, year).rows if row.state != "left_out"]
    return row


def handed_in(data: bytes, plan: Plan, user, name: str = "ke hoach.xlsx") -> ImportSession:
    """Upload, confirm what was understood, and read."""
    raw, sheets = read_upload(io.BytesIO(data))
    session = start_import(plan=plan, data=raw, sheets=sheets, name=name, user=user)
    described = session.understanding["sheets"][0]
    mapping = {column["key"]: column["number"] for column in described["columns"] if column["key"]}
    session = confirm_columns(
        session=session, plan=plan, sheet=described["name"], mapping=mapping, user=user
    )
    read_session(session=session, plan=plan)
    return session


def lines_of(plan: Plan) -> list[dict]:
    """Return the lines as stored, in order, without their keys in the database."""
    return list(
        plan.activities.order_by("order", "pk").values(
            "uid",
            "order",
            "section",
            "title",
            "kind",
            "purpose",
            "focus_area",
            "focus_words",
            "when_words",
            "first_day",
            "last_day",
            "place",
            "partner",
            "guest_level",
            "guest_count",
            "lead",
            "lead_unit",
            "coordinators",
            "amount",
            "funding_source",
            "expected_result",
            "remarks",
            "is_planned",
        )
    )
