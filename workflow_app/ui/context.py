"""What every page's shell needs: navigation, counters, for whom one acts.

This room is the lowest: it knows no other app. They register what the shell shows:

    from workflow_app.ui.context import register_provider
    register_provider("bell", lambda request: Bell(count=..., url=...))

The shell knows these keys: `bell` (Bell), `acting` (Acting). Any other key is at hand in
templates as `shell.<key>`. Providers run only when a full page is drawn, once per page.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .counters import capped
from .navigation import NavLink, build_navigation

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Provider = Callable[[HttpRequest], Any]
THEMES = ("auto", "light", "dark")
PHONE_ITEMS = 4


@dataclass(frozen=True)
class Bell:
    """Unread notices: how many, and the page that lists them."""

    count: int
    url: str

    @property
    def shown(self) -> str:
        """The number as a counter says it; nothing when everything is read."""
        return capped(self.count) if self.count else ""


@dataclass(frozen=True)
class Office:
    """An office one may act for; `value` is what the switch sends."""

    label: "StrOrPromise"
    value: str = ""
    current: bool = False


@dataclass(frozen=True)
class Acting:
    """For whom the person acts: the office now, the others, and delegations in force.

    Of very many offices the first are listed, and `unlisted` says how many more there are.
    `switch_url` receives POST `office` and `next`; without it the offices are only listed.
    `delegations` are sentences for the ribbon ("Acting for … until …").
    """

    office: "StrOrPromise" = ""
    offices: Sequence[Office] = ()
    unlisted: int = 0
    switch_url: str = ""
    delegations: Sequence["StrOrPromise"] = ()
    delegations_url: str = ""


_providers: dict[str, Provider] = {}


def register_provider(key: str, provider: Provider) -> None:
    """Add something to the shell; registering the same key again replaces it."""
    _providers[key] = provider


class Shell:
    """Answers the template's questions when they are asked, each once."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._answers: dict[str, Any] = {}

    @property
    def signed_in(self) -> bool:
        """Tell whether somebody is signed in (error pages may come before the session)."""
        user = getattr(self._request, "user", None)
        return bool(user and user.is_authenticated)

    @cached_property
    def nav_items(self) -> list[NavLink]:
        """Return the navigation; nothing for strangers."""
        return build_navigation(self._request) if self.signed_in else []

    @property
    def phone_items(self) -> list[NavLink]:
        """Return what fits in the bar at the bottom of a phone."""
        return self.nav_items[:PHONE_ITEMS]

    @property
    def theme(self) -> str:
        """Return the appearance: the account's, else the one this browser remembers."""
        theme = getattr(getattr(self._request, "user", None), "theme", None)
        theme = theme or self._request.COOKIES.get("theme", "auto")
        return theme if theme in THEMES else "auto"

    @property
    def styleguide(self) -> bool:
        """Tell whether the maintainers' styleguide is served here."""
        return styleguide_enabled()

    def __getitem__(self, key: str) -> Any:
        if key not in _providers or not self.signed_in:
            raise KeyError(key)
        if key not in self._answers:
            self._answers[key] = _providers[key](self._request)
        return self._answers[key]


def styleguide_enabled() -> bool:
    """Serve /styleguide/ in development, or where the setting STYLEGUIDE says so."""
    return bool(settings.DEBUG or getattr(settings, "STYLEGUIDE", False))


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the shell's variables; nothing is asked of the database until a page needs it."""
    answers = Shell(request)
    return {"shell": answers, "nav_items": SimpleLazyObject(lambda: answers.nav_items)}
