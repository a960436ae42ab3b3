"""What the pages of a person's file share: for whom it exists, its tabs, how refusals are shown."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from personnel.models import PersonFile
from personnel.selectors.access import FileAccess, access_to, persons_for
from personnel.selectors.persons import file_of
from workflow_app.approvals.errors import RefusalError
from workflow_app.organization.models import Person
from workflow_app.papers.files import FileRefusedError
from workflow_app.ui.typing import AuthenticatedHttpRequest


@dataclass(frozen=True, slots=True)
class Opened:
    """A person whose page may be shown, and what may be done with the file."""

    person: Person
    file: PersonFile | None
    access: FileAccess


def opened(request: AuthenticatedHttpRequest, pk: int) -> Opened:
    """Return the person; for everybody who has no business with the file it does not exist."""
    person = persons_for(request.user).filter(pk=pk).first()
    access = access_to(request.user, person) if person else FileAccess()
    if person is None or not access.exists:
        raise Http404
    return Opened(person, file_of(person), access)


def opened_to_read(request: AuthenticatedHttpRequest, pk: int) -> Opened:
    """Return it for those who see what stands in the file."""
    found = opened(request, pk)
    if not found.access.reads:
        raise Http404
    return found


def opened_to_keep(request: AuthenticatedHttpRequest, pk: int) -> Opened:
    """Return it for those who change the file."""
    found = opened(request, pk)
    if not found.access.keeps:
        raise Http404
    return found


def tabs_of(found: Opened, current: str) -> list[dict[str, Any]]:
    """Return the pages of the file that this person may open."""
    pk = found.person.pk
    tabs = [("person", _("Overview"), "user"), ("person_papers", _("Personal papers"), "files")]
    if found.access.reads:
        tabs.insert(1, ("person_details", _("Curriculum vitae"), "id"))
    if found.access.inspects:
        tabs.append(("person_log", _("Log"), "history"))
    return [
        {
            "label": label,
            "icon": icon,
            "url": reverse(f"personnel:{name}", args=[pk]),
            "current": name == current,
        }
        for name, label, icon in tabs
    ]


def attempt(form: forms.Form, act: Callable[[], Any]) -> bool:
    """Do the act if the form is filled in well; put a refusal's sentence on the form."""
    if not form.is_valid():
        return False
    try:
        act()
    except (RefusalError, FileRefusedError) as refusal:
        form.add_error(None, refusal.message)
        return False
    return True


def attempted(request: HttpRequest, act: Callable[[], Any]) -> bool:
    """Do an act that has no form; show a refusal above the page."""
    try:
        act()
    except RefusalError as refusal:
        messages.error(request, refusal.message)
        return False
    return True
