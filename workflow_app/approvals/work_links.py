"""Where a duty leads and what it is called. Rooms above register the kinds that are theirs.

Steps of a flow need no entry: their title and the dossier's page are known. Everything else does:

    register_work_link("vote", lambda item: reverse("ballots:sheet", args=[item.source_id]), _("Vote"))

A name that starts with a dot stands for that errand on every kind of dossier (".opinion"). Steps at
which a body's vote decides have one link together, whatever their names.
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
_by_ballot: list[WorkLink] = []


def register_work_link(
    kind: str, url_of: UrlOf, label: str | Promise, duties: tuple[Duty, ...] = ()
) -> None:
    """Say where duties of this kind are done; registering the same kind again replaces it.

    `duties` are those of the offices it is sent to; a step's are known from its performer.
    """
    _links[kind] = WorkLink(label, url_of, duties)


def register_ballot_link(url_of: UrlOf, label: str | Promise) -> None:
    """Say where a dossier that waits for a body's vote is put to it; the last one said counts."""
    _by_ballot[:] = [WorkLink(label, url_of)]


def link_of(kind: str) -> WorkLink | None:
    """Return what is registered for the kind, for its errand on any dossier, or for votes."""
    found = _links.get(kind) or _links.get(f".{kind.rpartition('.')[2]}")
    if found is not None or not _by_ballot:
        return found
    step = step_of_work(kind)
    return _by_ballot[0] if step is not None and step.by_ballot else None


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
