import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards.enums import AwardForm
from awards.rules.money import STEP, Granted, amount_of, pay

SALARY_2024, SALARY_2026 = 2_340_000, 2_530_000
THREE_YEARS = {"counts_from": dt.date(2025, 1, 1), "counts_to": dt.date(2027, 12, 31)}


@pytest.mark.parametrize(
    ("coefficient", "salary", "amount"),
    (
        ("8.0", SALARY_2024, 18_720_000),  # the worked case of domain A8
        ("8.0", SALARY_2026, 20_240_000),
        ("12.0", SALARY_2026, 30_360_000),
        ("4.5", SALARY_2026, 11_390_000),  # 11,385,000 rounded up
        ("3.0", SALARY_2026, 7_590_000),
        ("1.0", SALARY_2026, 2_530_000),
        ("0.3", SALARY_2026, 760_000),  # 759,000 rounded up
        ("0.3", SALARY_2024, 710_000),  # 702,000 rounded up
        ("1.5", SALARY_2026, 3_800_000),  # 3,795,000 rounded up
        ("0.8", SALARY_2026, 2_030_000),  # 2,024,000 rounded up
        ("3.5", SALARY_2026, 8_860_000),  # 8,855,000 rounded up
        ("7.0", SALARY_2026, 17_710_000),
        ("0.6", SALARY_2026, 1_520_000),  # 1,518,000 rounded up
        ("0.4", SALARY_2026, 1_020_000),  # 1,012,000 rounded up
        ("0", SALARY_2026, 0),
    ),
)
def test_money_is_the_coefficient_times_the_base_salary_rounded_up(
    coefficient: str, salary: int, amount: int
) -> None:
    assert amount_of(Decimal(coefficient), salary) == amount


@given(st.decimals(0, 20, places=2), st.decimals(0, 20, places=2), st.integers(0, 10_000_000))
def test_money_never_falls_when_the_coefficient_rises(
    one: Decimal, other: Decimal, salary: int
) -> None:
    low, high = sorted((one, other))
    assert amount_of(low, salary) <= amount_of(high, salary)


@given(st.decimals(0, 20, places=2), st.integers(0, 10_000_000))
def test_rounding_adds_less_than_ten_thousand_and_takes_nothing(
    coefficient: Decimal, salary: int
) -> None:
    amount = amount_of(coefficient, salary)
    assert amount % STEP == 0
    assert 0 <= amount - coefficient * salary < STEP


def granted(key: str, form: str, level: int, coefficient: str, **values: Any) -> Granted:
    return Granted(
        key=key,
        form=form,
        level=level,
        coefficient=Decimal(coefficient),
        **{
            "subject": "Huế",
            "base_salary": SALARY_2026,
            "counts_from": dt.date(2027, 1, 1),
            "counts_to": dt.date(2027, 12, 31),
            **values,
        },
    )


def paid(*awards: Granted) -> dict[str, int]:
    return {str(payment.key): payment.amount for payment in pay(awards)}


def test_of_two_titles_in_one_counting_period_only_the_highest_is_paid() -> None:
    worker = granted("worker", AwardForm.TITLE, 10, "0.3")
    fighter = granted("fighter", AwardForm.TITLE, 25, "1.0")
    assert paid(worker, fighter) == {"worker": 0, "fighter": 2_530_000}
    below, above = pay([worker, fighter])
    assert not below.is_paid
    assert below.paid_with == "fighter"
    assert above.is_paid


def test_titles_of_different_counting_periods_are_each_paid() -> None:
    yearly = granted("yearly", AwardForm.TITLE, 25, "1.0")
    long = granted("long", AwardForm.TITLE, 50, "3.0", **THREE_YEARS)
    assert paid(yearly, long) == {"yearly": 2_530_000, "long": 7_590_000}


def test_a_title_and_a_form_at_the_same_time_are_both_paid() -> None:
    flag = granted("flag", AwardForm.TITLE, 60, "8.0")
    certificate = granted("certificate", AwardForm.FORM, 40, "3.0")
    assert paid(flag, certificate) == {"flag": 20_240_000, "certificate": 7_590_000}


def test_forms_of_different_period_and_merit_are_each_paid() -> None:
    yearly = granted("yearly", AwardForm.FORM, 40, "3.0", merit="nam 2027")
    movement = granted("movement", AwardForm.FORM, 40, "3.0", merit="chuyen de", **THREE_YEARS)
    assert sum(paid(yearly, movement).values()) == 15_180_000


@pytest.mark.parametrize(
    "other", ({"merit": "nam 2027"} | THREE_YEARS, {"merit": "khac"}, {"merit": ""})
)
def test_forms_of_one_period_or_one_merit_are_paid_once(other: dict[str, Any]) -> None:
    high = granted("high", AwardForm.FORM, 40, "3.0", merit="nam 2027")
    low = granted("low", AwardForm.FORM, 6, "0.6", **other)
    assert paid(low, high) == {"low": 0, "high": 7_590_000}


def test_what_another_subject_got_holds_nobody_up() -> None:
    here = granted("here", AwardForm.TITLE, 25, "1.0")
    there = granted("there", AwardForm.TITLE, 50, "3.0", subject="Lào")
    assert paid(here, there) == {"here": 2_530_000, "there": 7_590_000}


def test_the_medal_is_paid_beside_a_certificate() -> None:
    medal = granted("medal", AwardForm.MEDAL, 20, "0.4")
    certificate = granted("certificate", AwardForm.FORM, 30, "1.5")
    assert paid(medal, certificate) == {"medal": 1_020_000, "certificate": 3_800_000}


def test_each_decision_pays_by_the_base_salary_of_its_own_day() -> None:
    before = granted("before", AwardForm.TITLE, 60, "8.0", base_salary=SALARY_2024)
    assert paid(before) == {"before": 18_720_000}
