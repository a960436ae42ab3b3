"""Rows taken out unparsed: the scan finds the same with them as without, and nothing slips by."""

import zipfile

import pytest

from workflow_app.sheets import scanning
from workflow_app.sheets.limits import DEFAULT, Limits
from workflow_app.sheets.plain_rows import PlainRows
from workflow_app.sheets.refusals import SheetRefused
from workflow_app.sheets.scanning import Scanner

from .conftest import DATA

SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
MONTH = 3  # a style that shows dates as months


def sheet(*rows: str) -> bytes:
    return f'<worksheet xmlns="{SPACE}"><sheetData>{"".join(rows)}</sheetData></worksheet>'.encode()


def row(number: int, *cells: str, attributes: str = "") -> str:
    return f'<row r="{number}"{attributes}>{"".join(cells)}</row>'


PLAIN = row(1, '<c r="A1" s="2" t="s"><v>0</v></c>', '<c r="B1"><v>5</v></c>', '<c r="C1" s="1"/>')
SHEETS = {
    "plain": sheet(PLAIN, row(2, '<c r="A2" t="inlineStr"><is><t>&#272;oàn</t></is></c>')),
    "letters of a chunk": sheet(row(1, '<c r="AB1"><v>1</v></c>'), row(2, '<c r="BZ2"><v>1</v></c>')),
    "formulas": sheet(row(1, '<c r="A1"><f>1+1</f><v>2</v></c>', '<c r="B1"><f t="shared" si="0"/><v>2</v></c>')),
    "not computed": sheet(PLAIN, row(2, '<c r="A2"><f>1+1</f></c>', '<c r="B2"><v>1</v></c>')),
    "errors": sheet(row(1, '<c r="A1" t="e"><v>#REF!</v></c>'), row(2, '<c r="A2"><v>2</v></c>')),
    "hidden": sheet(PLAIN, row(2, '<c r="A2"><v>2</v></c>', attributes=' hidden="1"')),
    "months": sheet(row(1, f'<c r="A1" s="{MONTH}"><v>45000</v></c>'), row(2, '<c r="A2" s="31"><v>1</v></c>')),
    "blanks": sheet(PLAIN, row(9, '<c r="A9" t="s"><v> </v></c>', '<c r="B9" t="inlineStr"><is><t>&#32;</t></is></c>')),
    "blanks at first": sheet(row(4, '<c r="A4" t="inlineStr"><is><t> &#160;</t></is></c>')),
    "empty below": sheet(PLAIN, row(500, '<c r="A500" s="1"/>', '<c r="Z500"></c>')),
    "far right": sheet(PLAIN, row(2, '<c r="XFD2"><v>1</v></c>')),
    "backwards": sheet(row(1, '<c r="H1"><v>1</v></c>', '<c r="A1" s="2"/>')),
    "elsewhere": sheet(PLAIN, row(2, '<c r="A900"><v>1</v></c>')),
    "rich text": sheet(row(1, '<c r="A1" t="inlineStr"><is><r><t>a</t></r></is></c>')),
    "spans and heights": sheet(row(3, '<c r="A3"><v>1</v></c>', attributes=' spans="1:15" ht="12.5"')),
}  # fmt: skip
BOOKS = ("da_nang_2022.xlsx", "cluster3_joint_2022.xlsx", "vufo_office_h2_2023.xlsx")


def scanned(xml: bytes, *, size: int = 37):
    pieces = [xml[at : at + size] for at in range(0, len(xml), size)]
    return Scanner(DEFAULT, frozenset({MONTH})).scan(pieces)


def parts_of(name: str) -> list[bytes]:
    with zipfile.ZipFile(DATA / name) as package:
        return [package.read(part) for part in package.namelist() if "worksheets/sheet" in part]


class EveryRowParsed(PlainRows):
    """Takes no row out."""

    def __init__(self, month_styles: frozenset[int]) -> None:
        super().__init__(month_styles)
        self._pattern = None


@pytest.mark.parametrize("name", (*SHEETS, *BOOKS))
def test_the_scan_finds_the_same_as_when_every_row_is_parsed(name, monkeypatch):
    parts = [SHEETS[name]] if name in SHEETS else parts_of(name)
    quickly = [scanned(xml) for xml in parts]
    monkeypatch.setattr(scanning, "PlainRows", EveryRowParsed)
    assert quickly == [scanned(xml) for xml in parts]


@pytest.mark.parametrize("name", ("plain", "letters of a chunk", "formulas", "spans and heights"))
def test_plain_rows_are_taken_out(name):
    plain = PlainRows(frozenset())
    assert b"".join(plain.without([SHEETS[name]])) == sheet()


@pytest.mark.parametrize("name", ("errors", "hidden", "elsewhere", "far right", "rich text"))
def test_what_needs_a_look_stays(name):
    plain = PlainRows(frozenset())
    assert b"<c " in b"".join(plain.without([SHEETS[name]]))


def test_rows_without_their_numbers_cannot_follow_rows_taken_out():
    with pytest.raises(SheetRefused):
        scanned(sheet(PLAIN, '<row><c r="A2"><f>1</f></c></row>'))


@pytest.mark.parametrize("limits", (Limits(elements=300), Limits(characters=300)))
def test_rows_taken_out_count_towards_the_budget(limits):
    rows = [row(number, f'<c r="A{number}"><v>123456</v></c>') for number in range(1, 200)]
    with pytest.raises(SheetRefused):
        Scanner(limits).scan([sheet(*rows)])
