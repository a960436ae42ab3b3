"""A person of the cast at a browser: signs in, reads, presses buttons by the words on them."""

from collections.abc import Callable
from typing import Any

from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Page, expect

from tests.cast import PASSWORD


def vi(message: str) -> str:
    """Return the Vietnamese words of an interface text."""
    with translation.override("vi"):
        return gettext(message)


class Person:
    """One account in its own browser window."""

    def __init__(self, page: Page, base: str, username: str) -> None:
        self.page = page
        self.base = base
        page.goto(f"{base}/account/login/")
        page.fill("[name=login]", username)
        page.fill("[name=password]", PASSWORD)
        page.locator("main button[type=submit], form button[type=submit]").first.click()
        expect(page.locator("body")).not_to_contain_text(vi("Password"))

    def open(self, path: str) -> None:
        answer = self.page.goto(f"{self.base}{path}")
        assert answer is not None
        assert answer.status == 200, f"{path} answered {answer.status}"

    def visit(self, path: str) -> None:
        """Open a page that may answer with a refusal."""
        self.page.goto(f"{self.base}{path}")

    def sees(self, text: str) -> None:
        expect(self.page.locator("main")).to_contain_text(text)

    def press(self, label: str, *, exact: bool = False) -> None:
        """Press the visible button or link that carries this text."""
        words = vi(label)
        button = self.page.get_by_role("button", name=words, exact=exact)
        link = self.page.get_by_role("link", name=words, exact=exact)
        target = button.or_(link).locator("visible=true").first
        target.click()

    def act(self, label: str, reason: str = "", fill: Callable[[Any], None] | None = None) -> None:
        """Press a decision button, fill its dialog, and confirm with the same words."""
        self.press(label)
        dialog = self.page.locator("dialog[open]")
        expect(dialog).to_be_visible()
        if reason:
            dialog.locator("[name=reason]").fill(reason)
        if fill is not None:
            fill(dialog)
        dialog.locator("button[type=submit]").first.click()
        expect(self.page.locator("dialog[open]")).to_have_count(0)
