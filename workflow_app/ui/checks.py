"""System checks of the shell."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning

from .navigation import unresolved


def check_navigation(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001 -- Django's signature
    **kwargs: Any,  # noqa: ARG001 -- Django's signature
) -> list[CheckMessage]:
    """Name navigation items whose page does not exist: they would silently stay hidden."""
    return [
        CheckWarning(
            f"The navigation item {item.key!r} points at {item.url_name!r}, which does not exist.",
            hint="Correct url_name, or register the item with the page.",
            id="ui.W001",
        )
        for item in unresolved()
    ]
