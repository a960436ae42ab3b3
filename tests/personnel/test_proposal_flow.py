"""The way of a proposal, from the draft to the issued decision."""

import datetime as dt
import io

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document

from personnel.enums import AuthorityAnswer, ChangeKind, ChangeResult
from personnel.models import Change
from personnel.selectors.proposals import options_of
from personnel.services.seats import change_seats
from personnel.verification import verify_seats
from tests.papers.reading import text
from tests.personnel.cast import (
    Staff,
    answered,
    ask,
    co_opting,
    complete_file,
    proposal_of,
    rule,
    wait,
)
from workflow_app.approvals.enums import Outcome, Stage
from workflow_app.approvals.errors import IncompleteError
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Mandate
from workflow_app.organization.selectors.authority import may
from workflow_app.papers.documents import page_of, paper_docx
from workflow_app.papers.lint import lint_paper

pytestmark = pytest.mark.usefixtures("everything_agrees")


def test_a_member_is_co_opted(staff: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    day = timezone.localdate() + dt.timedelta(days=20)
    proposal = co_opting(staff, day)
    proposal.to_issue()
    proposal.issue()
    proposal.report()
    assert proposal.dossier.stage == Stage.WAITING_FOR_EFFECT
    assert not may(staff.nhan, Duty.VOTE, staff.cast.presidium)

    wait(day, monkeypatch)
    assert change_seats() == 1
    assert proposal.trail == [
        "open",
        "draft",
        "sign",
        "vet",
        "standing_committee",
        "presidium",
        "issue",
        "report_to_authority",
        "wait_until_effective",
        "adopted",
    ]
    assert may(staff.nhan, Duty.VOTE, staff.cast.presidium)
    seat = staff.seat_of("nhan")
    assert (seat.seat, seat.valid_from) == (staff.seat(6), day)
    assert seat.basis.startswith("Quyết định số 01/QĐ-ĐCT ngày")


def test_three_changes_one_fails_and_the_seats_follow(
    staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Replace one member, release another, make a third vice president; the release is voted down."""
    day = timezone.localdate() + dt.timedelta(days=20)
    proposal = proposal_of(staff, day)
    proposal.change(
        ChangeKind.REPLACE, leaving=staff.seat_of("cuong"), entering=staff.person("nhan")
    )
    release = proposal.change(ChangeKind.RELEASE, leaving=staff.seat_of("dao"))
    complete_file(staff.person("an"))
    proposal.change(ChangeKind.CHANGE_POST, leaving=staff.seat_of("an"), post="deputy_chair")
    proposal.to_vetting()
    proposal.do(staff.ha, "vet", Outcome.APPRAISED)
    assert proposal.dossier.stage == Stage.PRIOR_OPINION  # a vice president: an authority is asked

    asked = ask(proposal)
    with pytest.raises(IncompleteError, match="Ban Tổ chức Trung ương"):
        proposal.do(staff.ha, "seek_prior_opinion", Outcome.OPINION_RECEIVED)
    answered(proposal, asked)
    proposal.do(staff.ha, "seek_prior_opinion", Outcome.OPINION_RECEIVED)
    proposal.vote("standing_committee")
    proposal.vote("presidium", against=(release.uid,))
    assert [change.result for change in proposal.changes] == ["adopted", "rejected", "adopted"]
    proposal.issue()
    proposal.report()

    cuong, an = staff.seat_of("cuong"), staff.seat_of("an")
    wait(day, monkeypatch)
    assert change_seats() == 1
    assert Mandate.objects.get(pk=cuong.pk).valid_to == day - dt.timedelta(days=1)
    assert staff.seat_of("nhan").seat_id == cuong.seat_id
    assert Mandate.objects.get(pk=an.pk).valid_to == day - dt.timedelta(days=1)
    assert staff.seat_of("an").seat == staff.seat(7)
    assert staff.seat_of("dao").valid_to is None
    assert not may(staff.cast.cuong, Duty.VOTE, staff.cast.presidium)
    assert verify_seats().ok


def test_the_decision_says_what_was_adopted_and_nothing_else(staff: Staff) -> None:
    proposal = proposal_of(staff, timezone.localdate())
    proposal.change(
        ChangeKind.REPLACE, leaving=staff.seat_of("cuong"), entering=staff.person("nhan")
    )
    release = proposal.change(ChangeKind.RELEASE, leaving=staff.seat_of("dao"))
    proposal.to_issue(against=(release.uid,))
    proposal.issue()
    paper = proposal.dossier.paper
    assert paper.subject == "Về nhân sự Đoàn Chủ tịch nhiệm kỳ VI"  # registers name nobody
    [article, _last] = paper.content["articles"]
    assert article == (
        "Bà Đỗ Thanh Nhàn (Liên hiệp các tổ chức hữu nghị thành phố Đà Nẵng) giữ chức vụ "
        "Ủy viên Đoàn Chủ tịch nhiệm kỳ VI, thay ông (bà) Ngô Quốc Cường."
    )


def test_the_printed_decision_breaks_no_rule_of_the_decree(staff: Staff, client: Client) -> None:
    """PDF and DOCX of one decision with every kind of sentence that this body's seats allow."""
    proposal = proposal_of(staff, timezone.localdate())
    proposal.change(
        ChangeKind.REPLACE, leaving=staff.seat_of("cuong"), entering=staff.person("nhan")
    )
    proposal.change(ChangeKind.RELEASE, leaving=staff.seat_of("dao"), reason="Nghỉ hưu")
    proposal.change(ChangeKind.ADD, entering=staff.person("tin"), seat=staff.seat(6))
    proposal.change(ChangeKind.REMOVE, leaving=staff.seat_of("binh"))
    proposal.to_issue()
    proposal.issue()
    paper = proposal.dossier.paper
    page = page_of(paper)
    assert [str(finding) for finding in lint_paper(page)] == []
    document = Document(io.BytesIO(paper_docx(paper)))
    client.force_login(staff.cast.thu)
    printed = text(client.get(reverse("papers:pdf", args=[paper.pk])).content)
    written = " ".join(paragraph.text for paragraph in document.paragraphs)
    assert len(paper.content["articles"]) == 5
    for number, article in enumerate(paper.content["articles"], start=1):
        for said in (printed, written):
            assert f"Điều {number}." in said
            assert " ".join(article.split()) in " ".join(said.split())


def test_an_authority_that_disagrees_sends_the_proposal_back(staff: Staff) -> None:
    rule("personnel.prior_opinion.member", value=True)
    proposal = co_opting(staff)
    proposal.to_the_committee()
    answered(proposal, ask(proposal), AuthorityAnswer.DISAGREES)
    with pytest.raises(IncompleteError, match="Ban Tổ chức Trung ương"):
        proposal.do(staff.ha, "seek_prior_opinion", Outcome.OPINION_RECEIVED)
    proposal.do(staff.ha, "seek_prior_opinion", Outcome.RETURNED_TO_VETTING, "Cơ quan chưa đồng ý")
    assert proposal.dossier.stage == Stage.VETTING


def test_what_the_standing_committee_does_not_support_is_not_put_to_the_presidium(
    staff: Staff,
) -> None:
    proposal = co_opting(staff)
    second = proposal.change(ChangeKind.ADD, entering=staff.person("tin"), seat=staff.seat(7))
    rule("personnel.prior_opinion.deputy_chair", value=False)
    proposal.to_the_committee()
    proposal.vote("standing_committee", against=(second.uid,))
    assert [key for key, *__ in options_of(proposal.dossier, "presidium")] == [
        proposal.changes[0].uid
    ]
    proposal.vote("presidium")
    assert [change.result for change in proposal.changes] == ["adopted", "rejected"]


def test_a_proposal_without_support_goes_back_to_the_personnel_department(staff: Staff) -> None:
    """Only the Presidium decides, so an opinion against it does not end the way."""
    proposal = co_opting(staff)
    proposal.to_the_committee()
    proposal.vote("standing_committee", against=(proposal.changes[0].uid,))
    assert proposal.dossier.stage == Stage.VETTING
    proposal.do(staff.ha, "vet", Outcome.RETURNED, "Ban Thường vụ chưa đồng ý")
    assert proposal.dossier.stage == Stage.DRAFTING


def test_the_presidium_says_no(staff: Staff) -> None:
    proposal = co_opting(staff)
    proposal.to_the_presidium()
    proposal.vote("presidium", against=(proposal.changes[0].uid,))
    assert proposal.dossier.stage == Stage.REJECTED
    assert [change.result for change in proposal.changes] == [ChangeResult.REJECTED]
    assert change_seats() == 0


def test_a_day_that_has_passed_at_issue_takes_effect_with_the_commit(
    staff: Staff, django_capture_on_commit_callbacks
) -> None:
    """No decision reaches back before its own date: the mandate begins on the day of issue."""
    proposal = co_opting(staff, timezone.localdate())
    proposal.to_issue()
    with django_capture_on_commit_callbacks(execute=True):
        proposal.issue()
    assert staff.seat_of("nhan").valid_from == timezone.localdate()
    assert may(staff.nhan, Duty.VOTE, staff.cast.presidium)
    proposal.report()
    assert proposal.dossier.stage == Stage.ADOPTED  # nothing is left to wait for
    assert change_seats() == 0


def test_the_cluster_is_consulted_where_the_rulebook_says_so(staff: Staff) -> None:
    rule("personnel.consult_cluster", value=True)
    proposal = co_opting(staff, dt.date(2027, 3, 1))
    proposal.do(staff.cast.hoa, "draft", Outcome.SUBMITTED)
    proposal.do(staff.cast.minh, "sign", Outcome.SIGNED)
    assert proposal.dossier.stage == Stage.CONSULTING
    proposal.opine(staff.cast.dung, "LH-HUE")
    proposal.opine(staff.cast.quynh, "LH-QUANGTRI")
    assert proposal.dossier.stage == Stage.VETTING


# --- The draft ------------------------------------------------------------------------------


def test_nobody_proposes_anything_about_themselves(staff: Staff) -> None:
    proposal = proposal_of(staff)
    with pytest.raises(IncompleteError):
        proposal.change(ChangeKind.ADD, entering=staff.cast.people["hoa"])
    assert proposal.changes == []


@pytest.mark.parametrize(
    ("kind", "given"),
    (
        ("add", ""),
        ("replace", "leaving"),
        ("replace", "entering"),
        ("release", ""),
        ("remove", "entering"),
        ("introduce", ""),
        ("re_elect", "leaving"),
        ("consolidate", ""),
    ),
)
def test_a_change_names_who_its_kind_is_about(staff: Staff, kind: str, given: str) -> None:
    proposal = proposal_of(staff)
    people = {"leaving": staff.seat_of("dao"), "entering": staff.person("nhan")}
    with pytest.raises(IncompleteError):
        proposal.change(ChangeKind(kind), **{who: people[who] for who in people if who == given})


def test_the_database_itself_refuses_a_change_without_its_people(staff: Staff) -> None:
    proposal = proposal_of(staff)
    with pytest.raises(IntegrityError), transaction.atomic():
        Change.objects.create(proposal=proposal.proposal, kind="release", order=1)


def test_an_empty_proposal_is_not_submitted(staff: Staff) -> None:
    with pytest.raises(IncompleteError):
        proposal_of(staff).do(staff.cast.hoa, "draft", Outcome.SUBMITTED)


def test_code_and_title_name_nobody_and_count_nothing(staff: Staff) -> None:
    first, second = co_opting(staff).dossier, proposal_of(staff).dossier
    assert "Nhàn" not in f"{first.title} {first.code} {first.search_text}"
    assert first.title == second.title
    assert not first.code[-5:].isdigit()
