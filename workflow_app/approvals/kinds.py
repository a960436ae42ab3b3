"""The kinds of dossier. A feature registers its kinds in `apps.ready`; the spine names none."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from .enums import Stage
from .models import Dossier

Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about the content that its author or reader should know.

    An error stops the submission, a warning is shown; both say what to do and why (the legal
    basis). `line` is the identifier of the line it is about, empty for the whole.
    """

    text: str
    legal_basis: str = ""
    line: str = ""
    column: str = ""
    is_error: bool = False


def about(dossier: Dossier) -> Content:
    """Return what the content of every dossier says of the dossier itself; reads its unit.

    It is part of what is hashed: a word changed here would change the hash of every content.
    """
    return {
        "kind": dossier.kind,
        "code": dossier.code,
        "title": dossier.title,
        "unit": {"code": dossier.unit.code, "name": dossier.unit.name},
        "year": dossier.year,
    }


def without_cluster(dossier: Dossier) -> Collection[Stage]:
    """Return the stages that a dossier goes past: the cluster's, where there is none to ask."""
    return () if dossier.cluster_id else (Stage.CONSULTING, Stage.ENDORSING)


@dataclass(frozen=True, slots=True)
class DossierKind:
    """What the spine must know of a kind of dossier.

    `words` says a stored value of a field as people write it, for comparisons; without it
    values are shown plainly. `skipped` names the stages that the way of a dossier leaves out.
    `errors_of` finds only what stops a submission, where that is cheaper than every problem.
    `has_open_draft` says that nobody types the draft: who knows of the dossier reads what it would be.
    """

    name: str
    label: str | Promise
    flow: str
    content_of: Callable[[Dossier], Content]
    content_template: str
    problems_of: Callable[[Content], list[Problem]]
    edit_url: Callable[[Dossier], str]
    lines_key: str = ""
    line_title: Callable[[Content], str] = str
    field_labels: Callable[[], dict[str, str]] = dict
    words: Callable[[str, Any], str] | None = None
    icon: str = "file-text"
    skipped: Callable[[Dossier], Collection[Stage]] = without_cluster
    has_open_draft: bool = False
    errors_of: Callable[[Content], list[Problem]] | None = None


_kinds: dict[str, DossierKind] = {}


def register_kind(kind: DossierKind) -> None:
    """Add a kind of dossier."""
    _kinds[kind.name] = kind


def get_kind(name: str) -> DossierKind:
    """Return a kind; KeyError for an unknown one."""
    return _kinds[name]


def all_kinds() -> list[DossierKind]:
    """Return every registered kind."""
    return list(_kinds.values())
