"""Habits of units' sheets that only the whole table explains, put right before rows are read."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from workflow_app.lib.money import parse_dong
from workflow_app.lib.text import excerpt, fold
from workflow_app.sheets.cells import CellValue, cell_text
from workflow_app.sheets.reading import RawRow, RowKind

_MONTHS = re.compile(r"thang(?: (?:thuc hien|to chuc|du kien))?|.*\(thang\)")
_QUARTERS = re.compile(r"quy(?: (?:thuc hien|to chuc|du kien))?")
_MONTH_NUMBERS = re.compile(r"\d{1,2}(?:\s*[-–,;+&]\s*\d{1,2})*")
_QUARTER_NUMBERS = re.compile(
    r"(?:[1-4]|i{1,3}|iv)(?:\s*[-–,;]\s*(?:[1-4]|i{1,3}|iv))*", re.IGNORECASE
)
_WHOLE = re.compile(r"(\d{1,3})[.)]?")
_TOTAL = re.compile(r"tong(?: (?:so|cong|kinh phi))?|cong")
_GROUP_KEYS = frozenset({"ordinal", "title", "amount"})


class _Seen(dict[int, str]):
    """What is kept of each character; each is asked for once, whole sheets are tidied."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        kept = "" if unicodedata.category(char) == "Cf" else char
        self[code] = found = " " if char in "\u00a0\u202f\u2007\t" else kept
        return found


_SEEN = _Seen()


def tidy(text: str) -> str:
    """Compose letters, make every blank an ordinary one, drop what cannot be seen."""
    composed = unicodedata.normalize("NFC", text)
    if not composed.isprintable():  # all that is changed or dropped counts as not printable
        composed = composed.translate(_SEEN)
    return composed.strip()


def time_named(value: CellValue, heading: str) -> CellValue:
    """Read "3" as March in a column that is headed "Tháng", "II" as a quarter under "Quý"."""
    words = cell_text(value)
    name = fold(heading)
    if isinstance(value, str | int) and not isinstance(value, bool):
        if _MONTHS.fullmatch(name) and _MONTH_NUMBERS.fullmatch(words):
            return f"tháng {words}"
        if _QUARTERS.fullmatch(name) and _QUARTER_NUMBERS.fullmatch(words):
            return f"Quý {words}"
    return value


def with_groups(rows: Iterable[RawRow]) -> Iterator[RawRow]:
    """Take "1 · Nhóm A" for a heading when the next line is numbered 1.1."""
    group: tuple[str, str] | None = None
    for raw, following in _with_following(rows):
        if raw.kind is RowKind.SECTION:
            group = None
        elif raw.kind is RowKind.DATA:
            number = _leads_a_group(raw, following)
            if number:
                group = (number, f"{number}. {cell_text(raw.cells.get('title'))}")
                yield raw._replace(kind=RowKind.SECTION)
                continue
            if group and not cell_text(raw.cells.get("ordinal")).startswith(f"{group[0]}."):
                group = None
        yield raw._replace(sections=(*raw.sections, group[1])) if group else raw


def _with_following(rows: Iterable[RawRow]) -> Iterator[tuple[RawRow, RawRow | None]]:
    """Pair each row with the next one that is not empty."""
    held: list[RawRow] = []  # a row and the empty ones below it
    for row in rows:
        if row.kind is not RowKind.EMPTY:
            yield from ((one, row) for one in held)
            held.clear()
        held.append(row)
    yield from ((one, None) for one in held)


def _leads_a_group(raw: RawRow, following: RawRow | None) -> str:
    """Return the number of a row whose next one is numbered below it."""
    if not raw.cells.keys() <= _GROUP_KEYS or raw.broken or not raw.cells.get("title"):
        return ""
    number = _WHOLE.fullmatch(cell_text(raw.cells.get("ordinal")))
    if number is None or following is None or following.kind is not RowKind.DATA:
        return ""
    is_below = re.match(rf"{number[1]}\.\d", cell_text(following.cells.get("ordinal")))
    return number[1] if is_below else ""


@dataclass(frozen=True, slots=True)
class SplitAmounts:
    """Several columns of money under one heading: "Kinh phí" over "Ngân sách" and "Xã hội hóa"."""

    own: str
    others: Mapping[str, str]  # heading as a whole -> its lowest level

    def add_up(self, raw: RawRow, amount: int | None, unit: int) -> tuple[int | None, str]:
        """Return the sum of the columns, and what each is called that holds something."""
        parts = {} if amount is None else {self.own: amount}
        for heading, name in self.others.items():
            reading = parse_dong(raw.extra.get(heading), unit)
            if reading.problem:
                return amount, ""
            if reading.amount is not None:
                parts[name] = reading.amount
        total = next((value for name, value in parts.items() if _TOTAL.fullmatch(fold(name))), None)
        named = [
            name for name, value in parts.items() if value and not _TOTAL.fullmatch(fold(name))
        ]
        if not parts:
            return amount, ""
        return sum(parts.values()) if total is None else total, excerpt("; ".join(named), 200)


def split_amounts(headings: Mapping[int, str], mapping: Mapping[str, int]) -> SplitAmounts | None:
    """Find the unmapped columns that stand under the heading of the amount."""
    heading = headings.get(mapping.get("amount", 0), "")
    if " / " not in heading:
        return None
    top, __, own = heading.rpartition(" / ")
    used = set(mapping.values())
    others = {
        other: other.rpartition(" / ")[2]
        for column, other in headings.items()
        if column not in used and other.rpartition(" / ")[0] == top
    }
    return SplitAmounts(own, others) if others else None
