"""A score sheet in a real browser: saved as it is typed, two at once, no network."""

from typing import Any

import pytest
from django.urls import reverse

from awards.models import SelfScoreLine
from tests.awards.house import build_house
from tests.cast import build_cast
from tests.plans.test_browser import signed_in

from .scoring import Scoring

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.e2e]


@pytest.fixture
def scoring(transactional_db: None) -> Scoring:
    scoring = Scoring(build_house(build_cast()))
    scoring.open()
    return scoring


def said(page: Any, mark: str) -> None:
    page.locator(f'[data-cells-state][data-state="{mark}"]').wait_for()


def claim(page: Any, scoring: Scoring) -> Any:
    return page.locator(f"[name='cell:{scoring.key('1.1')}:claim']")


def claims() -> list[str]:
    return list(SelfScoreLine.objects.exclude(claim="").values_list("claim", flat=True))


def test_what_is_typed_is_saved_and_no_text_is_lost(
    scoring: Scoring, live_server: Any, new_context: Any
) -> None:
    address = live_server.url + reverse("awards:score_edit", args=[scoring.dossier("LH-HUE").code])
    one, two = (
        signed_in(new_context, live_server.url, scoring.user("hanh"), reduced_motion="reduce")
        for __ in range(2)
    )
    for page in (one, two):
        page.goto(address)
    for page, words in ((one, "Đón 12 đoàn"), (two, "Đón 14 đoàn")):
        claim(page, scoring).fill(words)
        page.keyboard.press("Tab")
        said(page, "saved")
    assert claims() == ["Đón 12 đoàn"]
    box = two.locator("[data-conflicts]")
    assert "Đón 12 đoàn" in box.inner_text()
    assert "Đón 14 đoàn" in box.inner_text()
    box.get_by_role("button").first.click()
    with two.expect_response("**/cells/"):
        two.keyboard.press("Tab")
    said(two, "saved")
    assert claims() == ["Đón 14 đoàn"]

    two.route("**/cells/", lambda route: route.abort())
    claim(two, scoring).fill("Đón 15 đoàn")
    said(two, "failed")
    two.unroute("**/cells/")
    two.on("dialog", lambda dialog: dialog.accept())
    two.goto(address)
    said(two, "saved")
    assert claims() == ["Đón 15 đoàn"]
