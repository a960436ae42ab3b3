"""The truth table of times, as units write them."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from workflow_app.lib.spans import Precision
from workflow_app.lib.times import format_when, parse_when

PLAN_YEAR = 2022


def days(text):
    """Write a first and a last day as "1/4-30/6" (of 2022, or with a year)."""
    read = []
    for part in text.split("-"):
        day, month, *year = (int(number) for number in part.split("/"))
        read.append(date(year[0] if year else PLAN_YEAR, month, day))
    return read[0], read[-1]


@pytest.mark.parametrize(
    ("written", "expected", "precision"),
    (
        # quarters
        ("Quý II", "1/4-30/6", "quarter"),
        ("quý 2/2023", "1/4/2023-30/6/2023", "quarter"),
        ("Quý III/2023", "1/7/2023-30/9/2023", "quarter"),
        ("Quý III - IV/2023", "1/7/2023-31/12/2023", "quarter"),
        ("Quý IV năm 2023", "1/10/2023-31/12/2023", "quarter"),
        ("Quý I-2022", "1/1-31/3", "quarter"),
        ("quý I+II", "1/1-30/6", "quarter"),
        ("quý I và quý III", "1/1-30/9", "quarter"),
        ("Quý 2, 3", "1/4-30/9", "quarter"),
        ("Q1/2022", "1/1-31/3", "quarter"),
        ("II - III/2022", "1/4-30/9", "quarter"),
        ("III/2023", "1/7/2023-30/9/2023", "quarter"),
        ("Quý IV/2022 - Quý I/2023", "1/10-31/3/2023", "quarter"),
        ("đầu quý II", "1/4-30/4", "month"),
        # months
        ("T7/2022", "1/7-31/7", "month"),
        ("T7.2022", "1/7-31/7", "month"),
        ("T9/22", "1/9-30/9", "month"),
        ("Tháng 12 năm 2022", "1/12-31/12", "month"),
        ("tháng 9/2023", "1/9/2023-30/9/2023", "month"),
        ("tháng 01/2022", "1/1-31/1", "month"),
        ("8/2023", "1/8/2023-31/8/2023", "month"),
        ("trong tháng 5", "1/5-31/5", "month"),
        ("Tháng 3/2022 (dự kiến)", "1/3-31/3", "month"),
        ("tháng mười hai", "1/12-31/12", "month"),
        ("tháng 7, 8", "1/7-31/8", "months"),
        ("Tháng 7,8,9", "1/7-30/9", "months"),
        ("T7, T8", "1/7-31/8", "months"),
        ("tháng 7, 8, tháng 9", "1/7-30/9", "months"),
        ("tháng 7 và tháng 12/2022", "1/7-31/12", "months"),
        ("tháng 3-5", "1/3-31/5", "months"),
        ("10-12/2022", "1/10-31/12", "months"),
        ("tháng 3 đến hết tháng 5", "1/3-31/5", "months"),
        ("từ tháng 3 đến tháng 5 năm 2022", "1/3-31/5", "months"),
        ("tháng 12/2022 đến tháng 2/2023", "1/12-28/2/2023", "months"),
        ("Tháng 3 - Quý II", "1/3-30/6", "months"),
        ("từ tháng 5 đến cuối năm", "1/5-31/12", "months"),
        # days
        ("05/9/2022", "5/9", "day"),
        ("5.9.2022", "5/9", "day"),
        ("5-9-2022", "5/9", "day"),
        ("05/09/22", "5/9", "day"),
        ("ngày 5/9", "5/9", "day"),
        ("Ngày 5 tháng 9 năm 2022", "5/9", "day"),
        ("thứ năm, ngày 5/9", "5/9", "day"),
        ("8h00 ngày 5/9/2022", "5/9", "day"),
        ("2022-09-05", "5/9", "day"),
        ("29/2/2024", "29/2/2024", "day"),
        ("18-20/7/2023", "18/7/2023-20/7/2023", "days"),
        ("18 – 20/07/2023", "18/7/2023-20/7/2023", "days"),
        ("18,19,20/7/2023", "18/7/2023-20/7/2023", "days"),
        ("15-16/10/2022", "15/10-16/10", "days"),
        ("từ 5 đến 8/3/2022", "5/3-8/3", "days"),
        ("từ ngày 28/2 đến 3/3/2022", "28/2-3/3", "days"),
        ("28/2-3/3/2022", "28/2-3/3", "days"),
        ("28/12/2022-3/1/2023", "28/12-3/1/2023", "days"),
        ("từ ngày 5 tháng 3 đến ngày 8 tháng 3 năm 2022", "5/3-8/3", "days"),
        ("ngày 5, 6, 7/9/2022", "5/9-7/9", "days"),
        # parts of a month
        ("đầu tháng 5", "1/5-10/5", "part_of_month"),
        ("giữa tháng 5", "11/5-20/5", "part_of_month"),
        ("cuối tháng 5", "21/5-31/5", "part_of_month"),
        ("cuối tháng 2/2024", "21/2/2024-29/2/2024", "part_of_month"),
        ("trung tuần tháng 8", "11/8-20/8", "part_of_month"),
        ("nửa đầu tháng 5", "1/5-15/5", "part_of_month"),
        ("tuần 2 tháng 5", "8/5-14/5", "part_of_month"),
        ("tuần cuối tháng 5", "25/5-31/5", "part_of_month"),
        ("cuối tháng 5 - đầu tháng 6", "21/5-10/6", "part_of_month"),
        # years and halves
        ("Cả năm", "1/1-31/12", "year"),
        ("trong năm", "1/1-31/12", "year"),
        ("cả năm 2023", "1/1/2023-31/12/2023", "year"),
        ("năm 2022", "1/1-31/12", "year"),
        ("2023", "1/1/2023-31/12/2023", "year"),
        ("6 tháng đầu năm", "1/1-30/6", "half_year"),
        ("6 tháng cuối năm 2023", "1/7/2023-31/12/2023", "half_year"),
        ("nửa đầu năm", "1/1-30/6", "half_year"),
        ("đầu năm", "1/1-31/3", "months"),
        ("giữa năm", "1/4-30/9", "months"),
        ("cuối năm", "1/10-31/12", "months"),
        ("thường xuyên", "1/1-31/12", "recurring"),
        ("Thường xuyên trong năm", "1/1-31/12", "recurring"),
        ("hằng tháng", "1/1-31/12", "recurring"),
        ("hàng quý", "1/1-31/12", "recurring"),
        ("Tết Nguyên đán", "31/1-4/2", "days"),
        # what Excel makes of them
        (datetime(2022, 9, 5, tzinfo=UTC), "5/9", "day"),
        (date(2022, 9, 5), "5/9", "day"),
        (44809, "5/9", "day"),
        (44809.5, "5/9", "day"),
        (8.2023, "1/8/2023-31/8/2023", "month"),
        (2023.0, "1/1/2023-31/12/2023", "year"),
    ),
)
def test_a_time_is_read_to_its_first_and_last_day(written, expected, precision):
    when = parse_when(written, PLAN_YEAR)

    assert (when.first, when.last, when.precision) == (*days(expected), precision)
    assert when.ok


def test_the_words_of_the_unit_are_kept():
    assert parse_when("  Quý III -\nIV/2023 ", PLAN_YEAR).words == "Quý III - IV/2023"
    assert parse_when(datetime(2022, 9, 5, tzinfo=UTC), PLAN_YEAR).words == "05/09/2022"


@pytest.mark.parametrize(
    ("written", "sentence"),
    (
        ("31/2/2022", "has no “31/2/2022”"),
        ("29/2/2023", "has no “29/2/2023”"),
        ("31/4-2/5/2022", "has no “31/4/2022”"),
        ("5/13/2022", "has no “5/13/2022”"),
        ("0/5/2022", "has no “0/5/2022”"),
        ("tháng 13", "has no “tháng 13”"),
        ("tháng 0", "has no “tháng 0”"),
        ("quý 5/2022", "has no “quý 5”"),
        ("Quý V", "has no “quý V”"),
        ("1/1/2202", "has no “năm 2202”"),
        ("30-25/7/2022", "ends before it begins"),
        ("20/7-18/7/2022", "ends before it begins"),
        ("28/12-3/1", "28/12/2022-03/01/2023"),
        ("tháng 10 - tháng 2", "ends before it begins"),
        ("8", "only a number"),
        (8, "only a number"),
        (7.202, "only a number"),
        ("từ tháng 3", "cannot be read"),
        ("trước 30/6/2022", "cannot be read"),
        ("tháng 5 âm lịch", "cannot be read"),
        ("3 ngày", "cannot be read"),
        ("03 ngày, tháng 5/2022", "cannot be read"),
        ("ngày 5 và tháng 9/2022", "cannot be read"),
        ("quý", "cannot be read"),
        ("chờ ý kiến lãnh đạo", "cannot be read"),
        ("tháng 5 " * 200, "cannot be read"),
        (True, "cannot be read"),
        (float("nan"), "cannot be read"),
    ),
)
@pytest.mark.usefixtures("english")
def test_what_is_no_time_says_what_to_write(written, sentence):
    when = parse_when(written, PLAN_YEAR)

    assert (when.first, when.last) == (None, None)
    assert sentence in when.problem


@pytest.mark.parametrize("nothing", (None, "", "  ", "-", "...", "…"))
def test_an_empty_cell_is_no_problem_of_reading(nothing):
    when = parse_when(nothing, PLAN_YEAR)

    assert (when.first, when.precision, when.problem) == (None, Precision.NONE, "")


@pytest.mark.parametrize(
    ("first", "last", "written"),
    (
        (date(2022, 9, 5), date(2022, 9, 5), "05/09/2022"),
        (date(2023, 7, 18), date(2023, 7, 20), "18-20/07/2023"),
        (date(2022, 2, 28), date(2022, 3, 3), "28/02-03/03/2022"),
        (date(2022, 12, 28), date(2023, 1, 3), "28/12/2022-03/01/2023"),
        (date(2022, 9, 1), date(2022, 9, 30), "Month 9/2022"),
        (date(2022, 3, 1), date(2022, 5, 31), "Month 3-5/2022"),
        (date(2022, 4, 1), date(2022, 6, 30), "Quarter II/2022"),
        (date(2022, 7, 1), date(2022, 12, 31), "Quarter III-IV/2022"),
        (date(2022, 1, 1), date(2022, 12, 31), "Whole year 2022"),
    ),
)
@pytest.mark.usefixtures("english")
def test_a_time_is_written_the_short_way(first, last, written):
    assert format_when(first, last) == written


@pytest.mark.parametrize("language", ("vi", "en"))
@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.integers(0, 800))
def test_what_is_written_is_read_back(language, first, length):
    last = date.fromordinal(first.toordinal() + length)
    with translation.override(language):
        when = parse_when(format_when(first, last), PLAN_YEAR)

    assert (when.first, when.last) == (first, last)


@given(
    st.integers(1, 12), st.integers(1, 12), st.sampled_from(["tháng {}-{}/2023", "T{}-T{}/2023"])
)
def test_ranges_of_months_agree_with_the_calendar(first, last, pattern):
    when = parse_when(pattern.format(first, last), PLAN_YEAR)

    if first <= last:
        assert (when.first.month, when.last.month, when.first.year) == (first, last, 2023)
    else:
        assert not when.ok


WORDS = st.lists(
    st.sampled_from(
        [*"0123456789/-.,", "tháng ", "quý ", "năm ", "từ ", " đến ", "IV", "cuối ", " "]
    ),
    max_size=14,
).map("".join)


@given(st.one_of(st.text(), WORDS, st.floats(), st.integers()))
def test_no_cell_makes_the_reader_fail(value):
    when = parse_when(value, PLAN_YEAR)

    assert (when.first is None) == (when.last is None)
    assert when.first is None or when.first <= when.last
    assert not (when.problem and when.first)
