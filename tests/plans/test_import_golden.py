"""Sheets read to the last word as before: what the reader made of them, kept beside them.

`RECORD_SHEETS=1` writes the files anew after a change that is meant; read the difference then.
"""

import datetime as dt
import io
import json
import os
from dataclasses import asdict
from pathlib import Path

import pytest
from django.utils import translation

from plans.sheets.books import describe, headings_of, open_book, read_rows_of
from plans.sheets.previews import preview
from plans.sheets.reading import ReadRow
from tests.plans.sheets import DATA, HEADER, book
from workflow_app.sheets.safe import open_workbook

pytestmark = pytest.mark.django_db

GOLDEN = Path(__file__).parent.parent / "data" / "golden"
WIDE = (
    "STT",
    "Tên hoạt động",
    "Loại hoạt động",
    "Trọng tâm công tác",
    "Thời gian",
    "Đối tác",
    "Cấp khách",
    "Số khách",
    "Đơn vị chủ trì",
    "Kinh phí (triệu đồng)",
    "Nguồn kinh phí",
    "Ghi chú",
    "Người theo dõi",
)


def numbered_in_sections() -> bytes:
    """Sections, totals, numbers of columns, a heading once more, signatures, one row hidden."""
    return book(
        ("LIÊN HIỆP CÁC TỔ CHỨC HỮU NGHỊ THÀNH PHỐ ĐÀ NẴNG",),
        ("KẾ HOẠCH HOẠT ĐỘNG NĂM 2027",),
        (),
        HEADER,
        ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)"),
        ("I", "CÔNG TÁC ĐOÀN", None, None, None, None),
        (1, "Đón đoàn Lào", "Quý II", "LHHN Đà Nẵng", 45_000_000, "Ngân sách"),
        (2, "Đón đoàn Lào", "Quý II", "LHHN Đà Nẵng", "45 triệu", "Ngân sách"),
        (3.0, "Hội thảo", "cuối tháng 5", None, "10-15 triệu", None),
        ("II", "HỘI NGHỊ", None, None, None, None),
        ("2.1", "Họp \u00a0giao\u200b ban", dt.date(2027, 3, 4), "Văn phòng", 0, None),
        ("2.2", "Họp giao ban", "30/2/2027", "Văn phòng", "-", "Tự túc"),
        (None, "Tổng cộng", None, None, 90_000_000, None),
        HEADER,
        (True, "Mít tinh", "tháng 13", "Hội", "1,200", "x"),
        (1, "Nhóm A", None, None, 5_000_000, None),
        ("1.1", "Việc một", 3, "Hội", 5_000_000, "Ngân sách"),
        ("a)", "Việc không ngày", None, "Hội", None, None),
        ("Ghi chú: số liệu dự kiến, có thể thay đổi",),
        (None, None, None, None, None, None),
        ("Nơi nhận:", None, None, "TM. BAN CHẤP HÀNH", None, None),
        ("- Như trên", None, None, "CHỦ TỊCH", None, None),
    )


def wide_with_odd_words() -> bytes:
    """Every column with words that mean something else, merged cells, a column without a place."""
    odd = "=HYPERLINK", "+84", "@x", "-1"
    third = "Cuba", "khách lạ", "khoảng 25 người", "Hội", "1.250,5", None
    return book(
        WIDE,
        (1, "Đoàn ra Lào", "Đoàn ra", "1", "5/2027", "Lào", "Đại sứ", 12, "Hội", 5, "NS", "g", "A"),
        (2, "Đoàn ra Nga", None, None, None, None, None, None, None, None, None, None, "B"),
        (3, "Hội thảo", "hội thảo quốc tế", "hòa bình", "15-16/10/2027", *third, odd[0], True),
        (
            4,
            "Lễ",
            "chẳng rõ",
            "Việc khác",
            "05/9/2027",
            "Nga",
            "không",
            "một hai",
            "",
            0.5,
            *odd[1:],
        ),
        (5, "x" * 600, "Khác", None, "Cả năm", "Y", None, "-", "Z" * 300, "12 USD", "NS", None, 7),
        (6, "Đón khách", "đón đoàn", None, dt.date(2026, 1, 2), "Lào", None, 1, "A", 1, "B"),
        (7, "Đón khách", "đón đoàn", None, dt.date(2026, 1, 2), "lào", None, 1, "A", 1, "B"),
        merges=("E2:E3", "F2:F3"),
    )


BOOKS = {
    "da_nang_2022": ((DATA / "da_nang_2022.xlsx").read_bytes, 2022),
    "cluster3_joint_2022": ((DATA / "cluster3_joint_2022.xlsx").read_bytes, 2022),
    "vufo_office_h2_2023": ((DATA / "vufo_office_h2_2023.xlsx").read_bytes, 2023),
    "numbered_in_sections": (numbered_in_sections, 2027),
    "wide_with_odd_words": (wide_with_odd_words, 2027),
}


def everything_told(data: bytes, year: int) -> dict:
    """Return what was understood, read and proposed, plain and in the words of the source."""
    with translation.override("en"):
        found = open_book(open_workbook(io.BytesIO(data)), areas=(), year=year)
        sheet, understanding = found.best
        rows = list(read_rows_of(sheet, understanding))
        headings = headings_of(understanding)
        made = preview(rows, plan=None, year=year, headings=headings)
        told = {
            "sheets": [describe(found, *pair) for pair in found.pairs],
            "headings": headings,
            "rows": [asdict(ReadRow.from_json(row.to_json())) for row in rows],
            "counts": made.counts,
            "preview": [
                [row.key, row.row, row.last, row.state, row.title, row.values, row.reason]
                + [asdict(message) for message in row.messages]
                for row in made.rows
            ],
        }
        return json.loads(json.dumps(told))


@pytest.mark.parametrize("name", BOOKS)
def test_a_sheet_is_read_to_the_last_word_as_before(name):
    data, year = BOOKS[name]
    told = everything_told(data(), year)
    path = GOLDEN / f"{name}.json"
    if os.environ.get("RECORD_SHEETS"):
        path.write_text(json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
    assert told == json.loads(path.read_text())
