"""Who may know of a nomination at which stage."""

import pytest
from django.test import Client

from awards.models import Recipient
from tests.awards.house import House
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Outcome
from workflow_app.approvals.errors import NotAllowedError
from workflow_app.approvals.models import Dossier
from workflow_app.organization.models import Unit

from .driver import NominationDriver, nominated


def sees(user: User, driver: NominationDriver) -> bool:
    return Dossier.objects.visible_to(user).filter(pk=driver.pk).exists()


def who_sees(driver: NominationDriver) -> set[str]:
    users = driver.cast.users
    return {name for name, user in users.items() if sees(user, driver)}


UNIT = {"hoa", "minh", "lan"}
SECRETARIAT = {"tam", "uyen"}


def test_a_draft_is_its_units_and_the_inspections(house: House) -> None:
    assert who_sees(nominated(house)) == UNIT | {"kien"}


def test_the_secretariat_comes_with_the_appraisal(house: House) -> None:
    driver = nominated(house)
    driver.to_appraisal()
    assert who_sees(driver) == UNIT | SECRETARIAT | {"kien"}


def test_the_personnel_department_is_the_secretariat_where_no_other_one_is(
    house: House, client: Client
) -> None:
    """Who may see what is a statement that is kept ready: it asks nothing while it is built."""
    driver = nominated(house)
    driver.to_appraisal()
    Unit.objects.filter(function="emulation").update(function="personnel")
    assert who_sees(driver) >= SECRETARIAT
    for user in (house.tam, house.uyen):
        client.force_login(user)
        for page in (driver.dossier.get_absolute_url(), "/", "/search/?q=bang", "/awards/scores/"):
            assert client.get(page).status_code == 200, page


def test_the_cluster_sees_what_it_has_to_choose_among(house: House) -> None:
    driver = nominated(house, "flag")
    driver.fill()
    driver.do(house.cast.hoa, "draft", Outcome.SUBMITTED)
    assert not sees(house.cast.dung, driver)
    driver.do(house.cast.minh, "sign", Outcome.SIGNED)

    seen = who_sees(driver)
    assert {"dung", "quynh"} <= seen  # heads of units of the cluster
    assert not {"vy", "tam", "phuong"} & seen


def test_publication_shows_the_dossier_to_nobody_more(house: House) -> None:
    driver = nominated(house)
    driver.to_publication()
    assert who_sees(driver) == UNIT | SECRETARIAT | {"kien"}


def test_council_presidium_and_office_come_in_turn(house: House) -> None:
    driver = nominated(house)
    driver.to_council()
    council = {"phuong", "an", "binh", "cuong", "tuan"}
    assert who_sees(driver) == UNIT | SECRETARIAT | council | {"kien"}

    driver.voted("council")
    presidium = council | {"dao", "son"}
    assert who_sees(driver) == UNIT | SECRETARIAT | presidium | {"kien"}
    assert not sees(house.cast.thu, driver)

    driver.voted("presidium")
    assert sees(house.cast.thu, driver)
    assert not sees(house.cast.quang, driver)  # administrators have nothing of content


def test_a_nominee_knows_nothing_of_it_whatever_they_hold(house: House) -> None:
    """Dũng heads a unit of the cluster, An sits in both bodies."""
    an = Recipient.objects.create(
        kind="person", name="Phan Bình An", person=house.cast.people["an"]
    )
    driver = nominated(house, recipient=an)
    driver.to_council()
    assert not sees(house.cast.an, driver)
    assert sees(house.cast.binh, driver)


def test_a_head_who_is_nominated_does_not_sign_it(house: House) -> None:
    minh = Recipient.objects.create(
        kind="person", name="Trần Văn Minh", person=house.cast.people["minh"]
    )
    driver = nominated(house, recipient=minh)
    driver.fill()
    driver.do(house.cast.hoa, "draft", Outcome.SUBMITTED)
    with pytest.raises(NotAllowedError):
        driver.do(house.cast.minh, "sign", Outcome.SIGNED)
    driver.do(house.cast.lan, "sign", Outcome.SIGNED)  # the deputy


def test_a_row_merged_into_a_person_names_that_person_too(house: House) -> None:
    an = Recipient.objects.create(
        kind="person", name="Phan Bình An", person=house.cast.people["an"]
    )
    driver = nominated(house)
    driver.to_council()
    assert sees(house.cast.an, driver)
    Recipient.objects.filter(pk=driver.nomination.recipient.pk).update(merged_into=an)
    assert not sees(house.cast.an, driver)


def test_a_rejected_one_is_not_shown_to_those_it_never_came_before(house: House) -> None:
    driver = nominated(house)
    driver.to_appraisal()
    driver.do(house.tam, "appraise", Outcome.REJECTED, "Không đủ điều kiện.")
    assert who_sees(driver) == UNIT | SECRETARIAT | {"kien"}


def test_the_personnel_department_appraises_where_no_secretariat_is_marked(house: House) -> None:
    driver = nominated(house)
    house.secretariat.function = "personnel"
    house.secretariat.save()
    driver.to_appraisal()
    assert sees(house.tam, driver)
