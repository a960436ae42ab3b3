"""Templates and tables: safe, printable, and understood when they come back."""

import io
import zipfile

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workflow_app.lib.times import parse_when
from workflow_app.sheets.heading import NATIONAL_MOTTO, NATIONAL_NAME, Heading
from workflow_app.sheets.reading import RowKind, choose_sheet, parse_row, read_rows
from workflow_app.sheets.safe import open_workbook
from workflow_app.sheets.writing import Group, write_export, write_template

from .plan_sheet import PLAN

HEADING = Heading(
    parent="Liên hiệp các tổ chức hữu nghị Việt Nam",
    unit="Liên hiệp các tổ chức hữu nghị thành phố Đà Nẵng",
    title="Kế hoạch hoạt động năm 2022",
    place_and_date="Đà Nẵng, ngày 05 tháng 3 năm 2022",
)
ROWS = (
    {
        "row_id": "7f3a",
        "ordinal": 1,
        "title": "Hội thảo",
        "kind": "Kỷ niệm",
        "time": parse_when("8/2022", 2022),
        "amount": 350_000_000,
    },
    {"row_id": "7f3b", "ordinal": 2, "title": "Đón đoàn", "time": "Quý II", "amount": 45_000_000},
)


def opened(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    return book, book.worksheets[0]


def read_back(content, year=2022):
    sheet, understanding = choose_sheet(open_workbook(io.BytesIO(content)), PLAN, year)
    return understanding, list(read_rows(sheet, understanding))


@pytest.mark.parametrize(
    "write",
    (
        lambda: write_template(PLAN, heading=HEADING, rows=ROWS),
        lambda: write_export(PLAN, [Group("", ROWS)], heading=HEADING),
    ),
)
def test_what_is_written_is_understood_when_it_comes_back(write):
    understanding, rows = read_back(write())

    assert understanding.confidence == 1
    assert understanding.year_guess == 2022
    assert set(understanding.mapping) == {column.key for column in PLAN.columns}
    parsed = [parse_row(row, understanding) for row in rows if row.kind is RowKind.DATA]
    assert [row.problems for row in parsed] == [(), ()]
    assert [row.values["row_id"].value for row in parsed] == ["7f3a", "7f3b"]
    assert [row.values["amount"].value for row in parsed] == [350_000_000, 45_000_000]
    assert [row.values["time"].words for row in parsed] == ["8/2022", "Quý II"]


def test_a_blank_template_has_no_lines():
    __, rows = read_back(write_template(PLAN))

    assert [row for row in rows if row.kind is RowKind.DATA] == []


def test_a_template_offers_choices_locks_headings_and_hides_row_ids():
    book, sheet = opened(write_template(PLAN, rows=ROWS, blank_rows=10))

    [rule] = sheet.data_validations.dataValidation
    assert str(rule.sqref) == "C2:C13"
    assert book.defined_names["list_kind"].attr_text == "'Lists'!$A$1:$A$4"
    assert book["Lists"].sheet_state == "hidden"
    assert [cell.value for cell in book["Lists"]["A"]] == list(PLAN.column("kind").options())
    assert sheet.protection.sheet
    assert not sheet.protection.insertRows
    assert sheet["A1"].protection.locked
    assert not sheet["A13"].protection.locked
    assert sheet["A14"].protection.locked
    assert sheet["M1"].value == "Mã dòng"
    assert sheet.column_dimensions["M"].hidden
    assert sheet["M2"].value == "7f3a"


def test_a_template_explains_itself():
    book, __ = opened(write_template(PLAN))

    words = " ".join(str(cell.value) for row in book["Instructions"] for cell in row if cell.value)
    assert "Mỗi dòng là một hoạt động." in words
    assert "Required." in words
    assert "Đoàn ra; Đoàn vào" in words


def test_texts_stay_texts_and_money_is_a_number():
    __, sheet = opened(write_export(PLAN, [Group("", ROWS)]))

    assert sheet["E2"].value == "8/2022"
    assert sheet["E2"].number_format == "@"
    assert (sheet["J2"].value, sheet["J2"].number_format) == (350_000_000, "#,##0")


def test_an_export_carries_the_official_heading_groups_and_totals():
    groups = [Group("I. ĐỐI NGOẠI", ROWS[:1]), Group("II. ĐOÀN VÀO", ROWS[1:])]
    content = write_export(PLAN, groups, heading=HEADING)
    __, sheet = opened(content)
    words = [cell.value for row in sheet.iter_rows(max_row=6) for cell in row if cell.value]

    assert words[:4] == [
        "LIÊN HIỆP CÁC TỔ CHỨC HỮU NGHỊ VIỆT NAM",
        NATIONAL_NAME,
        "LIÊN HIỆP CÁC TỔ CHỨC HỮU NGHỊ THÀNH PHỐ ĐÀ NẴNG",
        NATIONAL_MOTTO,
    ]
    assert words[4:6] == ["Đà Nẵng, ngày 05 tháng 3 năm 2022", "KẾ HOẠCH HOẠT ĐỘNG NĂM 2022"]
    __, rows = read_back(content)
    assert [row.kind.value for row in rows] == ["section", "data", "section", "data", "total"]
    assert sheet.cell(row=sheet.max_row, column=10).value == 395_000_000


def test_the_page_is_a4_landscape_one_page_wide_with_repeated_headings():
    __, sheet = opened(write_export(PLAN, [Group("", ROWS)]))

    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.freeze_panes == "A2"
    assert sheet.column_dimensions["B"].width == 45


@pytest.mark.parametrize(
    "words",
    (
        '=HYPERLINK("http://x","y")',
        "=cmd|'/c calc'!A0",
        "+84 24 1234",
        "-1+1",
        "@SUM(A1)",
        "\t=1+1",
        " =1+1",
        "＝1+1",
        "=",
    ),
)
@pytest.mark.parametrize("place", ("row", "group", "heading"))
def test_no_word_of_a_user_becomes_a_formula(words, place):
    rows = [{"title": words, "time": "Quý I"}] if place == "row" else []
    heading = Heading(title=words) if place == "heading" else None
    content = write_export(PLAN, [Group(words if place == "group" else "", rows)], heading=heading)

    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")
    __, sheet = opened(content)
    [cell] = [
        cell for row in sheet.iter_rows() for cell in row if cell.value in {words, words.upper()}
    ]
    assert cell.data_type != "f"
    assert cell.quotePrefix


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1))
def test_any_words_are_written_and_read_back(words):
    content = write_export(PLAN, [Group("", [{"ordinal": 1, "title": words, "time": "Quý I"}])])
    [sheet, *__] = open_workbook(io.BytesIO(content))

    assert sheet.rows[1].value(2) == (words.strip() or None)


def test_control_characters_do_not_break_the_file():
    content = write_export(PLAN, [Group("", [{"title": "a\x00b\x0bc", "time": "Quý I"}])])

    assert opened(content)[1]["B2"].value == "abc"
