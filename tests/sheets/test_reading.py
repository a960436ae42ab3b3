"""Sheets as units really send them, and worse."""

import datetime as dt
import io

import openpyxl
import pytest

from workflow_app.sheets.headings import plain
from workflow_app.sheets.reading import (
    RowKind,
    choose_sheet,
    parse_row,
    read_rows,
)
from workflow_app.sheets.row_kinds import is_numbering, section_rank
from workflow_app.sheets.safe import open_workbook
from workflow_app.sheets.schema import ReadContext, SheetSchema

from .conftest import DATA
from .plan_sheet import HEADER, PLAN, kinds, lines


def real(name, year):
    sheet, understanding = choose_sheet(open_workbook(DATA / f"{name}.xlsx"), PLAN, year)
    return understanding, list(read_rows(sheet, understanding))


def test_the_plan_of_da_nang_is_understood():
    understanding, rows = real("da_nang_2022", 2022)

    assert (understanding.header_row, understanding.year_guess) == (5, 2022)
    assert understanding.unit_guess == "Liên hiệp các tổ chức hữu nghị thành phố Đà Nẵng"
    assert understanding.confidence == 1
    assert (understanding.unmatched, understanding.missing) == ({}, ())
    assert lines(understanding, rows) == [
        (6, "2022-07-01", "2022-07-31", 15_000_000, []),
        (7, "2022-12-01", "2022-12-31", 120_000_000, []),
        (8, "2022-09-05", "2022-09-05", 80_000_000, []),
        (9, "2022-04-01", "2022-06-30", 45_000_000, []),
        (10, "2022-01-01", "2022-12-31", 0, []),
        (11, "2022-10-15", "2022-10-16", 350_000_000, []),
    ]
    assert kinds(rows)[-1] == (12, "total")
    assert "added up" in rows[-1].reason


def test_the_joint_plan_of_cluster_3_is_understood():
    understanding, rows = real("cluster3_joint_2022", 2022)

    assert understanding.mapping == {
        "ordinal": 1, "title": 2, "time": 3, "lead": 4, "co": 5, "remarks": 6,
    }  # fmt: skip
    assert [line[:3] for line in lines(understanding, rows)] == [
        (6, "2022-07-01", "2022-07-31"),
        (7, "2022-12-01", "2022-12-31"),
        (8, "2022-01-01", "2022-12-31"),
    ]
    assert kinds(rows)[-2:] == [(9, "empty"), (10, "signature")]


def test_the_plan_of_the_standing_office_keeps_its_sections():
    understanding, rows = real("vufo_office_h2_2023", 2023)

    assert [(row.number, row.text) for row in rows if row.kind is RowKind.SECTION] == [
        (6, "I. CÔNG TÁC HÒA BÌNH, ĐOÀN KẾT, HỮU NGHỊ"),
        (9, "II. CƠ CHẾ ĐA PHƯƠNG"),
        (13, "III. CÔNG TÁC PHI CHÍNH PHỦ NƯỚC NGOÀI"),
        (15, "IV. TỔ CHỨC, XÂY DỰNG HỆ THỐNG"),
    ]
    assert [(raw.number, raw.section[:4].strip()) for raw in rows if raw.kind is RowKind.DATA] == [
        (7, "I. C"), (8, "I. C"), (10, "II."), (11, "II."), (12, "II."), (14, "III."),
        (16, "IV."), (17, "IV."), (18, "IV."), (19, "IV."),
    ]  # fmt: skip
    assert [line[1:3] for line in lines(understanding, rows)] == [
        ("2023-07-26", "2023-07-26"),
        ("2023-09-01", "2023-09-30"),
        ("2023-07-01", "2023-09-30"),
        ("2023-07-01", "2023-12-31"),
        ("2023-08-01", "2023-08-31"),
        ("2023-01-01", "2023-12-31"),
        ("2023-07-18", "2023-07-20"),
        ("2023-07-01", "2023-09-30"),
        ("2023-07-01", "2023-09-30"),
        ("2023-10-01", "2023-12-31"),
    ]


# --- finding the heading -----------------------------------------------------------------------


def test_a_heading_of_two_merged_rows_is_one_heading(read):
    understanding, rows = read(
        ["STT", "Tên hoạt động", "Thời gian", "Kinh phí", None, "Đơn vị", None],
        [None, None, None, "Số tiền", "Nguồn", "Chủ trì", "Phối hợp"],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"],
        [1, "Hội nghị", "Quý II", "45tr", "NSNN", "LHHN Huế", "HHN"],
        merges=["A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:G1"],
    )

    assert (understanding.header_row, understanding.header_height) == (1, 2)
    assert understanding.mapping == {
        "ordinal": 1, "title": 2, "time": 3, "lead": 6, "co": 7, "amount": 4, "source": 5,
    }  # fmt: skip
    assert understanding.headings[5] == "Kinh phí / Nguồn"
    assert kinds(rows) == [(3, "numbering"), (4, "data")]


def test_a_heading_of_two_rows_without_merged_cells_is_found(read):
    understanding, rows = read(
        ["STT", "Nội dung", "Thời gian", "Kinh phí"],
        [None, None, None, "Số tiền", "Nguồn kinh phí"],
        [1, "Hội nghị", "Quý II", "45tr", "NSNN"],
    )

    assert understanding.header_height == 2
    assert understanding.mapping["source"] == 5
    assert kinds(rows) == [(3, "data")]


def test_the_first_line_is_never_taken_for_the_heading(read):
    understanding, rows = read(
        HEADER, [None, "Hội nghị tổng kết", "Quý II"], [2, "Tọa đàm", "Quý I"]
    )

    assert understanding.header_height == 1
    assert kinds(rows) == [(2, "data"), (3, "data")]


def test_columns_in_another_order_and_under_other_names_are_matched(read):
    understanding, __ = read(
        [
            "TT",
            "THỜI GIAN THỰC HIỆN",
            "Nội dung công việc",
            "Cơ quan chủ trì",
            "Dự toán (triệu đồng)",
        ],
        [1, "T7", "Hội nghị", "LHHN", 45],
    )

    assert understanding.mapping == {"ordinal": 1, "title": 3, "time": 2, "lead": 4, "amount": 5}


def test_slips_and_longer_headings_are_matched_with_less_confidence(read):
    understanding, __ = read(["STT", "Tên hoạt đôngg", "Thời gian tổ chức thực hiện", "Địa đểm"])

    found = {match.key: match.confidence for match in understanding.matches}
    assert found.keys() == {"ordinal", "title", "time", "place"}
    assert all(found[key] < 1 for key in ("title", "time", "place"))
    assert 0 < understanding.confidence < 1


def test_headings_that_mean_nothing_to_us_are_kept_with_each_row(read):
    understanding, rows = read(
        [*HEADER, "Mã số thuế"], [1, "Hội nghị", "Quý I", None, None, None, "0123"]
    )

    assert understanding.unmatched == {7: "Mã số thuế"}
    assert rows[0].extra == {"Mã số thuế": "0123"}


def test_a_missing_required_column_is_named(read):
    understanding, __ = read(["STT", "Nội dung", "Địa điểm"], [1, "Hội nghị", "Huế"])

    assert understanding.missing == ("time",)
    assert understanding.confidence == 0


def test_a_sheet_without_a_heading_says_what_is_needed(read):
    understanding, __ = read(["Kính gửi: Văn phòng"], ["Đơn vị không có hoạt động"])

    assert understanding.header_row == 0
    assert "Tên hoạt động, Thời gian" in understanding.problem


def test_the_user_may_change_what_a_column_means(read):
    __, rows = read(
        ["STT", "Nội dung", "Thời gian", "Tên gọi"],
        [1, "Mục đích", "Quý I", "Hội nghị"],
        mapping={"title": 4, "time": 3},
    )

    assert rows[0].cells == {"title": "Hội nghị", "time": "Quý I"}


def test_the_sheet_with_the_plan_is_chosen(book):
    workbook = openpyxl.load_workbook(book(["Hướng dẫn"], ["Điền vào các cột"], name="Hướng dẫn"))
    for name, state in (("KH cũ", "hidden"), ("KH 2022", "visible")):
        sheet = workbook.create_sheet(name)
        sheet.sheet_state = state
        sheet.append(HEADER)
        sheet.append([1, "Hội nghị", "Quý I"])
    file = io.BytesIO()
    workbook.save(file)

    sheet, understanding = choose_sheet(open_workbook(file), PLAN, 2022)

    assert (sheet.name, understanding.sheet_name) == ("KH 2022", "KH 2022")


@pytest.mark.parametrize(
    ("title", "year"),
    (
        ("KẾ HOẠCH HOẠT ĐỘNG NĂM 2022", 2022),
        ("Kế hoạch 2023 (theo QĐ 12/2020/QĐ-TTg)", 2023),
        ("Kế hoạch hoạt động", None),
    ),
)
def test_the_year_is_guessed_from_the_lines_above(read, title, year):
    understanding, __ = read([title], HEADER)

    assert understanding.year_guess == year


# --- what a row is -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("above", "heading", "cell", "amount"),
    (
        ("Đơn vị tính: triệu đồng", "Kinh phí", 45, 45_000_000),
        ("Đơn vị tính: triệu đồng", "Kinh phí (đồng)", 45_000_000, 45_000_000),
        ("Kế hoạch", "Kinh phí (triệu đồng)", "1,5", 1_500_000),
        ("Kế hoạch", "Kinh phí", 45_000_000, 45_000_000),
    ),
)
def test_the_unit_of_money_is_found_in_the_heading_or_above(read, above, heading, cell, amount):
    understanding, rows = read(
        [above], ["STT", "Nội dung", "Thời gian", heading], [1, "Hội nghị", "Quý I", cell]
    )

    assert parse_row(rows[0], understanding).values["amount"].value == amount


def test_a_real_date_and_a_choice_are_read():
    context = ReadContext(2022)
    kind = PLAN.column("kind")

    assert PLAN.column("time").parse(dt.date(2022, 9, 5), context).words == "05/09/2022"
    assert kind.parse("ĐOÀN  ra", context).value == "Đoàn ra"
    assert kind.parse("Đoàn công tác", context).value == "Đoàn công tác"


def test_keys_of_a_schema_are_unique():
    with pytest.raises(ValueError, match="same key"):
        SheetSchema(name="x", title="x", columns=(PLAN.columns[0], PLAN.columns[0]))


@pytest.mark.parametrize(
    ("heading", "bare"),
    (("Kinh phí (đồng)", "kinh phi"), (" THỜI\nGIAN: ", "thoi gian"), ("(Ghi chú)", "ghi chu")),
)
def test_headings_are_compared_by_their_bare_words(heading, bare):
    assert plain(heading) == bare


def test_numberings_and_section_styles_are_told_apart():
    assert is_numbering(["A", "B", 1, 2, 3])
    assert not is_numbering([5, 6, 7])
    assert not is_numbering([1, 2])
    assert [section_rank(text) for text in ("A. X", "II. X", "1. X", "a) X", "X")] == [
        0,
        1,
        2,
        3,
        4,
    ]
