"""Amounts of money as units write them, to whole đồng and back.

Full stops group thousands and a comma starts the decimals ("1.250,5 triệu"); the English way
("15,000,000") is read where it can mean only one thing. Where a slip would be a factor of a
thousand the reading is refused with a sentence that says what to write, never guessed.

A dash, as accountants write it, and "không" mean zero; an empty cell means not stated.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from .text import excerpt, fold

THOUSAND, MILLION, BILLION = 10**3, 10**6, 10**9
_TOO_MUCH = 1000 * BILLION
_LONGEST = 200
_SMALLEST_PLAUSIBLE = 1000  # a bare "45" is somebody's "45 triệu"

_UNITS = {
    **dict.fromkeys(("ty", "ti"), BILLION),
    **dict.fromkeys(("trieu", "trd", "tr.d", "tr"), MILLION),
    **dict.fromkeys(("nghin", "ngan", "ngin", "k"), THOUSAND),
}
_UNIT = "|".join(re.escape(unit) for unit in _UNITS)
_NUMBER = r"\d[\d.,]*(?: \d{3})*(?:[.,]\d+)?"
_PART = re.compile(
    rf"(?P<number>{_NUMBER})\s*(?:(?P<unit>{_UNIT})(?![a-z])\.?\s*"
    rf"(?:(?P<half>ruoi)|(?P<tenth>\d)(?!\s?[\d.,]|\s*(?:{_UNIT})))?)?"
)
_CURRENCY = re.compile(r"\s*(?:dong|vnd|viet nam dong|d)?\.?(?:/-)?$")
_ABOUT = re.compile(r"^(?:khoang|du kien|uoc tinh|uoc|tam tinh|~|≈)\s*:?\s*")
_NOTHING = re.compile(r"^(?:[-–—]+|khong|khong co|ko|khong dong|khong kinh phi)$")
_FOREIGN = re.compile(
    r"[$€£¥฿]|\b(?:usd|us|eur|euro|gbp|jpy|yen|yen nhat|cny|rmb|ndt|nhan dan te|krw|won|thb|baht|"
    r"lak|kip|rub|rup|do la|do|bang anh|aud|cad|sgd|chf|franc)\b"
)
_RANGE = re.compile(r"\d\s*(?:[a-z.]+\s*)?(?:-|–|—|~|den|toi|hoac)\s*\d")
_NEGATIVE = re.compile(r"^(?:[-–−]\s*\d|\(\s*\d[\d., ]*\)$|am \d)")


@dataclass(frozen=True, slots=True)
class MoneyReading:
    """What a cell says: an amount, nothing, or a problem with what to write instead."""

    amount: int | None
    problem: str = ""
    words: str = ""

    @property
    def ok(self) -> bool:
        """Say whether the cell was understood (an empty one is)."""
        return not self.problem


class _UnreadableError(ValueError):
    """Carries the sentence for the user."""


def parse_dong(value: object, unit: int = 1) -> MoneyReading:
    """Read an amount; ``unit`` is what the column's heading says ("triệu đồng": a million).

    The unit counts for bare numbers only: "45tr" is 45 million in any column.
    """
    words = "" if value is None else str(value).strip()
    if isinstance(value, bool) or not isinstance(value, int | float | str | None):
        return MoneyReading(None, _unreadable(words), words)
    try:
        if isinstance(value, int | float):
            return MoneyReading(_whole(_number(value, words), unit, words, bare=True), words=words)
        return MoneyReading(_text(words, unit), words=words)
    except _UnreadableError as problem:
        return MoneyReading(None, str(problem), words)


def format_number(number: int) -> str:
    """Group a whole number by thousands: 45.000.000."""
    return f"{number:,}".replace(",", ".")


def format_dong(amount: int) -> str:
    """Write an amount of money: "45.000.000 đ"."""
    return f"{format_number(amount)} đ"


def heading_unit(heading: str) -> int:
    """Return what one is worth in a column whose heading names a unit: "(triệu đồng)"."""
    folded = fold(heading)
    for pattern, worth in (
        (r"\b(?:ty|ti) (?:dong|vnd)", BILLION),
        (r"\b(?:trieu(?: dong| vnd)?|trd|tr\.d|tr\. dong)\b", MILLION),
        (r"\b(?:nghin|ngan) (?:dong|vnd)|\b1\.?000 ?(?:d|dong|vnd)\b", THOUSAND),
    ):
        if re.search(pattern, folded):
            return worth
    return 1


def _number(value: float, words: str) -> Decimal:
    number = Decimal(str(value))
    if not number.is_finite():
        raise _UnreadableError(_unreadable(words))
    return number


def _text(words: str, unit: int) -> int | None:
    folded = fold(words).replace("₫", "d")
    if not folded:
        return None
    if len(folded) > _LONGEST:
        raise _UnreadableError(_unreadable(words))
    if _NOTHING.match(folded):
        return 0
    folded = _ABOUT.sub("", folded)
    _refuse_what_is_not_one_amount(folded, words)
    total, parts = _sum_of_parts(folded, unit, words)
    if not parts:
        raise _UnreadableError(_unreadable(words))
    return total


def _refuse_what_is_not_one_amount(folded: str, words: str) -> None:
    if _FOREIGN.search(folded):
        raise _UnreadableError(
            _(
                "“%(text)s” is a foreign currency. Write the amount in đồng, for example "
                "12.500.000, and keep the foreign amount in the remarks."
            )
            % {"text": excerpt(words)}
        )
    if _NEGATIVE.match(folded):
        raise _UnreadableError(
            _("“%(text)s” is below zero. Write the amount without a sign.")
            % {"text": excerpt(words)}
        )
    if _RANGE.search(folded):
        raise _UnreadableError(
            _("“%(text)s” is a range. Write one amount, for example the highest: 15 triệu.")
            % {"text": excerpt(words)}
        )


def _sum_of_parts(folded: str, unit: int, words: str) -> tuple[int, int]:
    """Add "1 tỷ" and "200 triệu": each part needs a smaller unit than the one before."""
    total, parts, position, last = 0, 0, 0, None
    while match := _PART.match(folded, position):
        if match.end() == position:
            break
        worth = _UNITS.get(match["unit"] or "")
        if parts and (worth is None or last is None or worth >= last):
            raise _UnreadableError(_several(words))
        number = _decimal(match["number"], words, scaled=worth is not None or unit > 1)
        if match["half"]:
            number += Decimal("0.5")
        elif match["tenth"]:
            number += Decimal(match["tenth"]) / 10
        bare = worth is None and not folded[match.end() :].strip()
        total += _whole(number, worth or (unit if bare else 1), words, bare=bare)
        parts, last = parts + 1, worth
        position = match.end()
        position += len(folded[position:]) - len(folded[position:].lstrip(" ,+"))
    rest = folded[position:]
    if not _CURRENCY.fullmatch(rest):
        raise _UnreadableError(
            _several(words) if parts and re.search(r"\d", rest) else _unreadable(words)
        )
    return total, parts


def _whole(number: Decimal, unit: int, words: str, *, bare: bool) -> int:
    amount = number * unit
    if amount < 0:
        raise _UnreadableError(
            _("“%(text)s” is below zero. Write the amount without a sign.")
            % {"text": excerpt(words)}
        )
    if amount != amount.to_integral_value() or (bare and 0 < amount < _SMALLEST_PLAUSIBLE):
        raise _UnreadableError(
            _(
                "“%(text)s” has no unit. Write the whole amount in đồng, for example 45.000.000, "
                "or 45 triệu."
            )
            % {"text": excerpt(words)}
        )
    if amount >= _TOO_MUCH:
        raise _UnreadableError(
            _("“%(text)s” is more than a thousand billion đồng. Check the unit.")
            % {"text": excerpt(words)}
        )
    return int(amount)


def _decimal(text: str, words: str, *, scaled: bool) -> Decimal:
    """Read digits with separators; ``scaled`` numbers carry a unit and may have decimals."""
    text = text.replace(" ", "").rstrip(".,")
    if "." in text and "," in text:
        grouping, point = (".", ",") if text.rindex(",") > text.rindex(".") else (",", ".")
        head, __, tail = text.partition(point)
        if len(tail) in {1, 2} and _is_grouped(head, grouping):
            return Decimal(f"{head.replace(grouping, '')}.{tail}")
        raise _UnreadableError(_ambiguous(words))
    separator = "." if "." in text else ","
    head, __, tail = text.partition(separator)
    if not tail:
        return Decimal(head)
    if _is_grouped(text, separator):
        if separator == "," and scaled and text.count(",") == 1:
            raise _UnreadableError(_ambiguous(words))  # 1,200 triệu: 1.2 or 1200?
        return Decimal(text.replace(separator, ""))
    if separator in tail or not scaled:
        raise _UnreadableError(_ambiguous(words))
    return Decimal(f"{head}.{tail}")


def _is_grouped(text: str, separator: str) -> bool:
    return bool(re.fullmatch(rf"[1-9]\d{{0,2}}(?:{re.escape(separator)}\d{{3}})+|\d+", text))


def _unreadable(words: str) -> str:
    return _(
        "“%(text)s” cannot be read as an amount. Write the number in đồng, for example "
        "45.000.000 or 45 triệu, or leave the cell empty."
    ) % {"text": excerpt(words)}


def _several(words: str) -> str:
    return _(
        "“%(text)s” holds more than one amount. Write the total here and the details in the "
        "remarks."
    ) % {"text": excerpt(words)}


def _ambiguous(words: str) -> str:
    return _(
        "The separators in “%(text)s” can be read in two ways. Write 15.000.000 or 1,2 tỷ."
    ) % {"text": excerpt(words)}
