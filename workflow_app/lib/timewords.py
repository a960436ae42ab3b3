"""The grammar of times: words without marks in, a span of days out.

A time is one atom ("thang 9/2023"), a range of two ("18-20/7/2023") or a list ("thang 7, 8").
What the left side of a range leaves out, it takes from the right: "5 den 8/3/2022" are days of
March. ``times`` turns what is raised here into sentences for people.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

from .dates import LUNAR_NEW_YEARS
from .spans import ImpossibleTimeError, Precision, Span, days_in
from .text import fold


class UnreadableTimeError(ValueError):
    """The words are not a time."""


class ReversedTimeError(ValueError):
    """A range ends before it begins."""


@dataclass(frozen=True, slots=True)
class Context:
    """What an atom may leave out: its year, its month, and what a bare number means."""

    year: int
    month: int | None = None
    bare: str = ""


@dataclass(frozen=True, slots=True)
class _Atom:
    span: Span
    context: Context


_Y = r"(?:\s*(?:/|,|nam|cua nam)?\s*(?P<year>(?:19|20)\d\d)|\s*(?:/|nam)\s*(?P<short>\d\d))?"
_YEAR = r"(?:\s*(?:/|,|nam)?\s*(?P<year>(?:19|20)\d\d))?"
_MONTH = r"(?:thang|t)\s*\.?\s*(?P<month>\d{1,2})"
_QUARTER = r"(?:quy|q)\s*\.?\s*(?P<quarter>[ivx]+|\d)"
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_THIRDS = {
    "dau": 0, "thuong tuan": 0, "giua": 1, "trung tuan": 1, "cuoi": 2, "ha tuan": 2,
}  # fmt: skip
_THIRD = "|".join(_THIRDS)
_MONTH_WORDS = {
    "muoi hai": "12", "muoi mot": "11", "muoi": "10", "mot": "1", "gieng": "1", "hai": "2",
    "ba": "3", "tu": "4", "sau": "6", "bay": "7", "tam": "8", "chin": "9", "chap": "12",
}  # fmt: skip
_REPLACED = (
    (r"[–—−‐‑]", "-"),
    (r"\b(?:whole|all) year\b", "ca nam"),
    (r"\bmonths?\b", "thang"),
    (r"\bquarters?\b", "quy"),
    (r"\b(?:cac|ca|suot|toan) (?=thang|quy|ngay)", ""),
    (r"\b(?:19|20)\d\d-\d\d-\d\d 00:00(:00)?$", lambda match: match[0][:10]),
    (r"\((?:du kien|tam thoi|khoang)\)", ""),
    (r"\b(?:du kien|khoang|vao|dip|nhan dip|trong(?! nam))\b:?", " "),
    (r"\b(?:luc |tu )?\d{1,2}\s*(?:h|gio|:)\s*(?:\d{1,2}\s*(?:phut)?)?[, ]+(?=.*\d)", " "),
    (r"\b(?:sang|chieu|toi)(?:,| ngay)?(?= ?\d)", " "),
    (r"\b(?:thu (?:hai|ba|tu|nam|sau|bay|[2-7])|chu nhat|cn)\b[, ]*(?=\(?(?:ngay )?\d)", " "),
    (rf"\bthang ({'|'.join(_MONTH_WORDS)})\b", lambda match: f"thang {_MONTH_WORDS[match[1]]}"),
    (r"(?<!tuan )(?<!thu )(\d)\s*thang\s*(\d)", r"\1/\2"),  # ngày 5 tháng 9
    (r"(?<!\d)(\d{1,2})[-.](\d{1,2})[-.]((?:19|20)\d\d)(?!\d)", r"\1/\2/\3"),
    (r"(?<![\d/])(\d{1,2}|[iv]+)\s*[-.]\s*((?:19|20)\d\d)(?![\d-])", r"\1/\2"),
    (r"(\d/\d{1,2})[-.]((?:19|20)\d\d)(?!\d)", r"\1/\2"),
    (r"(?<!\d)(\d{1,2})\.(\d{1,2})(?![\d.])", r"\1/\2"),
    (r"(\d)\s*/\s*(?=\d)", r"\1/"),
    (r"(\d/\d{1,2})\s*nam\s*(?=\d)", r"\1/"),
    (r"(?<!\d)(?<!\d )\bngay\b", " "),  # but not the length "3 ngày"
    (r"\s+", " "),
)
_RANGE_WORD = re.compile(r"\s*(?:\bden het\b|\bden\b|\btoi\b|->|~|→|-)\s*")
_LIST_WORD = re.compile(r"\s*(?:,|;|\+|&|\bva\b|\bhoac\b|\bhay\b)\s*")
_RECURRING = re.compile(
    r"(?:(?:lam )?(?:thuong xuyen|lien tuc|dinh ky|quanh nam|nhieu (?:dot|lan))"
    r"(?:,? (?:trong|ca) nam)?|"
    r"(?:dinh ky )?(?:hang|moi) (?:ngay|tuan|thang|quy|nam)|"
    rf"(?:theo )?dinh ky (?:thang|quy)){_YEAR}"
)


def read_span(words: str, year: int) -> Span:
    """Read words; a missing year is ``year``."""
    text = _simplify(words)
    context = Context(year)
    if match := _RECURRING.fullmatch(text):
        return Span.of_months(int(match["year"] or year), 1, 12, Precision.RECURRING)
    atom = _atom(text, context)
    if atom:
        return atom.span
    return _joined(text, context)


def _simplify(words: str) -> str:
    text = fold(words)
    for pattern, replacement in _REPLACED:
        text = re.sub(pattern, replacement, text)
    return text.strip(" .,;:()")


def _joined(text: str, context: Context) -> Span:
    """Read a range or a list from the right, so that the left can borrow year and month."""
    ranged = re.sub(r"^tu\s+", "", text)
    parts = _RANGE_WORD.split(ranged)
    if len(parts) == 1:
        parts = _LIST_WORD.split(ranged)
    elif len(parts) > 2 or any(_LIST_WORD.search(part) for part in parts):  # noqa: PLR2004 -- from and to
        parts = [piece for part in parts for piece in _LIST_WORD.split(part)]
    if len(parts) == 1 or not all(parts):
        raise UnreadableTimeError(text)
    spans: list[Span] = []
    shared = prefix = _shared_prefix(parts[0], context)
    for part in reversed(parts):
        atom = _atom(part, shared) or _bare(part, shared)
        if atom is None:
            raise UnreadableTimeError(part)
        spans.insert(0, atom.span)
        shared = replace(atom.context, bare=atom.context.bare or prefix.bare)
    return _cover(spans)


def _shared_prefix(first: str, context: Context) -> Context:
    """In "thang 7, 8" the word stands once, before the first number."""
    if re.match(rf"{_MONTH}\b", first):
        return replace(context, bare="month")
    if re.match(_QUARTER, first):
        return replace(context, bare="quarter")
    return context


def _cover(spans: list[Span]) -> Span:
    """Span from the first to the last; parts out of order are a slip, not a range."""
    if any(after.first < before.first for before, after in pairwise(spans)):
        raise ReversedTimeError
    kinds = {span.precision for span in spans}
    if kinds <= {Precision.DAY, Precision.DAYS}:
        precision = Precision.DAYS
    elif kinds == {Precision.QUARTER}:
        precision = Precision.QUARTER
    elif Precision.PART_OF_MONTH in kinds:
        precision = Precision.PART_OF_MONTH
    else:
        precision = Precision.MONTHS
    return Span(spans[0].first, max(span.last for span in spans), precision)


def _bare(text: str, context: Context) -> _Atom | None:
    """Read a number that leans on its neighbour: a day, a month or a quarter."""
    if context.bare == "quarter" and (match := re.fullmatch(rf"(i{{1,3}}|iv|\d){_Y}", text)):
        return _quarter(match[1], _year_of(match, context))
    match = re.fullmatch(rf"(\d{{1,2}}){_Y}", text)
    if not match:
        return None
    number, year = int(match[1]), _year_of(match, context)
    if context.bare == "month":
        return _month(number, year)
    if context.bare == "day" and context.month and not match["year"]:
        return _day(number, context.month, year)
    return None


def _year_of(match: re.Match[str], context: Context) -> int:
    groups = match.groupdict()
    return int(groups.get("year") or groups.get("short") or context.year)


def _day(day: int, month: int, year: int) -> _Atom:
    span = Span.of_day(year, month, day)
    return _Atom(span, Context(span.first.year, month, "day"))


def _month(month: int, year: int, bare: str = "") -> _Atom:
    span = Span.of_months(year, month, month, Precision.MONTH)
    return _Atom(span, Context(span.first.year, month, bare))


def _quarter(text: str, year: int, bare: str = "") -> _Atom:
    number = _QUARTERS.get(text)
    if number is None:
        raise ImpossibleTimeError(f"quý {text.upper()}")
    span = Span.of_quarter(year, number)
    return _Atom(span, Context(span.first.year, None, bare))


# --- atoms: each takes a match and what may be left out --------------------------------------


def _full_date(match: re.Match[str], context: Context) -> _Atom:
    return _day(int(match["day"]), int(match["month"]), _year_of(match, context))


def _one_month(match: re.Match[str], context: Context) -> _Atom:
    bare = "month" if match[0][0].isdigit() else ""  # "10-12/2022", but not "5, tháng 9"
    return _month(int(match["month"]), _year_of(match, context), bare)


def _one_quarter(match: re.Match[str], context: Context) -> _Atom:
    bare = "" if match[0].startswith("q") else "quarter"
    return _quarter(match["quarter"], _year_of(match, context), bare)


def _month_third(match: re.Match[str], context: Context) -> _Atom:
    month = _one_month(match, context)
    year, number = month.span.first.year, month.span.first.month
    first, last = ((1, 10), (11, 20), (21, days_in(year, number)))[_THIRDS[match["third"]]]
    return _Atom(Span.of_days(year, number, first, last), month.context)


def _month_half(match: re.Match[str], context: Context) -> _Atom:
    month = _one_month(match, context)
    year, number = month.span.first.year, month.span.first.month
    first, last = (1, 15) if match["half"] == "dau" else (16, days_in(year, number))
    return _Atom(Span.of_days(year, number, first, last), month.context)


def _week(match: re.Match[str], context: Context) -> _Atom:
    month = _one_month(match, context)
    year, number = month.span.first.year, month.span.first.month
    end = days_in(year, number)
    if match["week"] == "cuoi":
        return _Atom(Span.of_days(year, number, end - 6, end), month.context)
    week = {"dau": 1, "dau tien": 1}.get(match["week"]) or int(match["week"][-1])
    last = min(7 * week, end)
    return _Atom(Span.of_days(year, number, 7 * week - 6, last), month.context)


def _quarter_third(match: re.Match[str], context: Context) -> _Atom:
    quarter = _one_quarter(match, context).span.first
    return _month(quarter.month + _THIRDS[match["third"]], quarter.year)


def _half_year(match: re.Match[str], context: Context) -> _Atom:
    first = 1 if match["half"] == "dau" else 7
    span = Span.of_months(_year_of(match, context), first, first + 5, Precision.HALF_YEAR)
    return _Atom(span, Context(span.first.year))


def _year_third(match: re.Match[str], context: Context) -> _Atom:
    first, last = ((1, 3), (4, 9), (10, 12))[_THIRDS[match["third"]]]
    span = Span.of_months(_year_of(match, context), first, last, Precision.MONTHS)
    return _Atom(span, Context(span.first.year))


def _whole_year(match: re.Match[str], context: Context) -> _Atom:
    span = Span.of_months(_year_of(match, context), 1, 12, Precision.YEAR)
    return _Atom(span, Context(span.first.year))


def _lunar_new_year(match: re.Match[str], context: Context) -> _Atom:
    """From New Year's eve to the fourth day: the public holiday."""
    day = LUNAR_NEW_YEARS.get(_year_of(match, context))
    if day is None:
        raise UnreadableTimeError(match[0])
    first, last = day.fromordinal(day.toordinal() - 1), day.fromordinal(day.toordinal() + 3)
    return _Atom(Span(first, last, Precision.DAYS), Context(day.year))


_ATOMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Context], _Atom]], ...] = tuple(
    (re.compile(pattern), reader)
    for pattern, reader in (
        (r"(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)", _full_date),
        (r"(?P<month>\d{1,2})/(?P<year>(?:19|20)\d\d)", _one_month),
        (
            r"(?P<day>\d{1,2})/(?P<month>\d{1,2})(?:/(?:(?P<year>\d{4})|(?P<short>\d\d)))?",
            _full_date,
        ),
        (rf"{_MONTH}{_Y}", _one_month),
        (rf"{_QUARTER}{_Y}", _one_quarter),
        (r"(?P<quarter>i{1,3}|iv)/(?P<year>(?:19|20)\d\d)", _one_quarter),
        (rf"(?P<third>{_THIRD}) {_MONTH}{_Y}", _month_third),
        (rf"(?P<third>{_THIRD}) (?P<month>\d{{1,2}})/(?P<year>(?:19|20)\d\d)", _month_third),
        (rf"nua (?P<half>dau|cuoi) {_MONTH}{_Y}", _month_half),
        (rf"tuan (?P<week>(?:thu )?[1-5]|dau(?: tien)?|cuoi)(?: cua)? {_MONTH}{_Y}", _week),
        (rf"(?P<third>dau|giua|cuoi) {_QUARTER}{_Y}", _quarter_third),
        (rf"(?:6|06|sau) (?:thang )?(?P<half>dau|cuoi) nam{_YEAR}", _half_year),
        (rf"nua (?P<half>dau|cuoi) nam{_YEAR}", _half_year),
        (rf"(?P<third>dau|giua|cuoi) nam{_YEAR}", _year_third),
        (rf"(?:(?:ca|trong|suot|trong ca|het|toan) )?nam{_YEAR}", _whole_year),
        (rf"(?:ca|trong) nam(?: ke hoach)?{_YEAR}", _whole_year),
        (rf"tet(?: nguyen dan| am lich)?{_YEAR}", _lunar_new_year),
    )
)


def _atom(text: str, context: Context) -> _Atom | None:
    for pattern, reader in _ATOMS:
        if match := pattern.fullmatch(text):
            return reader(match, context)
    return None
