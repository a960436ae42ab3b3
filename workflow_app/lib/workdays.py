"""Counting working days over a calendar that is given: holidays, and weekends that are worked.

The first day is not counted (Civil Code 2015, art. 147.2): one working day after Friday is Monday.
"""

from datetime import date, timedelta

_SATURDAY = 5
_NONE: frozenset[date] = frozenset()


def is_working_day(
    day: date, holidays: frozenset[date] = _NONE, working_weekends: frozenset[date] = _NONE
) -> bool:
    """Say whether people work on this day; a worked weekend day makes up for a swapped holiday."""
    if day in working_weekends:
        return True
    return day.weekday() < _SATURDAY and day not in holidays


def add_working_days(
    start: date,
    days: int,
    holidays: frozenset[date] = _NONE,
    working_weekends: frozenset[date] = _NONE,
) -> date:
    """Return the working day that is so many after ``start``, or before it when negative.

    Zero days is the start itself, moved on to the next working day when it is a day off
    (Civil Code 2015, art. 148.5).
    """
    step = timedelta(days=-1 if days < 0 else 1)
    day = start
    if not days:
        while not is_working_day(day, holidays, working_weekends):
            day += step
        return day
    left = abs(days)
    while left:
        day += step
        if is_working_day(day, holidays, working_weekends):
            left -= 1
    return day


def working_days_between(
    start: date,
    end: date,
    holidays: frozenset[date] = _NONE,
    working_weekends: frozenset[date] = _NONE,
) -> int:
    """Count the working days after ``start`` up to and with ``end``; negative when it is past."""
    if end < start:
        return -working_days_between(end, start, holidays, working_weekends)
    days = (start + timedelta(days=offset) for offset in range(1, (end - start).days + 1))
    return sum(is_working_day(day, holidays, working_weekends) for day in days)
