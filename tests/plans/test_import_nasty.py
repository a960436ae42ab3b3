"""Worse sheets than anybody has sent yet."""

import datetime as dt
import io
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plans.models import Activity, FocusArea
from plans.rules import RULE_KEYS
from plans.sheets.books import base_for, headings_of, open_book, read_rows_of
from plans.sheets.comparing import Context, State, Stored, compare
from plans.sheets.exports import plan_workbook
from plans.sheets.lines import values_of_line
from tests.plans.sheets import HEADER, book, looked_at, only, opened, saved
from workflow_app.rulebook.selectors import rules_on
from workflow_app.sheets.sessions import read_upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


def line(*, title="Gặp mặt", when="Quý I", amount=15_000_000, lead="LHHN", source="NSNN", number=1):
    return (number, title, when, lead, amount, source)


def lines(data, year=2027):
    return [row for row in looked_at(data, year).rows if row.state is not State.LEFT_OUT]


def test_the_heading_stands_in_the_first_row():
    assert only(book(HEADER, line())).row == 2


def test_the_heading_stands_in_row_twelve_below_the_letterhead():
    above = [("LIÊN HIỆP CÁC TỔ CHỨC HỮU NGHỊ",), (), ("KẾ HOẠCH NĂM 2027",), *[()] * 8]
    assert only(book(*above, HEADER, line())).row == 13


def test_headings_in_two_rows_with_merged_cells():
    data = book(
        ("STT", "Nội dung", "Thời gian", "Kinh phí", "", "Đơn vị thực hiện", ""),
        ("", "", "", "Số tiền (triệu đồng)", "Nguồn", "Chủ trì", "Phối hợp"),
        (1, "Hội thảo", "Quý II", 45, "NSNN", "Văn phòng", "Ban TC"),
        merges=("A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:G1"),
    )
    row = only(data)
    assert row.amount == 45_000_000
    assert (row.values["lead"], row.values["coordinators"]) == ("Văn phòng", "Ban TC")


def test_money_split_by_source_is_added_up_and_the_sources_are_named():
    data = book(
        ("STT", "Nội dung", "Thời gian", "Kinh phí (đồng)", "", "Chủ trì"),
        ("", "", "", "Ngân sách", "Xã hội hóa", ""),
        (1, "Hội thảo", "Quý I", 15_000_000, "5 triệu", "LHHN"),
        (2, "Tọa đàm", "Quý I", 15_000_000, None, "LHHN"),
        merges=("A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:F2"),
    )
    first, second = lines(data)
    assert (first.amount, first.values["funding_source"]) == (20_000_000, "Ngân sách; Xã hội hóa")
    assert (second.amount, second.values["funding_source"]) == (15_000_000, "Ngân sách")


def test_decomposed_letters_are_composed():
    def apart(text):
        return unicodedata.normalize("NFD", text)

    row = only(
        book(
            [apart(name) for name in HEADER],
            (1, apart("Gặp mặt hữu nghị"), apart("tháng 9"), "L", apart("120 triệu"), "NS"),
        )
    )
    assert (row.title, row.start, row.amount) == ("Gặp mặt hữu nghị", "2027-09-01", 120_000_000)


def test_blanks_that_do_not_break_and_trailing_ones_do_not_count():
    row = only(
        book(
            [f"{name.replace(' ', chr(160))} " for name in HEADER],
            (1, "Gặp\u00a0mặt ", "\u00a0Quý\u00a0II ", "LHHN\u00a0", "15.000.000\u00a0", "NS"),
        )
    )
    assert (row.title, row.end, row.amount) == ("Gặp mặt", "2027-06-30", 15_000_000)


def test_headings_in_capitals():
    assert only(book([name.upper() for name in HEADER], line())).amount == 15_000_000


def test_sections_totals_repeated_headings_numbering_and_blank_rows_are_left_out_with_reasons():
    data = book(
        HEADER,
        ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)"),
        ("I", "CÔNG TÁC ĐỐI NGOẠI", "", "", "", ""),
        line(title="A"),
        (),
        HEADER,
        ("II", "CÔNG TÁC KHÁC"),
        line(title="B", number=2),
        ("", "Tổng cộng", "", "", 30_000_000),
        (),
        ("Ghi chú: kế hoạch có thể thay đổi theo tình hình",),
        ("", "", "", "TM. BAN THƯỜNG VỤ"),
        ("", "", "", "CHỦ TỊCH"),
    )
    found = looked_at(data, 2027)
    assert [(row.row, row.title) for row in found.ready] == [(4, "A"), (8, "B")]
    assert [row.values["section"] for row in found.ready] == [
        "I. CÔNG TÁC ĐỐI NGOẠI",
        "II. CÔNG TÁC KHÁC",
    ]
    assert [row.row for row in found.rows] == list(range(2, 14))
    assert all(row.reason for row in found.rows if row.state is State.LEFT_OUT)


def test_a_total_that_is_not_the_sum_is_pointed_out():
    data = book(HEADER, line(), line(title="B"), ("", "Tổng cộng", "", "", 31_000_000))
    total = looked_at(data, 2027).rows[-1]
    assert total.state is State.LEFT_OUT
    assert "31.000.000" in total.messages[0].text
    assert "30.000.000" in total.messages[0].text


def test_groups_numbered_1_with_lines_numbered_1_1():
    data = book(
        HEADER,
        ("1", "Nhóm A"),
        ("1.1", "Tọa đàm", "Quý I", "LHHN", 1_000_000, "NS"),
        ("1.2", "Hội thảo", "Quý I", "LHHN", 1_000_000, "NS"),
        ("2", "Nhóm B"),
        ("2.1", "Gặp mặt", "Quý I", "LHHN", 1_000_000, "NS"),
    )
    assert [(row.title, row.values["section"]) for row in lines(data)] == [
        ("Tọa đàm", "1. Nhóm A"),
        ("Hội thảo", "1. Nhóm A"),
        ("Gặp mặt", "2. Nhóm B"),
    ]


def test_a_merged_name_counts_for_each_of_its_rows():
    data = book(
        HEADER, line(when="Quý I"), (None, None, "Quý II", "L", 2_000_000, "NS"), merges=("B2:B3",)
    )
    assert [(row.title, row.start) for row in lines(data)] == [
        ("Gặp mặt", "2027-01-01"),
        ("Gặp mặt", "2027-04-01"),
    ]


def test_the_sheet_with_the_plan_is_found_among_others():
    data = book(
        ("Danh bạ", "Điện thoại"),
        ("An", "123"),
        name="Bìa",
        more=[("KH", [HEADER, line()]), ("Cũ", [HEADER[:3], (1, "Năm trước", "Quý I")])],
    )
    assert only(data).title == "Gặp mặt"


def test_hidden_columns_do_not_count():
    workbook = opened(
        book(
            ("STT", "Tên hoạt động", "Kinh phí", "Thời gian", "Kinh phí"),
            (1, "A", 99_000_000, "Quý I", 5_000_000),
        )
    )
    workbook.active.column_dimensions["C"].hidden = True
    assert only(saved(workbook)).amount == 5_000_000


def test_hidden_rows_are_read_and_say_so():
    workbook = opened(book(HEADER, line()))
    workbook.active.row_dimensions[2].hidden = True
    row = only(saved(workbook))
    assert row.state is State.NEW
    assert row.messages


def test_months_as_numbers_under_the_heading_month():
    data = book(
        ("TT", "Nội dung công việc", "Tháng"), (1, "A", 3), (2, "B", "4-5"), (3, "C", "6, 7")
    )
    assert [(row.start, row.end) for row in lines(data)] == [
        ("2027-03-01", "2027-03-31"),
        ("2027-04-01", "2027-05-31"),
        ("2027-06-01", "2027-07-31"),
    ]


def test_a_time_over_new_year_lies_outside_the_year_and_is_no_problem():
    row = only(book(HEADER, line(when="Quý IV/2026 - Quý I/2027")))
    assert (row.state, row.start, row.end) == (State.NEW, "2026-10-01", "2027-03-31")
    assert [message.column for message in row.messages] == ["Thời gian"]


def test_a_time_that_the_calendar_does_not_have_is_a_problem_of_its_cell():
    row = only(book(HEADER, line(when="31/2/2027")))
    assert row.state is State.PROBLEM
    assert [(message.column, message.blocks) for message in row.messages] == [("Thời gian", True)]


def test_real_dates_are_read_as_days():
    row = only(book(HEADER, line(when=dt.datetime(2027, 9, 5))))  # noqa: DTZ001 -- as Excel keeps it
    assert (row.start, row.end) == ("2027-09-05", "2027-09-05")


@pytest.mark.parametrize(
    ("written", "amount"),
    (
        ("15.000.000", 15_000_000),
        ("120 triệu", 120_000_000),
        ("45tr", 45_000_000),
        ("1,2 tỷ", 1_200_000_000),
        (1e6, 1_000_000),
        ("0", 0),
        (None, None),
    ),
)
def test_amounts_as_units_write_them(written, amount):
    assert only(book(HEADER, line(amount=written))).amount == amount


@pytest.mark.parametrize("written", ("20-30 triệu", "USD 5000", "theo thực tế", "-5", "12.5", 45))
def test_amounts_that_cannot_be_one_are_problems_under_the_sheet_s_own_heading(written):
    row = only(book(HEADER, line(amount=written)))
    assert row.state is State.PROBLEM
    assert [message.column for message in row.messages if message.blocks] == [
        "Kinh phí dự kiến (đồng)"
    ]


def test_a_formula_that_was_never_computed_is_a_problem_of_its_cell():
    row = only(book(HEADER, line(amount="=1+1")))
    assert row.state is State.PROBLEM
    assert row.amount is None


def test_a_line_without_a_name_is_a_problem():
    row = only(book(HEADER, line(title=None)))
    assert row.state is State.PROBLEM
    assert row.messages[0].column == "Tên hoạt động"


def test_a_missing_lead_or_source_is_said_but_is_no_problem():
    row = only(book(HEADER, line(lead=None, source=None)))
    assert row.state is State.NEW
    assert sorted(message.column for message in row.messages) == [
        "Nguồn kinh phí",
        "Đơn vị chủ trì",
    ]


def test_a_column_without_a_place_in_the_plan_is_named_with_what_it_says():
    row = only(book((*HEADER, "Căn cứ pháp lý"), (*line(), "CV 12")))
    assert [message.column for message in row.messages] == ["Căn cứ pháp lý"]
    assert "CV 12" in row.messages[0].text


def test_an_unknown_kind_is_other_and_says_so():
    row = only(book((*HEADER, "Loại hoạt động"), (*line(), "Xyz")))
    assert row.values["kind"] == "other"
    assert [message.column for message in row.messages] == ["Loại hoạt động"]


def test_the_same_line_twice_is_taken_twice_and_pointed_out():
    first, second = lines(book(HEADER, line(), line(number=2)))
    assert not first.messages
    assert second.messages


def test_a_name_longer_than_a_plan_keeps_is_a_problem():
    assert only(book(HEADER, line(title="A" * 600))).state is State.PROBLEM


def test_words_that_look_like_formulas_stay_words():
    data = book(HEADER, line(lead="@Hoa", source="+84"))
    row = only(data)
    assert (row.values["lead"], row.values["funding_source"]) == ("@Hoa", "+84")


# --- Out and in again ------------------------------------------------------------------------

words = st.text(
    st.characters(
        min_codepoint=32, max_codepoint=0x1EFF, exclude_categories=("Cs", "Cc", "Cf", "Cn")
    ),
    max_size=60,
)
names = words.filter(lambda text: bool(text.strip()))
day = st.dates(dt.date(2027, 1, 1), dt.date(2027, 12, 31))


@st.composite
def activities(draw):
    first, last = sorted((draw(day), draw(day)))
    dated = draw(st.booleans())
    return {
        "uid": draw(st.uuids()).hex[:12],
        "section": " ".join(
            draw(st.sampled_from(("", "I. Đối ngoại", "CÔNG TÁC KHÁC", "a) nhỏ"))).split()
        ),
        "title": draw(
            names | st.sampled_from(("Tổng cộng", "CHỦ TỊCH", "Ghi chú: không", "=1+1", "5"))
        ),
        "kind": draw(
            st.sampled_from(("outgoing", "incoming", "conference", "other", "meeting", "aid"))
        ),
        "purpose": draw(words),
        "focus_words": "",
        "focus_area": draw(st.sampled_from(("", "Hòa bình, đoàn kết, hữu nghị"))),
        "when_words": draw(st.sampled_from(("", "Quý II", "khi có điều kiện", "T7/2027"))),
        "first_day": first.isoformat() if dated else None,
        "last_day": last.isoformat() if dated else None,
        "place": draw(words),
        "partner": draw(words),
        "guest_level": draw(st.sampled_from(("", "state", "minister", "people"))),
        "guest_count": draw(st.none() | st.integers(0, 5000)),
        "lead": draw(words),
        "lead_unit": "",
        "coordinators": draw(words),
        "amount": draw(st.none() | st.integers(1000, 10**12).map(lambda n: n) | st.just(0)),
        "funding_source": draw(words),
        "expected_result": draw(words),
        "remarks": draw(words),
        "is_planned": True,
    }


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(activities(), min_size=1, max_size=6, unique_by=lambda one: one["uid"]))
def test_whatever_goes_out_comes_back_unchanged(plan_lines):
    area = FocusArea(code="FRIEND", name="Hòa bình, đoàn kết, hữu nghị")
    content = {
        "code": "KH-2027-X",
        "unit": {"code": "X", "name": "Đơn vị X"},
        "year": 2027,
        "activities": plan_lines,
    }
    data = plan_workbook(content, areas=[area], draft=True)
    __, sheets = read_upload(io.BytesIO(data))
    found = open_book(sheets, areas=[area], year=2027)
    sheet, understanding = found.best
    rows = compare(
        read_rows_of(sheet, understanding),
        Context(
            year=2027,
            rules=rules_on(*RULE_KEYS),
            stored=[Stored(one["uid"], values_of_line(one)) for one in plan_lines],
            base=base_for(found, "KH-2027-X"),
            headings=headings_of(understanding),
        ),
    )
    told = [(row.uid, row.state, row.merges) for row in rows if row.state is not State.LEFT_OUT]
    assert told == [(one["uid"], State.UNCHANGED, []) for one in plan_lines]
    assert Activity.objects.count() == 0
