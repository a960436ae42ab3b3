"""The spine's place in the shell: the first errand with its counter, and for whom one acts."""

from typing import TYPE_CHECKING, cast

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflow_app.organization.enums import Role
from workflow_app.organization.models import Holding
from workflow_app.ui.context import Acting, Office, register_provider
from workflow_app.ui.navigation import NavItem, register

from .selectors.worklist import COUNTED_AT_MOST, acting_holdings, waiting_count

if TYPE_CHECKING:
    from workflow_app.accounts.models import User

COUNT_ATTRIBUTE = "_waiting_work"


def remember_count(request: HttpRequest, number: int) -> None:
    """Spare the navigation its own count when the page has counted already."""
    setattr(request, COUNT_ATTRIBUTE, min(number, COUNTED_AT_MOST))


def waiting(request: HttpRequest) -> int | None:
    """Return how much waits for the person."""
    found: int | None = getattr(request, COUNT_ATTRIBUTE, None)
    if found is None:
        found = waiting_count(cast("User", request.user))
        remember_count(request, found)
    return found


def acting(request: HttpRequest) -> Acting:
    """Return the offices the person holds and the delegations they act under today."""
    offices: dict[int, str] = {}
    sentences: dict[int, str] = {}
    for holding in acting_holdings(cast("User", request.user)):
        if holding.delegation is None:
            offices.setdefault(holding.mandate_id, _office(holding))
        else:
            sentences.setdefault(holding.delegation.pk, _sentence(holding))
    names = list(offices.values())
    return Acting(
        office=names[0] if names else "",
        offices=[Office(label=name, current=index == 0) for index, name in enumerate(names)],
        delegations=list(sentences.values()),
        delegations_url=_delegations_url() if sentences else "",
    )


def _office(holding: Holding) -> str:
    mandate = holding.mandate
    return f"{Role(mandate.role).label} · {mandate.unit or mandate.body}"


def _sentence(holding: Holding) -> str:
    """Say for whom, as what, and until when."""
    delegation = holding.delegation
    last = delegation.valid_to if delegation is not None else None
    return _("You act for %(person)s (%(office)s) until %(day)s.") % {
        "person": holding.mandate.person,
        "office": _office(holding),
        "day": date_format(last, "d/m/Y") if last else "",
    }


def _delegations_url() -> str:
    try:
        return reverse("organization:delegations")
    except NoReverseMatch:
        return ""


def register_shell() -> None:
    """Put the worklist first in the navigation; tell the shell for whom people act."""
    register(
        NavItem(
            "worklist",
            gettext_lazy("My work"),
            "approvals:worklist",
            icon="inbox",
            order=10,
            badge=waiting,
            namespaces=("approvals",),
        )
    )
    register_provider("acting", acting)
