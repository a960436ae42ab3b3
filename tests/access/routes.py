"""Every route of the site, with the objects of the story in its address."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

LIBRARIES = ("account_", "mfa_", "usersessions_", "socialaccount_")


@dataclass(frozen=True, slots=True)
class Route:
    """A named address and the names of its parameters."""

    name: str
    parameters: tuple[str, ...]


def all_routes() -> list[Route]:
    """Return the named routes of our own rooms, sorted by name."""
    found = {route.name: route for route in _walk(get_resolver().url_patterns, "")}
    return [route for name, route in sorted(found.items()) if not name.startswith(LIBRARIES)]


def _walk(patterns: Any, namespace: str) -> Iterator[Route]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield Route(f"{namespace}{pattern.name}", tuple(pattern.pattern.converters))


@dataclass(slots=True)
class Addresses:
    """Fills the parameters of a route: by "route:parameter", by namespace, then by parameter."""

    values: dict[str, Any] = field(default_factory=dict)

    def of(self, route: Route) -> str:
        """Return the address; KeyError names what the story still lacks for a new route."""
        namespace = route.name.split(":")[0]
        kwargs = {}
        for parameter in route.parameters:
            for key in (f"{route.name}:{parameter}", f"{namespace}:{parameter}", parameter):
                if key in self.values:
                    kwargs[parameter] = self.values[key]
                    break
            else:
                raise KeyError(f"{route.name} needs {parameter}")
        return reverse(route.name, kwargs=kwargs)
