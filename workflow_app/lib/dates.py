"""Dates as people say them: how long is left, the day of a paper, and the days of the moon."""

from datetime import date, datetime
from types import MappingProxyType

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

# First day of the Vietnamese lunar year (UTC+7; in 2030 it is one day before the Chinese one).
# Source: the Vietnamese calendar of the Institute of Astronomy's rules as published by Hồ Ngọc
# Đức; tests/lib/test_dates.py checks every day against the computed new moon.
LUNAR_NEW_YEARS = MappingProxyType(
    {
        2020: date(2020, 1, 25),
        2021: date(2021, 2, 12),
        2022: date(2022, 2, 1),
        2023: date(2023, 1, 22),
        2024: date(2024, 2, 10),
        2025: date(2025, 1, 29),
        2026: date(2026, 2, 17),
        2027: date(2027, 2, 6),
        2028: date(2028, 1, 26),
        2029: date(2029, 2, 13),
        2030: date(2030, 2, 2),
        2031: date(2031, 1, 23),
        2032: date(2032, 2, 11),
        2033: date(2033, 1, 31),
        2034: date(2034, 2, 19),
        2035: date(2035, 2, 8),
    }
)
# The tenth day of the third lunar month, a public holiday (Labour Code 2019, art. 112.1e).
HUNG_KINGS_DAYS = MappingProxyType(
    {
        2020: date(2020, 4, 2),
        2021: date(2021, 4, 21),
        2022: date(2022, 4, 10),
        2023: date(2023, 4, 29),
        2024: date(2024, 4, 18),
        2025: date(2025, 4, 7),
        2026: date(2026, 4, 26),
        2027: date(2027, 4, 16),
        2028: date(2028, 4, 4),
        2029: date(2029, 4, 23),
        2030: date(2030, 4, 12),
        2031: date(2031, 4, 1),
        2032: date(2032, 4, 19),
        2033: date(2033, 4, 9),
        2034: date(2034, 4, 28),
        2035: date(2035, 4, 17),
    }
)
_FIRST_TWO_DIGIT_DAY = 10
_LAST_PADDED_MONTH = 2


def decree30_date(day: date) -> str:
    """Write a date as the law wants it on papers: "ngày 05 tháng 3 năm 2027".

    Decree 30/2020, App. I: days below 10 and months 1 and 2 carry a zero, other months do not.
    The words are the law's own and are never translated.
    """
    days = f"{day.day:02}" if day.day < _FIRST_TWO_DIGIT_DAY else str(day.day)
    months = f"{day.month:02}" if day.month <= _LAST_PADDED_MONTH else str(day.month)
    return f"ngày {days} tháng {months} năm {day.year}"


def due_phrase(due: datetime, now: datetime) -> str:
    """Say how long is left until a deadline, or how long it is past, in local calendar days."""
    due, now = timezone.localtime(due), timezone.localtime(now)
    days = (due.date() - now.date()).days
    time = f"{due:%H:%M}"
    if due < now:
        if not days:
            return _("overdue since %(time)s today") % {"time": time}
        return ngettext("%(days)s day overdue", "%(days)s days overdue", -days) % {"days": -days}
    if not days:
        return _("today, %(time)s") % {"time": time}
    when = day_words(due.date(), now.date())
    if days == 1:
        return _("tomorrow (%(when)s)") % {"when": when}
    return ngettext("%(days)s day left (%(when)s)", "%(days)s days left (%(when)s)", days) % {
        "days": days,
        "when": when,
    }


def day_words(day: date, today: date) -> str:
    """Name the day of the week and the date; the year only when it is not this one."""
    year = "" if day.year == today.year else f"/{day.year}"
    return _(WEEKDAYS[day.weekday()]) % {"day": f"{day.day}/{day.month}{year}"}


WEEKDAYS = (
    gettext_noop("Monday %(day)s"),
    gettext_noop("Tuesday %(day)s"),
    gettext_noop("Wednesday %(day)s"),
    gettext_noop("Thursday %(day)s"),
    gettext_noop("Friday %(day)s"),
    gettext_noop("Saturday %(day)s"),
    gettext_noop("Sunday %(day)s"),
)
