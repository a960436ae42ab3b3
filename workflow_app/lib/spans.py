"""Stretches of days on the calendar, and how exactly people meant them."""

import calendar
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self

FIRST_YEAR, LAST_YEAR = 1990, 2100
_QUARTER, _DECEMBER = 3, 12
_CENTURY = 100


class Precision(StrEnum):
    """How exactly a time is known; a vague time is still a first and a last day."""

    NONE = "none"
    DAY = "day"
    DAYS = "days"
    PART_OF_MONTH = "part_of_month"
    MONTH = "month"
    MONTHS = "months"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    RECURRING = "recurring"


class ImpossibleTimeError(ValueError):
    """A day, month or quarter that the calendar does not have."""


@dataclass(frozen=True, slots=True)
class Span:
    """From the first to the last day, both counted."""

    first: date
    last: date
    precision: Precision

    @classmethod
    def of_day(cls, year: int, month: int, day: int) -> Self:
        """One day; refused when the calendar does not have it."""
        year = full_year(year)
        try:
            found = date(year, month, day)
        except ValueError as error:
            raise ImpossibleTimeError(f"{day}/{month}/{year}") from error
        return cls(found, found, Precision.DAY)

    @classmethod
    def of_months(cls, year: int, first: int, last: int, precision: Precision) -> Self:
        """Whole months of one year."""
        for month in (first, last):
            if not 1 <= month <= _DECEMBER:
                raise ImpossibleTimeError(f"tháng {month}")
        year = full_year(year)
        return cls(date(year, first, 1), date(year, last, days_in(year, last)), precision)

    @classmethod
    def of_quarter(cls, year: int, quarter: int) -> Self:
        """Three months."""
        last = quarter * _QUARTER
        return cls.of_months(year, last - _QUARTER + 1, last, Precision.QUARTER)

    @classmethod
    def of_days(cls, year: int, month: int, first: int, last: int) -> Self:
        """Some days of one month, such as its last ten."""
        start, end = cls.of_day(year, month, first), cls.of_day(year, month, last)
        return cls(start.first, end.last, Precision.PART_OF_MONTH)


def days_in(year: int, month: int) -> int:
    """Return the number of days of a month."""
    return calendar.monthrange(year, month)[1]


def full_year(year: int) -> int:
    """Read "22" as 2022; refuse years that no plan is about (a slip such as 2202)."""
    full = year + 2000 if year < _CENTURY else year
    if not FIRST_YEAR <= full <= LAST_YEAR:
        raise ImpossibleTimeError(f"năm {year}")
    return full
