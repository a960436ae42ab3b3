"""Settings that rooms above add to the page "My account"."""

from collections.abc import Callable
from typing import Any, Protocol

from django.utils.functional import Promise

from .models import User


class PreferenceForm(Protocol):
    """A form that knows whose settings it saves."""

    def is_valid(self) -> bool:
        """Return whether the data can be saved."""

    def save(self) -> Any:
        """Save the settings."""


FormFactory = Callable[[User, Any], PreferenceForm]
_sections: dict[str, tuple[str | Promise, FormFactory]] = {}


def register_preferences(key: str, title: str | Promise, factory: FormFactory) -> None:
    """Add a section; `factory(user, data)` gets the POST data or None and uses `key` as prefix."""
    _sections[key] = (title, factory)


def preference_forms(user: User, data: Any) -> list[tuple[str | Promise, PreferenceForm]]:
    """Return every registered section with its form for this person."""
    return [(title, factory(user, data)) for title, factory in _sections.values()]
