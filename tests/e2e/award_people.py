"""The people of a year of emulation at one browser window that goes from hand to hand.

A story of twenty people would spend most of its time signing in and fetching the same style sheets.
Here whoever opens a page takes the seat, with a session of their own; signing in is walked elsewhere.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.test import Client

from tests.e2e.people import Person
from workflow_app.accounts.models import User

DESK = {"width": 1280, "height": 900}
TABLET = {"width": 820, "height": 1180}
NOBODY = ""


class Window:
    """The browser window, and who sits before it."""

    def __init__(self, page: Any, base: str) -> None:
        self.page, self.base = page, base
        self.sitting = NOBODY
        self._sessions: dict[str, str] = {}

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


class Seated(Person):
    """One account, who takes the window whenever they open a page."""

    def __init__(self, window: Window, username: str, size: dict[str, int]) -> None:
        self.window, self.username, self.size = window, username, size
        self.base = window.base

    @property
    def page(self) -> Any:  # type: ignore[override]
        assert self.window.sitting == self.username, f"{self.username} has not opened a page"
        return self.window.page

    def open(self, path: str) -> None:
        self.window.seat(self.username, self.size)
        answer = self.page.goto(f"{self.base}{path}", wait_until="domcontentloaded")
        assert answer.status == 200, f"{path} answered {answer.status}"


People = Callable[[str], Person]
