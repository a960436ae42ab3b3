"""PDF: what data hold is printed and never obeyed; the same data give the same bytes."""

import datetime as dt
import sys
import unicodedata

import pytest

from tests.papers.reading import sheets, text
from tests.papers.sheets import MARKUP, annex, counting, decision, minutes, resolution
from workflow_app.papers import pdf
from workflow_app.papers.countings import counting_page
from workflow_app.papers.minutes import Attendee, minutes_page
from workflow_app.papers.pages import Signature, Text, page_from, plain
from workflow_app.papers.pdf import NotSetError, page_pdf, render_pdf, render_png
from workflow_app.papers.resolutions import resolution_page

DAY = dt.date(2027, 2, 5)
ARCHIVAL = b"<pdfaid:part>2</pdfaid:part>"


@pytest.mark.parametrize(
    "words",
    (
        MARKUP,
        '#import "@preview/nothing:0.1.0": *',
        '#read("/etc/hostname")',
        "]] #panic() [[",
        "<b>Hòa</b> & “Bình” <khoa>",
        "Ẩn Ễn Ỗi Ữu Ỵ ẵ ặ ợ ỹ Đ đ ơ Ư",
    ),
)
def test_whatever_a_name_holds_is_printed_as_it_is(words) -> None:
    page = decision(
        subject=f"Về {words}",
        blocks=(Text(f"{words}./.", lead="Điều 1."),),
        signatures=(Signature(("CHỦ TỊCH",), words),),
    )
    printed = text(page_pdf(page))
    assert printed.count(words) == 3


def test_letters_in_pieces_are_printed_whole() -> None:
    apart = unicodedata.normalize("NFD", "Nguyễn Thị Hậu")
    page = decision(signatures=(Signature(("CHỦ TỊCH",), apart),))
    assert "Nguyễn Thị Hậu" in text(page_pdf(page))


def test_a_letter_that_the_font_lacks_stops_nothing() -> None:
    page = decision(signatures=(Signature(("CHỦ TỊCH",), "Hòa 😀 ລາວ"),))
    made = page_pdf(page)
    assert made.startswith(b"%PDF")
    assert ARCHIVAL not in made
    assert "Hòa" in text(made)


def test_the_file_is_for_the_archive_tagged_titled_and_in_vietnamese() -> None:
    made = page_pdf(decision(), when=DAY)
    assert ARCHIVAL in made
    assert b"/MarkInfo" in made
    assert b"/StructTreeRoot" in made
    assert b"(vi)" in made or b"<dc:language><rdf:Bag><rdf:li>vi" in made
    assert "Quyết định số 05/QĐ-ĐCT".encode() in made
    assert b"2027-02-05" in made


def test_only_the_vendored_faces_are_in_it() -> None:
    made = page_pdf(minutes_page(minutes()))
    fonts = {part.split(b"/")[0] for part in made.split(b"/BaseFont/")[1:]}
    assert {name.split(b"+")[1].split(b"-")[0] for name in fonts} == {b"LiberationSerif"}


def test_the_same_data_give_the_same_bytes_and_another_day_others() -> None:
    page = counting_page(counting())
    assert page_pdf(page, when=DAY) == page_pdf(page, when=DAY)
    assert page_pdf(page, when=DAY) != page_pdf(page, when=dt.date(2027, 2, 6))


def test_sheets_are_numbered_from_the_second_on_and_annexes_for_themselves() -> None:
    long = tuple(Text(f"Nội dung {n}.", lead=f"Điều {n}.") for n in range(1, 61))
    found = sheets(page_pdf(decision(blocks=long, annexes=(annex(80), annex(3)))))
    first = [sheet.split()[0] for sheet in found]
    assert first == ["LIÊN", "2", "3", "KẾ", "2", "3", "KẾ"]


def test_the_head_of_a_table_is_on_every_sheet_of_it() -> None:
    found = sheets(page_pdf(decision(annexes=(annex(80),))))
    assert [("Nội dung hoạt động" in sheet) for sheet in found[1:]] == [True] * len(found[1:])
    assert len(found) > 2


def test_no_hand_stands_alone_on_a_sheet() -> None:
    """Nineteen to thirty-three articles end somewhere near the foot of a sheet."""
    for number in (19, 20, 21, 22):
        long = tuple(Text(f"Nội dung {n}.", lead=f"Điều {n}.") for n in range(1, number))
        last = sheets(page_pdf(decision(blocks=(*long, Text("Hết./.", lead="Điều 99.")))))[-1]
        assert "Nguyễn Mai Phương" in last
        assert "Hết./." in last


@pytest.mark.parametrize(
    "page",
    (
        decision(annexes=(annex(),)),
        minutes_page(minutes()),
        counting_page(counting()),
        resolution_page(resolution()),
    ),
    ids=lambda page: page.subject[:12],
)
def test_a_page_is_stored_as_plain_values_and_read_back(page) -> None:
    assert page_from(plain(page)) == page


def test_a_hundred_members_are_all_on_the_list() -> None:
    many = tuple(Attendee(f"Thành viên thứ {n}", "trực tiếp") for n in range(1, 135))
    printed = text(page_pdf(minutes_page(minutes(present=many, convened=134))))
    assert [one.name for one in many if one.name not in printed] == []
    assert "134/134 thành viên Đoàn Chủ tịch" in printed


def test_a_picture_of_a_sheet_and_none_of_a_sheet_that_is_not_there() -> None:
    data = {"page": plain(decision()), "title": "Quyết định"}
    assert render_png("paper.typ", data).startswith(b"\x89PNG")
    assert render_png("paper.typ", data, sheet=7) == b""


def test_what_cannot_be_set_is_refused_in_words() -> None:
    with pytest.raises(NotSetError, match="No such file"):
        render_pdf("nothing-like-it.typ", {})


def test_what_takes_too_long_is_refused(monkeypatch) -> None:
    monkeypatch.setattr(pdf, "LONGEST", 0.001)
    with pytest.raises(NotSetError, match="not set within"):
        page_pdf(decision())
    monkeypatch.undo()
    assert page_pdf(decision()).startswith(b"%PDF")


def test_the_server_never_loads_the_typesetter() -> None:
    """It would keep a hundred megabytes for every long paper."""
    page_pdf(decision())
    assert "typst" not in sys.modules
