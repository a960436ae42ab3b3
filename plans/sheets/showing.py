"""The preview as its page shows it: rows with their state in words, changes side by side."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflow_app.lib.times import format_when
from workflow_app.sheets.sessions_merge import FieldMerge

from .comparing import PreviewRow, State
from .lines import is_blank, shown
from .previews import Preview

PER_PAGE = 200
STATES = {
    State.PROBLEM: (gettext_lazy("Problem"), "red", "alert-circle"),
    State.CONFLICT: (gettext_lazy("Changed on both sides"), "amber", "arrows-diff"),
    State.NEW: (gettext_lazy("New"), "green", "plus"),
    State.CHANGED: (gettext_lazy("Changed"), "blue", "pencil"),
    State.REMOVAL: (gettext_lazy("Not in the sheet any more"), "amber", "minus"),
    State.UNCHANGED: (gettext_lazy("Unchanged"), "grey", "check"),
    State.LEFT_OUT: (gettext_lazy("Left out"), "grey", "ban"),
}


@dataclass(slots=True)
class Change:
    """One field, before and after."""

    label: str
    old: str
    new: str
    state: str = "changed"


@dataclass(slots=True)
class Conflict:
    """One field in three versions, with the name of its choice in the form."""

    name: str
    label: str
    base: str
    sheet: str
    system: str


@dataclass(slots=True)
class ShownRow:
    """One row of the page."""

    row: PreviewRow
    place: str
    label: Any
    tone: str
    icon: str
    days: str = ""
    changes: list[Change] = field(default_factory=list)
    kept: list[Change] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    again_name: str = ""  # the choice to take a line up again that the system removed

    @property
    def can_be_chosen(self) -> bool:
        """Whether the row has a box to tick."""
        return self.row.state in {State.NEW, State.CHANGED, State.CONFLICT, State.REMOVAL}

    @property
    def is_chosen(self) -> bool:
        """Whether the box is ticked from the start; a removal never is."""
        return self.row.state in {State.NEW, State.CHANGED, State.CONFLICT}


def tabs_of(preview: Preview, current: str) -> list[dict[str, Any]]:
    """Return a tab for everything and for each state that occurs, what needs people first."""
    tabs = [
        {
            "label": _("All rows"),
            "url": "?",
            "current": not current,
            "count": sum(preview.counts.values()),
        }
    ]
    tabs += [
        {
            "label": label,
            "url": f"?state={state}",
            "current": current == state,
            "count": preview.counts[state],
        }
        for state, (label, __, __) in STATES.items()
        if preview.counts[state]
    ]
    return tabs


def page_of(
    preview: Preview, headings: Mapping[str, str], *, state: str, page: str | None
) -> Page[ShownRow]:
    """Return one page of rows in the sheet's order."""
    rows = [row for row in preview.rows if not state or row.state == state]
    found: Page[Any] = Paginator(rows, PER_PAGE).get_page(page)
    found.object_list = [show(row, headings) for row in found.object_list]
    return found


def show(row: PreviewRow, headings: Mapping[str, str]) -> ShownRow:
    """Prepare one row."""
    label, tone, icon = STATES[row.state]
    place = "" if row.row is None else str(row.row)
    if row.last is not None and row.last != row.row:
        place = f"{row.row}–{row.last}"
    conflicts = row.conflicts
    again = row.state is State.CONFLICT and not conflicts
    return ShownRow(
        row,
        place,
        label,
        tone,
        icon,
        _days(row),
        [_change(merge, headings) for merge in row.changes],
        [_change(merge, headings) for merge in row.kept],
        [_conflict(row.key, merge, headings) for merge in conflicts],
        f"pick:{row.key}:*" if again else "",
    )


def _days(row: PreviewRow) -> str:
    """Say how the time was understood."""
    when = row.values.get("when") or {}
    if not when.get("first"):
        return ""
    first = date.fromisoformat(when["first"])
    last = date.fromisoformat(when["last"] or when["first"])
    return format_when(first, last)


def _change(merge: FieldMerge, headings: Mapping[str, str]) -> Change:
    state = "added" if is_blank(merge.field, merge.ours) else "changed"
    state = "removed" if is_blank(merge.field, merge.theirs) else state
    return Change(
        headings.get(merge.field, ""),
        shown(merge.field, merge.ours),
        shown(merge.field, merge.theirs),
        state,
    )


def _conflict(key: str, merge: FieldMerge, headings: Mapping[str, str]) -> Conflict:
    return Conflict(
        f"pick:{key}:{merge.field}",
        headings.get(merge.field, ""),
        shown(merge.field, merge.base),
        shown(merge.field, merge.theirs),
        shown(merge.field, merge.ours),
    )
