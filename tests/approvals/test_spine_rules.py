"""Stories of things that once went wrong on the way of a dossier, each told by one test."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.ballots.agenda import waiting
from tests.cast import YEAR, Cast
from tests.driver import FlowDriver, plan_of
from workflow_app.approvals.enums import Outcome, Stage, Stance, WorkState
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.approvals.models import Comment, Dossier, WorkItem
from workflow_app.approvals.selectors.actions import available_actions
from workflow_app.approvals.services.attachments import attach_file, withdraw_attachment
from workflow_app.approvals.services.comments import add_comment, answer_comment
from workflow_app.approvals.services.decisions import decide
from workflow_app.approvals.services.readdressing import readdress_duties
from workflow_app.approvals.verification import verify_cases, verify_work
from workflow_app.ballots.enums import SessionMode
from workflow_app.ballots.services.sessions import add_to_agenda, convene, take_off_agenda
from workflow_app.notifications.models import Notification
from workflow_app.organization.enums import Role, SigningForm, UnitFunction
from workflow_app.organization.models import Mandate, Unit
from workflow_app.organization.services.authority import refresh_authority
from workflow_app.organization.services.clusters import set_cluster_heads
from workflow_app.organization.services.delegations import delegate


@pytest.fixture(autouse=True)
def everything_agrees(db: None):
    yield
    assert verify_work().ok
    assert verify_cases().ok


def of_hue(cast: Cast) -> FlowDriver:
    """A plan of Huế, which the head of the cluster (Đà Nẵng) endorses."""
    driver = plan_of(cast, "LH-HUE")
    driver.add_line(cast.hanh, first_day="2027-09-01", last_day="2027-09-30")
    driver.do(cast.hanh, "draft", Outcome.SUBMITTED)
    driver.do(cast.dung, "sign", Outcome.SIGNED)
    return driver


def endorsing(cast: Cast) -> FlowDriver:
    driver = of_hue(cast)
    driver.opine(cast.minh, "LH-DANANG")
    driver.opine(cast.quynh, "LH-QUANGTRI", Stance.AGREE_WITH_COMMENTS, "Nêu rõ kinh phí")
    return driver


# --- Sending back ---------------------------------------------------------------------------


def test_an_endorsement_that_was_questioned_and_not_renewed_does_not_count(cast: Cast) -> None:
    """The appraiser sent the plan to the head of the cluster, who returned it. Sent again
    unchanged, it went past the cluster on the strength of the first endorsement."""
    driver = plan_of(cast)
    driver.through_the_cluster()
    driver.do(cast.tuan, "appraise_content", Outcome.RETURNED_TO_CLUSTER, "Trùng hoạt động")
    driver.do(cast.dung, "endorse", Outcome.RETURNED, "Đề nghị bỏ dòng trùng")
    driver.do(cast.hoa, "draft", Outcome.SUBMITTED)
    driver.do(cast.minh, "sign", Outcome.SIGNED)
    assert driver.dossier.stage == Stage.CONSULTING
    assert driver.dossier.revision.number == 1


def test_an_endorsement_stands_when_the_appraiser_returns_it_unchanged(cast: Cast) -> None:
    driver = plan_of(cast)
    driver.through_the_cluster()
    driver.do(cast.tuan, "appraise_content", Outcome.RETURNED, "Thiếu tệp dự toán")
    driver.do(cast.hoa, "draft", Outcome.SUBMITTED)
    driver.do(cast.minh, "sign", Outcome.SIGNED)
    assert driver.dossier.stage == Stage.APPRAISING_CONTENT


def test_a_plan_withdrawn_in_review_is_asked_about_again(cast: Cast) -> None:
    driver = of_hue(cast)
    driver.opine(cast.minh, "LH-DANANG")
    driver.withdraw(cast.hanh)
    driver.do(cast.hanh, "draft", Outcome.SUBMITTED)
    driver.do(cast.dung, "sign", Outcome.SIGNED)
    rounds = list(driver.dossier.rounds.order_by("number").values_list("number", "state"))
    assert rounds == [(1, "stopped"), (2, "open")]
    assert driver.dossier.rounds.get(number=2).opinions.filter(state="invited").count() == 2


def test_no_duty_to_answer_outlives_a_return(cast: Cast) -> None:
    """The duty stayed open beside the draft, and the next review added a second one."""
    driver = endorsing(cast)
    duties = WorkItem.objects.filter(dossier=driver.pk, kind="plan.answer")
    assert duties.get().state == WorkState.OPEN
    driver.do(cast.minh, "endorse", Outcome.RETURNED, "Làm lại phần kinh phí")
    assert duties.get().state == WorkState.CANCELLED


# --- Comments -------------------------------------------------------------------------------


def test_a_comment_after_the_review_is_told_and_becomes_a_duty(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    """It stopped the signature for the cluster, and nobody in the unit knew of it."""
    driver = endorsing(cast)
    driver.answer_all(cast.hanh)
    assert not WorkItem.objects.filter(kind="plan.answer", state=WorkState.OPEN).exists()
    with django_capture_on_commit_callbacks(execute=True):
        add_comment(dossier=driver.dossier, user=cast.tuan, office="Ban", text="Bổ sung đối tác")
    told = Notification.objects.filter(event="comment.added").values_list("user__username")
    assert {name for (name,) in told} == {"hanh", "dung"}
    with pytest.raises(IncompleteError):
        driver.do(cast.minh, "endorse", Outcome.ENDORSED)
    assert WorkItem.objects.filter(kind="plan.answer", state=WorkState.OPEN).count() == 1
    driver.answer_all(cast.hanh)
    assert not WorkItem.objects.filter(kind="plan.answer", state=WorkState.OPEN).exists()


def test_what_the_drafter_answered_survives_a_second_opinion(cast: Cast) -> None:
    """Handing in again deleted the unit's comments together with the drafter's answers."""
    driver = of_hue(cast)
    driver.opine(cast.quynh, "LH-QUANGTRI", Stance.AGREE_WITH_COMMENTS, "Nêu rõ kinh phí")
    comment = Comment.objects.get()
    answer_comment(
        comment_id=comment.pk, user=cast.hanh, answer="explained", text="Kinh phí tự cân đối"
    )
    driver.opine(cast.quynh, "LH-QUANGTRI", Stance.AGREE_WITH_COMMENTS, "Ghi thêm đối tác")
    kept = driver.dossier.comments.order_by("pk").values_list("text", "answer")
    assert list(kept) == [("Nêu rõ kinh phí", "explained"), ("Ghi thêm đối tác", "")]
    driver.opine(cast.quynh, "LH-QUANGTRI", Stance.AGREE)
    assert driver.dossier.comments.get().text == "Nêu rõ kinh phí"


# --- Authority ------------------------------------------------------------------------------


def test_a_unit_that_comes_to_lead_the_cluster_does_not_endorse_itself(cast: Cast) -> None:
    """Huế took the lead while its own plan waited for the head of the cluster: its deputy head,
    who had not signed the plan for the unit, could now sign it for the cluster."""
    deputy = cast.people["xuan"]
    Mandate.objects.create(
        person=deputy,
        role=Role.UNIT_DEPUTY,
        unit=cast.unit("LH-HUE"),
        valid_from=dt.date(2020, 1, 1),
    )
    driver = endorsing(cast)
    driver.answer_all(cast.hanh)
    set_cluster_heads(
        cluster=cast.cluster, head=cast.unit("LH-HUE"), deputy=cast.unit("LH-QUANGTRI"), by=None
    )
    with pytest.raises(NotAllowedError):
        driver.do(cast.xuan, "endorse", Outcome.ENDORSED)
    offered = [action.outcome for action in available_actions(cast.xuan, driver.dossier).buttons]
    assert Outcome.ENDORSED not in offered

    assert readdress_duties() == 1
    assert readdress_duties() == 0
    driver.do(cast.quynh, "endorse", Outcome.ENDORSED)
    assert driver.dossier.stage == Stage.APPRAISING_CONTENT


def test_a_unit_that_comes_under_another_department_takes_its_dossiers_along(cast: Cast) -> None:
    """The old department could act on what it no longer saw; the new one saw and could not act."""
    driver = plan_of(cast)
    driver.through_the_cluster()
    other = cast.unit("VAN-PHONG")
    Unit.objects.filter(code="LH-DANANG").update(supervising_department=other)
    assert readdress_duties() == 1
    item = WorkItem.objects.get(dossier=driver.pk, state=WorkState.OPEN)
    assert item.desk.unit == other


def test_administrators_are_told_of_a_desk_that_nobody_holds(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    """A cluster without a deputy unit: its head's own plan waited where nobody was, in silence."""
    set_cluster_heads(cluster=cast.cluster, head=cast.unit("LH-DANANG"), deputy=None, by=None)
    driver = plan_of(cast)
    driver.submit_and_sign()
    driver.opine(cast.dung, "LH-HUE")
    with django_capture_on_commit_callbacks(execute=True):
        driver.opine(cast.quynh, "LH-QUANGTRI")
    assert driver.dossier.stage == Stage.ENDORSING
    notice = Notification.objects.get(event="work.vacant")
    assert notice.user == cast.quang
    assert driver.dossier.title not in notice.subject + notice.body
    set_cluster_heads(
        cluster=cast.cluster, head=cast.unit("LH-DANANG"), deputy=cast.unit("LH-HUE"), by=None
    )
    driver.do(cast.dung, "endorse", Outcome.ENDORSED)


def test_a_missing_department_is_a_sentence_and_changes_nothing(cast: Cast) -> None:
    driver = plan_of(cast)
    driver.submit_and_sign()
    driver.opine(cast.dung, "LH-HUE")
    driver.opine(cast.quynh, "LH-QUANGTRI")
    Unit.objects.filter(code="LH-DANANG").update(supervising_department=None)
    with pytest.raises(IncompleteError):
        driver.do(cast.dung, "endorse", Outcome.ENDORSED)
    assert driver.dossier.stage == Stage.ENDORSING
    Unit.objects.filter(code="LH-DANANG").update(supervising_department=cast.unit("BAN-CTDP"))
    Unit.objects.filter(function=UnitFunction.OFFICE).update(function="")
    driver.do(cast.dung, "endorse", Outcome.ENDORSED)
    with pytest.raises(IncompleteError):
        driver.do(cast.tuan, "appraise_content", Outcome.APPRAISED)
    assert driver.dossier.stage == Stage.APPRAISING_CONTENT


def test_who_withdraws_too_late_is_told_who_signed_for_the_cluster(cast: Cast) -> None:
    """It only said that the cluster had signed."""
    driver = plan_of(cast)
    driver.through_the_cluster()
    with pytest.raises(ConflictError, match=str(cast.dung)):
        driver.withdraw(cast.hoa)


def test_the_head_of_the_cluster_does_not_withdraw_for_the_author(cast: Cast) -> None:
    driver = endorsing(cast)
    with pytest.raises(NotAllowedError):
        decide(
            dossier=driver.dossier,
            step="endorse",
            outcome=Outcome.WITHDRAWN,
            user=cast.minh,
            reason="Không rõ",
        )


def test_who_wrote_a_revision_does_not_sign_it_when_a_colleague_sends_it_again(
    cast: Cast,
) -> None:
    """Only the last submission counted, so its unchanged text could be signed by its author."""
    for user in ("hoa", "xuan"):
        Mandate.objects.create(
            person=cast.people[user],
            role=Role.UNIT_DEPUTY if user == "hoa" else Role.DRAFTER,
            unit=cast.unit("LH-DANANG"),
            valid_from=dt.date(2020, 1, 1),
        )
    refresh_authority()
    driver = plan_of(cast)
    driver.add_line(cast.hoa, first_day="2027-09-01", last_day="2027-09-30")
    driver.do(cast.hoa, "draft", Outcome.SUBMITTED)
    driver.do(cast.minh, "sign", Outcome.RETURNED, "Xem lại")
    driver.do(cast.xuan, "draft", Outcome.SUBMITTED)
    with pytest.raises(NotAllowedError):
        driver.do(cast.hoa, "sign", Outcome.SIGNED)
    driver.do(cast.minh, "sign", Outcome.SIGNED)


# --- Who sees what --------------------------------------------------------------------------


def lend(cast: Cast, kinds: list[str]) -> None:
    today = timezone.localdate()
    delegate(
        mandate=Mandate.objects.get(person=cast.people["hoa"]),
        delegate=cast.people["xuan"],
        form=SigningForm.BY_ORDER,
        valid_from=today,
        valid_to=today,
        reason="Nghỉ phép",
        by=cast.hoa,
        kinds=kinds,
    )


@pytest.mark.parametrize(("kinds", "sees"), (([], True), (["plan"], True), (["amendment"], False)))
def test_a_delegation_for_some_kinds_shows_no_other_kind(cast: Cast, kinds, sees) -> None:
    """Lent authority over one kind of dossier showed every dossier of the unit."""
    driver = plan_of(cast)
    lend(cast, kinds)
    assert Dossier.objects.visible_to(cast.xuan).filter(pk=driver.pk).exists() is sees
    assert Dossier.objects.visible_to(cast.xuan).filter(year=YEAR).count() == int(sees)


# --- What stands as it is -------------------------------------------------------------------


def test_a_file_stays_once_the_body_has_it(cast: Cast) -> None:
    """Its author struck a file out while the Presidium was voting on it."""
    driver = plan_of(cast)
    upload = SimpleUploadedFile("du-toan.pdf", b"%PDF-1.4\n%%EOF\n")
    attachment = attach_file(dossier=driver.dossier, user=cast.hoa, upload=upload)
    driver.to_the_presidium()
    with pytest.raises(NotAllowedError):
        withdraw_attachment(attachment=attachment, user=cast.hoa)
    attachment.refresh_from_db()
    assert attachment.withdrawn_at is None


# --- Agendas --------------------------------------------------------------------------------


def test_an_item_taken_off_can_come_back_to_the_same_session(cast: Cast) -> None:
    """Putting it back met the database's own rule and ended in an error page."""
    dossier = waiting(cast)[0]
    session = convene(
        body=cast.presidium,
        title="Phiên họp",
        held_on=timezone.localdate(),
        mode=SessionMode.HYBRID,
        place="",
        dossiers=[dossier],
        user=cast.son,
    )
    take_off_agenda(ballot=session.ballots.get(), user=cast.son, reason="Chờ ý kiến")
    (again,) = add_to_agenda(session=session, dossiers=[dossier], user=cast.son)
    assert (again.run, again.result) == (2, "")
