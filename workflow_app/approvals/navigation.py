"""The spine's place in the shell: the first errand with its counter, and for whom one acts."""

from typing import TYPE_CHECKING, cast

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflow_app.organization.enums import Role
from workflow_app.organization.selectors.posts import Post, posts_of
from workflow_app.ui.context import Acting, Office, register_provider
from workflow_app.ui.counters import count_of, register_counter
from workflow_app.ui.navigation import NavItem, register

from .selectors.addresses import waiting_number

if TYPE_CHECKING:
    from workflow_app.accounts.models import User

WAITING = "waiting"
OFFICES_LISTED = 5
"""In the menu of the account: more would not fit a screen, and each page carries them."""


def waiting(request: HttpRequest) -> int:
    """Return how much waits for the person."""
    return count_of(request, WAITING)


def acting(request: HttpRequest) -> Acting:
    """Return the offices the person holds and the delegations they act under today."""
    offices: dict[int, str] = {}
    sentences: dict[int, str] = {}
    for post in posts_of(cast("User", request.user)):
        if post.delegation is None:
            offices.setdefault(post.mandate, _office(post))
        else:
            sentences.setdefault(post.delegation, _sentence(post))
    names = list(offices.values())
    listed = names[:OFFICES_LISTED]
    return Acting(
        office=names[0] if names else "",
        offices=[Office(label=name, current=index == 0) for index, name in enumerate(listed)],
        unlisted=len(names) - len(listed),
        delegations=list(sentences.values()),
        delegations_url=_delegations_url() if sentences else "",
    )


def _office(post: Post) -> str:
    return f"{Role(post.role).label} · {post.office}"


def _sentence(post: Post) -> str:
    """Say for whom, as what, and until when."""
    return _("You act for %(person)s (%(office)s) until %(day)s.") % {
        "person": post.holder,
        "office": _office(post),
        "day": date_format(post.until, "d/m/Y") if post.until else "",
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
    register_counter(WAITING, waiting_number)
    register_provider("acting", acting)
