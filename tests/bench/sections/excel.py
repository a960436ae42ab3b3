"""Sheets in and out, beside the libraries themselves; the database has no part in it."""

import io
from collections.abc import Callable
from functools import partial
from statistics import median
from typing import Any

import openpyxl
import python_calamine
from django.db import connections

from plans.models import Plan
from plans.sheets.books import headings_of, open_book, read_rows_of
from plans.sheets.exports import plans_workbook
from plans.sheets.previews import areas_for, preview
from tests.bench.federation import YEAR, add_cluster, new_federation, open_year
from tests.bench.memory import Cost, alone
from tests.bench.options import Options
from tests.bench.tables import Report, Table
from workflow_app.approvals.kinds import Content
from workflow_app.approvals.models import Dossier
from workflow_app.sheets.sessions import read_upload

READ_ROWS = 20_000  # the most that is taken in; the heading is one of them
WRITTEN_ROWS = (20_000, 50_000)
LINES_PER_PLAN = 500
HEADINGS = (
    "STT",
    "Tên hoạt động",
    "Loại hoạt động",
    "Mục đích, nội dung",
    "Trọng tâm công tác",
    "Thời gian",
    "Địa điểm",
    "Nước, đối tác nước ngoài",
    "Số khách",
    "Đơn vị chủ trì",
    "Đơn vị phối hợp",
    "Kinh phí dự kiến (đồng)",
    "Nguồn kinh phí",
    "Kết quả dự kiến",
    "Ghi chú",
)
ROUNDS = 3


def measure(options: Options) -> Report:
    """Read one sheet three ways, write two sizes two ways; each in a process of its own."""
    federation = new_federation()
    add_cluster(federation, 2)
    dossiers = open_year(federation)
    dossier = next(iter(dossiers.values()))
    plan = Plan.objects.select_related("dossier", "campaign").get(dossier=dossier)
    data = written_by_openpyxl(READ_ROWS - 1)
    preview_of_upload(written_by_openpyxl(50), plan)  # what a process does once
    reading = Table(
        f"Excel in: {READ_ROWS:,} rows x {len(HEADINGS)} columns, {len(data) / 2**20:.1f} MB",
        ["reader", "CPU seconds", "rows/s", "× openpyxl read_only", "peak MB"],
        note=(
            "Ours goes up to the preview: guard, reading, understanding the heading, each row in"
            " our terms with its problems, comparison with the plan. The libraries only hand out"
            " the cells."
        ),
    )
    add_rows(
        reading,
        {
            "openpyxl read_only": partial(read_with_openpyxl, data),
            "python-calamine": partial(read_with_calamine, data),
            "ours, opened": partial(opened, data),
            "ours, to the preview": partial(preview_of_upload, data, plan),
        },
        READ_ROWS,
        options.rounds,
    )
    return Report([reading, *(writing(rows, dossier, options) for rows in WRITTEN_ROWS)])


def writing(rows: int, dossier: Dossier, options: Options) -> Table:
    """Write the same lines with the library alone and as the export of a year."""
    table = Table(
        f"Excel out: {rows:,} rows x {len(HEADINGS)} columns",
        ["writer", "CPU seconds", "rows/s", "× openpyxl write_only", "peak MB"],
    )
    contents = [(dossier, content(plan)) for plan in range(rows // LINES_PER_PLAN)]
    add_rows(
        table,
        {
            "openpyxl write_only": lambda: len(written_by_openpyxl(rows)),
            "ours, an export of plans": lambda: len(
                plans_workbook(contents, title=f"Tổng hợp kế hoạch năm {YEAR}")
            ),
        },
        rows,
        min(options.rounds, 1 if rows > READ_ROWS else ROUNDS),
    )
    return table


def add_rows(table: Table, ways: dict[str, Callable[[], Any]], rows: int, rounds: int) -> None:
    """Let the ways take turns; the first one is what the others are compared with."""
    connections.close_all()  # a child must not share a connection with us
    costs: dict[str, list[Cost]] = {name: [] for name in ways}
    for __ in range(min(rounds, ROUNDS)):
        for name, work in ways.items():
            costs[name].append(alone(work))
    first = next(iter(costs.values()))
    for name, own in costs.items():
        seconds = median(cost.seconds for cost in own)
        table.rows.append(
            [
                name,
                seconds,
                rows / seconds,
                median(a.seconds / b.seconds for a, b in zip(first, own, strict=True)),
                max(cost.megabytes for cost in own),
            ]
        )


def values(number: int) -> tuple[Any, ...]:
    """Return one line as units write it."""
    return (
        number,
        f"Gặp mặt hữu nghị lần thứ {number} nhân kỷ niệm quan hệ Việt Nam - Lào",
        "Kỷ niệm",
        "Củng cố quan hệ hữu nghị, giao lưu nhân dân hai nước",
        "Trọng tâm 1",
        f"tháng {number % 12 + 1}/{YEAR}",
        "Hội trường Liên hiệp",
        "Lào",
        20 + number % 80,
        "LHHN 1.1",
        "Sở Ngoại vụ, Thành đoàn",
        (10 + number % 90) * 1_000_000,
        "Ngân sách thành phố",
        "Một trăm lượt người tham dự",
        f"Ghi chú {number}",
    )


def written_by_openpyxl(rows: int) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Kế hoạch")
    sheet.append(HEADINGS)
    for number in range(1, rows + 1):
        sheet.append(values(number))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def read_with_openpyxl(data: bytes) -> int:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    return len([row for sheet in book for row in sheet.iter_rows(values_only=True)])


def read_with_calamine(data: bytes) -> int:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    return sum(len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)


def opened(data: bytes) -> int:
    """Only the guarded door: scanned and read, not yet understood."""
    __, sheets = read_upload(io.BytesIO(data))
    return len(sheets[0].rows)


def preview_of_upload(data: bytes, plan: Plan) -> int:
    __, sheets = read_upload(io.BytesIO(data))
    book = open_book(sheets, areas=areas_for(plan, YEAR), year=YEAR)
    sheet, understanding = book.best
    found = preview(
        read_rows_of(sheet, understanding),
        plan=plan,
        year=YEAR,
        headings=headings_of(understanding),
    )
    return len(found.rows)


def content(plan: int) -> Content:
    """Return the frozen content of one plan, as a revision has it."""
    first = plan * LINES_PER_PLAN + 1
    lines = [line(values(number)) for number in range(first, first + LINES_PER_PLAN)]
    return {"unit": {"code": "DV", "name": "Đơn vị"}, "year": YEAR, "activities": lines}


def line(cells: tuple[Any, ...]) -> dict[str, Any]:
    __, title, __, purpose, focus, when, place, partner, guests, lead, others, amount, *rest = cells
    source, result, remarks = rest
    return {
        "uid": "",
        "section": "",
        "title": title,
        "kind": "anniversary",
        "purpose": purpose,
        "focus_words": focus,
        "focus_area": "",
        "when_words": when,
        "first_day": None,
        "last_day": None,
        "place": place,
        "partner": partner,
        "guest_level": "",
        "guest_count": guests,
        "lead": lead,
        "lead_unit": "",
        "coordinators": others,
        "amount": amount,
        "funding_source": source,
        "expected_result": result,
        "remarks": remarks,
        "is_planned": True,
    }
