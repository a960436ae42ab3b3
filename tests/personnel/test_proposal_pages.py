"""The pages of proposals: typed by drafters, read by those who handle them."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from personnel.enums import ChangeKind, CheckName
from personnel.models import Change, Discipline, Override, Proposal
from personnel.services.vetting import override_check
from tests.personnel.cast import (
    Staff,
    answered,
    ask,
    co_opting,
    complete_file,
    proposal_of,
    rule,
    too_old,
)
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Outcome, Stage
from workflow_app.ballots.enums import SessionMode
from workflow_app.ballots.services.sessions import convene


@pytest.fixture
def as_(client: Client):
    """Sign in as somebody in English."""

    def sign_in(user: User) -> Client:
        user.language = "en"
        user.save()
        client.force_login(user)
        return client

    return sign_in


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_a_drafter_opens_a_proposal_and_types_a_change(staff: Staff, as_) -> None:
    browser = as_(staff.cast.hoa)
    day = timezone.localdate() + dt.timedelta(days=30)
    opened = browser.post(
        reverse("personnel:proposal_new"),
        {
            "unit": staff.cast.unit("LH-DANANG").pk,
            "term": staff.term.pk,
            "effective_on": f"{day:%d/%m/%Y}",
        },
    )
    proposal = Proposal.objects.get()
    code = proposal.dossier.code
    assert opened.url == reverse("personnel:proposal_edit", args=[code])
    page = browser.get(opened.url)
    assert "The proposal names no change yet." in text_of(page)
    saved = browser.post(
        reverse("personnel:change_new", args=[code]),
        {"kind": "replace", "leaving": "Cường", "entering": "thanh nhan", "reason": "Nghỉ hưu"},
    )
    assert saved.url == opened.url
    change = Change.objects.get()
    assert (change.leaving, change.entering) == (staff.seat_of("cuong"), staff.person("nhan"))
    page = text_of(browser.get(opened.url))
    assert "All checks met" in page
    assert "Seats filled" in page


def test_the_rules_answer_while_one_types_and_nothing_is_stored(staff: Staff, as_) -> None:
    file = staff.person("nhan").file
    file.birth_date = dt.date(1950, 1, 1)
    file.save()
    proposal = proposal_of(staff)
    answer = as_(staff.cast.hoa).post(
        reverse("personnel:change_new_check", args=[proposal.dossier.code]),
        {"kind": "add", "entering": "Đỗ Thanh Nhàn"},
    )
    assert "Quy định 118-QĐ/TW" in answer.content.decode()
    assert "at most 65 are allowed" in text_of(answer)
    assert not Change.objects.exists()


def test_nobody_reads_a_strangers_file_by_typing_a_name(staff: Staff, as_) -> None:
    """A drafter could have typed any name and been told age, papers and discipline of it."""
    stranger = staff.cast.people["dung"]  # of another unit
    complete_file(stranger, born=dt.date(1950, 1, 1))
    Discipline.objects.create(
        person=stranger, kind="warning", decided_on=timezone.localdate(), is_pending=True
    )
    proposal = proposal_of(staff)
    browser = as_(staff.cast.hoa)
    code = proposal.dossier.code
    typed = {"kind": "add", "entering": "Phạm Tiến Dũng"}
    answer = text_of(browser.post(reverse("personnel:change_new_check", args=[code]), typed))
    assert "holds no other seat" in answer
    assert not any(word in answer for word in ("at most 65", "papers", "looked into"))
    proposal.change(ChangeKind.ADD, entering=stranger)
    edit = reverse("personnel:proposal_edit", args=[code])
    for address in (edit, proposal.dossier.get_absolute_url()):
        page = text_of(browser.get(address))
        assert not any(word in page for word in ("at most 65", "looked into"))
    proposal.to_vetting()
    page = text_of(as_(staff.ha).get(proposal.dossier.get_absolute_url()))
    assert "at most 65" in page
    assert "a matter is being looked into" in page


def test_what_is_wrong_is_said_at_the_form(staff: Staff, as_) -> None:
    proposal = proposal_of(staff)
    answer = as_(staff.cast.hoa).post(
        reverse("personnel:change_new", args=[proposal.dossier.code]),
        {"kind": "add", "entering": "Nguyễn Thị Hoa"},
    )
    assert answer.status_code == 422
    assert "Nobody proposes anything about themselves." in text_of(answer)


def test_changes_move_and_are_taken_out(staff: Staff, as_) -> None:
    proposal = co_opting(staff)
    second = proposal.change(ChangeKind.RELEASE, leaving=staff.seat_of("dao"))
    browser = as_(staff.cast.hoa)
    code = proposal.dossier.code
    browser.post(reverse("personnel:change_move", args=[code, second.uid]), {"up": 1})
    assert proposal.changes[0] == second
    browser.post(reverse("personnel:change_remove", args=[code, second.uid]))
    assert [change.kind for change in proposal.changes] == ["add"]


@pytest.mark.parametrize("name", ("minh", "tuan", "dung", "ha", "nhan", "phuong", "quang"))
def test_nobody_but_its_drafters_opens_the_editor(staff: Staff, as_, name: str) -> None:
    proposal = co_opting(staff)
    code = proposal.dossier.code
    user = getattr(staff.cast, name) if name in staff.cast.users else getattr(staff, name)
    browser = as_(user)
    for address in (
        reverse("personnel:proposal_edit", args=[code]),
        reverse("personnel:change_new", args=[code]),
        reverse("personnel:change", args=[code, proposal.changes[0].uid]),
    ):
        assert browser.get(address).status_code == 404


def test_a_submitted_proposal_leads_from_the_editor_to_its_page(staff: Staff, as_) -> None:
    proposal = co_opting(staff)
    proposal.to_vetting()
    answer = as_(staff.cast.hoa).get(
        reverse("personnel:proposal_edit", args=[proposal.dossier.code])
    )
    assert answer.url == proposal.dossier.get_absolute_url()


def test_the_department_sees_each_check_with_its_rule_and_only_its_head_overrides(
    staff: Staff, as_
) -> None:
    proposal = too_old(staff)
    proposal.to_vetting()
    address = proposal.dossier.get_absolute_url()
    page = text_of(as_(staff.ha).get(address))
    assert "Quy định 118-QĐ/TW" in page
    assert "Override with a reason" not in page
    browser = as_(staff.bao)
    assert "Override with a reason" in text_of(browser.get(address))
    uid = proposal.changes[0].uid
    form = reverse("personnel:override", args=[proposal.dossier.code, uid, "age"])
    assert browser.post(form, {"reason": ""}).status_code == 422
    assert browser.post(form, {"reason": "Uy tín đặc biệt"}).url == address
    assert Override.objects.get().by == staff.bao
    assert "Uy tín đặc biệt" in text_of(browser.get(address))
    client = as_(staff.ha)
    assert client.get(form).status_code == 404


def test_the_officer_cannot_press_appraised_while_a_check_is_not_met(staff: Staff, as_) -> None:
    proposal = too_old(staff)
    proposal.to_vetting()
    address = proposal.dossier.get_absolute_url()

    def button() -> tuple[bool, str]:
        page = as_(staff.ha).get(address)
        (found,) = page.context["frame"].forward
        drawn = re.search(r"<button[^>]*data-dialog-open=.act-appraised.[^>]*>", text_of(page))
        assert drawn is not None
        return " disabled" in drawn[0], found.why_not

    assert button() == (
        True,
        "1 check is not met. Return the proposal, or have the head of the department override it.",
    )
    act = reverse("approvals:act", args=[proposal.dossier.code])
    sent = {
        "step": "vet",
        "outcome": Outcome.APPRAISED.value,
        "revision": proposal.dossier.revision.number,
    }
    refused = as_(staff.ha).post(act, sent)  # from a page that is older
    assert refused.status_code == 422
    assert "Some checks are not met." in text_of(refused)
    assert "at most 65 are allowed" in text_of(refused)
    override_check(
        dossier=proposal.dossier,
        uid=proposal.changes[0].uid,
        check=CheckName.AGE,
        reason="Uy tín đặc biệt",
        user=staff.bao,
    )
    assert button() == (False, "")
    assert as_(staff.ha).post(act, sent).status_code == 302


def test_papers_sent_and_received_are_recorded(staff: Staff, as_) -> None:
    rule("personnel.prior_opinion.member", value=True)
    proposal = co_opting(staff)
    proposal.to_the_committee()
    address = reverse("personnel:proposal_outside", args=[proposal.dossier.code])
    browser = as_(staff.ha)
    today = f"{timezone.localdate():%d/%m/%Y}"
    sent = {"authority": "Bộ Nội vụ", "sent_notation": "15/CV", "sent_on": today}
    assert browser.post(address, sent).url == address
    opinion = proposal.proposal.outside_opinions.get()
    prefix = f"opinion{opinion.pk}"
    received = {
        "opinion": opinion.pk,
        f"{prefix}-received_on": today,
        f"{prefix}-answer": "agrees_partly",
    }
    refused = browser.post(address, received)
    assert refused.status_code == 422
    received[f"{prefix}-note"] = "Đồng ý về nhân sự, lùi thời điểm"
    assert browser.post(address, received).url == address
    assert "Agrees in part" in text_of(browser.get(address))
    assert as_(staff.cast.minh).get(address).status_code == 404


def test_the_list_shows_what_one_handles_in_a_constant_number_of_statements(
    staff: Staff, as_, django_assert_num_queries
) -> None:
    co_opting(staff)
    browser = as_(staff.cast.hoa)
    address = reverse("personnel:proposals")
    browser.get(address)
    from django.db import connection  # noqa: PLC0415 -- counted here only
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    with CaptureQueriesContext(connection) as one:
        browser.get(address)
    proposal_of(staff)
    proposal_of(staff)
    with django_assert_num_queries(len(one)):
        page = browser.get(address)
    assert len(page.context["page"].rows) == 3
    assert as_(staff.cast.tuan).get(address).status_code == 404


def test_every_reader_reads_the_frozen_content_at_every_step(staff: Staff, as_) -> None:
    rule("personnel.prior_opinion.member", value=True)
    proposal = co_opting(staff, timezone.localdate())
    readers = {
        "vetting": (staff.ha, staff.bao, staff.cast.minh, staff.cast.kien),
        "committee": (staff.cast.an, staff.cast.son),
        "presidium": (staff.cast.cuong, staff.cast.phuong),
        "issue": (staff.cast.thu,),
    }

    def all_read(*places: str) -> None:
        for place in places:
            for reader in readers[place]:
                page = as_(reader).get(proposal.dossier.get_absolute_url())
                assert page.status_code == 200
                assert "Đỗ Thanh Nhàn" in page.content.decode()

    proposal.to_vetting()
    all_read("vetting")
    proposal.do(staff.ha, "vet", Outcome.APPRAISED)
    answered(proposal, ask(proposal))
    proposal.do(staff.ha, "seek_prior_opinion", Outcome.OPINION_RECEIVED)
    all_read("vetting", "committee")
    proposal.vote("standing_committee")
    proposal.vote("presidium")
    all_read("vetting", "committee", "presidium", "issue")
    proposal.issue()
    proposal.report()
    all_read("vetting", "issue")
    assert proposal.dossier.stage == Stage.WAITING_FOR_EFFECT


def test_the_clerk_issues_and_the_officer_reports_on_the_dossiers_page(staff: Staff, as_) -> None:
    proposal = co_opting(staff)
    proposal.to_issue()
    browser = as_(staff.cast.thu)
    act = reverse("approvals:act", args=[proposal.dossier.code])
    today = f"{timezone.localdate():%d/%m/%Y}"
    form = {
        "step": "issue",
        "outcome": "issued",
        "revision": 1,
        "signer": "Nguyễn Mai Phương",
        "signer_title": "CHỦ TỊCH",
        "issued_on": today,
    }
    browser.post(act, form)
    assert proposal.dossier.stage == Stage.REPORTING
    report = {
        "step": "report_to_authority",
        "outcome": "reported",
        "revision": 1,
        "authority": "Bộ Nội vụ",
        "sent_notation": "12/BC-LHHN",
        "sent_on": today,
    }
    as_(staff.ha).post(act, report)
    assert proposal.dossier.stage == Stage.WAITING_FOR_EFFECT
    assert proposal.proposal.report.sent_notation == "12/BC-LHHN"


def test_both_bodies_find_the_proposal_among_what_waits_for_them(staff: Staff) -> None:
    proposal = co_opting(staff)
    proposal.to_the_committee()
    for body, step in (
        (staff.committee, "standing_committee"),
        (staff.cast.presidium, "presidium"),
    ):
        session = convene(
            body=body,
            title="Hội nghị",
            held_on=timezone.localdate(),
            mode=SessionMode.IN_PERSON,
            place="",
            dossiers=[proposal.dossier],
            user=staff.cast.son,
        )
        [ballot] = session.ballots.all()
        assert [option.key for option in ballot.options.all()] == [proposal.changes[0].uid]
        ballot.options.all().delete()
        ballot.delete()
        proposal.vote(step)


def test_the_page_counts_the_days_for_which_an_authority_is_waited_for(
    staff: Staff, as_, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule("personnel.prior_opinion.member", value=True)
    proposal = co_opting(staff)
    proposal.to_the_committee()
    asked = ask(proposal)
    page = proposal.dossier.get_absolute_url()
    sent = timezone.localdate()
    monkeypatch.setattr(timezone, "localdate", lambda *_, **__: sent + dt.timedelta(days=3))
    assert "waiting for 3 days" in text_of(as_(staff.ha).get(page))
    address = reverse("personnel:proposal_outside", args=[proposal.dossier.code])
    assert "waiting for 3 days" in text_of(as_(staff.ha).get(address))
    answered(proposal, asked)
    monkeypatch.setattr(timezone, "localdate", lambda *_, **__: sent + dt.timedelta(days=9))
    assert "answered after 3 days" in text_of(as_(staff.ha).get(page))
