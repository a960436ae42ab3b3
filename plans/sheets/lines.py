"""A line of a plan as a sheet knows it: plain values by field, equal when people call them equal."""

import datetime as dt
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import translation
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from plans.content import line_of
from plans.models import Activity, FocusArea
from workflow_app.lib.money import format_number
from workflow_app.lib.times import format_when

from .schema import FIELDS
from .words import KIND_WORDS, LEVEL_WORDS

Values = dict[str, Any]

LONGEST_CELL = 32_000
_SAME_NAMED = tuple(name for name in FIELDS if name not in {"focus", "when"})


def values_of_line(line: Mapping[str, Any]) -> Values:
    """Return a line of canonical content, live or frozen, as the sheet's fields."""
    values: Values = {name: line[name] for name in _SAME_NAMED}
    values["focus"] = line["focus_area"] or line["focus_words"]
    first, last = line["first_day"], line["last_day"]
    words = line["when_words"]
    if not words and first:
        words = _shown_days(first, last or first)
    values["when"] = {"words": words, "first": first, "last": last}
    return values


def values_of(activity: Activity) -> Values:
    """Return a stored line as the sheet's fields."""
    return values_of_line(line_of(activity))


def cells_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is written into the cells of a row; reading it back gives the same values."""
    cells = {name: _clipped(value) for name, value in values.items()}
    cells["when"] = _clipped(values["when"]["words"])
    cells["kind"] = KIND_WORDS.get(values["kind"], "")
    cells["guest_level"] = LEVEL_WORDS.get(values["guest_level"], "")
    return cells


def line_from(values: Mapping[str, Any], uid: str = "") -> dict[str, Any]:
    """Return the values as a line of content, for the checks of plans.rules."""
    line: dict[str, Any] = {"uid": uid, **{name: values.get(name, "") for name in _SAME_NAMED}}
    when = values.get("when") or {"words": "", "first": None, "last": None}
    line["when_words"] = when["words"]
    line["first_day"], line["last_day"] = when["first"], when["last"]
    line["amount"] = values.get("amount")
    return line


def fields_from(values: Mapping[str, Any], areas: Mapping[str, FocusArea]) -> dict[str, Any]:
    """Return the model's fields that the values set; ``areas`` by name."""
    fields: dict[str, Any] = {name: values[name] for name in _SAME_NAMED if name in values}
    if "when" in values:
        when = values["when"]
        fields["when_words"] = when["words"]
        for name, key in (("first_day", "first"), ("last_day", "last")):
            fields[name] = dt.date.fromisoformat(when[key]) if when[key] else None
    if "focus" in values:
        area = areas.get(plain(values["focus"]))
        fields["focus_area"] = area
        fields["focus_words"] = "" if area else values["focus"]
    return fields


def same(field: str, one: Any, other: Any) -> bool:
    """Say whether two values are one for a reader: white space and composition do not count."""
    if field == "when":
        return plain((one or {}).get("words", "")) == plain((other or {}).get("words", ""))
    if isinstance(one, str) or isinstance(other, str):
        return plain(one or "") == plain(other or "")
    return bool(one == other)


def is_blank(field: str, value: Any) -> bool:
    """Say whether a cell says nothing."""
    if field == "when":
        return not value or not value["words"]
    return value is None or value == ""


def shown(field: str, value: Any) -> str:
    """Write a value as the sheet shows it."""
    if is_blank(field, value):
        return ""
    if field == "when":
        return str(value["words"])
    if field == "amount":
        return format_number(value)
    if field == "kind":
        return KIND_WORDS.get(value, str(value))
    if field == "guest_level":
        return LEVEL_WORDS.get(value, str(value))
    return str(value)


def plain(text: object) -> str:
    """Reduce a text to what counts: composed letters, single blanks, nothing invisible."""
    composed = unicodedata.normalize("NFC", ILLEGAL_CHARACTERS_RE.sub("", str(text)))
    return " ".join(composed.split())


def unsectioned(lines: Sequence[Mapping[str, Any]]) -> bool:
    """Say whether no line stands under a heading."""
    return not any(line["section"] for line in lines)


def _shown_days(first: str, last: str) -> str:
    with translation.override("vi"):
        return format_when(dt.date.fromisoformat(first), dt.date.fromisoformat(last))


def _clipped(value: Any) -> Any:
    return value[:LONGEST_CELL] if isinstance(value, str) else value
