"""Every row of a sheet is a line, or left out with its reason."""

import io

import openpyxl
import pytest

from workflow_app.sheets.reading import (
    RowKind,
    parse_row,
    read_rows,
    understand,
)
from workflow_app.sheets.safe import open_workbook

from .plan_sheet import HEADER, PLAN, kinds, lines


def test_every_row_is_accounted_for(read):
    understanding, rows = read(
        ["KẾ HOẠCH NĂM 2022"],
        HEADER,
        [1, 2, 3, 4, 5, 6],
        ["A", "ĐỐI NGOẠI"],
        ["I", "Đoàn ra"],
        [1, "Thăm Lào", "Quý I", "LHHN", "45tr"],
        [None, "Cộng mục I", None, None, 45_000_000],
        ["II", "ĐOÀN VÀO", None, None, 30_000_000],
        [2, "Đón đoàn Nhật Bản", "Quý II", "LHHN", "30tr"],
        [],
        HEADER,
        [3, "Tổng kết công tác năm", "Quý IV", "LHHN", None],
        [None, "Công tác thông tin", "Cả năm"],
        [4],
        ["Tổng cộng:", None, None, None, "=SUM(E6:E13)"],
        ["Ghi chú: số liệu dự kiến"],
        [],
        [None, None, None, "Huế, ngày … tháng 12 năm 2021"],
        ["Nơi nhận:", None, None, "TM. BAN THƯỜNG VỤ"],
        ["- Như trên;", None, None, "CHỦ TỊCH"],
        [],
        [None, None, None, "Nguyễn Văn A"],
    )

    assert kinds(rows) == [
        (3, "numbering"),
        (4, "section"),
        (5, "section"),
        (6, "data"),
        (7, "total"),
        (8, "section"),
        (9, "data"),
        (10, "empty"),
        (11, "repeated_header"),
        (12, "data"),
        (13, "data"),
        (14, "empty"),
        (15, "total"),
        (16, "note"),
        (17, "empty"),
        (18, "signature"),
        (19, "signature"),
        (20, "signature"),
        (21, "empty"),
        (22, "signature"),
    ]
    assert all(bool(row.reason) == (row.kind is not RowKind.DATA) for row in rows)
    assert rows[3].sections == ("A. ĐỐI NGOẠI", "I. Đoàn ra")
    assert rows[6].sections == ("A. ĐỐI NGOẠI", "II. ĐOÀN VÀO")
    assert [line[0] for line in lines(understanding, rows)] == [6, 9, 12, 13]


def test_a_line_below_the_signatures_is_still_a_line(read):
    __, rows = read(HEADER, [1, "A", "Quý I"], [None, None, None, "CHỦ TỊCH"], [2, "B", "Quý II"])

    assert kinds(rows) == [(2, "data"), (3, "signature"), (4, "data")]


@pytest.mark.parametrize(
    "title",
    (
        "Tổng kết công tác năm",
        "Công tác thông tin đối ngoại",
        "Cộng đồng người Việt Nam ở nước ngoài",
        "Tổng hợp báo cáo",
        "Chủ tịch Liên hiệp thăm Lào",
    ),
)
def test_words_that_only_begin_like_a_total_or_a_signature_are_lines(read, title):
    __, rows = read(HEADER, [1, title, "Quý I"], [None, title, None, None, 5_000_000])

    assert kinds(rows) == [(2, "data"), (3, "data")]


@pytest.mark.parametrize(
    "label", ("Tổng cộng", "TỔNG SỐ", "Cộng", "CỘNG (I+II):", "Tổng kinh phí", "tong cong")
)
def test_totals_are_left_out_wherever_their_label_stands(read, label):
    __, rows = read(HEADER, [label, None, None, None, 5], [None, label, None, None, 5])

    assert kinds(rows) == [(2, "total"), (3, "total")]


def test_cells_merged_over_several_rows_count_for_each_but_sums_do_not(read):
    understanding, rows = read(
        HEADER,
        [1, "Hội nghị", "Quý I", "LHHN Huế", 50_000_000],
        [2, "Tọa đàm", "Quý II", None, None],
        merges=["D2:D3", "E2:E3"],
    )

    assert [row.cells.get("lead") for row in rows] == ["LHHN Huế", "LHHN Huế"]
    assert [line[3] for line in lines(understanding, rows)] == [50_000_000, None]


def test_a_run_of_empty_rows_is_one_answer(read):
    __, rows = read(HEADER, [1, "A", "Quý I"], *[[]] * 500, [2, "B", "Quý II"])

    assert [(row.number, row.last, row.kind.value) for row in rows][1] == (3, 502, "empty")


def test_hidden_rows_are_read_and_marked(book):
    workbook = openpyxl.load_workbook(book(HEADER, [1, "A", "Quý I"]))
    workbook.active.row_dimensions[2].hidden = True
    file = io.BytesIO()
    workbook.save(file)
    [sheet] = open_workbook(file)

    [row] = read_rows(sheet, understand(sheet, PLAN, 2022))

    assert row.hidden


# --- reading the cells -------------------------------------------------------------------------


def test_problems_name_their_column_and_say_what_to_write(read):
    understanding, rows = read(HEADER, [1, None, "31/2/2022", None, "10-15 triệu"])

    parsed = parse_row(rows[0], understanding)

    assert [(problem.key, problem.column) for problem in parsed.problems] == [
        ("title", "Tên hoạt động"),
        ("time", "Thời gian"),
        ("amount", "Kinh phí dự kiến (đồng)"),
    ]
    assert "is missing" in parsed.problems[0].text
    assert "31/2/2022" in parsed.problems[1].text
    assert "range" in parsed.problems[2].text


def test_a_formula_without_a_value_is_a_problem_of_its_cell(read):
    understanding, rows = read(HEADER, [1, "Hội nghị", "Quý I", None, "=2*5000000"])

    parsed = parse_row(rows[0], understanding)

    assert [problem.key for problem in parsed.problems] == ["amount"]
    assert "no stored value" in parsed.problems[0].text
