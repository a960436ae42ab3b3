"""What the pages of the spine share: finding the dossier, going on to the next duty."""

from dataclasses import dataclass
from typing import cast

from django.db.models import CharField
from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from workflow_app.accounts.models import User
from workflow_app.approvals.errors import ConflictError, NotAllowedError, RefusalError
from workflow_app.approvals.filters import read_filters
from workflow_app.approvals.models import Dossier, WorkItem
from workflow_app.approvals.selectors.seen import dossier_seen
from workflow_app.approvals.selectors.worklist import Place, next_work
from workflow_app.approvals.work_links import url_of
from workflow_app.organization.selectors.standing import SelectFor

FROM = "from"


def user_of(request: HttpRequest) -> User:
    """Return the account; the sign-in middleware lets nobody else through."""
    return cast("User", request.user)


def dossier_for(request: HttpRequest, code: str) -> Dossier:
    """Return the dossier if this person may know of it; 404 otherwise, as for one that is not."""
    found = _visible.of(user_of(request), code=code)
    if not found:
        raise Http404
    return found[0]


_visible: SelectFor[Dossier] = SelectFor(
    lambda user, code: (
        Dossier.objects.visible_to(user)
        .select_related(
            "unit__supervising_department",
            "cluster",
            "body",
            "revision__author",
            "sent_back__actor",
            "paper__register",
            "created_by",
        )
        .filter(code=code)
        .order_by()
    ),
    code=CharField(),
)


def required_dossier(user: User, code: str, *kinds: str) -> Dossier:
    """Return the dossier of one of these kinds, or 404 for those who may not know of it."""
    found = dossier_seen(user, code, *kinds)
    if found is None:
        raise Http404
    return found


def status_of(refusal: RefusalError) -> int:
    """Return the status that tells a program what the sentence tells a person."""
    if isinstance(refusal, NotAllowedError):
        return 403
    return 409 if isinstance(refusal, ConflictError) else 422


def safe_next(request: HttpRequest, fallback: str) -> str:
    """Return where the form wants to go afterwards, if that is a page of ours."""
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if ours else fallback


@dataclass(frozen=True, slots=True)
class Trail:
    """The list one came from: its filters and one's place in it, carried from page to page."""

    query: str = ""
    came_from_list: bool = False

    @classmethod
    def read(cls, data: QueryDict) -> "Trail":
        """Read it from the page's address or from a form."""
        text = data.get(FROM)
        return cls(query=(text or "")[:500], came_from_list=text is not None)

    @property
    def place(self) -> Place | None:
        """Where in the list one was."""
        return Place.parse(QueryDict(self.query).get("at", ""))

    @property
    def list_url(self) -> str:
        """The list, as it was."""
        filters = QueryDict(self.query, mutable=True)
        filters.pop("at", None)
        query = filters.urlencode()
        return reverse("approvals:worklist") + (f"?{query}" if query else "")

    def next_url(self, user: User) -> str:
        """Return the next duty of the list; the list itself when it is empty."""
        item = next_work(user, read_filters(self.query), self.place)
        return self.list_url if item is None else work_url(item, self.query)


def work_url(item: WorkItem, query: str = "") -> str:
    """Return the page of a duty from `work_for`, which remembers the list and the place in it."""
    url = url_of(item)
    if not url:
        return ""
    filters = QueryDict(query, mutable=True)
    filters["at"] = str(Place.of(item))
    return f"{url}{'&' if '?' in url else '?'}{urlencode({FROM: filters.urlencode()})}"
