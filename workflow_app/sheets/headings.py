"""Finding out which column of somebody's sheet means which column of ours."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from workflow_app.lib.text import fold

from .schema import Column, SheetSchema

_LONGEST_HEADING = 80
_LEAST = 0.5
_ALIKE = 0.82
_FUZZY_WEIGHT = 0.9


@dataclass(frozen=True, slots=True)
class Match:
    """A column of the sheet that probably means ``key``; 1.0 is certain."""

    key: str
    column: int
    heading: str
    confidence: float


def plain(heading: str) -> str:
    """Reduce a heading to what its name is compared by: no marks, brackets or punctuation."""
    folded = fold(heading)
    without = re.sub(r"\([^)]*\)", " ", folded).strip()
    return " ".join(re.findall(r"[a-z0-9#]+", without or folded))


def match_columns(headings: Mapping[int, tuple[str, ...]], schema: SheetSchema) -> list[Match]:
    """Pair headings with columns, the surest first; each is used once.

    A heading is given as its levels from top to bottom ("Kinh phí", "Nguồn"): the lowest level
    alone and all of them together are both tried.
    """
    candidates: list[tuple[float, int, int, Column]] = []
    for column, levels in headings.items():
        for order, wanted in enumerate(schema.columns):
            confidence = _confidence(levels, wanted)
            if confidence >= _LEAST:
                candidates.append((-confidence, column, order, wanted))
    taken: set[int] = set()
    found: dict[str, Match] = {}
    for negative, column, __, wanted in sorted(candidates, key=lambda item: item[:3]):
        if column in taken or wanted.key in found:
            continue
        taken.add(column)
        heading = " / ".join(headings[column])
        found[wanted.key] = Match(wanted.key, column, heading, round(-negative, 2))
    return [found[column.key] for column in schema.columns if column.key in found]


def _confidence(levels: tuple[str, ...], wanted: Column) -> float:
    if not levels or len(levels[-1]) > _LONGEST_HEADING:
        return 0.0
    texts = [plain(levels[-1])]
    if len(levels) > 1:
        texts.append(plain(" ".join(levels)))
    return max(_likeness(text, names) for text in texts for names in (_plain_names(wanted),))


def _plain_names(wanted: Column) -> list[str]:
    return [plain(name) for name in wanted.names]


def _likeness(text: str, names: Iterable[str]) -> float:
    return max((_alike(text, name) for name in names if name), default=0.0) if text else 0.0


def _alike(text: str, name: str) -> float:
    """Score equal names 1; one inside the other by how much is covered; slips by likeness."""
    if text == name:
        return 1.0
    words, wanted = text.split(), name.split()
    if f" {name} " in f" {text} ":
        return 0.6 + 0.3 * len(wanted) / len(words)
    if f" {text} " in f" {name} ":
        return 0.45 + 0.3 * len(words) / len(wanted)
    if abs(len(text) - len(name)) > max(2, len(name) // 4):
        return 0.0
    ratio = SequenceMatcher(None, text, name).ratio()
    return ratio * _FUZZY_WEIGHT if ratio >= _ALIKE else 0.0
