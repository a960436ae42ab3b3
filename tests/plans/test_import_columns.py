"""Cells with the same content are read once; what only looks the same is read for itself."""

import io
import itertools

import pytest

from plans.sheets.reading import ReadRow, read_plan
from plans.sheets.schema import ROW_ID, plan_schema
from tests.plans.sheets import book
from workflow_app.sheets.cells import CellValue, Place, Row, Sheet
from workflow_app.sheets.reading import understand
from workflow_app.sheets.safe import open_workbook

SCHEMA = plan_schema()
COLUMNS = [column for column in SCHEMA.columns if column.key != ROW_ID]
HEADING = tuple(str(column.title) for column in COLUMNS)
# No 1.0 among them: the door of workbooks makes 1 of it, as Excel does (the last test).
ALIKE: tuple[CellValue, ...] = (1, True, "1", 0, False, "0", "", None, " 1 ", 1.5, "1.5", "Một")


def read(*rows: tuple[CellValue, ...], broken: dict[Place, str] | None = None) -> list[ReadRow]:
    """Read rows of cells, one below the other, in a sheet of their own."""
    numbered = tuple(Row(number, values) for number, values in enumerate((HEADING, *rows), 1))
    sheet = Sheet("S", numbered, broken=broken or {})
    understanding = understand(sheet, SCHEMA, 2027)
    assert len(understanding.mapping) == len(HEADING)
    return list(read_plan(sheet, understanding))


def said(row: ReadRow) -> dict[str, object]:
    return {key: value for key, value in row.to_json().items() if key not in {"row", "last"}}


def line(key: str, value: CellValue) -> tuple[CellValue, ...]:
    """Return a line that is full but for one cell."""
    usual: dict[str, CellValue] = {
        "title": "Gặp mặt",
        "when": "Quý I",
        "place": "Huế",
        "lead": "LHHN",
        "partner": "Lào",
        "remarks": "x",
    }
    return tuple((usual | {key: value}).get(column.key) for column in COLUMNS)


@pytest.mark.parametrize("key", [column.key for column in COLUMNS])
def test_equal_contents_of_other_types_are_not_taken_for_one_another(key: str) -> None:
    alone = [said(read(line(key, value))[0]) for value in ALIKE]
    for order in (range(len(ALIKE)), reversed(range(len(ALIKE)))):
        places = list(order)
        together = read(*(line(key, ALIKE[place]) for place in places))
        assert [said(row) for row in together] == [alone[place] for place in places]


def test_a_tick_is_no_number_before_or_after_one() -> None:
    for order in itertools.permutations((True, 1, "1")):
        found = {
            type(value): row.values["remarks"]
            for value, row in zip(order, read(*(line("remarks", v) for v in order)), strict=True)
        }
        assert found == {bool: "True", int: "1", str: "1"}


def test_what_was_to_be_said_about_a_content_is_said_of_every_cell_that_has_it() -> None:
    rows = read(*(line("amount", value) for value in ("10-15 triệu", 5_000_000, "10-15 triệu")))
    assert [[message.blocks for message in row.messages] for row in rows] == [[True], [], [True]]
    assert [dict(row.unread) for row in rows] == [
        {"amount": "10-15 triệu"},
        {},
        {"amount": "10-15 triệu"},
    ]


def test_a_broken_cell_does_not_speak_for_the_cells_that_are_merely_empty() -> None:
    number = [column.key for column in COLUMNS].index("amount") + 1
    broken = {Place(2, number): "No value."}
    first, second = read(line("amount", None), line("amount", None), broken=broken)
    assert [message.text for message in first.messages] == ["No value."]
    assert dict(first.unread) == {"amount": ""}
    assert not second.messages
    assert not second.unread


def test_a_name_of_blanks_is_missing() -> None:
    (row,) = read(line("title", " "))
    assert [message.blocks for message in row.messages] == [True]


def test_a_whole_number_is_one_however_it_is_stored_and_a_tick_stays_a_tick() -> None:
    [sheet] = open_workbook(io.BytesIO(book((1, 1.0, True, "1", "1.0", 1.5, False, 0, 2**60))))
    found = sheet.rows[0].values
    assert [(type(value), value) for value in found] == [
        (int, 1),
        (int, 1),
        (bool, True),
        (str, "1"),
        (str, "1.0"),
        (float, 1.5),
        (bool, False),
        (int, 0),
        (float, 2.0**60),
    ]
