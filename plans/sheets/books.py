"""A workbook as it was handed in: what was made of each sheet, plain to store and to confirm."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from plans.models import FocusArea
from workflow_app.lib.text import excerpt
from workflow_app.sheets.cells import Sheet, cell_text, column_letter
from workflow_app.sheets.reading import Understanding
from workflow_app.sheets.schema import SheetSchema
from workflow_app.sheets.sessions_snapshot import Snapshot, take_snapshot

from .finding import below_row, hidden_note, notes_on, understand_sheets
from .reading import ReadRow, read_plan
from .schema import plan_schema

SNAPSHOT_KIND = "plan"
_SAMPLES = 3
_TELL_EVERY = 5_000  # rows; each time is a statement, and reading so many takes a second
_SAMPLE_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Book:
    """Sheets with what was made of them, the best first, and what an export of ours remembers."""

    schema: SheetSchema
    year: int
    originals: tuple[Sheet, ...]
    pairs: tuple[tuple[Sheet, Understanding], ...]
    snapshot: Snapshot | None

    @property
    def best(self) -> tuple[Sheet, Understanding]:
        """The sheet that is probably meant."""
        return self.pairs[0]

    @property
    def problem(self) -> str:
        """Why no sheet can be read; empty when one can."""
        return self.best[1].problem

    def pair(self, name: str, header_row: int = 0) -> tuple[Sheet, Understanding]:
        """Return a sheet by its name, with its heading where the user says it is."""
        sheet, understanding = next(
            (pair for pair in self.pairs if pair[0].name == name), self.best
        )
        if header_row in {0, understanding.header_row}:
            return sheet, understanding
        original = next(one for one in self.originals if one.name == sheet.name)
        below = below_row(original, header_row)
        return understand_sheets([below], self.schema, self.year)[0]

    def notes(self, sheet: Sheet) -> list[str]:
        """Say what was not looked at."""
        original = next(one for one in self.originals if one.name == sheet.name)
        notes = notes_on(original, self.originals)
        hidden = hidden_note(sheet, original)
        return [*notes, hidden] if hidden else notes


def open_book(sheets: Sequence[Sheet], *, areas: Sequence[FocusArea], year: int) -> Book:
    """Understand every sheet of a workbook that has passed the guard."""
    schema = plan_schema(areas)
    shown, snapshot = take_snapshot(sheets)
    pairs = understand_sheets(shown, schema, year)
    return Book(schema, year, tuple(shown), tuple(pairs), snapshot)


def base_for(book: Book, code: str) -> dict[str, Any] | None:
    """Return the values that the sheet was sent out with, if it was made from this plan."""
    snapshot = book.snapshot
    if snapshot is None or (snapshot.kind, snapshot.target) != (SNAPSHOT_KIND, code):
        return None
    return {uid: dict(values) for uid, values in snapshot.rows.items()}


def foreign_code(book: Book, code: str) -> str:
    """Return the plan that the sheet was made from when it is another one."""
    snapshot = book.snapshot
    if snapshot is None or snapshot.kind != SNAPSHOT_KIND or snapshot.target == code:
        return ""
    return snapshot.target


def read_rows_of(
    sheet: Sheet,
    understanding: Understanding,
    mapping: Mapping[str, int] | None = None,
    progress: Callable[[int], None] = lambda __: None,
) -> list[ReadRow]:
    """Read the rows of one sheet under a confirmed mapping, telling every so often how far."""
    rows: list[ReadRow] = []
    for row in read_plan(sheet, understanding, mapping):
        rows.append(row)
        if len(rows) % _TELL_EVERY == 0:
            progress(row.last)
    return rows


def headings_of(
    understanding: Understanding, mapping: Mapping[str, int] | None = None
) -> dict[str, str]:
    """Return the heading in the sheet for each field; our own name where it has no column."""
    columns = understanding.mapping if mapping is None else mapping
    own = {column.key: str(column.title) for column in understanding.schema.columns}
    return own | {
        key: understanding.headings[column]
        for key, column in columns.items()
        if column in understanding.headings
    }


def describe(book: Book, sheet: Sheet, understanding: Understanding) -> dict[str, Any]:
    """Return what was understood of one sheet, plain to store and show."""
    matches = {match.column: match for match in understanding.matches}
    return {
        "name": sheet.name,
        "problem": understanding.problem,
        "visible": sheet.visible,
        "header_row": understanding.header_row,
        "rows": len(sheet.rows),
        "last": sheet.rows[-1].number if sheet.rows else 0,
        "year": understanding.year_guess,
        "unit": understanding.unit_guess,
        "title_lines": [line for line in understanding.title_lines if line][:6],
        "notes": book.notes(sheet),
        "columns": [
            {
                "number": number,
                "letter": column_letter(number),
                "heading": heading,
                "key": matches[number].key if number in matches else "",
                "confidence": matches[number].confidence if number in matches else 0,
                "samples": _samples(sheet, understanding, number),
            }
            for number, heading in understanding.headings.items()
        ],
    }


def _samples(sheet: Sheet, understanding: Understanding, column: int) -> list[str]:
    below = understanding.header_row + understanding.header_height
    found = (
        cell_text(row.value(column))
        for row in sheet.rows
        if row.number >= below and row.value(column) is not None
    )
    return [excerpt(text, _SAMPLE_LENGTH) for text, __ in zip(found, range(_SAMPLES), strict=False)]
