import pytest

from awards.enums import CampaignState
from awards.services.nominations import open_nomination
from tests.awards.house import House
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.enums import Stage


def opened(house: House) -> House:
    house.campaign.state = CampaignState.OPEN
    house.campaign.save()
    return house


def test_a_drafter_opens_a_nomination_in_an_open_campaign(house: House) -> None:
    opened(house)
    unit = house.cast.unit("LH-DANANG")

    dossier = open_nomination(
        campaign=house.campaign,
        unit=unit,
        award_type=house.types["flag"],
        recipient=house.recipient("LH-DANANG"),
        user=house.cast.hoa,
    )

    assert dossier.code == "KT-2027-LH-DANANG-01"
    assert dossier.stage == Stage.DRAFTING
    assert Dossier.objects.visible_to(house.cast.hoa).filter(pk=dossier.pk).exists()
