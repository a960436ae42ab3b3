"""A paper as a Word file in the layout of Decree 30/2020, App. I."""

import io
import re
from collections.abc import Iterable, Sequence

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Cm, Length, Mm, Pt
from docx.table import Table as WordTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from . import pages
from .pages import Annex, Page, Signature, Table, Text

FONT = "Times New Roman"
BODY_SIZE = 14
CENTER, LEFT, RIGHT, JUSTIFY = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)
MANY_COLUMNS = 8
ALIGNS = {pages.LEFT: LEFT, pages.CENTER: CENTER, pages.RIGHT: RIGHT}
UPRIGHT, ON_ITS_SIDE = 16.0, 24.7
"""Width between the margins in centimetres."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def page_docx(page: Page) -> bytes:
    """Return the paper with its annexes as a Word file."""
    document = Document()
    document.core_properties.title = _clean(page.name)[:255]
    document.core_properties.author = _clean(page.issuer)[:255]
    _set_up(document)
    _head(document, page)
    _title(document, page)
    for ground in page.grounds:
        _text(document, Text(ground, style=pages.GROUND))
    if page.verb:
        _text(document, Text(page.verb, style=pages.CENTRED))
    _blocks(document, page.blocks, UPRIGHT)
    document.paragraphs[-1].paragraph_format.keep_with_next = True  # no hand stands alone
    _foot(document, page)
    for annex in page.annexes:
        _annex(document, annex)
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
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    style.element.rPr.append(language)
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


def _head(document: DocumentObject, page: Page) -> None:
    table = document.add_table(rows=2, cols=2)
    left, right = table.rows[0].cells
    said = left.paragraphs[0]
    if page.organisation:
        _say(said, page.organisation, size=13, align=CENTER)
        said = left.add_paragraph()
    _say(said, page.issuer, size=13, bold=True, align=CENTER)
    _line_below(left.paragraphs[-1], indent=Cm(2.4))
    _say(right.paragraphs[0], page.nation, size=13, bold=True, align=CENTER)
    _say(right.add_paragraph(), page.motto, size=14, bold=True, align=CENTER)
    _line_below(right.paragraphs[-1], indent=Cm(1.4))
    left, right = table.rows[1].cells
    _say(left.paragraphs[0], page.number, size=13, align=CENTER, before=6)
    _say(right.paragraphs[0], page.place_and_date, size=14, italic=True, align=CENTER, before=6)
    _widen(table, (7.0, 9.4))


def _title(document: DocumentObject, page: Page) -> None:
    _say(document.add_paragraph(), page.kind, size=14, bold=True, align=CENTER, before=18)
    if page.subject:
        _say(document.add_paragraph(), page.subject, size=14, bold=True, align=CENTER)
        _line_below(document.paragraphs[-1], indent=Cm(5.5))
    if page.authority:
        authority = document.add_paragraph()
        _say(authority, page.authority, size=14, bold=True, align=CENTER, before=12, after=6)


def _blocks(document: DocumentObject, blocks: Iterable[Text | Table], width: float) -> None:
    for block in blocks:
        if isinstance(block, Table):
            _table(document, block, width)
        else:
            _text(document, block)


def _text(document: DocumentObject, text: Text) -> None:
    paragraph = document.add_paragraph()
    if text.style == pages.CENTRED:
        _say(paragraph, text.words, size=14, bold=True, align=CENTER, before=12, after=6)
        return
    paragraph.alignment = JUSTIFY
    form = paragraph.paragraph_format
    form.space_after, form.line_spacing = Pt(6), 1.15
    if text.style == pages.ENTRY:
        form.left_indent = Cm(1.27)
    elif text.style != pages.NOTE:
        form.first_line_indent = Cm(1.27)
    form.keep_with_next = text.style == pages.HEADING
    if text.lead:
        _run(paragraph, f"{text.lead} ", size=BODY_SIZE, bold=True)
    _run(
        paragraph,
        text.words,
        size=12 if text.style == pages.NOTE else BODY_SIZE,
        bold=text.style == pages.HEADING,
        italic=text.style in (pages.GROUND, pages.NOTE),
    )


def _table(document: DocumentObject, data: Table, width: float) -> None:
    if data.title:
        title = document.add_paragraph()
        _say(title, data.title, size=13, bold=True, before=8, after=4)
        title.paragraph_format.keep_with_next = True
    columns = data.columns
    table = document.add_table(rows=1, cols=len(columns), style="Table Grid")
    _repeat_heading(table)
    _fill(
        table.rows[0].cells,
        [column.title for column in columns],
        [CENTER] * len(columns),
        bold=True,
    )
    aligns = [ALIGNS[column.align] for column in columns]
    for row in data.rows:
        _fill(table.add_row().cells, row, aligns)
    if data.total:
        _fill(table.add_row().cells, data.total, aligns, bold=True)
    whole = sum(column.share for column in columns)
    _widen(table, [width * column.share / whole for column in columns])
    _say(document.add_paragraph(), "", size=6)


def _foot(document: DocumentObject, page: Page) -> None:
    """One hand stands right of the receivers; several stand side by side above them."""
    hands = page.signatures
    if len(hands) == 1:
        _say(document.add_paragraph(), "", size=6)
        document.paragraphs[-1].paragraph_format.keep_with_next = True
        left, right = document.add_table(rows=1, cols=2).rows[0].cells
        _receivers(left, page.recipients)
        _hand(right, hands[0])
        return
    for first in range(0, len(hands), 2):
        document.add_paragraph()
        cells = document.add_table(rows=1, cols=2).rows[0].cells
        for cell, hand in zip(cells, hands[first : first + 2], strict=False):
            _hand(cell, hand)
    if page.recipients:
        document.add_paragraph()
        _receivers(document.add_table(rows=1, cols=1).rows[0].cells[0], page.recipients)


def _receivers(cell: _Cell, recipients: Sequence[str]) -> None:
    _say(cell.paragraphs[0], "Nơi nhận:", size=12, bold=True, italic=True)
    for recipient in recipients:
        _say(cell.add_paragraph(), f"- {recipient}", size=11)


def _hand(cell: _Cell, hand: Signature) -> None:
    first, *others = hand.lines or ("",)
    _say(cell.paragraphs[0], first, size=14, bold=True, align=CENTER)
    for line in others:
        _say(cell.add_paragraph(), line, size=14, bold=True, align=CENTER)
    if hand.note:
        _say(cell.add_paragraph(), hand.note, size=13, italic=True, align=CENTER)
    _say(cell.add_paragraph(), hand.name, size=14, bold=True, align=CENTER, before=72)


def _annex(document: DocumentObject, annex: Annex) -> None:
    """What is attached, on sheets of its own that are numbered from 1, the first without."""
    section = document.add_section()
    if annex.is_wide:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
    else:
        section.orientation = WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Mm(210), Mm(297)
    _number_from_one(section)
    _say(document.add_paragraph(), annex.title, size=14, bold=True, align=CENTER)
    if annex.subtitle:
        _say(document.add_paragraph(), annex.subtitle, size=14, bold=True, align=CENTER)
    if annex.note:
        _say(document.add_paragraph(), annex.note, size=14, italic=True, align=CENTER, after=12)
    _blocks(document, annex.blocks, ON_ITS_SIDE if annex.is_wide else UPRIGHT)


def _number_from_one(section: Section) -> None:
    number = OxmlElement("w:pgNumType")
    number.set(qn("w:start"), "1")
    margins = section._sectPr.find(qn("w:pgMar"))  # noqa: SLF001 -- no other way
    margins.addnext(number)


def _fill(
    cells: Sequence[_Cell],
    texts: Sequence[str],
    aligns: Sequence[WD_ALIGN_PARAGRAPH],
    *,
    bold: bool = False,
) -> None:
    size = 12 if len(cells) < MANY_COLUMNS else 11
    for cell, text, align in zip(cells, texts, aligns, strict=True):
        _say(cell.paragraphs[0], text, size=size, bold=bold, align=align)


def _widen(table: WordTable, widths: Sequence[float]) -> None:
    table.autofit = False
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)


def _repeat_heading(table: WordTable) -> None:
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
    _run(paragraph, text, size=size, bold=bold, italic=italic)


def _run(
    paragraph: Paragraph, text: str, *, size: int, bold: bool = False, italic: bool = False
) -> None:
    run = paragraph.add_run(_clean(text))
    run.bold, run.italic, run.font.size, run.font.name = bold, italic, Pt(size), FONT


def _clean(text: str) -> str:
    """Drop what XML cannot hold; nobody sees it anyway."""
    return _CONTROL.sub("", text)


def _line_below(paragraph: Paragraph, *, indent: Length) -> None:
    """The line under the motto, the issuer and the summary; indents make it shorter."""
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
