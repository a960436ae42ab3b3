"""Attachments bound into the board pack: whose they are to read, which cannot be, and how much."""

import re
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from tests.ballots.agenda import planned
from tests.ballots.test_pages import url
from tests.ballots.test_sheet import signed_in
from tests.cast import Cast
from tests.papers.reading import content, sheets, text
from tests.papers.sheets import annex, decision
from workflow_app.approvals.models import Dossier, DossierAttachment
from workflow_app.audit.models import AuditEntry
from workflow_app.ballots import pack as packs
from workflow_app.ballots.enums import InterestState
from workflow_app.ballots.models import Session
from workflow_app.ballots.pack import pack_pdf
from workflow_app.ballots.services.interests import declare_interest
from workflow_app.papers import pdf
from workflow_app.papers.files import DOCX, JPG, PDF, PNG, FileType
from workflow_app.papers.models import StoredFile
from workflow_app.papers.pages import plain
from workflow_app.papers.pdf import page_pdf, render_png

BOUND = re.compile(r"Nội dung (\d) · Tệp (\d): (.+?) · trang (\d+)/(\d+)")


@pytest.fixture
def session(cast: Cast) -> Session:
    return planned(cast, 2)


@pytest.fixture(scope="module")
def two_pages() -> bytes:
    made = page_pdf(decision(annexes=(annex(3),)))
    assert len(sheets(made)) == 2
    return made


@pytest.fixture(scope="module")
def picture() -> bytes:
    return render_png("paper.typ", {"page": plain(decision()), "title": "Ảnh"})


def attach(
    cast: Cast, dossier: Dossier, name: str, content: bytes, kind: FileType = PDF
) -> DossierAttachment:
    file = StoredFile.objects.create(
        file=ContentFile(content, name="stored"),
        name=name,
        media_type=kind.media_type,
        size=len(content),
        sha256="0123456789abcdef" * 4,
        uploaded_by=cast.lam,
    )
    return DossierAttachment.objects.create(dossier=dossier, file=file)


def first_of(session: Session) -> Dossier:
    return session.ballots.order_by("order")[0].dossier


def bound_in(made: bytes) -> list[tuple[str, ...]]:
    """Return the lines over bound pages: item, file, its name, page, of how many."""
    return [found for sheet in sheets(made) for found in BOUND.findall(sheet)]


def test_pdfs_and_pictures_follow_their_item_and_other_files_are_named_with_where_to_open_them(
    cast, session, two_pages, picture, settings
) -> None:
    settings.SITE_URL = "https://to-trinh.example.vn"
    first, second = (ballot.dossier for ballot in session.ballots.order_by("order"))
    attach(cast, first, "Tờ trình đã ký.pdf", two_pages)
    attach(cast, first, "Dự toán.docx", b"PK", DOCX)
    attach(cast, first, "Ảnh hội trường.png", picture, PNG)
    attach(cast, second, "Phụ lục.pdf", two_pages)
    made = content(pack_pdf(session, cast.an))
    assert bound_in(made) == [
        ("1", "1", "Tờ trình đã ký.pdf", "1", "2"),
        ("1", "1", "Tờ trình đã ký.pdf", "2", "2"),
        ("1", "3", "Ảnh hội trường.png", "1", "1"),
        ("2", "1", "Phụ lục.pdf", "1", "2"),
        ("2", "1", "Phụ lục.pdf", "2", "2"),
    ]
    words = text(made)
    assert "Dự toán.docx" in words
    assert "trên hệ thống" in words
    assert f"thẻ “Tài liệu” của hồ sơ {first.code}" in words
    assert f"https://to-trinh.example.vn{first.get_absolute_url()}" in words.replace(" ", "")
    before, after = (
        next(number for number, sheet in enumerate(sheets(made)) if found in sheet)
        for found in ("Ảnh hội trường.png · trang 1/1", f"2. {second.title}")
    )
    assert before < after  # behind its own item, before the next
    assert made == content(pack_pdf(session, cast.an))


def test_what_the_reader_may_not_have_is_not_bound_in_and_not_listed(
    cast, session, two_pages
) -> None:
    first = first_of(session)
    attach(cast, first, "mật.pdf", two_pages)
    declare_interest(
        ballot=session.ballots.get(dossier=first),
        person=cast.people["an"],
        state=InterestState.DECLARED,
        reason="Đơn vị mình",
        user=cast.an,
    )
    recused, outsider = (content(pack_pdf(session, user)) for user in (cast.an, cast.xuan))
    for made in (recused, outsider):
        assert not bound_in(made)
        assert "mật.pdf" not in text(made)
    assert len(bound_in(content(pack_pdf(session, cast.binh)))) == 2


def test_a_withdrawn_file_is_not_bound_in(cast, session, two_pages) -> None:
    paper = attach(cast, first_of(session), "bản cũ.pdf", two_pages)
    paper.withdrawn_at = session.created
    paper.save()
    assert not bound_in(content(pack_pdf(session, cast.an)))


@pytest.mark.parametrize("kind", (PDF, PNG, JPG))
def test_a_broken_file_is_listed_and_holds_up_nothing(cast, session, two_pages, kind) -> None:
    first = first_of(session)
    attach(cast, first, "hỏng.bin", b"%PDF-1.7 nothing", kind)
    attach(cast, first, "lành.pdf", two_pages)
    made = content(pack_pdf(session, cast.an))
    assert {name for __, __, name, *__ in bound_in(made)} == {"lành.pdf"}
    assert "hỏng.bin" in text(made)


def test_a_file_that_is_gone_from_the_disk_is_listed(cast, session, two_pages) -> None:
    paper = attach(cast, first_of(session), "mất.pdf", two_pages)
    Path(paper.file.file.path).unlink()
    made = content(pack_pdf(session, cast.an))
    assert not bound_in(made)
    assert "mất.pdf" in text(made)


def test_the_pack_takes_no_more_than_its_measure_from_the_first_item_on(
    cast, session, two_pages, monkeypatch
) -> None:
    first, second = (ballot.dossier for ballot in session.ballots.order_by("order"))
    attach(cast, first, "một.pdf", two_pages)
    attach(cast, second, "hai.pdf", two_pages)
    monkeypatch.setattr(packs, "MOST_BOUND", len(two_pages) * 3 // 2)
    made = content(pack_pdf(session, cast.an))
    assert {name for __, __, name, *__ in bound_in(made)} == {"một.pdf"}
    assert "hai.pdf" in text(made)


def test_a_pack_that_cannot_be_set_with_its_attachments_is_set_without(
    cast, session, two_pages, monkeypatch
) -> None:
    attach(cast, first_of(session), "một.pdf", two_pages)
    whole = pdf._typeset_to

    def refuses_to_bind(made, job, when) -> None:
        if job.get("files"):
            raise pdf.NotSetError("out of memory")
        whole(made, job, when)

    monkeypatch.setattr(pdf, "_typeset_to", refuses_to_bind)
    made = content(pack_pdf(session, cast.an))
    assert not bound_in(made)
    assert "một.pdf" in text(made)


def test_whose_attachments_were_handed_out_is_logged_for_confidential_dossiers(
    cast, session, two_pages
) -> None:
    first, second = (ballot.dossier for ballot in session.ballots.order_by("order"))
    for dossier in (first, second):
        attach(cast, dossier, "một.pdf", two_pages)
    Dossier.objects.filter(pk=first.pk).update(is_confidential=True)
    answer = signed_in(cast.an).get(url("board_pack", session.pk))
    assert answer["Content-Type"] == "application/pdf"
    assert len(bound_in(b"".join(answer.streaming_content))) == 4
    entry = AuditEntry.objects.get(action="attachment.opened")
    assert (entry.actor, entry.dossier_code) == (cast.an, first.code)
