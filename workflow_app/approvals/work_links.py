"""Where a duty leads and what it is called. Rooms above register the kinds that are theirs.

Steps of a flow need no entry: their title and the dossier's page are known. Everything else does:

    register_work_link("vote", lambda item: reverse("ballots:sheet", args=[item.source_id]), _("Vote"))

A name that starts with a dot stands for that errand on every kind of dossier (".opinion").
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from workflow_app.organization.enums import Duty

from .kinds import all_kinds
from .models import WorkItem
from .steps import step_of_work, steps_of

UrlOf = Callable[[WorkItem], str]


@dataclass(frozen=True, slots=True)
class WorkLink:
    """What a kind of duty is called and where it is done."""

    label: str | Promise
    url_of: UrlOf
    duties: tuple[Duty, ...] = ()


_links: dict[str, WorkLink] = {}


def register_work_link(
    kind: str, url_of: UrlOf, label: str | Promise, duties: tuple[Duty, ...] = ()
) -> None:
    """Say where duties of this kind are done; registering the same kind again replaces it.

    `duties` are those of the offices it is sent to; a step's are known from its performer.
    """
    _links[kind] = WorkLink(label, url_of, duties)


def link_of(kind: str) -> WorkLink | None:
    """Return what is registered for the kind, or for its errand on any dossier."""
    return _links.get(kind) or _links.get(f".{kind.rpartition('.')[2]}")


def url_of(item: WorkItem) -> str:
    """Return the page where the duty is done; empty when nobody registered one."""
    link = link_of(item.kind)
    if link is not None:
        return link.url_of(item)
    return item.dossier.get_absolute_url() if item.dossier is not None else ""


def label_of(kind: str) -> str:
    """Return what the duty is called."""
    link = link_of(kind)
    if link is not None:
        return str(link.label)
    step = step_of_work(kind)
    return str(step.title) if step is not None else kind


def known_kinds() -> dict[str, tuple[Duty, ...]]:
    """Return every kind of duty there can be, with the duties of an office that bring it.

    None named means that it may come to anybody.
    """
    found = {name: link.duties for name, link in _links.items() if not name.startswith(".")}
    for kind in all_kinds():
        for name, link in _links.items():
            if name.startswith("."):
                found[kind.name + name] = link.duties
        for step in steps_of(kind.name):
            found[step.work_kind] = step.performer.duties
    return found
