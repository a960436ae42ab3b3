"""An issued decision against the table of Decree 30/2020, App. I, read back from its DOCX."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape, strip_tags
from docx import Document
from docx.shared import Pt

from tests.cast import Cast
from tests.driver import FlowDriver, plan_of
from tests.papers.reading import text
from tests.papers.sheets import minutes, resolution
from tests.retold import retold
from workflow_app.approvals.enums import Outcome
from workflow_app.approvals.issuing import IssueForm
from workflow_app.approvals.services.decisions import settle
from workflow_app.papers.documents import (
    decision_page,
    file_name,
    page_content,
    page_of,
    paper_docx,
    paper_pdf,
)
from workflow_app.papers.lint import lint_paper
from workflow_app.papers.minutes import minutes_page
from workflow_app.papers.models import IssuedPaper
from workflow_app.papers.resolutions import resolution_page
from workflow_app.papers.services import issue_paper

SUBJECT = (
    "Phê duyệt Kế hoạch hoạt động năm 2027 của Liên hiệp các tổ chức hữu nghị thành phố Đà Nẵng"
)


@pytest.fixture
def adopted(cast: Cast) -> FlowDriver:
    return retold("adopted", lambda: adopted_plan(cast), cast)


def adopted_plan(cast: Cast) -> FlowDriver:
    plan = plan_of(cast)
    plan.to_the_presidium()
    settle(dossier=plan.dossier, step="presidium", outcome=Outcome.ADOPTED)
    return plan


@pytest.fixture
def paper(cast: Cast, adopted: FlowDriver) -> IssuedPaper:
    return retold("issued", lambda: issued(cast, adopted), cast)


def issued(cast: Cast, adopted: FlowDriver) -> IssuedPaper:
    adopted.do(
        cast.thu,
        "issue",
        Outcome.ISSUED,
        signer="Nguyễn Mai Phương",
        signer_title="TM. ĐOÀN CHỦ TỊCH\nCHỦ TỊCH",
        issued_on=dt.date(2027, 2, 5),
    )
    return adopted.dossier.paper


@pytest.fixture
def document(paper):
    return Document(io.BytesIO(paper_docx(paper)))


def paragraphs(document):
    """Every paragraph with words, inside tables and out, by its text."""
    found = list(document.paragraphs)
    for table in document.tables:
        for row in table.rows:
            for cell in row.cells:
                found += cell.paragraphs
    return {part.text: part for part in found if part.text.strip()}


def looks(paragraph):
    run = paragraph.runs[0]
    return run.font.size.pt, bool(run.bold), bool(run.italic)


def test_the_page_is_a4_with_the_margins_of_the_decree(document) -> None:
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert 20 <= round(section.top_margin.mm) <= 25
    assert 20 <= round(section.bottom_margin.mm) <= 25
    assert 30 <= round(section.left_margin.mm) <= 35
    assert 15 <= round(section.right_margin.mm) <= 20


def test_the_font_is_times_new_roman(document) -> None:
    assert document.styles["Normal"].font.name == "Times New Roman"
    runs = [run for part in paragraphs(document).values() for run in part.runs]
    assert {run.font.name for run in runs} <= {"Times New Roman", None}


def test_pages_are_numbered_in_the_top_margin_but_not_the_first(document) -> None:
    section = document.sections[0]
    assert section.different_first_page_header_footer
    assert "PAGE" in section.header._element.xml
    assert section.first_page_header.paragraphs[0].text == ""


@pytest.mark.parametrize(
    ("text", "size", "bold", "italic"),
    (
        ("LIÊN HIỆP CÁC TỔ CHỨC HỮU NGHỊ VIỆT NAM", 13, False, False),
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13, True, False),
        ("Độc lập - Tự do - Hạnh phúc", 14, True, False),
        ("Số: 01/QĐ-ĐCT", 13, False, False),
        ("Hà Nội, ngày 05 tháng 02 năm 2027", 14, False, True),
        ("QUYẾT ĐỊNH", 14, True, False),
        (
            SUBJECT,
            14,
            True,
            False,
        ),
        ("QUYẾT ĐỊNH:", 14, True, False),
        ("TM. ĐOÀN CHỦ TỊCH", 14, True, False),
        ("CHỦ TỊCH", 14, True, False),
        ("Nguyễn Mai Phương", 14, True, False),
        ("Nơi nhận:", 12, True, True),
        ("- Như Điều 3;", 11, False, False),
    ),
)
def test_every_component_stands_in_its_type(document, text, size, bold, italic) -> None:
    assert looks(paragraphs(document)[text]) == (size, bold, italic)


def test_the_text_is_justified_with_indent_space_and_spacing(document) -> None:
    (article,) = (part for text, part in paragraphs(document).items() if text.startswith("Điều 1."))
    form = article.paragraph_format
    assert round(form.first_line_indent.cm, 2) == 1.27
    assert form.space_after >= Pt(6)
    assert 1 <= form.line_spacing <= 1.5
    assert article.alignment == 3
    assert article.runs[0].bold
    assert not article.runs[1].bold


def test_grounds_are_italic_and_end_as_they_must(paper, document) -> None:
    grounds = decision_page(paper).grounds
    assert [ground[-1] for ground in grounds] == [";", ";", "."]
    assert all(looks(paragraphs(document)[ground])[2] for ground in grounds)


def test_articles_recipients_and_the_end_of_the_text(paper) -> None:
    page = decision_page(paper)
    assert [text.lead for text in page.texts] == ["Điều 1.", "Điều 2.", "Điều 3."]
    assert page.texts[-1].words.endswith("./.")
    assert "80.000.000 đồng" in page.texts[0].words
    assert page.recipients[-1].startswith("Lưu: VT, ")


def test_the_annex_lists_the_adopted_lines_and_says_to_what_it_belongs(paper, document) -> None:
    table = document.tables[-1]
    assert [cell.text for cell in table.rows[1].cells][:3] == [
        "1",
        "Gặp mặt hữu nghị kỷ niệm 60 năm quan hệ Việt Nam - Lào",
        "tháng 9/2027",
    ]
    assert table.rows[-1].cells[-1].text == "80.000.000"
    note = "(Kèm theo Quyết định số 01/QĐ-ĐCT ngày 05 tháng 02 năm 2027 của Đoàn Chủ tịch)"
    assert note in paragraphs(document)


def test_the_pdf_says_what_the_page_and_the_word_file_say(cast, paper, document, client) -> None:
    client.force_login(cast.thu)
    answer = client.get(reverse("papers:pdf", args=[paper.pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="01-QD-DCT-2027.pdf"'
    printed = text(answer.content)
    shown = " ".join(strip_tags(client.get(reverse("papers:paper", args=[paper.pk])).text).split())
    words = list(paragraphs(document))
    assert [part for part in words if " ".join(part.split()) not in printed] == []
    assert [part for part in words if escape(part) not in shown] == []


def test_the_pdf_of_a_paper_is_always_the_same_file(paper) -> None:
    assert paper_pdf(paper) == paper_pdf(IssuedPaper.objects.get(pk=paper.pk))


def test_a_decision_of_ours_breaks_no_rule_of_the_decree(paper) -> None:
    assert [str(finding) for finding in lint_paper(page_of(paper))] == []


def test_minutes_and_resolutions_are_issued_whole_and_take_their_number(cast) -> None:
    for name, page, symbol in (
        ("Biên bản", minutes_page(minutes()), "BB-ĐCT"),
        ("Nghị quyết", resolution_page(resolution()), "NQ-ĐCT"),
    ):
        paper = issue_paper(
            series=symbol,
            symbol=symbol,
            document_type=name,
            subject=page.subject,
            issued_on=dt.date(2027, 3, 9),
            signer="Nguyễn Mai Phương",
            signer_title="CHỦ TỌA",
            content=page_content(page),
            user=cast.thu,
            dossier_code="",
        )
        issued_page = page_of(IssuedPaper.objects.get(pk=paper.pk))
        assert issued_page.number == f"Số: 01/{symbol}"
        assert issued_page.blocks == page.blocks
        assert lint_paper(issued_page) == []
        is_dated = symbol.startswith("NQ")
        assert issued_page.place_and_date == (
            "Hà Nội, ngày 09 tháng 3 năm 2027" if is_dated else ""
        )


@pytest.mark.parametrize(
    ("day", "words"),
    (
        (dt.date(2027, 3, 9), "ngày 09 tháng 3 năm 2027"),
        (dt.date(2027, 11, 22), "ngày 22 tháng 11 năm 2027"),
        (dt.date(2027, 1, 31), "ngày 31 tháng 01 năm 2027"),
    ),
)
def test_days_and_months_are_padded_as_the_decree_wants(paper, day, words) -> None:
    paper.issued_on = day
    assert decision_page(paper).place_and_date == f"Hà Nội, {words}"


def test_a_paper_keeps_its_words_when_units_are_renamed(cast, paper) -> None:
    before = decision_docx_text(paper)
    unit = cast.unit("LH-DANANG")
    unit.name = "Tên khác"
    unit.save()
    assert decision_docx_text(IssuedPaper.objects.get(pk=paper.pk)) == before


def decision_docx_text(paper) -> list[str]:
    return list(paragraphs(Document(io.BytesIO(paper_docx(paper)))))


def test_an_old_paper_without_an_annex_can_still_be_printed(paper) -> None:
    paper.content = {"body": "Đoàn Chủ tịch"}
    assert paper_docx(paper)
    assert file_name(paper) == "01-QD-DCT-2027.docx"


@pytest.mark.parametrize(
    ("name", "status"),
    (
        ("hoa", 200),
        ("minh", 200),
        ("dung", 200),
        ("tuan", 200),
        ("thu", 200),
        ("phuong", 200),
        ("kien", 200),
        ("vy", 404),
        ("yen", 404),
        ("quang", 404),
        ("xuan", 404),
    ),
)
def test_a_paper_is_read_by_those_who_may_see_what_it_is_about(
    cast, paper, client, name, status
) -> None:
    client.force_login(getattr(cast, name))
    assert client.get(reverse("papers:paper", args=[paper.pk])).status_code == status
    assert client.get(reverse("papers:docx", args=[paper.pk])).status_code == status
    assert client.get(reverse("papers:pdf", args=[paper.pk])).status_code == status


def test_a_stranger_signs_in_first(paper, client) -> None:
    for name in ("paper", "docx", "pdf"):
        assert client.get(reverse(f"papers:{name}", args=[paper.pk])).status_code == 302


def test_no_page_changes_a_paper(cast, paper, client) -> None:
    client.force_login(cast.thu)
    before = IssuedPaper.objects.values().get()
    for url in (
        reverse("papers:paper", args=[paper.pk]),
        reverse("papers:docx", args=[paper.pk]),
        reverse("papers:pdf", args=[paper.pk]),
        reverse("papers:register"),
    ):
        for method in ("post", "put", "patch", "delete"):
            assert getattr(client, method)(url).status_code == 405
    assert IssuedPaper.objects.values().get() == before


def test_the_clerk_s_form_offers_the_chair_and_refuses_days_that_cannot_be(cast, adopted) -> None:
    form = IssueForm(dossier=adopted.dossier)
    assert [value for value, __ in form.fields["signer"].choices] == ["Nguyễn Mai Phương"]
    assert form.fields["signer_title"].initial == "TM. ĐOÀN CHỦ TỊCH\nCHỦ TỊCH"
    today = timezone.localdate(adopted.dossier.stage_since)
    for day, is_valid in (
        (today, True),
        (dt.date(2020, 1, 1), False),
        (dt.date(2099, 1, 1), False),
    ):
        data = {
            "signer": "Nguyễn Mai Phương",
            "signer_title": "TM. ĐOÀN CHỦ TỊCH",
            "issued_on": day.isoformat(),
        }
        assert IssueForm(data, dossier=adopted.dossier).is_valid() == is_valid
