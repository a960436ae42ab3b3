"""A plan's way: what people do, then the trail."""

import pytest

from tests.cast import Cast
from tests.driver import plan_of
from workflow_app.approvals.enums import Outcome, Stage, Stance
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.approvals.models import WorkItem
from workflow_app.approvals.services.decisions import settle


def test_a_plan_goes_from_draft_to_a_numbered_decision(cast: Cast) -> None:
    plan = plan_of(cast)
    plan.to_the_presidium()
    settle(dossier=plan.dossier, step="presidium", outcome=Outcome.ADOPTED)
    plan.do(cast.thu, "issue", Outcome.ISSUED, signer="Nguyễn Mai Phương")

    assert plan.trail == [
        "open",
        "draft",
        "sign",
        "consult_cluster",
        "endorse",
        "appraise_content",
        "appraise_form",
        "presidium",
        "issue",
        "adopted",
    ]
    assert plan.dossier.stage == Stage.ADOPTED
    assert plan.dossier.paper.notation == "01/QĐ-ĐCT"
    assert not WorkItem.objects.filter(dossier=plan.dossier, state="open").exists()


def test_the_drafter_cannot_sign_what_they_drafted(cast: Cast) -> None:
    plan = plan_of(cast)
    plan.add_line(cast.hoa, first_day="2027-09-01", last_day="2027-09-30")
    plan.do(cast.hoa, "draft", Outcome.SUBMITTED)
    with pytest.raises(NotAllowedError, match="Trần Văn Minh"):
        plan.do(cast.hoa, "sign", Outcome.SIGNED)


def test_a_unit_of_one_person_may_sign_its_own_draft(cast: Cast) -> None:
    plan = plan_of(cast, "LH-QUANGTRI")
    plan.add_line(cast.quynh, first_day="2027-09-01", last_day="2027-09-30")
    plan.do(cast.quynh, "draft", Outcome.SUBMITTED)
    plan.do(cast.quynh, "sign", Outcome.SIGNED)
    assert plan.dossier.stage == Stage.CONSULTING


def test_the_deputy_unit_endorses_the_plan_of_the_heading_unit(cast: Cast) -> None:
    plan = plan_of(cast, "LH-DANANG")
    plan.submit_and_sign()
    plan.opine(cast.dung, "LH-HUE")
    plan.opine(cast.quynh, "LH-QUANGTRI")
    with pytest.raises(NotAllowedError):
        plan.do(cast.minh, "endorse", Outcome.ENDORSED)
    plan.do(cast.dung, "endorse", Outcome.ENDORSED)
    assert plan.dossier.stage == Stage.APPRAISING_CONTENT


def test_a_central_member_without_a_block_skips_the_cluster(cast: Cast) -> None:
    plan = plan_of(cast, "HHN-LAO")
    plan.add_line(
        cast.lam, first_day="2027-09-01", last_day="2027-09-30", lead="HHN Việt Nam - Lào"
    )
    plan.do(cast.lam, "draft", Outcome.SUBMITTED)
    plan.do(cast.khanh, "sign", Outcome.SIGNED)
    assert plan.trail == ["open", "draft", "sign", "appraise_content"]


def test_returned_is_not_rejected_and_an_unchanged_revision_keeps_its_endorsement(
    cast: Cast,
) -> None:
    plan = plan_of(cast)
    plan.through_the_cluster()
    plan.do(cast.tuan, "appraise_content", Outcome.RETURNED, reason="Thiếu văn bản kèm theo")
    assert plan.dossier.is_returned
    assert plan.dossier.sent_back.reason == "Thiếu văn bản kèm theo"
    plan.do(cast.hoa, "draft", Outcome.SUBMITTED)
    plan.do(cast.minh, "sign", Outcome.SIGNED)
    assert plan.dossier.stage == Stage.APPRAISING_CONTENT
    assert plan.dossier.revision.number == 1


def test_an_edited_plan_is_a_new_revision_and_goes_to_the_cluster_again(cast: Cast) -> None:
    plan = plan_of(cast)
    plan.through_the_cluster()
    plan.do(cast.tuan, "appraise_content", Outcome.RETURNED, reason="Thiếu hoạt động quý I")
    plan.add_line(cast.hoa, title="Tọa đàm quý I", first_day="2027-02-01", last_day="2027-02-01")
    plan.do(cast.hoa, "draft", Outcome.SUBMITTED)
    plan.do(cast.minh, "sign", Outcome.SIGNED)
    assert plan.dossier.stage == Stage.CONSULTING
    assert plan.dossier.revision.number == 2


def test_the_author_withdraws_until_the_cluster_signs(cast: Cast) -> None:
    plan = plan_of(cast)
    plan.submit_and_sign()
    plan.withdraw(cast.hoa)
    assert plan.dossier.stage == Stage.DRAFTING
    assert not WorkItem.objects.filter(state="open", kind="plan.opinion").exists()
    plan.do(cast.hoa, "draft", Outcome.SUBMITTED)
    plan.do(cast.minh, "sign", Outcome.SIGNED)
    plan.opine(cast.dung, "LH-HUE")
    plan.opine(cast.quynh, "LH-QUANGTRI")
    plan.do(cast.dung, "endorse", Outcome.ENDORSED)
    with pytest.raises(ConflictError):
        plan.withdraw(cast.hoa)


def test_the_cluster_signs_only_when_every_comment_is_answered(cast: Cast) -> None:
    plan = plan_of(cast)
    plan.submit_and_sign()
    plan.opine(cast.dung, "LH-HUE", Stance.OBJECT, "Trùng thời gian với Huế")
    plan.opine(cast.quynh, "LH-QUANGTRI")
    with pytest.raises(IncompleteError):
        plan.do(cast.dung, "endorse", Outcome.ENDORSED)
    plan.answer_all(cast.hoa)
    plan.do(cast.dung, "endorse", Outcome.ENDORSED)


def test_a_unit_never_reviews_itself(cast: Cast) -> None:
    plan = plan_of(cast)
    plan.submit_and_sign()
    asked = plan.dossier.rounds.get().opinions.values_list("unit__code", flat=True)
    assert sorted(asked) == ["LH-HUE", "LH-QUANGTRI"]


def test_somebody_who_comes_second_is_told_who_was_faster(cast: Cast) -> None:
    plan = plan_of(cast)
    plan.add_line(cast.hoa, first_day="2027-09-01", last_day="2027-09-30")
    plan.do(cast.hoa, "draft", Outcome.SUBMITTED)
    plan.do(cast.minh, "sign", Outcome.SIGNED)
    with pytest.raises(ConflictError, match="Trần Văn Minh"):
        plan.do(cast.lan, "sign", Outcome.SIGNED)


def test_a_return_owes_its_reason(cast: Cast) -> None:
    plan = plan_of(cast)
    plan.submit_and_sign()
    plan.withdraw(cast.minh)
    plan.do(cast.hoa, "draft", Outcome.SUBMITTED)
    with pytest.raises(IncompleteError):
        plan.do(cast.minh, "sign", Outcome.RETURNED)
