"""Short CVs in the board pack: for those who decide, and nobody learns them otherwise."""

import json

import pytest
from django.utils import timezone
from django.views.debug import ExceptionReporter

from personnel.enums import ChangeKind
from personnel.models import PersonFile
from tests.papers.reading import content, text
from tests.personnel.cast import ProposalDriver, Staff, proposal_of
from tests.personnel.house import SENSITIVE
from workflow_app.audit.models import AuditEntry
from workflow_app.ballots.enums import InterestState, SessionMode
from workflow_app.ballots.models import Session
from workflow_app.ballots.pack import pack_of, pack_pdf
from workflow_app.ballots.services.cancelling import cancel_session
from workflow_app.ballots.services.interests import declare_interest
from workflow_app.ballots.services.sessions import convene
from workflow_app.papers import pdf

SHOWN = ("ethnicity", "home_town", "political_theory", "party_date")
KEPT = ("religion", "address", "id_number", "phone", "health_note")


@pytest.fixture
def driver(staff: Staff) -> ProposalDriver:
    """Nhàn is to join the Presidium and Đào to leave it; the committee has it before it."""
    file = PersonFile.objects.get(person=staff.person("nhan"))
    for name, value in SENSITIVE.items():
        setattr(file, name, value)
    file.save()
    driver = proposal_of(staff)
    driver.change(ChangeKind.ADD, entering=staff.person("nhan"), reason="Kiện toàn")
    driver.change(ChangeKind.RELEASE, leaving=staff.seat_of("dao"), reason="Nghỉ hưu")
    driver.to_the_committee()
    return driver


@pytest.fixture
def session(staff: Staff, driver: ProposalDriver) -> Session:
    return convene(
        body=staff.committee,
        title="Hội nghị Ban Thường vụ",
        held_on=timezone.localdate(),
        mode=SessionMode.IN_PERSON,
        place="105A Quán Thánh",
        dossiers=[driver.dossier],
        user=staff.cast.son,
    )


def test_who_decides_reads_short_cvs_and_each_reading_is_logged_without_a_word_of_them(
    staff: Staff, session: Session
) -> None:
    (entry,) = pack_of(session, staff.cast.an).entries
    entering, leaving = entry.people
    assert (entering.name, leaving.name) == ("Đỗ Thanh Nhàn", "Trịnh Hồng Đào")
    facts = dict(entering.facts)
    assert facts["Dân tộc"] == SENSITIVE["ethnicity"]
    assert facts["Ngày sinh"] == "04/05/1980"
    assert facts["Lý do"] == "Kiện toàn"
    said = text(content(pack_pdf(session, staff.cast.an)))
    assert "Danh sách trích ngang" in said
    for name in SHOWN:
        assert SENSITIVE[name] in said
    for name in KEPT:  # not of the list that the law knows
        assert SENSITIVE[name] not in said
    logged = AuditEntry.objects.filter(action="person.file_viewed", actor=staff.cast.an)
    assert {entry.object_label for entry in logged} >= {"Đỗ Thanh Nhàn"}
    assert not any(value in json.dumps(one.data) for one in logged for value in SENSITIVE.values())


def test_who_does_not_decide_gets_no_cv(staff: Staff, session: Session) -> None:
    """The inspector reads the dossier and no file; a recused member neither."""
    declare_interest(
        ballot=session.ballots.get(),
        person=staff.cast.people["binh"],
        state=InterestState.DECLARED,
        reason="Người nhà",
        user=staff.cast.binh,
    )
    for user in (staff.cast.xuan, staff.cast.binh):
        assert not any(entry.people for entry in pack_of(session, user).entries)
        said = text(content(pack_pdf(session, user)))
        assert not any(SENSITIVE[name] in said for name in SHOWN)
    assert not AuditEntry.objects.filter(
        action="person.file_viewed", actor__in=[staff.cast.xuan.pk, staff.cast.binh.pk]
    ).exists()


def test_who_is_recused_from_one_change_reads_the_others_and_nothing_of_that_one(
    staff: Staff, session: Session
) -> None:
    """It was the whole item with the short CV of the very person they are related to."""
    ballot = session.ballots.get()
    declare_interest(
        ballot=ballot,
        option=ballot.options.get(person=staff.person("nhan")),
        person=staff.cast.people["binh"],
        state=InterestState.DECLARED,
        reason="Người nhà",
        user=staff.cast.binh,
    )
    (entry,) = pack_of(session, staff.cast.binh).entries
    assert [one.name for one in entry.people] == ["Trịnh Hồng Đào"]
    said = text(content(pack_pdf(session, staff.cast.binh)))
    assert "Nghỉ hưu" in said
    assert "Lý do: Kiện toàn" not in said
    assert not any(SENSITIVE[name] in said for name in SHOWN)
    logged = AuditEntry.objects.filter(action="person.file_viewed", actor=staff.cast.binh)
    assert "Đỗ Thanh Nhàn" not in {entry.object_label for entry in logged}


def test_once_the_session_is_over_the_pack_has_no_cv_any_more(
    staff: Staff, session: Session
) -> None:
    cancel_session(session=session, user=staff.cast.son, reason="Chuyển ngày")
    session.refresh_from_db()
    assert not any(entry.people for entry in pack_of(session, staff.cast.an).entries)


def test_the_text_that_was_frozen_says_whose_cvs_they_are(
    staff: Staff, driver: ProposalDriver, session: Session
) -> None:
    driver.proposal.changes.filter(kind=ChangeKind.ADD).update(entering=staff.person("tin"))
    (entry,) = pack_of(session, staff.cast.an).entries
    assert [one.name for one in entry.people] == ["Đỗ Thanh Nhàn", "Trịnh Hồng Đào"]


def test_a_pack_that_cannot_be_set_tells_no_report_what_stood_in_it(
    staff: Staff, session: Session, monkeypatch, rf, settings
) -> None:
    settings.DEBUG = False
    monkeypatch.setattr(pdf, "LONGEST", 0.001)
    try:
        pack_pdf(session, staff.cast.an)
    except pdf.NotSetError as problem:
        request = rf.get("/")
        reporter = ExceptionReporter(request, type(problem), problem, problem.__traceback__)
        report = reporter.get_traceback_html() + reporter.get_traceback_text()
    assert "_typeset_to" in report
    for name in SHOWN:
        assert SENSITIVE[name] not in report
