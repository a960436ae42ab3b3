"""What the browser does by itself: keyboard, sheet, kept text, autosave; and what axe finds."""

import json
from typing import Any

import pytest

from tests.cast import build_cast
from tests.looks import faults, is_too_wide, looks
from tests.plans.test_browser import signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.e2e]


@pytest.fixture
def address(django_db_setup: None, live_server: Any, settings: Any) -> str:
    """Where the styleguide is served; the server starts after the database, or it would share it."""
    settings.STYLEGUIDE = True
    return f"{live_server.url}/styleguide/"


def focused(page: Any) -> str:
    return page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()")


def test_everybody_can_use_it_in_light_and_dark_at_a_desk_and_on_a_phone(
    new_context: Any, address: str
) -> None:
    page = new_context().new_page()
    problems: list[str] = []
    page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    for look, scheme in looks(page, address):
        assert page.locator("html").get_attribute("data-bs-theme") == scheme, look
        assert faults(page) == [], look
        assert problems == [], look
        assert not is_too_wide(page), look


def test_what_one_taps_on_a_phone_is_large_enough(page_phone: Any, address: str) -> None:
    page_phone.goto(address)
    small = page_phone.evaluate(
        """[...document.querySelectorAll("button, a.btn, .icon-button, .phone-item, .form-control,"
            + " .form-select, .chip, .tab, .page-step")]
          .filter((item) => item.offsetParent && !item.closest("dialog, .code") && !item.matches(".code"))
          .filter((item) => item.getBoundingClientRect().height < 43.9)
          .map((item) => item.className + ": " + item.textContent.trim())"""
    )
    assert small == []


def test_a_list_is_walked_with_j_and_k_and_searched_with_a_slash(
    page_desktop: Any, address: str
) -> None:
    page_desktop.goto(address)
    page_desktop.locator("h1").click()
    page_desktop.keyboard.press("j")
    page_desktop.keyboard.press("j")
    assert focused(page_desktop) == "Kế hoạch công tác đối ngoại nhân dân 2027"
    page_desktop.keyboard.press("k")
    assert focused(page_desktop) == "Kế hoạch hoạt động năm 2027"
    page_desktop.keyboard.press("/")
    assert focused(page_desktop) == "q"
    page_desktop.keyboard.press("j")
    assert page_desktop.locator("#demo-q").input_value() == "j"


def test_the_keyboard_explains_itself(page_desktop: Any, address: str) -> None:
    page_desktop.goto(address)
    page_desktop.locator("h1").click()
    page_desktop.keyboard.press("?")
    assert page_desktop.locator("#keyboard-help").is_visible()
    assert faults(page_desktop) == []
    page_desktop.keyboard.press("Escape")
    assert page_desktop.locator("#keyboard-help").is_hidden()


def test_cells_copied_from_excel_fill_several_cells(page_desktop: Any, address: str) -> None:
    page_desktop.goto(address)
    pasted = 'Đoàn vào\tQuý II\t45tr\r\n"Hội thảo\nhai dòng"\t"9/2027"\t1,2 tỷ\r\n'
    page_desktop.locator("[name=a1]").focus()
    page_desktop.evaluate(
        """(text) => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          document.activeElement.dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        pasted,
    )
    values = [
        page_desktop.locator(f"[name={n}]").input_value() for n in ("a1", "t1", "m1", "t2", "m2")
    ]
    assert values == ["Đoàn vào", "Quý II", "45tr", "9/2027", "1,2 tỷ"]


def test_enter_goes_down_a_sheet_and_shift_enter_up(page_desktop: Any, address: str) -> None:
    page_desktop.goto(address)
    page_desktop.locator("[name=t1]").focus()
    page_desktop.keyboard.press("Enter")
    assert focused(page_desktop) == "t2"
    page_desktop.keyboard.press("Shift+Enter")
    assert focused(page_desktop) == "t1"


def test_text_that_was_not_saved_comes_back(page_desktop: Any, address: str) -> None:
    page_desktop.route(
        "**/styleguide/",
        lambda route: route.abort() if route.request.method == "POST" else route.continue_(),
    )
    page_desktop.goto(address)
    page_desktop.locator("#id_reason").first.fill("Bổ sung nguồn kinh phí")
    page_desktop.locator("[data-saved][data-state=failed]").wait_for()
    page_desktop.on("dialog", lambda dialog: dialog.accept())
    page_desktop.reload()
    assert page_desktop.locator("#forms #id_reason").input_value() == "Bổ sung nguồn kinh phí"
    assert page_desktop.locator(".restored").is_visible()
    page_desktop.locator(".restored button").click()
    assert page_desktop.locator("#forms #id_reason").input_value() == ""


def test_a_draft_saves_itself_and_says_when(page_desktop: Any, address: str) -> None:
    page_desktop.route(
        "**/styleguide/",
        lambda route: (
            route.fulfill(status=204) if route.request.method == "POST" else route.continue_()
        ),
    )
    page_desktop.goto(address)
    page_desktop.locator("#forms #id_title").fill("Kế hoạch năm 2027")
    page_desktop.locator("[data-saved][data-state=saved]").wait_for()
    assert ":" in page_desktop.locator("[data-saved]").inner_text()
    assert page_desktop.evaluate("localStorage.length") == 0


def test_a_short_time_gives_the_exact_one_on_a_tap(page_phone: Any, address: str) -> None:
    page_phone.goto(address)
    due = page_phone.locator(".page-meta time[data-exact]").first
    exact = due.get_attribute("title")
    due.tap()
    assert due.inner_text() == exact


def test_the_appearance_changes_at_once_and_stays(page_desktop: Any, address: str) -> None:
    page_desktop.goto(address)
    assert page_desktop.locator("html").get_attribute("data-bs-theme") == "light"
    with page_desktop.expect_response("**/appearance/") as answer:
        page_desktop.locator(".theme-to-dark").click()
    assert answer.value.status == 204
    assert page_desktop.locator("html").get_attribute("data-bs-theme") == "dark"
    page_desktop.reload()
    assert page_desktop.locator("html").get_attribute("data-bs-theme") == "dark"


def test_a_code_is_copied(new_context: Any, address: str) -> None:
    context = new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(address)
    page.locator("[data-copy='KH-2027-DN']").first.click()
    page.locator(".code.copied").first.wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "KH-2027-DN"


def test_a_question_before_leaving_only_with_unsaved_text(page_desktop: Any, address: str) -> None:
    page_desktop.goto(address)
    asked: list[str] = []
    page_desktop.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page_desktop.goto(address)
    assert asked == []


def test_the_htmx_policy_is_strict(page_desktop: Any, address: str) -> None:
    page_desktop.goto(address)
    policy = json.loads(page_desktop.evaluate("JSON.stringify(htmx.config)"))
    assert (policy["allowEval"], policy["historyCacheSize"], policy["selfRequestsOnly"]) == (
        False,
        0,
        True,
    )


def test_the_way_back_to_a_list_keeps_its_filters(
    transactional_db: None, live_server: Any, new_context: Any
) -> None:
    page = signed_in(new_context, live_server.url, build_cast().hoa)
    narrowed = f"{live_server.url}/organization/units/?q=nang"
    page.goto(narrowed)
    page.locator("tbody a").first.click()
    page.locator(".page-back").click()
    page.wait_for_url(narrowed)

    page.goto(page.locator("tbody a").first.evaluate("link => link.href"))
    page.locator(".page-back").click()
    page.wait_for_url(f"{live_server.url}/organization/units/")
