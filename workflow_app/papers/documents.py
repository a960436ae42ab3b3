"""An issued paper on A4 as Decree 30/2020, App. I wants it: as a page to print and as DOCX."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from workflow_app.lib.dates import decree30_date
from workflow_app.lib.text import fold

from .models import IssuedPaper

FONT = "Times New Roman"
NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
BODY_SIZE = 14
CENTER, LEFT, RIGHT, JUSTIFY = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)
ANNEX_WIDTHS = (1.1, 7.2, 3.2, 4.6, 4.6, 3.2)


@dataclass(frozen=True, slots=True)
class DecisionPage:
    """The paper's words in the order of the page; capitals and padding are done."""

    nation: str
    motto: str
    organisation: str
    issuer: str
    number: str
    place_and_date: str
    kind: str
    subject: str
    grounds: list[str]
    verb: str
    articles: list[tuple[str, str]]
    recipients: list[str]
    signature_lines: list[str]
    signer: str
    annex: dict[str, Any]
    annex_note: str


def decision_page(paper: IssuedPaper) -> DecisionPage:
    """Return the words of an issued decision; nothing is read but the paper itself."""
    content: dict[str, Any] = paper.content
    organisation = content.get("organisation", "")
    issuer = content.get("issuer", content.get("body", ""))
    date = decree30_date(paper.issued_on)
    place = content.get("place", "Hà Nội")
    return DecisionPage(
        nation=NATION,
        motto=MOTTO,
        organisation=organisation.upper(),
        issuer=issuer.upper(),
        number=f"Số: {paper.notation}",
        place_and_date=f"{place}, {date}",
        kind=paper.document_type.upper(),
        subject=paper.subject,
        grounds=content.get("grounds", []),
        verb=f"{paper.document_type.upper()}:",
        articles=[
            (f"Điều {number}.", text)
            for number, text in enumerate(content.get("articles", []), start=1)
        ],
        recipients=content.get("recipients", []),
        signature_lines=[line.strip() for line in paper.signer_title.splitlines() if line.strip()],
        signer=paper.signer,
        annex=content.get("annex", {}),
        annex_note=f"(Kèm theo Quyết định số {paper.notation} {date} của {issuer})",
    )


def file_name(paper: IssuedPaper) -> str:
    """Return a name that every system can store: 01-QD-DCT-2027.docx."""
    words = fold(paper.notation).upper().replace("/", "-").replace(" ", "-")
    return f"{words}-{paper.issued_on.year}.docx"


def decision_docx(paper: IssuedPaper) -> bytes:
    """Return the decision with its annex as a Word file."""
    page = decision_page(paper)
    document = Document()
    _set_up(document)
    _head(document, page)
    _title(document, page)
    _text(document, page)
    _foot(document, page)
    if page.annex:
        _annex(document, page)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _set_up(document: DocumentObject) -> None:
    """A4, margins 20/20/30/20 mm, Times New Roman, page numbers from the second page on."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(20)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(BODY_SIZE)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(0)
    _page_number(section.header.paragraphs[0])


def _page_number(paragraph: Paragraph) -> None:
    paragraph.alignment = CENTER
    run = paragraph.add_run()
    run.font.size = Pt(13)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)  # noqa: SLF001 -- python-docx has no fields of its own


def _head(document: DocumentObject, page: DecisionPage) -> None:
    table = document.add_table(rows=2, cols=2)
    left, right = table.rows[0].cells
    _say(left.paragraphs[0], page.organisation, size=13, align=CENTER)
    _say(left.add_paragraph(), page.issuer, size=13, bold=True, align=CENTER)
    _line_below(left.paragraphs[-1], indent=Cm(2.4))
    _say(right.paragraphs[0], page.nation, size=13, bold=True, align=CENTER)
    _say(right.add_paragraph(), page.motto, size=14, bold=True, align=CENTER)
    _line_below(right.paragraphs[-1], indent=Cm(1.4))
    left, right = table.rows[1].cells
    _say(left.paragraphs[0], page.number, size=13, align=CENTER, before=6)
    _say(right.paragraphs[0], page.place_and_date, size=14, italic=True, align=CENTER, before=6)
    for row in table.rows:
        row.cells[0].width, row.cells[1].width = Cm(7.2), Cm(8.8)


def _title(document: DocumentObject, page: DecisionPage) -> None:
    _say(document.add_paragraph(), page.kind, size=14, bold=True, align=CENTER, before=18)
    _say(document.add_paragraph(), page.subject, size=14, bold=True, align=CENTER)
    _line_below(document.paragraphs[-1], indent=Cm(5.5))
    _say(
        document.add_paragraph(), page.issuer, size=14, bold=True, align=CENTER, before=12, after=6
    )


def _text(document: DocumentObject, page: DecisionPage) -> None:
    for ground in page.grounds:
        _body(document, [(ground, False)], italic=True)
    _say(document.add_paragraph(), page.verb, size=14, bold=True, align=CENTER, before=12, after=6)
    for name, text in page.articles:
        _body(document, [(f"{name} ", True), (text, False)])


def _body(
    document: DocumentObject, parts: Iterable[tuple[str, bool]], *, italic: bool = False
) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = JUSTIFY
    form = paragraph.paragraph_format
    form.first_line_indent, form.space_after, form.line_spacing = Cm(1.27), Pt(6), 1.15
    for text, bold in parts:
        run = paragraph.add_run(text)
        run.bold, run.italic, run.font.size = bold, italic, Pt(BODY_SIZE)


def _foot(document: DocumentObject, page: DecisionPage) -> None:
    document.add_paragraph()
    left, right = document.add_table(rows=1, cols=2).rows[0].cells
    _say(left.paragraphs[0], "Nơi nhận:", size=12, bold=True, italic=True)
    for recipient in page.recipients:
        _say(left.add_paragraph(), f"- {recipient}", size=11)
    first, *others = page.signature_lines or [""]
    _say(right.paragraphs[0], first, size=14, bold=True, align=CENTER)
    for line in others:
        _say(right.add_paragraph(), line, size=14, bold=True, align=CENTER)
    _say(right.add_paragraph(), page.signer, size=14, bold=True, align=CENTER, before=72)


def _annex(document: DocumentObject, page: DecisionPage) -> None:
    """The plan itself on landscape pages."""
    section = document.add_section()
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin, section.right_margin = Mm(30), Mm(20)
    section.different_first_page_header_footer = False
    annex = page.annex
    _say(document.add_paragraph(), annex["title"].upper(), size=14, bold=True, align=CENTER)
    _say(document.add_paragraph(), annex["subtitle"], size=14, bold=True, align=CENTER)
    _say(document.add_paragraph(), page.annex_note, size=14, italic=True, align=CENTER, after=12)
    if annex["objectives"].strip():
        for line in annex["objectives"].splitlines():
            _body(document, [(line, False)])
    table = document.add_table(rows=1, cols=len(annex["columns"]), style="Table Grid")
    _repeat_heading(table)
    _fill(table.rows[0].cells, annex["columns"], bold=True, align=CENTER)
    for row in annex["rows"]:
        _fill(table.add_row().cells, row)
    cells = table.add_row().cells
    _fill(cells, ["", "Tổng cộng", "", "", "", annex["total"]], bold=True)
    for row in table.rows:
        row.cells[-1].paragraphs[0].alignment = RIGHT
        for cell, width in zip(row.cells, ANNEX_WIDTHS, strict=True):
            cell.width = Cm(width)


def _fill(
    cells: tuple[_Cell, ...],
    texts: Iterable[str],
    *,
    bold: bool = False,
    align: WD_ALIGN_PARAGRAPH = LEFT,
) -> None:
    for cell, text in zip(cells, texts, strict=True):
        _say(cell.paragraphs[0], text, size=12, bold=bold, align=align)


def _repeat_heading(table: Table) -> None:
    mark = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(mark)  # noqa: SLF001 -- no other way


def _say(
    paragraph: Paragraph,
    text: str,
    *,
    size: int,
    bold: bool = False,
    italic: bool = False,
    align: WD_ALIGN_PARAGRAPH = LEFT,
    before: int = 0,
    after: int = 0,
) -> None:
    paragraph.alignment = align
    paragraph.paragraph_format.space_before = Pt(before)
    paragraph.paragraph_format.space_after = Pt(after)
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size, run.font.name = bold, italic, Pt(size), FONT


def _line_below(paragraph: Paragraph, *, indent: Cm) -> None:
    """The line under the motto, the issuer and the summary; indents make it shorter."""
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = None
    borders = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    ruler = paragraph.insert_paragraph_before("")
    text = ruler._p  # noqa: SLF001 -- the line is an empty paragraph put after its words
    paragraph._p.addnext(text)  # noqa: SLF001
    ruler.paragraph_format.left_indent = ruler.paragraph_format.right_indent = indent
    ruler.paragraph_format.line_spacing = Pt(3)
    text.get_or_add_pPr().append(borders)
