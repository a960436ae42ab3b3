"""A nominated unit's own score of the campaign stands on its nomination."""

import pytest

from awards.content_nominations import content_of_dossier
from awards.selectors.nomination_score import score_shown
from tests.awards.house import House
from tests.awards.scores.scoring import Scoring

from .driver import nominated
from .test_pages import page, signed_in

pytestmark = pytest.mark.django_db
CODE = "TD-2027-LH-DANANG"


def test_the_score_of_the_nominated_unit_is_taken_by_itself(house: House) -> None:
    Scoring(house).open()
    nomination = nominated(house, "flag").nomination
    assert nomination.self_score is not None
    assert nomination.self_score.dossier.code == CODE
    assert content_of_dossier(nomination.dossier)["self_score"] == CODE


def test_a_score_that_is_opened_later_is_taken_with_the_next_saving(house: House) -> None:
    driver = nominated(house, "flag")
    assert driver.nomination.self_score is None
    Scoring(house).open()
    driver.fill()
    assert driver.nomination.self_score is not None


def test_a_person_has_no_score(house: House) -> None:
    Scoring(house).open()
    driver = nominated(house)
    driver.fill()
    assert driver.nomination.self_score is None
    assert content_of_dossier(driver.dossier)["self_score"] == ""


def test_drafter_and_secretariat_read_the_signed_total_on_the_nomination(house: House) -> None:
    scoring = Scoring(house)
    scoring.open()
    scoring.submit("LH-DANANG")
    driver = nominated(house, "flag")
    said = page(house.cast.hoa, "nomination_edit", driver.dossier.code).content.decode()
    assert CODE in said
    assert "92,5" in said
    driver.fill()
    driver.hand_in()
    shown = signed_in(house.cast.minh).get(driver.dossier.get_absolute_url()).content.decode()
    assert scoring.dossier("LH-DANANG").get_absolute_url() in shown
    assert "92,5" in shown


def test_who_may_not_see_the_score_reads_its_code_alone(house: House) -> None:
    scoring = Scoring(house)
    scoring.open()
    scoring.submit("LH-DANANG")
    shown = score_shown(CODE, house.cast.xuan)
    assert shown is not None
    assert (shown.code, shown.url, shown.total) == (CODE, "", None)
    assert score_shown("", house.cast.hoa) is None
