"""Minutes, counts and resolutions: every field of the law, exact shares, three forms of one thing."""

import io
from fractions import Fraction

import pytest
from django.template.loader import render_to_string
from django.utils.html import escape
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from tests.papers.reading import text
from tests.papers.sheets import MARKUP, annex, counting, decision, line, minutes, resolution
from workflow_app.papers.countings import counting_page
from workflow_app.papers.minutes import Attendee, Item, Outcome, minutes_page
from workflow_app.papers.pages import Table, Text
from workflow_app.papers.pdf import page_pdf
from workflow_app.papers.resolutions import resolution_page
from workflow_app.papers.shares import share_words
from workflow_app.papers.word import page_docx


def words_of(page) -> str:
    return "\n".join(f"{one.lead} {one.words}".strip() for one in page.texts)


def table_of(page) -> Table:
    (table,) = (block for block in page.blocks if isinstance(block, Table))
    return table


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    (
        (14, 17, "14/17 (82,35%)"),
        (4, 5, "4/5 (80%)"),
        (5, 8, "5/8 (62,5%)"),
        (2, 3, "2/3 (66,66%)"),
        (17, 17, "17/17 (100%)"),
        (0, 17, "0/17 (0%)"),
        (1, 30_000, "1/30000 (0,00%)"),
        (26_999, 30_000, "26999/30000 (89,99%)"),
        (299_999, 300_000, "299999/300000 (99,99%)"),
        (0, 0, "0/0"),
    ),
)
def test_a_share_is_exact_and_its_percentage_is_cut(part, whole, words) -> None:
    assert share_words(part, whole) == words


@given(st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_no_percentage_ever_passes_the_share_it_stands_for(numbers) -> None:
    part, whole = numbers
    percent = share_words(part, whole).split("(")[1].removesuffix("%)").replace(",", ".")
    assert 0 <= Fraction(part * 100, whole) - Fraction(percent) < Fraction(1, 100)


def test_minutes_hold_every_field_of_the_template() -> None:
    words = words_of(minutes_page(minutes()))
    for part in (
        "Thời gian bắt đầu: 08 giờ 30 phút, ngày 05 tháng 02 năm 2027",
        "Địa điểm: 105A Quán Thánh, Hà Nội; họp trực tiếp kết hợp trực tuyến",
        (
            "Thành phần tham dự: 02/17 thành viên Đoàn Chủ tịch dự họp, "
            "trong đó: 01 trực tiếp, 01 trực tuyến."
        ),
        "Vắng mặt có lý do: 01 người: Ngô Quốc Cường (công tác nước ngoài).",
        "Vắng mặt không có lý do: 01 người: Trịnh Hồng Đào.",
        "Chủ trì (chủ tọa): Nguyễn Mai Phương",
        "Thư ký (người ghi biên bản): Vũ Thái Sơn",
        "Ban kiểm phiếu: Vũ Thái Sơn; Mai Trung Kiên; Lương Mạnh Xuân",
        "1. Kế hoạch hoạt động năm 2027 của LHHN Đà Nẵng (KH-2027-DN, bản số 02)",
        (
            "Quy tắc biểu quyết: Thông qua khi ít nhất 80 % tổng số thành viên tán thành; "
            "căn cứ: NĐ 98/2023/NĐ-CP, Điều 30."
        ),
        (
            "Kết quả: Tán thành 14, không tán thành 2, không có ý kiến 1. "
            "Tỷ lệ tán thành: 14/17 (82,35%). Kết luận: thông qua."
        ),
        "Không tán thành: Trịnh Hồng Đào (chưa rõ nguồn kinh phí).",
        "Cuộc họp kết thúc vào 11 giờ 05 phút, ngày 05 tháng 02 năm 2027./.",
    ):
        assert part in words
    assert table_of(minutes_page(minutes())).rows == (
        ("1", "Nguyễn Mai Phương", "trực tiếp", ""),
        ("2", "Phan Bình An", "trực tuyến", "đến lúc 09 giờ 10 phút"),
    )


def test_secretary_and_chair_sign_and_there_is_room_for_the_seal() -> None:
    secretary, chair = minutes_page(minutes()).signatures
    assert (secretary.lines, secretary.name) == (("THƯ KÝ",), "Vũ Thái Sơn")
    assert (chair.lines, chair.name) == (("CHỦ TỌA",), "Nguyễn Mai Phương")
    assert "đóng dấu" in chair.note


def test_what_nobody_noted_becomes_dots_to_write_on() -> None:
    page = minutes_page(
        minutes(started=None, ended=None, place="", mode="", chair="", secretary="")
    )
    words = words_of(page)
    assert "Thời gian bắt đầu: …… giờ …… phút, ngày 05 tháng 02 năm 2027" in words
    assert "kết thúc vào …… giờ …… phút" in words
    for lead in ("Địa điểm:", "Chủ trì (chủ tọa):", "Thư ký (người ghi biên bản):"):
        assert f"{lead} ………" in words
    assert page.number == "Số:        /BB-ĐCT"


def test_a_written_consultation_says_that_nobody_met() -> None:
    page = minutes_page(minutes(is_written=True, place="", mode="", due=minutes().ended))
    words = words_of(page)
    assert "lấy ý kiến các thành viên bằng văn bản" in words
    assert "Thời hạn trả lời: 11 giờ 05 phút" in words
    assert "Không trả lời: 01 người: Trịnh Hồng Đào." in words
    assert "Địa điểm" not in words
    assert "Việc lấy ý kiến kết thúc vào" in words


def test_several_candidates_of_one_item_have_a_line_each() -> None:
    item = Item(
        title="Kiện toàn",
        outcomes=(
            Outcome(result="thông qua", label="Nguyễn Văn Hòa", yes=9, base=17),
            Outcome(result="không thông qua", label="Trần Thị Ánh", yes=8, base=17),
        ),
    )
    words = words_of(minutes_page(minutes(items=(item,))))
    assert "- Nguyễn Văn Hòa: Tỷ lệ tán thành: 9/17 (52,94%). Kết luận: thông qua." in words
    assert "- Trần Thị Ánh: Tỷ lệ tán thành: 8/17 (47,05%). Kết luận: không thông qua." in words


def test_a_count_holds_every_field_of_the_law() -> None:
    page = counting_page(counting())
    words = words_of(page)
    for part in (
        "Ban kiểm phiếu: 03 người, gồm: Vũ Thái Sơn (trưởng ban); Mai Trung Kiên; Lương Mạnh Xuân.",
        "Hình thức: bỏ phiếu kín.",
        "1. Số thành viên được triệu tập: 18.",
        "2. Số thành viên tham gia: 17.",
        "3. Số phiếu phát ra: 17, trong đó 02 phiếu giấy, 15 phiếu trong hệ thống.",
        "4. Số phiếu thu về: 17, trong đó 02 phiếu giấy, 15 phiếu trong hệ thống.",
        "5. Số phiếu hợp lệ, không hợp lệ: ghi theo từng nội dung trong bảng.",
        "không làm tròn lên",
        "lập thành 03 bản",
    ):
        assert part in words
    hoa, anh = table_of(page).rows
    assert hoa == (
        *("1", "Nguyễn Văn Hòa", "16", "1", "14", "2", "0"),
        *("14/18 (77,77%)", "14/17 (82,35%)", "thông qua"),
    )
    assert anh[2:] == ("17", "0", "9", "8", "0", "9/18 (50%)", "9/17 (52,94%)", "không đạt")


def test_where_every_line_has_the_same_ballots_they_stand_once() -> None:
    words = words_of(counting_page(counting(lines=(line(), line(label="Trần Thị Ánh")))))
    assert "5. Số phiếu hợp lệ: 16." in words
    assert "6. Số phiếu không hợp lệ: 01." in words


def test_the_whole_counting_board_signs() -> None:
    page = counting_page(counting())
    assert [(hand.lines[-1], hand.name) for hand in page.signatures] == [
        ("TRƯỞNG BAN", "Vũ Thái Sơn"),
        ("CHỦ TỌA", "Nguyễn Mai Phương"),
        ("THÀNH VIÊN", "Mai Trung Kiên"),
        ("THÀNH VIÊN", "Lương Mạnh Xuân"),
    ]
    without = counting_page(counting(board=()))
    assert [hand.lines[-1] for hand in without.signatures] == ["THƯ KÝ", "CHỦ TỌA"]


def test_numbers_that_nobody_has_stored_become_dots() -> None:
    words = words_of(counting_page(counting(present=None, issued=None, collected=None)))
    for lead in ("2. Số thành viên tham gia:", "3. Số phiếu phát ra:", "4. Số phiếu thu về:"):
        assert f"{lead} ………" in words


def test_a_resolution_stands_as_the_template_has_it() -> None:
    page = resolution_page(resolution())
    assert (page.kind, page.verb, page.authority) == ("NGHỊ QUYẾT", "QUYẾT NGHỊ:", "ĐOÀN CHỦ TỊCH")
    assert [one.lead for one in page.texts] == ["Điều 1.", "Điều 2."]
    assert [ground[-1] for ground in page.grounds] == [";", "."]
    assert page.place_and_date == "Hà Nội, ngày 05 tháng 02 năm 2027"


@pytest.mark.parametrize(
    "page",
    (
        minutes_page(minutes(present=(Attendee(MARKUP, "trực tiếp"),), secretary=MARKUP)),
        counting_page(counting(lines=(line(label=MARKUP),))),
        resolution_page(resolution(articles=(f"Thông qua {MARKUP}", "Hiệu lực từ ngày ký"))),
    ),
    ids=("minutes", "count", "resolution"),
)
def test_page_word_file_and_pdf_say_the_same(page) -> None:
    printed = "".join(text(page_pdf(page)).split())  # a line may break within "//"
    html = " ".join(render_to_string("papers/_sheet.html", {"page": page}).split())
    document = Document(io.BytesIO(page_docx(page)))
    typed = [part.text for part in document.paragraphs]
    typed += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    for block in page.blocks:
        pieces = (
            [f"{block.lead} {block.words}".strip()]
            if isinstance(block, Text)
            else [cell for row in block.rows for cell in row if cell]
        )
        for piece in pieces:
            assert "".join(piece.split()) in printed
            assert any(piece in part for part in typed)
        plain_words = block.words if isinstance(block, Text) else block.rows[0][1]
        assert " ".join(escape(plain_words).split()) in html


def test_the_word_file_repeats_heads_of_tables_and_takes_what_xml_cannot_hold() -> None:
    page = minutes_page(minutes(chair="Nguyễn\x0b Mai\x00 Phương"))
    document = Document(io.BytesIO(page_docx(page)))
    heads = [table for table in document.tables if "tblHeader" in table._tbl.xml]
    assert [len(table.columns) for table in heads] == [4]
    cells = [cell.text for cell in document.tables[-2].rows[0].cells]
    assert "Nguyễn Mai Phương" in cells[1]
    assert document.core_properties.title == "Biên bản: Hội nghị Đoàn Chủ tịch lần thứ 15"


def test_the_word_file_numbers_an_annex_from_one() -> None:
    document = Document(io.BytesIO(page_docx(decision(annexes=(annex(),)))))
    first, second = document.sections
    assert first.page_width < first.page_height
    assert second.page_width > second.page_height
    assert 'w:start="1"' in second._sectPr.xml
    assert second.different_first_page_header_footer
