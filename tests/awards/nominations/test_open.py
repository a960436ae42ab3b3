"""Opening and typing nominations."""

import pytest

from awards.enums import CampaignState
from awards.models import Recipient
from awards.services.nominations import open_nomination, save_nomination
from tests.awards.house import House
from workflow_app.approvals.enums import Outcome, Stage
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.approvals.models import Dossier

from .driver import FILLED, nominated, outsider


def test_a_drafter_opens_a_nomination_in_an_open_campaign(house: House) -> None:
    first = nominated(house, "flag")
    second = nominated(house)

    assert first.dossier.code == "KT-2027-LH-DANANG-01"
    assert second.dossier.code == "KT-2027-LH-DANANG-02"
    assert first.dossier.stage == Stage.DRAFTING
    assert first.dossier.cluster == house.cast.cluster
    assert Dossier.objects.visible_to(house.cast.hoa).filter(pk=first.pk).exists()


def test_nobody_opens_one_for_a_unit_that_is_not_theirs(house: House) -> None:
    with pytest.raises(NotAllowedError):
        nominated(house, "flag", user=house.cast.hanh)


def test_a_campaign_that_is_not_open_takes_none(house: House) -> None:
    house.campaign.state = CampaignState.CLOSED
    house.campaign.save()
    with pytest.raises(IncompleteError):
        open_nomination(
            campaign=house.campaign,
            unit=house.cast.unit("LH-DANANG"),
            award_type=house.types["flag"],
            recipient=house.recipient("LH-DANANG"),
            user=house.cast.hoa,
        )


def test_an_award_for_collectives_goes_to_no_person(house: House) -> None:
    with pytest.raises(IncompleteError):
        nominated(house, "flag", recipient=outsider())


def test_nobody_stands_twice_for_one_award_even_by_another_unit(house: House) -> None:
    bang = outsider()
    nominated(house, recipient=bang)
    with pytest.raises(ConflictError):
        nominated(house, recipient=bang, unit="LH-HUE", user=house.cast.hanh)


def test_a_row_that_is_the_same_as_another_is_nominated_as_that_other(house: House) -> None:
    bang = outsider()
    twin = outsider(name="Bằng Trần Hữu", merged_into=bang)

    assert nominated(house, recipient=twin).nomination.recipient == bang


def test_nobody_nominates_themselves(house: House) -> None:
    own = Recipient.objects.create(
        kind="person", name="Nguyễn Thị Hoa", person=house.cast.people["hoa"]
    )
    with pytest.raises(NotAllowedError):
        nominated(house, recipient=own)


def test_what_is_missing_stops_the_submission_and_is_said(house: House) -> None:
    driver = nominated(house)
    with pytest.raises(IncompleteError) as refusal:
        driver.do(house.cast.hoa, "draft", Outcome.SUBMITTED)
    assert len(refusal.value.details) == 4

    driver.fill()
    driver.do(house.cast.hoa, "draft", Outcome.SUBMITTED)
    assert driver.dossier.stage == Stage.SIGNING


def test_a_signed_nomination_is_no_longer_typed_in(house: House) -> None:
    driver = nominated(house)
    driver.fill()
    driver.hand_in()
    with pytest.raises(ConflictError):
        save_nomination(nomination=driver.nomination, values=FILLED, user=house.cast.hoa)
