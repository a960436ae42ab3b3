"""The sheet's columns: what a cell shows, and how what was typed is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrPromise

from plans.enums import ActivityKind, GuestLevel
from plans.models import Activity, Amendment, FocusArea, Plan
from workflow_app.lib.money import format_number, parse_dong
from workflow_app.lib.text import fold
from workflow_app.lib.times import format_when, parse_when

Values = dict[str, Any]
MOST_GUESTS = 1_000_000
MOST_WORDS = 10_000
MOST_DONG = 10**15


class ColumnError(ValueError):
    """What was typed cannot be read; the text says what to write instead."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, whether the sheet shows it, and the width class of its cells."""

    name: str
    label: StrPromise
    in_sheet: bool = False
    css: str = ""
    kind: str = "text"


COLUMNS: dict[str, Column] = {
    column.name: column
    for column in (
        Column("title", gettext_lazy("Activity"), True, "col-title", "area"),
        Column("kind", gettext_lazy("Kind"), True, "", "choice"),
        Column("when", gettext_lazy("Time"), True, "col-money"),
        Column("amount", gettext_lazy("Amount"), True, "col-money"),
        Column("funding_source", gettext_lazy("Funding source"), True),
        Column("lead", gettext_lazy("Lead unit"), True, "col-wide"),
        Column("coordinators", gettext_lazy("Co-ordinating units"), True, "col-wide", "area"),
        Column("place", gettext_lazy("Place"), True),
        Column("partner", gettext_lazy("Country, partner"), True),
        Column("guest_level", gettext_lazy("Level of guests"), True, "", "choice"),
        Column("guest_count", gettext_lazy("Guests"), True),
        Column("focus_area", gettext_lazy("Focus area"), True, "col-wide", "choice"),
        Column("purpose", gettext_lazy("Purpose, content"), True, "col-wide", "area"),
        Column("expected_result", gettext_lazy("Expected result"), True, "col-wide", "area"),
        Column("remarks", gettext_lazy("Remarks"), True, "col-wide", "area"),
        Column("section", gettext_lazy("Section")),
    )
}


def sheet_columns() -> list[Column]:
    """Return the columns that the sheet shows, in order."""
    return [column for column in COLUMNS.values() if column.in_sheet]


def objectives_of(plan: Plan, amendment: Amendment | None) -> str:
    """Return the objectives of a plan, or the reason of an addition."""
    return amendment.reason if amendment else plan.objectives


def text_of(line: Activity, column: str) -> str:
    """Return what the cell shows; `read_cell` reads it back to the same values."""
    if column == "when":
        return when_of(line)
    if column == "focus_area":
        return line.focus_area.code if line.focus_area else ""
    value = getattr(line, column)
    if column == "amount":
        return "" if value is None else format_number(value)
    return "" if value is None else str(value)


def when_of(line: Activity) -> str:
    """Return the words for the time, else the days."""
    if line.when_words or line.first_day is None:
        return line.when_words
    return format_when(line.first_day, line.last_day or line.first_day)


def read_cell(
    column: str, text: str, *, year: int, areas: Mapping[str, FocusArea] | None = None
) -> Values:
    """Return the values of the model's fields that the cell sets; ColumnError when unreadable."""
    text = text.strip()
    if column == "when":
        return _read_when(text, year)
    if column == "focus_area":
        return _read_area(text, areas or {})
    reader = READERS.get(column)
    if reader is not None:
        return {column: reader(text)}
    longest = _longest(column)
    if len(text) > longest:
        raise ColumnError(_("Too long: at most %(count)s characters.") % {"count": longest})
    return {column: text if column in MULTILINE else " ".join(text.split())}


def _longest(name: str) -> int:
    return getattr(Activity._meta.get_field(name), "max_length", None) or MOST_WORDS


def _read_when(text: str, year: int) -> Values:
    """Words that cannot be read are kept as words; the check beside the line says so."""
    longest = _longest("when_words")
    if len(text) > longest:
        raise ColumnError(_("Too long: at most %(count)s characters.") % {"count": longest})
    when = parse_when(text, year)
    return {"when_words": when.words, "first_day": when.first, "last_day": when.last}


def _read_area(text: str, areas: Mapping[str, FocusArea]) -> Values:
    if not text:
        return {"focus_area": None}
    by_name = {fold(area.name): area for area in areas.values()}
    area = areas.get(text) or by_name.get(fold(text))
    if area is None:
        raise ColumnError(_("“%(text)s” is not a focus area of this year.") % {"text": text})
    return {"focus_area": area}


def _read_amount(text: str) -> int | None:
    reading = parse_dong(text)
    if not reading.ok:
        raise ColumnError(reading.problem)
    if reading.amount is not None and reading.amount > MOST_DONG:
        raise ColumnError(_("This amount cannot be right."))
    return reading.amount


def _read_count(text: str) -> int | None:
    digits = text.replace(".", "").replace(" ", "")
    if not digits:
        return None
    if not (digits.isascii() and digits.isdecimal()) or int(digits) > MOST_GUESTS:
        raise ColumnError(_("Write a whole number of guests, for example 12."))
    return int(digits)


def _choice_reader(choices: type[ActivityKind | GuestLevel], empty: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not text:
            return empty
        for value, label in choices.choices:
            if text == value or fold(text) == fold(str(label)):
                return str(value)
        raise ColumnError(_("“%(text)s” is not one of the choices.") % {"text": text})

    return read


MULTILINE = frozenset({"purpose", "expected_result", "remarks"})
READERS: dict[str, Callable[[str], Any]] = {
    "amount": _read_amount,
    "guest_count": _read_count,
    "kind": _choice_reader(ActivityKind, ActivityKind.OTHER),
    "guest_level": _choice_reader(GuestLevel, GuestLevel.NONE),
}
