"""From the draft to the adoption by the Presidium, with everything that can come between."""

import pytest

from awards.enums import ObjectionState
from awards.models import CheckOverride
from awards.notices_nominations import tell_of_rejection
from awards.services.appraisal import override_check
from awards.services.publication import answer_objection, end_publications, object_to
from tests.awards.house import House
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Outcome, Stage
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.notifications.models import Notification

from .driver import NominationDriver, nominated

LACKING = ["paper.achievements", "paper.submission"]


def let_pass(
    driver: NominationDriver, reason: str = "Bản gốc đã nhận qua văn thư", user: User | None = None
) -> None:
    for check in LACKING:
        override_check(
            dossier=driver.dossier, check=check, reason=reason, user=user or driver.house.uyen
        )


def heard(driver: NominationDriver, *, is_upheld: bool) -> None:
    answer_objection(
        objection=driver.objection(),
        is_upheld=is_upheld,
        answer="Đã kiểm tra hồ sơ gốc tại đơn vị.",
        user=driver.house.tam,
    )


def test_signing_is_receiving(house: House) -> None:
    driver = nominated(house)
    driver.fill()
    driver.hand_in()

    nomination = driver.nomination
    assert nomination.received_on is not None
    assert nomination.rule == house.types["certificate_person"].rules.get()
    assert driver.dossier.stage == Stage.APPRAISING_CONTENT


def test_missing_papers_send_it_back_and_it_keeps_its_day(house: House) -> None:
    driver = nominated(house)
    driver.fill()
    driver.hand_in()
    received = driver.nomination.received_on
    with pytest.raises(IncompleteError):
        driver.do(house.tam, "appraise", Outcome.APPRAISED)

    driver.do(house.tam, "appraise", Outcome.RETURNED, "Thiếu báo cáo thành tích.")
    driver.add_papers()
    driver.hand_in()
    driver.do(house.tam, "appraise", Outcome.APPRAISED)

    assert driver.nomination.received_on == received
    assert driver.dossier.stage == Stage.PUBLISHED
    assert {"paper.submission"} <= {
        row["name"] for row in (driver.nomination.checked or {})["findings"]
    }


def test_the_head_lets_a_check_pass_with_a_reason_and_nobody_else(house: House) -> None:
    driver = nominated(house)
    driver.fill()
    driver.hand_in()
    with pytest.raises(NotAllowedError):
        let_pass(driver, user=house.tam)
    with pytest.raises(IncompleteError):
        let_pass(driver, reason=" ")

    let_pass(driver)
    driver.do(house.tam, "appraise", Outcome.APPRAISED)

    override = CheckOverride.objects.first()
    assert override is not None
    assert override.by == house.uyen
    assert "Ban Thi đua" in override.authority
    assert (driver.nomination.checked or {})["overridden"] == LACKING


def test_an_override_counts_for_its_revision_only(house: House) -> None:
    driver = nominated(house)
    driver.fill()
    driver.hand_in()
    let_pass(driver)
    driver.do(house.tam, "appraise", Outcome.RETURNED, "Sửa tóm tắt thành tích.")
    driver.fill(citation="Thành tích xuất sắc trong hợp tác với nhân dân Lào")
    driver.hand_in()

    with pytest.raises(IncompleteError):
        driver.do(house.tam, "appraise", Outcome.APPRAISED)


def test_who_drafted_does_not_appraise(house: House) -> None:
    driver = nominated(house)
    driver.to_appraisal()
    with pytest.raises(NotAllowedError):
        driver.do(house.cast.hoa, "appraise", Outcome.APPRAISED)


def test_an_upheld_objection_ends_the_nomination_and_the_unit_is_told_why(house: House) -> None:
    driver = nominated(house)
    driver.to_publication()
    object_to(
        nomination=driver.nomination, text="Thành tích này là của CLB khác.", user=house.cast.vy
    )
    driver.end_publication()
    assert driver.dossier.stage == Stage.OBJECTIONS

    with pytest.raises(IncompleteError):  # unanswered
        driver.do(house.tam, "hear_objections", Outcome.OBJECTION_UPHELD, "Đúng")
    heard(driver, is_upheld=True)
    with pytest.raises(ConflictError):
        driver.do(house.tam, "hear_objections", Outcome.OBJECTIONS_DISMISSED, "Không đúng")
    driver.do(house.tam, "hear_objections", Outcome.OBJECTION_UPHELD, "Kê khai không đúng.")

    assert driver.dossier.stage == Stage.REJECTED
    assert driver.objection().state == ObjectionState.UPHELD


def test_a_dismissed_objection_lets_it_go_before_the_council(house: House) -> None:
    driver = nominated(house)
    driver.to_publication()
    object_to(nomination=driver.nomination, text="Chưa đủ thời gian.", user=house.cast.vy)
    driver.end_publication()
    heard(driver, is_upheld=False)
    driver.do(house.tam, "hear_objections", Outcome.OBJECTIONS_DISMISSED, "Không có căn cứ.")

    assert driver.dossier.stage == Stage.COUNCIL
    assert driver.dossier.body == house.council


def test_nothing_is_objected_to_before_or_after_the_publication(house: House) -> None:
    driver = nominated(house)
    driver.to_appraisal()
    with pytest.raises(ConflictError):
        object_to(nomination=driver.nomination, text="Sớm quá.", user=house.cast.vy)
    driver.do(house.tam, "appraise", Outcome.APPRAISED)
    driver.end_publication()
    with pytest.raises(ConflictError):
        object_to(nomination=driver.nomination, text="Muộn quá.", user=house.cast.vy)


def test_ending_a_publication_twice_moves_nothing_twice(house: House) -> None:
    driver = nominated(house)
    driver.to_publication()
    assert end_publications() == 0  # its time is not over
    driver.end_publication()
    assert end_publications() == 0
    assert driver.trail[-1] == "council"


def test_the_unit_reads_why_its_nominee_failed_with_the_figures(house: House) -> None:
    driver = nominated(house)
    driver.to_council()
    driver.voted("council", Outcome.REJECTED)

    assert driver.dossier.stage == Stage.REJECTED
    tell_of_rejection.func(nomination=driver.nomination.pk)
    told = Notification.objects.filter(event="award.not_awarded", user=house.cast.hoa)
    assert [notice.body for notice in told] == ["Tán thành 2/5 tổng số thành viên; cần quá nửa."]


def test_a_flag_waits_for_its_cluster_first_and_is_chosen_once(house: House) -> None:
    driver = nominated(house, "flag")
    driver.fill()
    driver.hand_in()
    assert driver.dossier.stage == Stage.RANKING
    driver.chosen()

    driver.do(house.tam, "appraise", Outcome.RETURNED, "Thiếu tờ trình.")
    driver.add_papers()
    driver.hand_in()

    assert driver.dossier.stage == Stage.APPRAISING_CONTENT


def test_adopted_by_council_and_presidium_it_waits_for_its_decision(house: House) -> None:
    driver = nominated(house)
    driver.to_council()
    driver.voted("council")
    assert driver.dossier.body == house.cast.presidium
    driver.voted("presidium")

    assert driver.dossier.stage == Stage.ISSUING
