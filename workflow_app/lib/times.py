"""Times as units write them in plans: "Quý II", "18-20/7/2023", "cuối tháng 5", "Cả năm".

Every reading gives a first and a last day and keeps the words. Days come before months, always.
What the calendar does not have, or what cannot be read, becomes a problem that says what to
write instead; nothing is guessed.

Vague words have one meaning here: the beginning, middle and end of a month are the days 1-10,
11-20 and 21 to the last; of a quarter its first, second and third month; "đầu năm" is the first
quarter, "giữa năm" the two in the middle, "cuối năm" the last. What happens "thường xuyên" or
"hằng tháng" lasts the whole year.
"""

import math
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from .spans import FIRST_YEAR, LAST_YEAR, ImpossibleTimeError, Precision, Span, days_in
from .text import excerpt
from .timewords import ReversedTimeError, UnreadableTimeError, read_span

_EXCEL_EPOCH = date(1899, 12, 30)
_EXCEL_SERIALS = range(32_874, 73_415)  # 1990 to 2100
_TYPED_MONTH = re.compile(r"(?:[1-9]|1[0-2])\.(?:19|20)\d\d")
_ROMAN = ("I", "II", "III", "IV")
_HALF = 6
_LONGEST = 200  # no time needs more words; longer text is not worth the pattern matching


@dataclass(frozen=True, slots=True)
class When:
    """What a cell says about time; without ``first`` it says nothing or has a ``problem``."""

    first: date | None
    last: date | None
    words: str
    precision: Precision
    problem: str = ""

    @property
    def ok(self) -> bool:
        """Say whether the cell was understood (an empty one is)."""
        return not self.problem


def parse_when(value: object, year: int) -> When:
    """Read a cell; ``year`` is the plan's and counts where the cell names none."""
    if value is None:
        return When(None, None, "", Precision.NONE)
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return _from_date(value)
    if isinstance(value, bool):
        return _problem(str(value), _unreadable(str(value), year))
    if isinstance(value, int | float):
        return _from_number(value, year)
    return _from_text(str(value), year)


def format_when(first: date, last: date) -> str:
    """Write a stretch of days the short way; ``parse_when`` reads it back to the same days."""
    if first == last:
        return f"{first:%d/%m/%Y}"
    if first.year == last.year and first.day == 1 and last.day == days_in(last.year, last.month):
        return _format_months(first.year, first.month, last.month)
    if first.year != last.year:
        return f"{first:%d/%m/%Y}-{last:%d/%m/%Y}"
    if first.month != last.month:
        return f"{first:%d/%m}-{last:%d/%m/%Y}"
    return f"{first:%d}-{last:%d/%m/%Y}"


def _format_months(year: int, first: int, last: int) -> str:
    if first == last:
        return _("Month %(month)s/%(year)s") % {"month": first, "year": year}
    if (first, last) == (1, 2 * _HALF):
        return _("Whole year %(year)s") % {"year": year}
    if first % 3 == 1 and last % 3 == 0:
        quarters = [_ROMAN[first // 3], _ROMAN[last // 3 - 1]]
        named = "-".join(dict.fromkeys(quarters))
        return _("Quarter %(quarter)s/%(year)s") % {"quarter": named, "year": year}
    return _("Month %(month)s/%(year)s") % {"month": f"{first}-{last}", "year": year}


def _from_date(day: date) -> When:
    words = f"{day:%d/%m/%Y}"
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return _problem(words, _impossible(words, LAST_YEAR))
    return When(day, day, words, Precision.DAY)


def _from_number(number: float, year: int) -> When:
    if not math.isfinite(number):
        return _problem(str(number), _unreadable(str(number), year))
    if int(number) in _EXCEL_SERIALS:
        return _from_date(_EXCEL_EPOCH + timedelta(days=int(number)))
    whole = number == int(number)
    if whole and FIRST_YEAR <= number <= LAST_YEAR:
        span = Span.of_months(int(number), 1, 12, Precision.YEAR)
        return When(span.first, span.last, str(int(number)), span.precision)
    words = str(int(number)) if whole else str(number)
    if _TYPED_MONTH.fullmatch(words):  # "8.2023" typed into Excel becomes a number
        return _from_text(words, year)
    return _problem(
        words,
        _(
            "“%(text)s” is only a number. Write a month (tháng 9/%(year)s), a quarter (Quý II) "
            "or a day (05/9/%(year)s)."
        )
        % {"text": excerpt(words), "year": year},
    )


def _from_text(text: str, year: int) -> When:
    words = " ".join(text.split())
    if not words.strip(" -–—.…"):
        return When(None, None, words, Precision.NONE)
    if len(words) > _LONGEST:
        return _problem(words, _unreadable(words, year))
    if words.isascii() and words.isdigit():
        return _from_number(int(words), year)
    try:
        span = read_span(words, year)
    except ImpossibleTimeError as impossible:
        sentence = _impossible(str(impossible), year)
    except UnreadableTimeError:
        sentence = _unreadable(words, year)
    except ReversedTimeError:
        sentence = _reversed(words, year)
    else:
        return When(span.first, span.last, words, span.precision)
    return _problem(words, sentence)


def _problem(words: str, sentence: str) -> When:
    return When(None, None, words, Precision.NONE, sentence)


def _impossible(what: str, year: int) -> str:
    return _(
        "The calendar has no “%(text)s”. Write the day before the month, for example "
        "05/9/%(year)s, a month from 1 to 12 or a quarter from I to IV."
    ) % {"text": what, "year": year}


def _unreadable(words: str, year: int) -> str:
    return _(
        "“%(text)s” cannot be read as a time. Write a day (05/9/%(year)s), days "
        "(18-20/7/%(year)s), a month (tháng 9/%(year)s), a quarter (Quý III/%(year)s) or Cả năm."
    ) % {"text": excerpt(words), "year": year}


def _reversed(words: str, year: int) -> str:
    return _(
        "“%(text)s” ends before it begins. Write the earlier day first, with the year on both "
        "sides if it passes New Year: 28/12/%(year)s-03/01/%(next)s."
    ) % {"text": excerpt(words), "year": year, "next": year + 1}
