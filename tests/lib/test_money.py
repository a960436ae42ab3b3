"""The truth table of amounts, as units write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow_app.lib.money import (
    MILLION,
    THOUSAND,
    format_dong,
    format_number,
    heading_unit,
    parse_dong,
)


@pytest.mark.parametrize(
    ("written", "amount"),
    (
        ("15.000.000", 15_000_000),
        ("15,000,000", 15_000_000),
        ("15 000 000 đ", 15_000_000),
        ("15\u00a0000\u00a0000", 15_000_000),
        ("15000000", 15_000_000),
        ("15.000.000đ.", 15_000_000),
        ("15.000.000,00", 15_000_000),
        ("15,000,000.00", 15_000_000),
        ("120.000.000 VNĐ", 120_000_000),
        ("120 triệu", 120_000_000),
        ("120 triệu đồng", 120_000_000),
        ("khoảng 120 triệu", 120_000_000),
        ("dự kiến: 120 triệu", 120_000_000),
        ("45tr", 45_000_000),
        ("45 Tr.đ", 45_000_000),
        ("45tr5", 45_500_000),
        ("1,2 tỷ", 1_200_000_000),
        ("1.5 tỷ", 1_500_000_000),
        ("1,5 tỉ", 1_500_000_000),
        ("0,500 tỷ", 500_000_000),
        ("1 tỷ 200 triệu", 1_200_000_000),
        ("1tỷ200triệu", 1_200_000_000),
        ("1 tỷ, 200 triệu", 1_200_000_000),
        ("1 tỷ 2", 1_200_000_000),
        ("2 tỷ rưỡi", 2_500_000_000),
        ("1.500 triệu", 1_500_000_000),
        ("1.250,5 triệu", 1_250_500_000),
        ("350 nghìn", 350_000),
        ("350 ngàn đồng", 350_000),
        ("100k", 100_000),
        ("500 đ", 500),
        ("0", 0),
        ("0 đồng", 0),
        ("-", 0),
        ("–", 0),
        ("không", 0),
        ("Không có", 0),
        (80_000_000, 80_000_000),
        (45_000_000.0, 45_000_000),
        (0, 0),
    ),
)
def test_an_amount_is_read_to_whole_dong(written, amount):
    reading = parse_dong(written)

    assert (reading.amount, reading.problem) == (amount, "")


@pytest.mark.parametrize("nothing", (None, "", "   ", "\n"))
def test_an_empty_cell_is_not_stated_rather_than_zero(nothing):
    reading = parse_dong(nothing)

    assert reading.amount is None
    assert reading.ok


@pytest.mark.parametrize(
    ("written", "sentence"),
    (
        ("10-15 triệu", "is a range"),
        ("từ 10 đến 15 triệu", "is a range"),
        ("10 triệu - 15 triệu", "is a range"),
        ("12 ~ 15tr", "is a range"),
        ("500 USD", "foreign currency"),
        ("$500", "foreign currency"),
        ("10.000 đô la Mỹ", "foreign currency"),
        ("2000 €", "foreign currency"),
        ("100 nhân dân tệ", "foreign currency"),
        ("-5.000.000", "below zero"),
        ("(5.000.000)", "below zero"),
        (-5_000_000, "below zero"),
        (-0.5, "below zero"),
        ("1,500 triệu", "two ways"),
        ("15.00.000", "two ways"),
        ("1.5", "two ways"),
        ("15,000.000", "two ways"),
        ("45", "has no unit"),
        (45, "has no unit"),
        (1.5, "has no unit"),
        ("0,0000000001 tỷ", "has no unit"),
        ("1.000 tỷ", "thousand billion"),
        (1e300, "thousand billion"),
        ("1 tỷ 200", "more than one amount"),
        ("50tr NSNN; 20tr XHH", "more than one amount"),
        ("2 triệu + 3 triệu", "more than one amount"),
        ("500.000 đ/người", "cannot be read"),
        ("theo thực tế", "cannot be read"),
        ("một triệu", "cannot be read"),
        ("=SUM(A1:A9)", "cannot be read"),
        ("9" * 5000, "cannot be read"),
        (True, "cannot be read"),
        (float("nan"), "cannot be read"),
        (float("inf"), "cannot be read"),
        ([], "cannot be read"),
    ),
)
@pytest.mark.usefixtures("english")
def test_what_is_not_one_amount_says_what_to_write(written, sentence):
    reading = parse_dong(written)

    assert reading.amount is None
    assert sentence in reading.problem


@pytest.mark.parametrize(
    ("heading", "unit", "written", "amount"),
    (
        ("Kinh phí (triệu đồng)", MILLION, "45", 45_000_000),
        ("Kinh phí (triệu đồng)", MILLION, 45, 45_000_000),
        ("Kinh phí (triệu đồng)", MILLION, 1.2, 1_200_000),
        ("Kinh phí (triệu đồng)", MILLION, "1,5", 1_500_000),
        ("Kinh phí (triệu đồng)", MILLION, "45tr", 45_000_000),
        ("ĐVT: 1.000đ", THOUSAND, "45.000", 45_000_000),
        ("Kinh phí (nghìn đồng)", THOUSAND, "350", 350_000),
        ("Kinh phí dự kiến (đồng)", 1, "15.000.000", 15_000_000),
    ),
)
def test_the_unit_in_the_heading_counts_for_bare_numbers(heading, unit, written, amount):
    assert heading_unit(heading) == unit
    assert parse_dong(written, unit).amount == amount


def test_whole_dong_in_a_column_of_millions_are_noticed():
    assert not parse_dong("45.000.000", MILLION).ok


def test_money_is_written_with_full_stops():
    assert format_dong(45_000_000) == "45.000.000 đ"
    assert format_number(-1234) == "-1.234"


@given(st.integers(0, 10**12 - 1))
def test_what_is_written_is_read_back(amount):
    assert parse_dong(format_dong(amount)).amount == amount


@given(st.integers(1, 999_999))
def test_millions_in_words_and_in_digits_agree(millions):
    assert (
        parse_dong(f"{millions} triệu").amount
        == parse_dong(
            f"{millions}.000.000".replace(str(millions), format_number(millions), 1)
        ).amount
    )


@given(st.one_of(st.text(), st.floats(), st.integers(-(10**20), 10**20)))
def test_no_cell_makes_the_reader_fail(value):
    reading = parse_dong(value)

    assert reading.problem or reading.amount is None or reading.amount >= 0
