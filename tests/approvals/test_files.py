"""Files of a dossier: what is taken, under which name, and who gets it back."""

import io
import zipfile
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.approvals.conftest import As
from tests.approvals.test_dossier_page import url
from tests.cast import Cast
from tests.driver import FlowDriver, plan_of
from workflow_app.approvals.models import Dossier, DossierAttachment
from workflow_app.audit.models import AuditEntry
from workflow_app.papers.files import DOCX, ODT, PDF, PNG, XLSX, harmless_name, sniff

PDF_BYTES = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
PNG_BYTES = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(32)


def archive(*names: str, mimetype: str = "") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        if mimetype:
            packed.writestr("mimetype", mimetype)
        for name in names:
            packed.writestr(name, "<x/>")
    return buffer.getvalue()


TYPES = "[Content_Types].xml"


@pytest.mark.parametrize(
    ("content", "kind"),
    (
        (PDF_BYTES, PDF),
        (PNG_BYTES, PNG),
        (archive(TYPES, "word/document.xml"), DOCX),
        (archive(TYPES, "xl/workbook.xml"), XLSX),
        (archive("content.xml", mimetype=ODT.media_type), ODT),
        (archive(TYPES, "word/document.xml", "word/vbaProject.bin"), None),
        (archive("evil.exe"), None),
        (b"PK\x03\x04 not an archive", None),
        (b"<!DOCTYPE html><script>alert(1)</script>", None),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', None),
        (b"MZ\x90\x00" + bytes(64), None),
        (b"#!/bin/sh\nrm -rf /\n", None),
        (b"", None),
    ),
)
def test_the_content_says_the_type(content: bytes, kind: object) -> None:
    assert sniff(io.BytesIO(content)) == kind


@pytest.mark.parametrize(
    ("name", "kept"),
    (
        ("Công văn số 12.pdf", "Công văn số 12.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\fakepath\\ke hoach.docx", "ke hoach.pdf"),
        ("hoa\u202efdp.exe", "hoafdp.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie x=1.pdf"),
        ("...", "{default}"),
        ("x" * 300 + ".pdf", "x" * 120 + ".pdf"),
    ),
)
def test_hostile_names_become_harmless(name: str, kept: str) -> None:
    found = harmless_name(name, PDF)
    assert found.endswith(".pdf") if kept == "{default}" else found == kept


def upload(browser, plan: FlowDriver, name: str = "Công văn.pdf", content: bytes = PDF_BYTES):
    file = SimpleUploadedFile(name, content, content_type="text/html")
    return browser.post(url(plan, "files/"), {"file": file, "description": "Văn bản kèm theo"})


def opened_by(browser, plan: FlowDriver, attachment: DossierAttachment) -> bytes:
    answer = browser.get(url(plan, f"files/{attachment.pk}/"))
    return b"".join(answer.streaming_content)


def test_the_unit_attaches_and_everybody_concerned_downloads(
    cast: Cast, plan: FlowDriver, as_: As
) -> None:
    plan.submit_and_sign()
    assert upload(as_(cast.hoa), plan).status_code == 302
    attachment = DossierAttachment.objects.get()
    assert attachment.file.media_type == "application/pdf"
    answer = as_(cast.dung).get(url(plan, f"files/{attachment.pk}/"))
    assert b"".join(answer.streaming_content) == PDF_BYTES
    assert answer["Content-Disposition"].startswith("attachment")
    assert "Công văn.pdf" in unquote(answer["Content-Disposition"])
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Content-Type"] == "application/pdf"


@pytest.mark.parametrize("stranger", ("vy", "yen", "xuan", "quang", "an"))
def test_strangers_get_nothing_under_any_code(
    cast: Cast, plan: FlowDriver, as_: As, stranger: str
) -> None:
    upload(as_(cast.hoa), plan)
    attachment = DossierAttachment.objects.get()
    browser = as_(cast.users[stranger])
    own = plan_of(cast, "LH-CANTHO")
    for code in (plan, own):
        assert browser.get(url(code, f"files/{attachment.pk}/")).status_code == 404
        assert browser.post(url(code, f"files/{attachment.pk}/withdraw/")).status_code == 404
    assert upload(browser, plan).status_code == 404
    assert DossierAttachment.objects.get().withdrawn_at is None


def test_readers_and_reviewers_add_no_files(cast: Cast, plan: FlowDriver, as_: As) -> None:
    plan.submit_and_sign()
    for reader in (cast.kien, cast.quynh):
        assert upload(as_(reader), plan).status_code == 403
    assert not DossierAttachment.objects.exists()


def test_a_page_dressed_up_as_a_paper_is_refused(cast: Cast, plan: FlowDriver, as_: As) -> None:
    answer = upload(as_(cast.hoa), plan, "bao-cao.pdf", b"<html><script>alert(1)</script></html>")
    assert answer.status_code == 422
    assert answer.context["upload_refusal"]
    assert not DossierAttachment.objects.exists()


def test_a_file_over_the_limit_is_refused(cast: Cast, plan: FlowDriver, as_: As, settings) -> None:
    settings.UPLOAD_MAX_MB = 1
    answer = upload(as_(cast.hoa), plan, content=PDF_BYTES + bytes(1024 * 1024))
    assert answer.status_code == 422
    assert as_(cast.hoa).post(url(plan, "files/"), {}).status_code == 422


def test_a_withdrawn_file_stays_struck_out(cast: Cast, plan: FlowDriver, as_: As) -> None:
    plan.submit_and_sign()
    upload(as_(cast.hoa), plan)
    attachment = DossierAttachment.objects.get()
    as_(cast.minh).post(url(plan, f"files/{attachment.pk}/withdraw/"))
    attachment.refresh_from_db()
    assert attachment.withdrawn_at is None
    as_(cast.hoa).post(url(plan, f"files/{attachment.pk}/withdraw/"))
    page = as_(cast.dung).get(url(plan), {"tab": "papers"}).content.decode()
    assert "<s>Công văn.pdf</s>" in page
    assert as_(cast.dung).get(url(plan, f"files/{attachment.pk}/")).status_code == 404
    assert opened_by(as_(cast.hoa), plan, attachment) == PDF_BYTES


def test_each_opening_of_a_confidential_file_is_logged(
    cast: Cast, plan: FlowDriver, as_: As
) -> None:
    upload(as_(cast.hoa), plan)
    attachment = DossierAttachment.objects.get()
    opened = AuditEntry.objects.filter(action="attachment.opened")
    opened_by(as_(cast.minh), plan, attachment)
    assert not opened.exists()
    Dossier.objects.filter(pk=plan.pk).update(is_confidential=True)
    opened_by(as_(cast.minh), plan, attachment)
    assert [entry.actor for entry in opened] == [cast.minh]
