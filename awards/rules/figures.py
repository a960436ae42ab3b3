"""The figures that units declare because a check asks for them (`Nomination.figures`)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

MEMBERS = "members"


@dataclass(frozen=True, slots=True)
class Figure:
    """A whole number with its question; a yes or no is kept as 1 or 0."""

    name: str
    label: StrPromise
    is_yes_no: bool = False


FIGURES = {
    figure.name: figure
    for figure in (
        Figure(MEMBERS, _("Members of the collective")),
        Figure("members_completed", _("Members who completed their tasks")),
        Figure("members_advanced", _("Members with the title of advanced worker")),
        Figure("members_fighters", _("Members with the title of emulation fighter")),
        Figure("members_disciplined", _("Members disciplined by a warning or more")),
        Figure("initiatives", _("Recognised initiatives in the years that count")),
        Figure("service_years", _("Full years of contribution")),
        Figure("is_leader", _("Is or was in a leading post"), is_yes_no=True),
    )
}
OF_COLLECTIVES = ("members_completed", "members_advanced", "members_fighters")


def figures_for(requirements: Iterable[Mapping[str, Any]]) -> list[Figure]:
    """Return what a form has to ask for so that these requirements can be checked."""
    names: set[str] = set()
    for row in requirements:
        check = row.get("check")
        if check in {"share", "at_least", "none_of"}:
            names.add(str(row.get("figure")))
        if check == "share":
            names.add(MEMBERS)
        if check == "initiative" and int(row.get("number", 1)) > 1:
            names.add("initiatives")
        if check == "service":
            names |= {"service_years", "is_leader"}
    return [figure for name, figure in FIGURES.items() if name in names]
