"""Finding out which column of somebody's sheet means which column of ours."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from workflow_app.lib.text import fold

from .schema import SheetSchema

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


class Matcher:
    """Knows the names of a schema's columns, and what each heading it has met is like."""

    def __init__(self, schema: SheetSchema) -> None:
        self._schema = schema
        self._names = [
            [name for name in map(plain, column.names) if name] for column in schema.columns
        ]
        self._known: dict[str, list[float]] = {}  # heading -> how much it is like each column

    def match(self, headings: Mapping[int, tuple[str, ...]]) -> list[Match]:
        """Pair headings with columns, the surest first; each is used once.

        A heading is given as its levels from top to bottom ("Kinh phí", "Nguồn"): the lowest
        level alone and all of them together are both tried.
        """
        candidates = [
            (-confidence, column, order)
            for column, levels in headings.items()
            for order, confidence in enumerate(self._confidences(levels))
            if confidence >= _LEAST
        ]
        taken: set[int] = set()
        found: dict[str, Match] = {}
        for negative, column, order in sorted(candidates):
            key = self._schema.columns[order].key
            if column in taken or key in found:
                continue
            taken.add(column)
            found[key] = Match(key, column, " / ".join(headings[column]), round(-negative, 2))
        return [found[column.key] for column in self._schema.columns if column.key in found]

    def _confidences(self, levels: tuple[str, ...]) -> Sequence[float]:
        if not levels or len(levels[-1]) > _LONGEST_HEADING:
            return ()
        lowest = self._likenesses(levels[-1])
        if len(levels) == 1:
            return lowest
        return [max(pair) for pair in zip(lowest, self._likenesses(" ".join(levels)), strict=True)]

    def _likenesses(self, heading: str) -> list[float]:
        known = self._known.get(heading)
        if known is None:
            text = plain(heading)
            known = [_likeness(text, names) for names in self._names]
            self._known[heading] = known
        return known


def _likeness(text: str, names: Iterable[str]) -> float:
    return max((_alike(text, name) for name in names), default=0.0) if text else 0.0


def _alike(text: str, name: str) -> float:
    """Score equal names 1; one inside the other by how much is covered; slips by likeness."""
    if text == name:
        return 1.0
    if name in text and f" {name} " in f" {text} ":
        return 0.6 + 0.3 * len(name.split()) / len(text.split())
    if text in name and f" {text} " in f" {name} ":
        return 0.45 + 0.3 * len(text.split()) / len(name.split())
    if abs(len(text) - len(name)) > max(2, len(name) // 4) or _most_alike(text, name) < _ALIKE:
        return 0.0
    matcher = SequenceMatcher(None, text, name)
    if matcher.quick_ratio() < _ALIKE:  # never below the ratio itself, and far quicker
        return 0.0
    ratio = matcher.ratio()
    return ratio * _FUZZY_WEIGHT if ratio >= _ALIKE else 0.0


def _most_alike(text: str, name: str) -> float:
    """Return what the likeness cannot exceed: letters that the other lacks have no match."""
    letters, others = set(text), set(name)
    matches = min(len(text) - len(letters - others), len(name) - len(others - letters))
    return 2 * matches / (len(text) + len(name))
