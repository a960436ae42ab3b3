"""Finding what to read in a workbook: the sheet that is meant, and the columns that people see."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from workflow_app.lib.text import fold
from workflow_app.sheets.cells import Row, Sheet, cell_text, column_letter
from workflow_app.sheets.reading import Understanding, best_understood, understand
from workflow_app.sheets.schema import SheetSchema

_HEADING_ROWS = 60


def understand_sheets(
    sheets: Sequence[Sheet], schema: SheetSchema, year: int
) -> list[tuple[Sheet, Understanding]]:
    """Understand every sheet, what is hidden in it aside; the best one first."""
    shown = [without_hidden_columns(sheet, schema) for sheet in sheets]
    pairs = [
        _with_all_columns(sheet, seen, schema, year)
        for sheet, seen in zip(sheets, shown, strict=True)
    ]
    best, __ = best_understood(pairs)
    return sorted(pairs, key=lambda pair: pair[0] is not best)


def _with_all_columns(
    sheet: Sheet, seen: Sheet, schema: SheetSchema, year: int
) -> tuple[Sheet, Understanding]:
    """Prefer what people see; look at hidden columns only where nothing else makes a table."""
    understanding = understand(seen, schema, year)
    if seen is not sheet and (understanding.problem or understanding.missing):
        whole = understand(sheet, schema, year)
        if not whole.problem and not whole.missing:
            return sheet, whole
    return seen, understanding


def without_hidden_columns(sheet: Sheet, schema: SheetSchema) -> Sheet:
    """Set hidden columns aside: old figures lie there. Our own hidden columns stay."""
    own = {
        fold(name)
        for column in schema.columns
        if column.hidden or column.key == "section"
        for name in column.names
    }
    headed = {
        number
        for row in sheet.rows
        if row.number <= _HEADING_ROWS
        for number in sheet.hidden_columns
        if fold(cell_text(row.value(number))) in own
    }
    aside = sheet.hidden_columns - headed
    if not any(row.value(number) is not None for row in sheet.rows for number in aside):
        return sheet
    return replace(sheet, rows=tuple(_without(row, aside) for row in sheet.rows))


def _without(row: Row, columns: frozenset[int]) -> Row:
    values = tuple(
        None if number in columns else value for number, value in enumerate(row.values, start=1)
    )
    return row._replace(values=values)


def below_row(sheet: Sheet, row: int) -> Sheet:
    """Return the sheet from a row on, for a heading that the user points at."""
    return replace(sheet, rows=tuple(one for one in sheet.rows if one.number >= row))


def notes_on(sheet: Sheet, whole: Iterable[Sheet]) -> list[str]:
    """Say what was not looked at: other sheets, hidden columns."""
    notes = list(sheet.notes)
    others = [other.name for other in whole if other.name != sheet.name and other.rows]
    if others:
        notes.append(_("Other sheets were not read: %(names)s.") % {"names": ", ".join(others)})
    return notes


def hidden_note(sheet: Sheet, original: Sheet) -> str:
    """Say which hidden columns were set aside."""
    if sheet is original:
        return ""
    letters = ", ".join(column_letter(number) for number in sorted(original.hidden_columns))
    return _("Hidden columns were not read: %(letters)s.") % {"letters": letters}
