"""Going through the rows below the heading: lines of the plan, and everything else by name.

Every row is accounted for: what is no line of the plan comes with the reason it is left out.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from operator import itemgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext as _

from workflow_app.lib.text import excerpt

from .cells import CellValue, Place, Row, Sheet, cell_text
from .headings import plain
from .row_kinds import Line, Meanings, RowKind, section_rank

if TYPE_CHECKING:
    from .reading import Understanding


_WORD = 3  # letters: fewer may number a column or mark a section
_NONE: Mapping[str, Any] = MappingProxyType({})


class RawRow(NamedTuple):
    """One row, or a run of empty ones up to ``last``; cells by key, not yet understood."""

    number: int
    kind: RowKind
    last: int = 0
    cells: Mapping[str, CellValue] = _NONE
    extra: Mapping[str, CellValue] = _NONE  # heading -> value, unmapped
    broken: Mapping[str, str] = _NONE  # key -> why the cell has no value
    sections: tuple[str, ...] = ()  # headings of the groups it stands in, outermost first
    hidden: bool = False
    values: tuple[CellValue, ...] = ()  # all its cells, as they stand

    @property
    def text(self) -> str:
        """Its words in one line, for showing what was left out."""
        return excerpt(" · ".join(cell_text(v) for v in self.values if v is not None), 200)

    @property
    def section(self) -> str:
        """The innermost group heading above the row."""
        return self.sections[-1] if self.sections else ""

    @property
    def reason(self) -> str:
        """Why the row is left out; empty for a line of the plan."""
        return {
            RowKind.DATA: "",
            RowKind.SECTION: _("A heading of a group of lines; it is kept with the lines below."),
            RowKind.TOTAL: _("A total; totals are added up by the system."),
            RowKind.EMPTY: _("The row is empty."),
            RowKind.SIGNATURE: _("Part of the signature block below the table."),
            RowKind.REPEATED_HEADER: _("The heading of the table once more."),
            RowKind.NUMBERING: _("The numbers of the columns."),
            RowKind.NOTE: _("A remark, not a line of the table."),
        }[self.kind]


def read_rows(
    sheet: Sheet, understanding: "Understanding", mapping: Mapping[str, int] | None = None
) -> Iterator[RawRow]:
    """Yield every row below the heading, in order; ``mapping`` is the one the user confirmed."""
    columns = understanding.mapping if mapping is None else dict(mapping)
    reader = _Reader(sheet, understanding, columns)
    below = understanding.header_row + understanding.header_height
    expected = below
    for row in sheet.rows:
        if row.number < below:
            continue
        if row.number > expected:
            yield RawRow(expected, RowKind.EMPTY, row.number - 1)
        expected = row.number + 1
        yield reader.read(row)


class _Reader:
    """Keeps what carries over from row to row: group headings, and being in the signatures."""

    def __init__(
        self, sheet: Sheet, understanding: "Understanding", columns: dict[str, int]
    ) -> None:
        self._sheet = sheet
        self._columns = columns
        self._width = max(columns.values(), default=1)
        # Two more than wanted: of a single place it would hand out the value itself.
        self._pick = itemgetter(*(column - 1 for column in columns.values()), 0, 0)
        self._headings = understanding.headings
        self._meanings = Meanings(understanding.schema)
        self._anchors = self._merged_down(understanding)
        self._wide = {m.top for m in sheet.merges if m.right - m.left >= 2}  # noqa: PLR2004 -- three cells
        self._repeats = [
            (columns[key], _Repeats(plain(self._headings[columns[key]].split(" / ")[0])))
            for key in self._meanings.common_first(columns)
            if columns[key] in self._headings
        ]
        self._sections: list[tuple[int, str]] = []
        self._above: tuple[str, ...] = ()  # their words
        self._signing = False
        below = understanding.header_row + understanding.header_height
        across = list(zip_longest(*(row.values for row in sheet.rows if row.number >= below)))
        self._spare = sorted(set(range(1, len(across) + 1)) - set(columns.values()))
        self._may_repeat = self._any_repeats(across)

    def read(self, row: Row) -> RawRow:
        cells = self._cells(row)
        kind = RowKind.DATA if self._is_surely_a_line(cells) else self._kind(row, cells)
        above = self._above
        if kind is RowKind.SECTION:
            self._enter_section(row, cells)
            above = self._above[:-1]
        return RawRow(
            row.number,
            kind,
            row.number,
            cells,
            self._extra(row) if self._spare else _NONE,
            self._broken(row) if self._sheet.broken else _NONE,
            above,
            row.hidden,
            row.values,
        )

    def _cells(self, row: Row) -> dict[str, CellValue]:
        values = row.values
        if len(values) < self._width:
            values += (None,) * (self._width - len(values))
        cells = dict(zip(self._columns, self._pick(values), strict=False))
        if None in cells.values():
            cells = {key: value for key, value in cells.items() if value is not None}
        if self._anchors:
            for key, column in self._columns.items():
                value = self._anchors.get(Place(row.number, column))
                if value is not None:
                    cells.setdefault(key, value)
        return cells

    def _extra(self, row: Row) -> dict[str, CellValue]:
        return {
            self._headings.get(column, ""): value
            for column in self._spare
            if (value := row.value(column)) is not None
        }

    def _merged_down(self, understanding: "Understanding") -> dict[Place, CellValue]:
        """Let a cell merged over several rows count for each, where the column allows it."""
        below = understanding.header_row + understanding.header_height
        schema = understanding.schema
        columns = {
            column for key, column in self._columns.items() if schema.column(key).merges_down
        }
        if not any(merge.left in columns for merge in self._sheet.merges):
            return {}
        rows = {row.number: row for row in self._sheet.rows}
        last = max(rows, default=0)
        reached: dict[int, int] = {}  # no row is visited twice, however many merges overlap
        anchors: dict[Place, CellValue] = {}
        for merge in sorted(self._sheet.merges):
            top = rows.get(merge.top)
            if merge.left not in columns or merge.top < below or top is None:
                continue
            first = max(merge.top, reached.get(merge.left, 0)) + 1
            for number in range(first, min(merge.bottom, last) + 1):
                anchors[Place(number, merge.left)] = top.value(merge.left)
            reached[merge.left] = max(merge.bottom, reached.get(merge.left, 0))
        return anchors

    def _broken(self, row: Row) -> dict[str, str]:
        broken = self._sheet.broken
        places = {key: Place(row.number, column) for key, column in self._columns.items()}
        return {key: broken[place] for key, place in places.items() if place in broken}

    # --- what the row is ---------------------------------------------------------------------

    def _is_surely_a_line(self, cells: Mapping[str, CellValue]) -> bool:
        """Know most lines at a glance: they have a time and a name that begins with letters.

        No total, signature or heading of a group has a time, no row that numbers the columns
        has a name (``_kind``, which is asked about the rest). A name merged from above is not
        the row's own.
        """
        if self._signing or self._may_repeat or self._anchors:
            return False
        subject = cells.get(self._meanings.subject)
        return (
            isinstance(subject, str)
            and len(subject) >= _WORD
            and subject[:_WORD].isalpha()
            and self._meanings.when in cells
        )

    def _kind(self, row: Row, cells: Mapping[str, CellValue]) -> RowKind:
        filled: list[CellValue] = [value for value in row.values if value is not None]
        line = Line(cells, filled, self._meanings)
        if line.has_id:
            self._signing = False
            return RowKind.DATA
        if line.is_blank and not self._broken(row):
            return RowKind.EMPTY
        if self._repeats_heading(row):
            return RowKind.REPEATED_HEADER
        self._signing = line.is_signature or (self._signing and not line.is_full)
        if self._signing:
            return RowKind.SIGNATURE
        return line.kind(wide=row.number in self._wide)

    @property
    def _others_allowed(self) -> int:
        """How many cells of a heading's repetition may say something else."""
        return min(len(self._repeats) // 2, len(self._repeats) - 2)

    def _any_repeats(self, across: Sequence[tuple[CellValue, ...]]) -> bool:
        """Say whether any row might repeat the heading: one of so many cells has to."""
        return any(
            repeats[value]
            for column, repeats in self._repeats[: self._others_allowed + 1]
            for value in set(across[column - 1] if column <= len(across) else ())
        )

    def _repeats_heading(self, row: Row) -> bool:
        """Say whether at least half of the cells, and two of them, are the heading's words."""
        allowed = self._others_allowed
        if allowed < 0 or not self._may_repeat:
            return False
        for column, repeats in self._repeats:
            if not repeats[row.value(column)]:
                allowed -= 1
                if allowed < 0:
                    return False
        return True

    def _enter_section(self, row: Row, cells: Mapping[str, CellValue]) -> None:
        marker = cell_text(cells.get(self._meanings.ordinal))
        texts = [cell_text(v) for v in row.values if isinstance(v, str)]
        words = texts[0] if texts else ""
        if marker == words and len(texts) > 1 and len(marker) <= 5:  # noqa: PLR2004 -- "VIII."
            words = f"{marker.rstrip('.')}. {texts[1]}"
        rank = section_rank(words)
        while self._sections and self._sections[-1][0] >= rank:
            self._sections.pop()
        self._sections.append((rank, words))
        self._above = tuple([text for __, text in self._sections])


class _Repeats(dict[CellValue, bool]):
    """Whether a cell's words are those of its column's heading; the same words come again."""

    def __init__(self, heading: str) -> None:
        super().__init__()
        self._heading = heading

    def __missing__(self, value: CellValue) -> bool:
        text = plain(cell_text(value))
        self[value] = found = bool(text) and text == self._heading
        return found
