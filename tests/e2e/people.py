"""The people of a story at one browser window, which goes from hand to hand.

A story of twenty people with a window each would spend most of its time signing in and fetching the
same style sheets. Here whoever opens a page takes the seat, with a session of their own. They read
and press buttons by the words on them.
"""

from collections.abc import Callable, Collection
from typing import Any

from django.conf import settings
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import expect

from tests.cast import PASSWORD
from workflow_app.accounts.models import User

DESK = {"width": 1280, "height": 900}
TABLET = {"width": 820, "height": 1180}
NOBODY = ""


def vi(message: str) -> str:
    """Return the Vietnamese words of an interface text."""
    with translation.override("vi"):
        return gettext(message)


class Window:
    """The browser window, and who sits before it."""

    def __init__(self, page: Any, base: str) -> None:
        self.page, self.base = page, base
        self.sitting = NOBODY
        self._sessions: dict[str, str] = {}
        page.set_default_timeout(20_000)

    def sign_in(self, username: str) -> None:
        """Let the first person of the story go through the sign-in page; the others have been there."""
        self.page.goto(f"{self.base}/account/login/")
        self.page.fill("[name=login]", username)
        self.page.fill("[name=password]", PASSWORD)
        self.page.locator("main button[type=submit], form button[type=submit]").first.click()
        expect(self.page.locator("body")).not_to_contain_text(vi("Password"))
        self._sessions[username] = next(
            cookie["value"]
            for cookie in self.page.context.cookies()
            if cookie["name"] == settings.SESSION_COOKIE_NAME
        )

    def seat(self, username: str, size: dict[str, int]) -> None:
        """Let somebody else use the window: nothing of the one before stays but what is cached."""
        if self.sitting == username:
            return
        self.sitting = username
        context = self.page.context
        context.clear_cookies()
        if username:
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": self._session(username)}
            context.add_cookies([cookie | {"url": self.base}])
        if self.page.viewport_size != size:
            self.page.set_viewport_size(size)

    def _session(self, username: str) -> str:
        if username not in self._sessions:
            client = Client()
            client.force_login(User.objects.get(username=username))
            self._sessions[username] = client.cookies[settings.SESSION_COOKIE_NAME].value
        return self._sessions[username]

    def read_as_nobody(self, path: str) -> str:
        """Return what a page says to somebody who is not signed in."""
        self.seat(NOBODY, DESK)
        self.page.goto(f"{self.base}{path}", wait_until="domcontentloaded")
        return str(self.page.locator("main").inner_text())


class Person:
    """One account, who takes the window whenever they open a page."""

    def __init__(self, window: Window, username: str, size: dict[str, int]) -> None:
        self.window, self.username, self.size = window, username, size
        self.base = window.base

    @property
    def page(self) -> Any:
        assert self.window.sitting == self.username, f"{self.username} has not opened a page"
        return self.window.page

    def visit(self, path: str) -> Any:
        """Open a page that may answer with a refusal; return the answer."""
        self.window.seat(self.username, self.size)
        return self.page.goto(f"{self.base}{path}", wait_until="domcontentloaded")

    def open(self, path: str) -> None:
        answer = self.visit(path)
        assert answer.status == 200, f"{path} answered {answer.status}"

    def going_on(self) -> Any:
        """Wait, at the end of the block, for the page that what is pressed in it leads to."""
        return self.page.expect_navigation(wait_until="domcontentloaded")

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


People = Callable[[str], Person]


def people_at(window: Window, *, at_a_tablet: Collection[str]) -> People:
    """Return what gives each name its person; who is not at a tablet sits at a desk."""

    def person(username: str) -> Person:
        return Person(window, username, TABLET if username in at_a_tablet else DESK)

    return person
