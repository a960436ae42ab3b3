"""The addresses of the site, read from its own table: those that need nothing, those of one thing."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

LIBRARIES = ("account_", "mfa_", "usersessions_", "socialaccount_")
PROPOSAL = ("personnel:proposal", "personnel:change", "personnel:override", "personnel:slate")
DOSSIERS, SESSIONS = ("approvals:", *PROPOSAL), ("ballots:",)
"""What the pages of a dossier of personnel are called, and those of a session."""


def starts() -> list[str]:
    """Return the addresses that need no object, the first page first."""
    names = sorted(name for name, parameters in _routes() if not parameters)
    return list(dict.fromkeys(["/", *map(reverse, names)]))


def addresses_in(names: tuple[str, ...], **values: Any) -> list[str]:
    """Return every address so called that can be made of these values alone."""
    return [
        reverse(name, kwargs={parameter: values[parameter] for parameter in parameters})
        for name, parameters in sorted(_routes())
        if parameters and name.startswith(names) and values.keys() >= set(parameters)
    ]


def _routes() -> list[tuple[str, tuple[str, ...]]]:
    return list(_under(get_resolver().url_patterns, "", ()))


def _under(
    patterns: Any, namespace: str, before: tuple[str, ...]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for pattern in patterns:
        parameters = (*before, *pattern.pattern.converters)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _under(pattern.url_patterns, inner, parameters)
        elif isinstance(pattern, URLPattern) and pattern.name:
            name = f"{namespace}{pattern.name}"
            if not name.startswith(LIBRARIES):
                yield name, parameters
