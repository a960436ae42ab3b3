"""Hostile, foreign and broken files: a clear sentence, within seconds and bounded memory."""

import datetime as dt
import io
import struct
import subprocess
import sys
import time
import zipfile
import zlib
from pathlib import Path

import openpyxl
import pytest

from workflow_app.sheets.cells import Merge, Place, column_letter
from workflow_app.sheets.limits import MEGABYTE, Limits
from workflow_app.sheets.safe import SheetRefused, open_workbook

from .conftest import DATA

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def worksheet(rows, before=""):
    return f'<?xml version="1.0"?>{before}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def refusal(file, limits=None):
    with pytest.raises(SheetRefused) as refused:
        open_workbook(file, limits) if limits else open_workbook(file)
    return str(refused.value)


# --- what is read ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "rows"),
    (("da_nang_2022", 11), ("cluster3_joint_2022", 8), ("vufo_office_h2_2023", 18)),
)
def test_the_real_sheets_are_read(name, rows):
    [sheet] = open_workbook(DATA / f"{name}.xlsx")

    assert len(sheet.rows) == rows
    assert sheet.rows[0].values == ("LIÊN HIỆP CÁC TỔ CHỨC HỮU NGHỊ VIỆT NAM",)


def test_values_keep_their_kinds_and_places(book):
    day = dt.datetime(2022, 9, 5, tzinfo=dt.UTC).replace(tzinfo=None)
    [sheet] = open_workbook(
        book([], [None, " Huế ", 7, 1.5, day, True], [], ["x"], merges=["A4:C4"])
    )

    assert [(row.number, row.values) for row in sheet.rows] == [
        (2, (None, "Huế", 7, 1.5, day.date(), True)),
        (4, ("x",)),
    ]
    assert sheet.merges == (Merge(4, 1, 4, 3),)
    assert sheet.rows[0].value(2) == "Huế"
    assert sheet.rows[0].value(99) is None


def test_hidden_sheets_rows_and_columns_are_told(book):
    workbook = openpyxl.load_workbook(book(["a", "b"], ["c", "d"]))
    workbook.active.row_dimensions[2].hidden = True
    workbook.active.column_dimensions["B"].hidden = True
    secret = workbook.create_sheet("Ẩn")
    secret.append(["x"])
    secret.sheet_state = "veryHidden"
    file = io.BytesIO()
    workbook.save(file)

    seen, hidden = open_workbook(file)

    assert [row.hidden for row in seen.rows] == [False, True]
    assert seen.hidden_columns == {2}
    assert not hidden.visible
    assert hidden.notes == ("This sheet is hidden in the workbook.",)


def test_a_month_that_excel_turned_into_a_date_is_a_month_again(book):
    """Typing 8/2023 into Excel stores 1 August 2023 shown as Aug-23."""
    workbook = openpyxl.load_workbook(book())
    first = dt.date(2023, 8, 1)
    for row, style in enumerate(("mmm-yy", '"tháng" m/yyyy', "dd/mm/yyyy", "[$-42A]mm\\/yyyy"), 1):
        cell = workbook.active.cell(row=row, column=1, value=first)
        cell.number_format = style
    file = io.BytesIO()
    workbook.save(file)

    [sheet] = open_workbook(file)

    assert [row.values[0] for row in sheet.rows] == ["8/2023", "8/2023", first, "8/2023"]


def test_formulas_give_their_stored_values_or_say_that_there_is_none(parts):
    rows = (
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>1+1</f></c>'
        '<c r="C1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="D1" t="str"><f>""</f><v></v></c></row>'
    )
    [sheet] = open_workbook(parts({"xl/worksheets/sheet1.xml": worksheet(rows)}))

    assert sheet.rows[0].values == (2,)
    assert "no stored value" in sheet.broken[Place(1, 2)]
    assert "error of Excel" in sheet.broken[Place(1, 3)]
    assert len(sheet.broken) == 2


def test_cells_without_references_stand_where_they_stand(parts):
    rows = "<row><c><v>1</v></c><c/><c><v>3</v></c></row><row><c/><c><v>5</v></c></row>"
    [sheet] = open_workbook(parts({"xl/worksheets/sheet1.xml": worksheet(rows)}))

    assert [row.values for row in sheet.rows] == [(1, None, 3), (None, 5)]


def test_links_to_other_workbooks_are_not_followed_and_noted(parts):
    link = f'<externalLink xmlns="{MAIN}"><externalBook/></externalLink>'
    [sheet] = open_workbook(parts({"xl/externalLinks/externalLink1.xml": link}))

    assert "links were not followed" in sheet.notes[0]
    assert len(sheet.rows) == 2


# --- what the file is instead ----------------------------------------------------------------


def zipped(*names):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name in names:
            package.writestr(name, "x")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    (
        (b"", "is empty"),
        (b"%PDF-1.7 ...", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "a picture"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 50, "a picture"),
        (b"{\\rtf1 ...", "a Word document"),
        (b"Rar!\x1a\x07", "a compressed archive"),
        (b"PK\x05\x06" + b"\0" * 18, "a compressed archive"),
        ("STT;Nội dung\n1;Hội nghị".encode(), "a text or CSV file"),
        ("STT\tNội dung".encode("utf-16"), "a text or CSV file"),
        (b"\xef\xbb\xbf<html><table>", "a web page"),
        (b"<?xml version='1.0'?><Workbook/>", "an XML file"),
        (b"\0\1\2\3" * 99, "of an unknown kind"),
        (OLE + b"\0" * 600, "old Excel format"),
        (OLE + "WordDocument".encode("utf-16-le"), "a Word document"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (zipped("[Content_Types].xml", "word/document.xml"), "a Word document"),
        (zipped("[Content_Types].xml", "ppt/presentation.xml"), "a presentation"),
        (zipped("[Content_Types].xml", "xl/workbook.bin"), "another format"),
        (zipped("mimetype", "content.xml"), "another format"),
        (zipped("a.txt"), "a compressed archive"),
        (b"PK\x03\x04" + b"\0" * 99, "is damaged"),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "is damaged"),
    ),
)
def test_a_file_of_another_kind_is_named(content, sentence):
    assert sentence in refusal(io.BytesIO(content))


def test_the_content_counts_and_not_the_name(tmp_path, book):
    file = tmp_path / "ke_hoach.pdf"
    file.write_bytes(book(["STT"]).getvalue())

    assert len(open_workbook(file)) == 1


def test_a_half_uploaded_file_is_damaged(book):
    content = book(["STT"]).getvalue()

    assert "is damaged" in refusal(io.BytesIO(content[: len(content) // 2]))


# --- what is hostile -------------------------------------------------------------------------


def test_macros_are_refused(parts):
    assert "contains macros" in refusal(parts({"xl/vbaProject.bin": b"x"}))


def test_a_link_that_starts_a_program_is_refused(parts):
    link = f'<externalLink xmlns="{MAIN}"><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'

    assert "DDE" in refusal(parts({"xl/externalLinks/externalLink1.xml": link}))


@pytest.mark.parametrize(
    "part", ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "docProps/core.xml")
)
def test_entities_are_refused_wherever_they_are(parts, part):
    lol = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    xml = worksheet("<row><c><v>&b;</v></c></row>", before=lol)

    assert "never writes" in refusal(parts({part: xml}))


def test_a_large_file_is_refused_by_its_size_alone():
    class Large(io.BytesIO):
        def seek(self, offset, whence=0):
            return 100 * MEGABYTE if whence == 2 else 0

        def read(self, size=-1):
            raise AssertionError("It must not be read.")

    assert "100 MB" in refusal(Large())


def test_a_zip_bomb_is_refused_at_once(parts):
    bomb = parts({"xl/media/image1.png": b"\0" * 140 * MEGABYTE})
    started = time.process_time()  # not the clock: the machine may be busy with other things

    assert "unpacks to far more" in refusal(bomb)
    assert time.process_time() - started < 1


def test_many_parts_that_are_large_together_are_refused(parts):
    changes = {f"xl/media/{number}.bin": b"\0" * MEGABYTE for number in range(160)}

    assert "unpacks to far more" in refusal(parts(changes))
    assert "unpacks to far more" in refusal(parts({}), Limits(entries=3))


def test_a_part_larger_than_it_says_is_refused(parts):
    """The zip module stops at the declared size; the reader behind it does not."""
    honest, lie = b"<x>" + b" " * 5 * MEGABYTE + b"</x>", 64
    content = parts({"xl/worksheets/sheet1.xml": honest}).getvalue()
    content = content.replace(struct.pack("<L", len(honest)), struct.pack("<L", lie))
    content = content.replace(
        struct.pack("<L", zlib.crc32(honest)), struct.pack("<L", zlib.crc32(honest[:lie]))
    )

    assert "unpacks to far more" in refusal(io.BytesIO(content))


def test_a_sheet_kept_under_another_ending_is_not_read_unscanned(parts):
    workbook = parts({})
    relations = zipfile.ZipFile(workbook).read("xl/_rels/workbook.xml.rels").decode()
    hidden = {
        "xl/_rels/workbook.xml.rels": relations.replace("sheet1.xml", "sheet1.png"),
        "xl/worksheets/sheet1.png": worksheet("<row><c><v>1</v></c></row>"),
    }

    assert "is damaged" in refusal(parts(hidden))


@pytest.mark.parametrize(
    ("rows", "sentence"),
    (
        (
            '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
            "far more cells",
        ),
        ('<row r="30000"><c r="A30000"><v>1</v></c></row>', "row 30000"),
        ('<row r="1"><c r="ZZ1"><v>1</v></c></row>', "column ZZ"),
        ('<row r="1"><c r="nonsense"><v>1</v></c></row>', "is damaged"),
        ("<row><c><v>1</v></row>", "is damaged"),
    ),
)
def test_cells_far_away_are_refused_with_their_place(parts, rows, sentence):
    assert sentence in refusal(parts({"xl/worksheets/sheet1.xml": worksheet(rows)}))


def test_one_endless_attribute_is_refused(parts):
    rows = f'<row r="1" spans="{"1" * 9 * MEGABYTE}"/>'
    file = parts({"xl/worksheets/sheet1.xml": worksheet(rows)}, zipfile.ZIP_STORED)

    assert "is damaged" in refusal(file)


def test_budgets_are_for_the_whole_workbook(parts):
    rows = "<row><c><v>123456789</v></c></row>" * 50

    for limits in (Limits(elements=100), Limits(characters=200), Limits(area=10)):
        file = parts({"xl/worksheets/sheet1.xml": worksheet(rows)})
        assert "far more cells" in refusal(file, limits)


def test_too_many_sheets_are_refused(book):
    workbook = openpyxl.load_workbook(book())
    for number in range(60):
        workbook.create_sheet(f"S{number}")
    file = io.BytesIO()
    workbook.save(file)

    assert "61 sheets" in refusal(file)


EMPTY_ROWS = """
import io, resource, sys, time, zipfile
sys.path.insert(0, {root!r})
import django
django.setup()
from django.utils import translation
from workflow_app.sheets.safe import open_workbook
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
started = time.process_time()
with translation.override("en"):
    [sheet] = open_workbook({path!r})
print(time.process_time() - started)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
print(len(sheet.rows), sheet.notes[0])
"""


def test_two_hundred_thousand_empty_rows_cost_seconds_and_little_memory(parts, tmp_path):
    line = '<row r="1"><c r="A1" t="inlineStr"><is><t>Hội nghị</t></is></c></row>'
    empty = "".join(
        f'<row r="{row}">'
        + "".join(f'<c r="{letter}{row}" s="0"/>' for letter in "ABCDEFGHIJKL")
        + "</row>"
        for row in range(2, 200_002)
    )
    path = tmp_path / "empty.xlsx"
    path.write_bytes(parts({"xl/worksheets/sheet1.xml": worksheet(line + empty)}).getvalue())

    done = subprocess.run(
        [sys.executable, "-c", EMPTY_ROWS.format(root=str(Path.cwd()), path=str(path))],
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, megabytes, said = done.stdout.splitlines()

    assert float(seconds) < 5
    assert float(megabytes) < 200
    assert said == "1 200000 empty rows below the last line were passed over."


def test_blank_formulas_dragged_down_are_no_rows(parts):
    rows = '<row r="1"><c r="A1"><v>1</v></c></row>' + "".join(
        f'<row r="{row}"><c r="A{row}" t="str"><f>""</f><v></v></c></row>'
        for row in range(2, 30_000)
    )
    [sheet] = open_workbook(parts({"xl/worksheets/sheet1.xml": worksheet(rows)}))

    assert len(sheet.rows) == 1


def test_columns_have_letters():
    assert [column_letter(column) for column in (1, 26, 27, 702, 703)] == [
        "A",
        "Z",
        "AA",
        "ZZ",
        "AAA",
    ]
