"""The left navigation is data: every app registers its errands from `apps.ready()`.

    from workflow_app.ui.navigation import NavItem, register
    register(NavItem("plans", _("Plans"), "plans:list", icon="clipboard-list", order=20))

Orders in use: worklist 10, plans 20, personnel 30, awards 40, sessions 50, reports 60,
administration 90. Items with a `parent` are shown under it while one is in that errand.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, reverse

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

type_visible = Callable[[HttpRequest], bool]
type_badge = Callable[[HttpRequest], int | None]


def everybody(request: HttpRequest) -> bool:
    """Show to whoever is signed in."""
    return request.user.is_authenticated


@dataclass(frozen=True)
class NavItem:
    """One errand in the navigation; `namespaces` are the URL namespaces that belong to it."""

    key: str
    label: "StrOrPromise"
    url_name: str
    icon: str = "circle"
    order: int = 100
    visible: type_visible = everybody
    badge: type_badge | None = None
    parent: str = ""
    namespaces: tuple[str, ...] = ()

    def owns(self, request: HttpRequest) -> bool:
        """Tell whether the page being shown belongs to this errand."""
        match = request.resolver_match
        if match is None:
            return False
        if match.view_name == self.url_name:
            return True
        return bool(match.namespace) and match.namespace in self.namespaces


@dataclass
class NavLink:
    """A navigation item as the template shows it to this person now."""

    key: str
    label: "StrOrPromise"
    url: str
    icon: str
    current: bool
    badge: int | None
    children: list["NavLink"] = field(default_factory=list)


_items: dict[str, NavItem] = {}


def register(item: NavItem) -> None:
    """Add an errand; registering the same key again replaces it."""
    _items[item.key] = item


def registered() -> list[NavItem]:
    """Return all errands in the order of the navigation."""
    return sorted(_items.values(), key=lambda item: (item.order, item.key))


def url_of(item: NavItem) -> str:
    """Return the address of the item, or nothing while its page does not exist.

    The system check `ui.W001` names such items, so that a typing mistake is found at start.
    """
    return _address_of(item.url_name, get_script_prefix(), settings.ROOT_URLCONF)


@lru_cache(maxsize=500)
def _address_of(url_name: str, _prefix: str, _urls: str) -> str:
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def build_navigation(request: HttpRequest, current_key: str = "") -> list[NavLink]:
    """Return the links that this person sees, with counters, the current errand marked."""
    links: dict[str, NavLink] = {}
    children: list[tuple[str, NavLink]] = []
    for item in registered():
        url = url_of(item)
        if not url or not item.visible(request):
            continue
        link = NavLink(
            key=item.key,
            label=item.label,
            url=url,
            icon=item.icon,
            current=item.key == current_key or (not current_key and item.owns(request)),
            badge=item.badge(request) if item.badge else None,
        )
        if item.parent:
            children.append((item.parent, link))
        else:
            links[item.key] = link
    _attach(links, children)
    for link in links.values():
        if link.current:
            _mark_nearest(link.children, request.path)
    return list(links.values())


def _attach(links: dict[str, NavLink], children: list[tuple[str, NavLink]]) -> None:
    """Hang children under their parents; a child that is shown marks its parent as current."""
    for parent_key, child in children:
        parent = links.get(parent_key)
        if parent is None:
            continue
        parent.children.append(child)
        parent.current = parent.current or child.current


def _mark_nearest(children: list[NavLink], path: str) -> None:
    """Mark the child below whose address the page lies, unless the page is one of them itself."""
    above = [child for child in children if path.startswith(child.url)]
    if above and not any(child.current for child in children):
        max(above, key=lambda child: len(child.url)).current = True


def unresolved() -> list[NavItem]:
    """Return the registered items whose page does not exist."""
    return [item for item in registered() if not url_of(item)]


def as_data(links: list[NavLink]) -> list[dict[str, Any]]:
    """Return plain data, for tests that compare what two people see."""
    return [{"key": link.key, "children": [child.key for child in link.children]} for link in links]
