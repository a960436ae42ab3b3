"""Ten seconds without a database, in a real browser: a word typed before is there afterwards."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from playwright.sync_api import expect

from plans.models import Activity
from tests.cast import Cast
from tests.driver import FlowDriver, plan_of
from tests.e2e.people import vi
from workflow_app.approvals.enums import Stage

from .outages import database_away

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.e2e]
REASON = "Đề nghị bổ sung dự toán chi tiết và ý kiến của Sở Tài chính."


def signed_in(page: Any, url: str, user: Any) -> Any:
    client = Client()
    client.force_login(user)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}
    page.context.add_cookies([cookie])
    return page


@pytest.fixture(autouse=True)
def no_connection_is_kept(monkeypatch) -> None:
    """One that the server keeps would not notice that the database is away."""
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)


@pytest.fixture
def plan(cast: Cast) -> FlowDriver:
    driver = plan_of(cast)
    driver.add_line(cast.hoa, first_day="2027-09-01", last_day="2027-09-30")
    return driver


def test_a_reason_typed_before_the_outage_is_sent_after_it(
    cast: Cast, plan: FlowDriver, live_server: Any, page_phone: Any
) -> None:
    plan.do(cast.hoa, "draft", "submitted")
    page = signed_in(page_phone, live_server.url, cast.minh)
    page.goto(f"{live_server.url}/dossiers/KH-2027-LH-DANANG/")
    page.get_by_role("button", name=vi("Return for rework")).first.click()
    dialog = page.locator("dialog[open]")
    dialog.locator("[name=reason]").fill(REASON)
    with database_away():
        dialog.locator("button[type=submit]").first.click()
        expect(page.locator("[data-outage]")).to_contain_text(REASON)
        page.get_by_role("button").click()
        expect(page.locator("[data-outage]")).to_contain_text(REASON)
        too_wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not page.evaluate(too_wide)
    page.get_by_role("button").click()
    expect(page.locator("#main")).to_contain_text("KH-2027-LH-DANANG")
    assert plan.dossier.stage == Stage.DRAFTING
    assert plan.dossier.sent_back.reason == REASON


def test_a_cell_typed_during_the_outage_is_saved_by_itself_after_it(
    cast: Cast, plan: FlowDriver, live_server: Any, page_desktop: Any
) -> None:
    page = signed_in(page_desktop, live_server.url, cast.hoa)
    page.goto(f"{live_server.url}/plans/edit/KH-2027-LH-DANANG/")
    page.locator("[data-sheet-add]").click()
    state = page.locator("[data-editor-state]")
    with database_away():
        page.keyboard.type("Tiếp đoàn Lào")
        page.keyboard.press("Tab")
        expect(state).to_contain_text("tạm gián đoạn")
    page.locator('[data-editor-state][data-state="saved"]').wait_for()
    assert Activity.objects.filter(title="Tiếp đoàn Lào").count() == 1
