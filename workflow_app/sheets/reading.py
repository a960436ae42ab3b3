"""Understanding a sheet as a unit really sends it: where the table begins and what is in it."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import takewhile

from django.utils.translation import gettext as _

from workflow_app.lib.money import heading_unit
from workflow_app.lib.text import fold

from .cells import CellValue, Row, Sheet, cell_text
from .headings import Match, Matcher
from .row_kinds import RowKind
from .rows import RawRow, read_rows
from .schema import Column, Kind, Parsed, ReadContext, SheetSchema

__all__ = [
    "CellProblem",
    "ParsedRow",
    "RawRow",
    "RowKind",
    "Understanding",
    "best_understood",
    "cell_parsers",
    "choose_sheet",
    "parse_row",
    "read_rows",
    "understand",
]

_ROWS_SEARCHED = 60
_TALLEST_HEADING = 3
_FEWEST_MATCHES = 2
_TOLERANCE = 0.05  # how much worse a taller heading may match and still be the heading
_DIVIDED = 2.0  # a heading under which sub-headings stand is surely not the lowest one
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_Cells = dict[int, dict[int, CellValue]]  # row -> column -> value
_UNIT_NAMES = re.compile(
    r"^(?:don vi:? *)?((?:lien hiep|hoi|uy ban|ban|van phong|co quan|cum|khoi|quy|trung tam|tap chi)\b.*)"
)


@dataclass(frozen=True, slots=True)
class Understanding:
    """What was made of a sheet; ``mapping`` is a proposal that the user confirms or changes."""

    schema: SheetSchema
    sheet_name: str
    year: int
    header_row: int = 0  # its first row; 0 when no heading was found
    header_height: int = 0
    headings: Mapping[int, str] = field(default_factory=dict)  # column -> text, of all columns
    matches: tuple[Match, ...] = ()
    title_lines: tuple[str, ...] = ()
    year_guess: int | None = None
    unit_guess: str = ""
    problem: str = ""

    @property
    def mapping(self) -> dict[str, int]:
        """Column number of each understood key."""
        return {match.key: match.column for match in self.matches}

    @property
    def unmatched(self) -> dict[int, str]:
        """Headings that mean none of our columns: shown, and kept with each row."""
        used = {match.column for match in self.matches}
        return {column: text for column, text in self.headings.items() if column not in used}

    @property
    def missing(self) -> tuple[str, ...]:
        """Keys of required columns that no heading stands for."""
        required = [column.key for column in self.schema.columns if column.required]
        return tuple(key for key in required if key not in self.mapping)

    @property
    def confidence(self) -> float:
        """How sure the least sure of the required columns is; 0 when one is missing."""
        if self.problem or self.missing:
            return 0.0
        required = {column.key for column in self.schema.columns if column.required}
        sure = [match.confidence for match in self.matches if match.key in required]
        return min(sure, default=1.0)

    def unit_of(self, column: int) -> int:
        """Return what one is worth in a column of money: its heading says, or the lines above."""
        heading = self.headings.get(column, "")
        unit = heading_unit(heading)
        if unit > 1 or re.search(r"\b(?:dong|vnd)\b", fold(heading)):
            return unit
        lines = (line for line in self.title_lines if re.search(r"don vi tinh|dvt", fold(line)))
        return max((heading_unit(line) for line in lines), default=1)


@dataclass(frozen=True, slots=True)
class CellProblem:
    """What is wrong in one cell, and what to write instead."""

    key: str
    column: str
    text: str


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """A row in our terms; keys without a column in the sheet are absent."""

    raw: RawRow
    values: Mapping[str, Parsed]
    problems: tuple[CellProblem, ...]


def understand(sheet: Sheet, schema: SheetSchema, year: int) -> Understanding:
    """Find the heading of the table wherever it is and propose what its columns mean."""
    early = list(takewhile(lambda row: row.number <= _ROWS_SEARCHED, sheet.rows))
    cells = _with_merges(sheet, early)
    matcher = Matcher(schema)
    best: tuple[float, int, int, list[Match]] = (0.0, 0, 0, [])
    for row in early:
        for height in range(1, _TALLEST_HEADING + 1):
            if height > 1 and not _continues(sheet, cells, row.number, height):
                break
            matches = matcher.match(_levels(cells, row.number, height))
            score = _score(matches, schema) + _TOLERANCE * (height - 1)
            if score and height > 1 and _divides(sheet, row.number, height):
                score += _DIVIDED
            if score > best[0]:
                best = score, row.number, height, matches
    __, top, height, matches = best
    if not top:
        return Understanding(schema, sheet.name, year, problem=_no_heading(schema))
    lines = _lines_above(early, top)
    return Understanding(
        schema,
        sheet.name,
        year,
        top,
        height,
        {column: " / ".join(texts) for column, texts in _levels(cells, top, height).items()},
        tuple(matches),
        lines,
        _guess_year(lines),
        _guess_unit(lines),
    )


def choose_sheet(
    sheets: Iterable[Sheet], schema: SheetSchema, year: int
) -> tuple[Sheet, Understanding]:
    """Understand every sheet and pick the best."""
    return best_understood([(sheet, understand(sheet, schema, year)) for sheet in sheets])


def best_understood(pairs: Iterable[tuple[Sheet, Understanding]]) -> tuple[Sheet, Understanding]:
    """Pick the sheet that was understood best; visible ones before hidden ones."""
    return max(
        pairs,
        key=lambda pair: (
            not pair[1].problem,
            pair[0].visible,
            not pair[1].missing,
            sum(match.confidence for match in pair[1].matches),
        ),
    )


def parse_row(
    raw: RawRow, understanding: Understanding, mapping: Mapping[str, int] | None = None
) -> ParsedRow:
    """Read every mapped cell of a row of data; a broken formula is a problem of its cell."""
    columns = understanding.mapping if mapping is None else mapping
    parsers = cell_parsers(understanding, columns)
    values = {
        key: Parsed(None, raw.broken[key]) if key in raw.broken else parse(raw.cells.get(key))
        for key, parse in parsers.items()
    }
    titles = {column.key: column.title for column in understanding.schema.columns}
    problems = tuple(
        CellProblem(key, str(titles[key]), parsed.problem)
        for key, parsed in values.items()
        if parsed.problem
    )
    return ParsedRow(raw, values, problems)


def cell_parsers(
    understanding: Understanding, columns: Mapping[str, int]
) -> dict[str, Callable[[CellValue], Parsed]]:
    """Return how the cells of each mapped column are read; what its heading says counts for all."""
    return {
        column.key: partial(_parse, column, _context(understanding, column, columns[column.key]))
        for column in understanding.schema.columns
        if column.key in columns
    }


def _parse(column: Column, context: ReadContext, value: CellValue) -> Parsed:
    return column.parse(value, context)


def _context(understanding: Understanding, column: Column, number: int) -> ReadContext:
    unit = understanding.unit_of(number) if column.kind is Kind.MONEY else 1
    return ReadContext(understanding.year, unit)


def _with_merges(sheet: Sheet, rows: list[Row]) -> _Cells:
    """Spread merged headings over the cells they cover, so that each column knows its levels."""
    cells: _Cells = {
        row.number: {
            column: value for column, value in enumerate(row.values, start=1) if value is not None
        }
        for row in rows
    }
    widest = max((len(row.values) for row in rows), default=0)
    for merge in sheet.merges:
        value = cells.get(merge.top, {}).get(merge.left)
        if value is None:
            continue
        for row in range(merge.top, min(merge.bottom, merge.top + _TALLEST_HEADING) + 1):
            for column in range(merge.left, min(merge.right, widest) + 1):
                cells.setdefault(row, {}).setdefault(column, value)
    return cells


def _levels(cells: _Cells, top: int, height: int) -> dict[int, tuple[str, ...]]:
    levels: dict[int, list[str]] = {}
    for row in range(top, top + height):
        for column, value in cells.get(row, {}).items():
            text = cell_text(value)
            texts = levels.setdefault(column, [])
            if text and text not in texts:
                texts.append(text)
    return {column: tuple(texts) for column, texts in sorted(levels.items()) if texts}


def _continues(sheet: Sheet, cells: _Cells, top: int, height: int) -> bool:
    """Say whether the next row still belongs to the heading that starts at ``top``.

    It does when a merged cell ties the two together, and its own words are few and no numbers.
    """
    bottom = top + height - 1
    row = _row_at(sheet, bottom)
    if row is None or any(isinstance(value, int | float) for value in row.values):
        return False
    own = [value for value in row.values if value is not None]
    if not own or row.values[0] is not None:
        return False
    tied = any(
        merge.top in range(top, bottom) and (merge.bottom >= bottom or merge.right > merge.left)
        for merge in sheet.merges
    )
    above = cells.get(bottom - 1, {})
    fills_gap = any(
        value is not None and column not in above for column, value in enumerate(row.values, 1)
    )
    return tied or (fills_gap and len(own) >= _FEWEST_MATCHES)


def _row_at(sheet: Sheet, number: int) -> Row | None:
    below = (row for row in sheet.rows if row.number >= number)
    row = next(below, None)
    return row if row is not None and row.number == number else None


def _divides(sheet: Sheet, top: int, height: int) -> bool:
    """Say whether the lowest row only divides cells that are merged sideways above it.

    The first line of a table has words in other columns as well, so it is never taken for one.
    """
    bottom = top + height - 1
    row = _row_at(sheet, bottom)
    if row is None:
        return False
    divided = {
        column
        for merge in sheet.merges
        if top <= merge.top < bottom and merge.right > merge.left
        for column in range(merge.left, merge.right + 1)
    }
    own = {column for column, value in enumerate(row.values, start=1) if value is not None}
    return len(own) >= _FEWEST_MATCHES and own <= divided


def _score(matches: list[Match], schema: SheetSchema) -> float:
    """Rate a row as the heading; the subject and one more column are the least."""
    keys = {match.key for match in matches}
    if len(matches) < _FEWEST_MATCHES or schema.subject.key not in keys:
        return 0.0
    return sum(match.confidence for match in matches)


def _lines_above(rows: list[Row], top: int) -> tuple[str, ...]:
    return tuple(
        " · ".join(cell_text(value) for value in row.values if value is not None)
        for row in rows
        if row.number < top
    )


def _guess_year(lines: tuple[str, ...]) -> int | None:
    """Prefer the year after the word "năm", and the line nearest to the table."""
    for pattern in (r"\bnam ((?:19|20)\d\d)\b", _YEAR.pattern):
        for line in reversed(lines):
            if found := re.findall(pattern, fold(line)):
                return int(found[0])
    return None


def _guess_unit(lines: tuple[str, ...]) -> str:
    """Return the last line that begins like the name of a unit; the first is its superior's."""
    named = [line for line in lines if _UNIT_NAMES.match(fold(line))]
    return named[-1] if named else ""


def _no_heading(schema: SheetSchema) -> str:
    names = ", ".join(str(column.title) for column in schema.columns if column.required)
    return _(
        "No heading of the table was found. The sheet needs one row with the names of the "
        "columns, among them: %(columns)s."
    ) % {"columns": names}
