"""The board pack as one PDF: what its reader may have, and no more."""

import json
from dataclasses import asdict

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.ballots.agenda import planned
from tests.cast import Cast
from tests.papers.reading import content, sheets, text
from workflow_app.approvals.models import DossierAttachment
from workflow_app.ballots.models import Interest, Session
from workflow_app.ballots.pack import pack_of, pack_pdf
from workflow_app.papers.models import StoredFile
from workflow_app.papers.pdf import bound_name


@pytest.fixture
def session(cast: Cast) -> Session:
    return planned(cast, 2)


def attach(cast, dossier, name: str) -> DossierAttachment:
    file = StoredFile.objects.create(
        file=ContentFile(b"%PDF", name="a.pdf"),
        name=name,
        media_type="application/pdf",
        size=2049,
        sha256="0123456789abcdef" * 4,
        uploaded_by=cast.lam,
    )
    return DossierAttachment.objects.create(dossier=dossier, file=file, description="bản ký")


def test_the_pack_holds_cover_agenda_and_the_frozen_text(cast, session) -> None:
    pack = pack_of(session, cast.an)
    assert (pack.body, pack.title, pack.reader) == (
        "Đoàn Chủ tịch",
        "Hội nghị Đoàn Chủ tịch lần thứ 15",
        "Phan Bình An",
    )
    first, second = pack.entries
    ballot = session.ballots.order_by("order").first()
    assert (first.number, first.code, second.number) == (1, ballot.dossier.code, 2)
    assert (first.revision, first.sha256) == (ballot.revision.number, ballot.revision.sha256)
    (line,) = first.lines
    assert line.title == "Gặp mặt hữu nghị"
    assert "01/09/2027" in [one.words for one in line.fields]
    assert {one.label for one in line.fields} & {"uid", "schema", "title"} == set()


def test_the_text_is_that_of_the_revision_not_of_the_live_rows(cast, session) -> None:
    before = pack_of(session, cast.an).entries
    line = session.ballots.order_by("order").first().dossier.plan.activities.get()
    line.title = "Đổi sau khi trình"
    line.save(update_fields=["title"])
    assert pack_of(session, cast.an).entries == before


def test_files_are_listed_with_fingerprint_and_size_and_withdrawn_ones_are_not(
    cast, session
) -> None:
    dossier = session.ballots.order_by("order").first().dossier
    found = attach(cast, dossier, "Tờ trình #1 *ký*.pdf")
    gone = attach(cast, dossier, "bản cũ.pdf")
    gone.withdrawn_at = timezone.now()
    gone.save(update_fields=["withdrawn_at"])
    first, second = pack_of(session, cast.an).entries
    assert [asdict(one) for one in first.attachments] == [
        {
            "name": "Tờ trình #1 *ký*.pdf",
            "description": "bản ký",
            "size": "3 KB",
            "sha256": "0123456789abcdef" * 4,
            "bound": bound_name(found.file),
        }
    ]
    assert second.attachments == ()


def test_a_recused_member_gets_the_line_of_the_agenda_and_nothing_else(cast, session) -> None:
    ballot = session.ballots.order_by("order").first()
    attach(cast, ballot.dossier, "mật.pdf")
    Interest.objects.create(
        ballot=ballot,
        person=cast.people["an"],
        state="declared",
        reason="Đơn vị mình",
        declared_by=cast.an,
        declared=timezone.now(),
    )
    recused, other = pack_of(session, cast.an).entries
    assert recused.withheld
    assert (recused.fields, recused.lines, recused.attachments, recused.asked) == ((), (), (), ())
    assert other.lines
    assert pack_of(session, cast.binh).entries[0].lines
    assert "mật.pdf" not in text(content(pack_pdf(session, cast.an)))


def test_an_item_that_one_may_not_know_leaves_no_trace(cast, session) -> None:
    whole = pack_of(session, cast.xuan)
    hidden = session.ballots.order_by("order").first()
    hidden.dossier.is_confidential = True
    hidden.dossier.save(update_fields=["is_confidential"])
    pack = pack_of(session, cast.xuan)
    assert [one.code for one in pack.entries] == [whole.entries[1].code]
    assert [one.number for one in pack.entries] == [1]
    assert hidden.dossier.code not in json.dumps(asdict(pack))
    assert len(pack_of(session, cast.an).entries) == 2


def test_who_may_not_open_a_dossier_gets_its_title_only(cast, session) -> None:
    for entry in pack_of(session, cast.xuan).entries:
        assert entry.withheld
        assert (entry.fields, entry.lines, entry.attachments) == ((), (), ())


def test_the_pdf_has_a_cover_an_agenda_and_each_item_on_a_sheet_of_its_own(cast, session) -> None:
    dossier = session.ballots.order_by("order").first().dossier
    attach(cast, dossier, "Tờ trình #1 *ký*.pdf")
    made = content(pack_pdf(session, cast.an))
    cover, agenda, first, *rest = sheets(made)
    assert "TÀI LIỆU Hội nghị Đoàn Chủ tịch lần thứ 15" in cover
    assert "Phan Bình An" in cover
    assert "Chương trình" in agenda
    assert dossier.code in agenda
    assert dossier.title in first
    assert "Tờ trình #1 *ký*.pdf" in " ".join([first, *rest])
    assert made == content(pack_pdf(session, cast.an))


def test_a_long_agenda_costs_no_more_statements(cast, session) -> None:
    def cost(found: Session) -> int:
        pack_of(found, cast.an)  # warm
        with CaptureQueriesContext(connection) as statements:
            pack_of(found, cast.an)
        return len(statements)

    two = cost(session)
    session.ballots.filter(order=session.ballots.latest("order").order).update(result="removed")
    assert len(pack_of(session, cast.an).entries) == 1
    assert cost(session) == two
