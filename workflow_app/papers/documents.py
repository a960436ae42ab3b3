"""An issued paper as the page that is printed; nothing is read but the paper itself."""

from collections.abc import Callable
from typing import Any

from workflow_app.lib.dates import decree30_date
from workflow_app.lib.text import fold

from .models import IssuedPaper
from .pages import (
    CENTER,
    LEFT,
    RIGHT,
    Annex,
    Column,
    Page,
    Signature,
    Table,
    Text,
    page_from,
    plain,
)
from .pdf import page_pdf
from .word import page_docx

PLACE = "Hà Nội"
VERBS = {"Nghị quyết": "QUYẾT NGHỊ:"}
"""What stands before the articles; of other papers, their own name (App. III, 1.1 and 1.2)."""
ANNEX_SHARES = (11, 72, 32, 46, 46, 32)
FROZEN = "page"


def page_of(paper: IssuedPaper) -> Page:
    """Return the words of an issued paper, as they were when it was issued."""
    reading: Callable[[IssuedPaper], Page] = (
        frozen_page if paper.content.get("template") == FROZEN else decision_page
    )
    return reading(paper)


def page_content(page: Page, **more: Any) -> dict[str, Any]:
    """Return what `issue_paper` stores of a page that was worded elsewhere (minutes, resolution)."""
    return {"template": FROZEN, FROZEN: plain(page), **more}


def frozen_page(paper: IssuedPaper) -> Page:
    """Return a page that was stored whole, with the number and the day it was given."""
    page = page_from(paper.content[FROZEN])
    return page.numbered(paper.notation, _place_and_date(paper))


def decision_page(paper: IssuedPaper) -> Page:
    """Return a decision or resolution from its grounds, articles and annex."""
    content: dict[str, Any] = paper.content
    issuer = content.get("issuer", content.get("body", ""))
    kind = paper.document_type.upper()
    lines = tuple(line.strip() for line in paper.signer_title.splitlines() if line.strip())
    return Page(
        kind=kind,
        subject=paper.subject,
        organisation=content.get("organisation", "").upper(),
        issuer=issuer.upper(),
        number=f"Số: {paper.notation}",
        place_and_date=_place_and_date(paper),
        authority=issuer.upper(),
        grounds=tuple(content.get("grounds", ())),
        verb=VERBS.get(paper.document_type, f"{kind}:"),
        blocks=tuple(
            Text(words, lead=f"Điều {number}.")
            for number, words in enumerate(content.get("articles", ()), start=1)
        ),
        recipients=tuple(content.get("recipients", ())),
        signatures=(Signature(lines, paper.signer),),
        annexes=_annexes(paper, issuer),
    )


def _place_and_date(paper: IssuedPaper) -> str:
    return f"{paper.content.get('place', PLACE)}, {decree30_date(paper.issued_on)}"


def _annexes(paper: IssuedPaper, issuer: str) -> tuple[Annex, ...]:
    annex: dict[str, Any] | None = paper.content.get("annex")
    if not annex:
        return ()
    goals = tuple(Text(line) for line in annex["objectives"].splitlines() if line.strip())
    date = decree30_date(paper.issued_on)
    note = f"(Kèm theo {paper.document_type} số {paper.notation} {date} của {issuer})"
    return (
        Annex(
            title=annex["title"].upper(),
            subtitle=annex["subtitle"],
            note=note,
            blocks=(*goals, _annex_table(annex)),
        ),
    )


def _annex_table(annex: dict[str, Any]) -> Table:
    names = annex["columns"]
    shares = ANNEX_SHARES if len(names) == len(ANNEX_SHARES) else (1,) * len(names)
    aligns = [CENTER, *[LEFT] * (len(names) - 2), RIGHT]
    return Table(
        columns=tuple(
            Column(name, share, align)
            for name, share, align in zip(names, shares, aligns, strict=True)
        ),
        rows=tuple(tuple(row) for row in annex["rows"]),
        total=("", "Tổng cộng", *[""] * (len(names) - 3), annex["total"]),
    )


def file_name(paper: IssuedPaper, extension: str = "docx") -> str:
    """Return a name that every system can store: 01-QD-DCT-2027.docx."""
    words = fold(paper.notation).upper().replace("/", "-").replace(" ", "-")
    return f"{words}-{paper.issued_on.year}.{extension}"


def paper_docx(paper: IssuedPaper) -> bytes:
    """Return the paper with its annexes as a Word file."""
    return page_docx(page_of(paper))


def paper_pdf(paper: IssuedPaper) -> bytes:
    """Return the paper with its annexes as PDF, made on its day: always the same bytes."""
    return page_pdf(page_of(paper), when=paper.issued_on)
