"""Deadlines in words, the law's date, and the days of the moon checked against the sky."""

import math
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from workflow_app.lib.dates import (
    HUNG_KINGS_DAYS,
    LUNAR_NEW_YEARS,
    decree30_date,
    due_phrase,
)

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=HANOI)


@pytest.mark.parametrize(
    ("day", "written"),
    (
        (date(2027, 3, 5), "ngày 05 tháng 3 năm 2027"),
        (date(2027, 2, 9), "ngày 09 tháng 02 năm 2027"),
        (date(2027, 1, 10), "ngày 10 tháng 01 năm 2027"),
        (date(2027, 12, 31), "ngày 31 tháng 12 năm 2027"),
    ),
)
def test_a_paper_carries_the_date_of_decree_30(day, written):
    assert decree30_date(day) == written


@pytest.mark.parametrize(
    ("due", "phrase"),
    (
        (datetime(2026, 11, 27, 17, 0, tzinfo=HANOI), "3 days left (Friday 27/11)"),
        (datetime(2026, 11, 25, 0, 0, tzinfo=HANOI), "tomorrow (Wednesday 25/11)"),
        (datetime(2026, 11, 24, 17, 0, tzinfo=HANOI), "today, 17:00"),
        (datetime(2026, 11, 24, 8, 0, tzinfo=HANOI), "overdue since 08:00 today"),
        (datetime(2026, 11, 23, 17, 0, tzinfo=HANOI), "1 day overdue"),
        (datetime(2026, 11, 22, 17, 0, tzinfo=HANOI), "2 days overdue"),
        (datetime(2027, 1, 4, 17, 0, tzinfo=HANOI), "41 days left (Monday 4/1/2027)"),
    ),
)
@pytest.mark.usefixtures("english")
def test_a_deadline_says_how_long_is_left(due, phrase):
    assert due_phrase(due, NOW) == phrase


@pytest.mark.usefixtures("english")
def test_days_are_counted_in_hanoi_not_in_greenwich():
    """23:30 in Hà Nội is 16:30 UTC; 00:30 the next day is still the same day in UTC."""
    due = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)

    assert due_phrase(due, datetime(2026, 11, 24, 16, 30, tzinfo=UTC)).startswith("tomorrow")


def new_moon_day(near):
    """Return the day in Hà Nội of the new moon nearest to a day (Meeus, Astronomical Algorithms 49)."""
    number = round((near.toordinal() - date(2000, 1, 6).toordinal()) / 29.530588861)
    t = number / 1236.85
    julian = 2451550.09766 + 29.530588861 * number + 0.00015437 * t**2
    sun = math.radians(2.5534 + 29.1053567 * number)
    moon = math.radians(201.5643 + 385.81693528 * number + 0.0107582 * t**2)
    latitude = math.radians(160.7108 + 390.67050284 * number - 0.0016118 * t**2)
    e = 1 - 0.002516 * t
    julian += (
        -0.4072 * math.sin(moon)
        + 0.17241 * e * math.sin(sun)
        + 0.01608 * math.sin(2 * moon)
        + 0.01039 * math.sin(2 * latitude)
        + 0.00739 * e * math.sin(moon - sun)
        - 0.00514 * e * math.sin(moon + sun)
        + 0.00208 * e**2 * math.sin(2 * sun)
        - 0.00111 * math.sin(moon - 2 * latitude)
    )
    moment = datetime(2000, 1, 1, 12, tzinfo=UTC) + timedelta(days=julian - 2451545.0, seconds=-72)
    return moment.astimezone(HANOI).date()


@pytest.mark.parametrize("year", range(2020, 2036))
def test_the_lunar_days_agree_with_the_new_moon(year):
    new_year = LUNAR_NEW_YEARS[year]
    kings = HUNG_KINGS_DAYS[year]

    assert new_moon_day(new_year) == new_year
    assert date(year, 1, 20) < new_year < date(year, 2, 21)
    assert new_moon_day(kings - timedelta(days=9)) == kings - timedelta(days=9)
    months = round((kings - new_year).days / 29.53)
    assert months in {2, 3}  # three only when a leap month lies between, as in 2023
    assert (months == 3) == (year == 2023)
