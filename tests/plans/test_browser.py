"""The plan's pages in a real browser: typing, pasting, two drafters at once, no network, axe."""

from typing import Any

import pytest
from django.test import Client

from plans.models import Activity, Plan
from tests.cast import YEAR, Cast
from tests.driver import FlowDriver, plan_of
from tests.looks import faults, is_too_wide, looks
from workflow_app.approvals.enums import Outcome
from workflow_app.approvals.services.decisions import settle
from workflow_app.papers.models import IssuedPaper

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.e2e]
EDITOR = "/plans/edit/KH-2027-LH-DANANG/"


def signed_in(new_context: Any, url: str, user: Any, **look: Any) -> Any:
    client = Client()
    client.force_login(user)
    context = new_context(**look)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}
    context.add_cookies([cookie])
    return context.new_page()


@pytest.fixture
def plan(cast: Cast) -> FlowDriver:
    driver = plan_of(cast)
    driver.add_line(cast.hoa, first_day="2027-09-01", last_day="2027-09-30")
    return driver


def saved(page: Any) -> None:
    page.locator('[data-editor-state][data-state="saved"]').wait_for()


def test_what_is_typed_is_saved_and_shown_as_understood(
    cast: Cast, plan: FlowDriver, live_server: Any, new_context: Any
) -> None:
    page = signed_in(new_context, live_server.url, cast.hoa)
    page.goto(live_server.url + EDITOR)
    amount = page.locator('tr[data-line] [data-cell="amount"]').first
    amount.fill("1,2 tỷ")
    amount.press("Tab")
    saved(page)
    page.get_by_text("1.200.000.000 đ").first.wait_for()
    assert amount.input_value() == "1.200.000.000"
    page.locator("[data-sheet-add]").click()
    page.keyboard.type("Tiếp đoàn Lào")
    page.keyboard.press("Tab")
    page.locator('tr[data-line]:not([data-line^="new"])').nth(1).wait_for()
    assert list(Activity.objects.values_list("amount", "title"))[1] == (None, "Tiếp đoàn Lào")


def test_two_drafters_in_one_cell_choose_and_lose_nothing(
    cast: Cast, plan: FlowDriver, live_server: Any, new_context: Any
) -> None:
    one, two = (signed_in(new_context, live_server.url, cast.hoa) for __ in range(2))
    for page in (one, two):
        page.goto(live_server.url + EDITOR)
    for page, words in ((one, "Hội An"), (two, "Huế")):
        page.locator('tr[data-line] [data-cell="place"]').first.fill(words)
        page.keyboard.press("Tab")
        saved(page)
    box = two.locator("[data-conflicts]")
    assert "Huế" in box.inner_text()
    assert "Hội An" in box.inner_text()
    assert Activity.objects.get().place == "Hội An"
    box.get_by_role("button").first.click()
    with two.expect_response("**/cells/"):
        two.keyboard.press("Tab")
    saved(two)
    assert Activity.objects.get().place == "Huế"


def test_without_network_the_text_waits_in_the_browser_even_over_a_reload(
    cast: Cast, plan: FlowDriver, live_server: Any, new_context: Any
) -> None:
    page = signed_in(new_context, live_server.url, cast.hoa)
    page.goto(live_server.url + EDITOR)
    page.route("**/cells/", lambda route: route.abort())
    page.locator("#objectives").fill("Mở rộng hợp tác")
    page.locator('[data-editor-state][data-state="failed"]').wait_for()
    page.unroute("**/cells/")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(live_server.url + EDITOR)
    saved(page)
    assert Plan.objects.get(dossier=plan.pk).objectives == "Mở rộng hợp tác"


def test_everybody_can_use_the_pages_by_day_and_at_night_at_a_desk_and_on_a_phone(
    cast: Cast, plan: FlowDriver, live_server: Any, new_context: Any
) -> None:
    other = plan_of(cast, "LH-HUE")
    other.add_line(cast.hanh, funding_source="")
    plan.to_the_presidium()
    settle(dossier=plan.dossier, step="presidium", outcome=Outcome.ADOPTED)
    plan.do(cast.thu, "issue", Outcome.ISSUED, signer="Nguyễn Mai Phương")
    paper = IssuedPaper.objects.get()
    uid = Activity.objects.get(plan=other.plan).uid
    pages = {
        cast.thu: (
            "/plans/",
            f"/plans/{YEAR}/",
            f"/plans/{YEAR}/?view=table",
            f"/plans/{YEAR}/edit/",
            f"/papers/{paper.pk}/",
            "/papers/",
        ),
        cast.hanh: ("/plans/edit/KH-2027-LH-HUE/", f"/plans/edit/KH-2027-LH-HUE/lines/{uid}/"),
        cast.hoa: (EDITOR, "/plans/amend/KH-2027-LH-DANANG/"),
    }
    found: dict[tuple[str, str], Any] = {}
    for user, paths in pages.items():
        page = signed_in(new_context, live_server.url, user)
        said: list[str] = []
        page.on("console", lambda line, said=said: said.append(line.text))
        page.on("pageerror", lambda error, said=said: said.append(str(error)))
        for path in paths:
            for look, __ in looks(page, live_server.url + path):
                wide, broken = is_too_wide(page), faults(page)
                if wide or broken or said:
                    found[path, look] = (wide, broken, list(said))
                    said.clear()
    assert found == {}
