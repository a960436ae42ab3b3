"""The room's places in the navigation.

Other rooms hang their pages of administration under the parent "administration".
"""

from typing import TYPE_CHECKING, cast

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from workflow_app.ui.navigation import NavItem, register

from .selectors.access import Standing, standing_of

if TYPE_CHECKING:
    from workflow_app.accounts.models import User


def standing(request: HttpRequest) -> Standing:
    """Return it from the request, or ask."""
    found: Standing | None = getattr(request, "_organization_standing", None)
    if found is None:
        found = standing_of(cast("User", request.user))
        request._organization_standing = found  # type: ignore[attr-defined]  # noqa: SLF001 -- kept for this request
    return found


def reads_administration(request: HttpRequest) -> bool:
    """Show administration to those who configure or inspect."""
    return standing(request).reads_administration


def has_mandates(request: HttpRequest) -> bool:
    """Show delegations to those who have something to delegate."""
    return standing(request).has_mandates


def register_items() -> None:
    """Everybody reads the chart; administration is for those who configure or inspect."""
    register(
        NavItem(
            "organization",
            _("Organisation"),
            "organization:chart",
            icon="sitemap",
            order=80,
            namespaces=("organization",),
        )
    )
    register(
        NavItem(
            "administration",
            _("Administration"),
            "organization:admin:home",
            icon="settings",
            order=90,
            visible=reads_administration,
            namespaces=("organization:admin",),
        )
    )
    _register_children()


def _register_children() -> None:
    public = (
        ("chart", _("Clusters"), "organization:chart", "sitemap"),
        ("units", _("Units"), "organization:units", "building-community"),
        ("bodies", _("Bodies"), "organization:bodies", "users-group"),
    )
    for order, (key, label, url, icon) in enumerate(public):
        register(NavItem(f"organization.{key}", label, url, icon, order, parent="organization"))
    register(
        NavItem(
            "organization.delegations",
            _("My delegations"),
            "organization:delegations",
            "user-share",
            10,
            has_mandates,
            parent="organization",
        )
    )
    inner = (
        ("people", _("People"), "organization:admin:people", "users"),
        ("holders", _("Who holds what"), "organization:admin:holders", "id"),
        ("handover", _("Handover"), "organization:admin:handover", "transfer"),
        ("import", _("Import"), "organization:admin:import", "file-import"),
    )
    for order, (key, label, url, icon) in enumerate(inner):
        register(
            NavItem(
                f"administration.{key}",
                label,
                url,
                icon,
                order,
                reads_administration,
                parent="administration",
            )
        )
