"""Cells of a score sheet as people type them: read, written one by one, nothing of others overwritten.

A cell comes with what stood there when the person began (`base`). What somebody else wrote in the
meantime is not lost: both texts come back, and the person chooses. Without a base the cell is
written as it is (a confirmed import).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from awards.rules.points import plain, read_points, shown_points

POINTS = "points"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as it was typed; `uid` is the criterion's key, empty for the sheet as a whole."""

    uid: str
    column: str
    text: str
    base: str | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cell that somebody else changed in the meantime."""

    uid: str
    column: str
    mine: str
    theirs: str


@dataclass(slots=True)
class Saved:
    """What became of the cells: saved ones as they read now, wrong ones, conflicts."""

    cells: list[tuple[str, str, str]] = field(default_factory=list)
    wrong: list[tuple[str, str, str]] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)


class Lines:
    """The lines of one sheet while cells are written into them.

    `new` makes the line of a criterion that has none; `texts` are the columns of words with their
    greatest length; with `is_strict` points over the most of a criterion are refused.
    """

    def __init__(
        self,
        lines: Iterable[Any],
        *,
        new: Callable[[int], Any],
        most: Mapping[int, Fraction],
        texts: Mapping[str, int],
        is_strict: bool,
    ) -> None:
        self.lines = {line.criterion_id: line for line in lines}
        self.new, self.most, self.texts, self.is_strict = new, most, texts, is_strict
        self.changed: dict[int, Any] = {}

    def text_of(self, criterion: int, column: str) -> str:
        """Return what stands in a cell now."""
        line = self.lines.get(criterion)
        if line is None:
            return ""
        return shown_points(line.points) if column == POINTS else str(getattr(line, column))

    def write(self, cell: Cell, saved: Saved) -> None:
        """Put a cell into its line, if it can be read and nobody else changed it."""
        criterion = int(cell.uid) if cell.uid.isascii() and cell.uid.isdigit() else 0
        if criterion not in self.most or cell.column not in {POINTS, *self.texts}:
            return
        try:
            value = self._read(criterion, cell)
        except ValueError as problem:
            saved.wrong.append((cell.uid, cell.column, str(problem)))
            return
        now = self.text_of(criterion, cell.column)
        if cell.base is not None and plain(now) not in {plain(cell.base), plain(cell.text)}:
            saved.conflicts.append(Conflict(cell.uid, cell.column, cell.text, now))
            return
        if plain(now) != plain(cell.text):
            line = self.lines.setdefault(criterion, None) or self.new(criterion)
            self.lines[criterion] = self.changed[criterion] = line
            setattr(line, cell.column, value)
        saved.cells.append((cell.uid, cell.column, self.text_of(criterion, cell.column)))

    def _read(self, criterion: int, cell: Cell) -> Any:
        if cell.column == POINTS:
            return read_points(cell.text, self.most[criterion] if self.is_strict else None)
        return cell.text.strip()[: self.texts[cell.column]]

    def store(self) -> None:
        """Write what changed: one statement for new lines, one for old ones."""
        if not self.changed:
            return
        model = type(next(iter(self.changed.values())))
        new = [line for line in self.changed.values() if line.pk is None]
        old = [line for line in self.changed.values() if line.pk is not None]
        model._default_manager.bulk_create(new)
        if old:
            model._default_manager.bulk_update(old, [POINTS, *self.texts])
