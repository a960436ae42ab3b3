"""Typing in the sheet: many cells at once, each with what its writer had before their eyes.

A cell that a colleague changed in the meantime is not overwritten: the answer names both texts
and the person chooses. Different cells of one line never disturb each other.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from plans.models import Activity, Amendment, FocusArea, Plan
from plans.models.plans import new_uid
from plans.selectors.cells import COLUMNS, ColumnError, objectives_of, read_cell, text_of
from workflow_app.accounts.models import User
from workflow_app.approvals.errors import IncompleteError

from .editing import match_leads, require_editable

OBJECTIVES = "objectives"
MOST_LINES = 1000
# A new line's identifier is chosen where it is typed: sent again because the answer was lost, it
# is the same line.
CHOSEN_UID = re.compile(r"new-([0-9a-f]{12})")


@dataclass(frozen=True, slots=True)
class Edit:
    """One cell as typed.

    `base` is the text it had when the writer began. `uid` names the line; "new-…" names one that
    is not there yet, and an empty one stands for the plan itself.
    """

    uid: str
    column: str
    text: str
    base: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cell that somebody else changed, or a line somebody removed, in the meantime."""

    uid: str
    column: str
    mine: str
    theirs: str
    is_removed: bool = False


@dataclass(slots=True)
class Saved:
    """What became of the edits: nothing is dropped without being named here."""

    cells: list[tuple[str, str, str]] = field(default_factory=list)
    created: dict[str, str] = field(default_factory=dict)
    wrong: list[tuple[str, str, str]] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)


@transaction.atomic
def save_cells(
    *, plan: Plan, edits: Sequence[Edit], user: User, amendment: Amendment | None = None
) -> Saved:
    """Write the cells that can be written; the others come back as wrong or as conflicts."""
    require_editable(dossier=amendment.dossier if amendment else plan.dossier, user=user)
    saved = Saved()
    sheet = _Sheet(plan, amendment, saved)
    for edit in edits:
        if edit.column == OBJECTIVES:
            _write_objectives(plan, amendment, edit, saved)
        elif edit.column in COLUMNS:
            sheet.write(edit)
    sheet.store()
    plan.save(update_fields=["edited"])
    return saved


def _write_objectives(plan: Plan, amendment: Amendment | None, edit: Edit, saved: Saved) -> None:
    """The objectives of a plan, or the reason of an addition."""
    owner = amendment or plan
    owner.refresh_from_db()
    now = objectives_of(plan, amendment)
    if _differs(now, edit.base) and _differs(now, edit.text):
        saved.conflicts.append(Conflict("", OBJECTIVES, edit.text, now))
        return
    name = "reason" if amendment else "objectives"
    setattr(owner, name, edit.text.strip())
    owner.save(update_fields=[name])
    saved.cells.append(("", OBJECTIVES, edit.text.strip()))


class _Sheet:
    """The lines while cells are written into them."""

    def __init__(self, plan: Plan, amendment: Amendment | None, saved: Saved) -> None:
        self.plan, self.amendment, self.saved = plan, amendment, saved
        lines = Activity.objects.select_for_update(of=("self",)).filter(
            plan=plan, amendment=amendment
        )
        self.lines = {line.uid: line for line in lines.select_related("focus_area")}
        self.areas = {area.code: area for area in FocusArea.objects.filter(campaign=plan.campaign)}
        self.new: dict[str, Activity] = {}
        self.changed: dict[str, Activity] = {}
        self.columns: set[str] = set()

    def write(self, edit: Edit) -> None:
        """Put one cell into its line, if it can be read and nobody else changed it."""
        line = self._line(edit)
        if line is None:
            self.saved.conflicts.append(
                Conflict(edit.uid, edit.column, edit.text, "", is_removed=True)
            )
            return
        try:
            values = read_cell(
                edit.column, edit.text, year=self.plan.dossier.year, areas=self.areas
            )
        except ColumnError as problem:
            self.saved.wrong.append((edit.uid, edit.column, str(problem)))
            return
        now = text_of(line, edit.column)
        is_news = any(getattr(line, name) != value for name, value in values.items())
        if line.pk and is_news and _differs(now, edit.base):
            self.saved.conflicts.append(Conflict(line.uid, edit.column, edit.text, now))
            return
        for name, value in values.items():
            setattr(line, name, value)
        self.columns.update(values)
        if line.pk:
            self.changed[line.uid] = line
        self.saved.cells.append((edit.uid, edit.column, text_of(line, edit.column)))

    def _line(self, edit: Edit) -> Activity | None:
        if not edit.uid.startswith("new"):
            return self.lines.get(edit.uid)
        chosen = CHOSEN_UID.fullmatch(edit.uid)
        uid = chosen[1] if chosen else new_uid()
        if uid in self.lines:
            self.saved.created[edit.uid] = uid
            return self.lines[uid]
        if edit.uid not in self.new:
            if len(self.lines) + len(self.new) >= MOST_LINES:
                raise IncompleteError(
                    _("A plan holds at most %(count)s lines.") % {"count": MOST_LINES}
                )
            self.new[edit.uid] = Activity(
                uid=uid,
                plan=self.plan,
                amendment=self.amendment,
                is_planned=self.amendment is None,
            )
        return self.new[edit.uid]

    def store(self) -> None:
        """Write what changed, in one statement for old lines and one for new ones."""
        written = {uid for uid, *__ in self.saved.cells}
        new = [line for uid, line in self.new.items() if uid in written]
        if "lead" in self.columns:
            match_leads([*self.changed.values(), *new])
            self.columns.add("lead_unit")
        if self.changed and self.columns:
            Activity.objects.bulk_update(self.changed.values(), sorted(self.columns))
        last = self.plan.activities.aggregate(last=Max("order"))["last"] or 0
        for number, line in enumerate(new, start=last + 1):
            line.order = number
        Activity.objects.bulk_create(new)
        self.saved.created |= {uid: self.new[uid].uid for uid in self.new if uid in written}


def _differs(one: str, other: str) -> bool:
    """White space at the ends is not a difference."""
    return " ".join(one.split()) != " ".join(other.split())
