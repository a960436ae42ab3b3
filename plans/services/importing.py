"""Taking a unit's sheet over into its plan, all in one transaction, and taking it back."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.models import Activity, Plan
from plans.models.plans import new_uid
from plans.selectors.editor import why_not_editable
from plans.sheets.books import (
    Book,
    base_for,
    describe,
    foreign_code,
    headings_of,
    open_book,
    read_rows_of,
)
from plans.sheets.comparing import PreviewRow, State
from plans.sheets.lines import Values, fields_from, plain
from plans.sheets.previews import areas_for, preview_of
from plans.sheets.reading import ReadRow
from workflow_app.accounts.models import User
from workflow_app.approvals.errors import ConflictError, IncompleteError
from workflow_app.approvals.models import Dossier
from workflow_app.audit.services import record
from workflow_app.lib.text import fold
from workflow_app.organization.models import Unit
from workflow_app.sheets.cells import Sheet
from workflow_app.sheets.models import ImportSession, ImportState
from workflow_app.sheets.sessions import new_session, sheets_of

from .editing import require_editable, set_values
from .import_undo import state_of

TARGET = "plan"
SUBJECT = "title"
SHEET, SYSTEM = "sheet", "system"
WHOLE_LINE = "*"  # the choice about a line that the system no longer has
Picks = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Choice:
    """What the person wants to happen.

    Rows by key (None: all that are ready), who wins each conflict, and which lines that the sheet
    no longer has are to go.
    """

    keys: frozenset[str] | None = None
    picks: Picks = field(default_factory=dict)
    removals: frozenset[str] = frozenset()


def book_of(session: ImportSession, plan: Plan) -> Book:
    """Open the kept file again and understand it."""
    areas = areas_for(plan, session.year)
    return open_book(sheets_of(session), areas=areas, year=session.year)


@transaction.atomic
def start_import(
    *, plan: Plan, data: bytes, sheets: list[Sheet], name: str, user: User
) -> ImportSession:
    """Keep an upload that passed the guard, what was understood of it, and the rows read so.

    Most people confirm the columns as they were understood; the file is not opened again then.
    """
    year = plan.dossier.year
    book = open_book(sheets, areas=areas_for(plan, year), year=year)
    mapping = book.best[1].mapping
    rows = read_rows_of(*book.best) if SUBJECT in mapping else []
    dossier = require_editable(dossier=plan.dossier, user=user)
    session = new_session(
        data=data, name=name, owner=user, target=(TARGET, dossier.code), year=year
    )
    session.sheet = book.best[0].name
    session.understanding = {
        "sheets": [describe(book, *pair) for pair in book.pairs],
        "foreign": foreign_code(book, dossier.code),
        "taken": book.snapshot.taken if book.snapshot else "",
    }
    if rows:
        session.mapping = mapping
        _note_rows(session, book, rows, headings_of(book.best[1]))
    session.save()
    return session


@transaction.atomic
def point_at_heading(
    *, session: ImportSession, plan: Plan, sheet: str, row: int, user: User
) -> ImportSession:
    """Look for the table again where the user says that its heading is."""
    require_editable(dossier=plan.dossier, user=user)
    book = book_of(session, plan)
    found = describe(book, *book.pair(sheet, row))
    found["pointed"] = row
    session.understanding["sheets"] = [
        found if one["name"] == sheet else one for one in session.understanding["sheets"]
    ]
    session.sheet = sheet
    session.mapping, session.headings, session.rows = {}, {}, []
    session.save(update_fields=["understanding", "sheet", "mapping", "headings", "rows"])
    return session


@transaction.atomic
def confirm_columns(
    *, session: ImportSession, plan: Plan, sheet: str, mapping: Mapping[str, int], user: User
) -> ImportSession:
    """Keep what the person says the columns mean; rows not read so yet are read next."""
    require_editable(dossier=plan.dossier, user=user)
    locked = _locked(session)
    if locked.state in {ImportState.COMMITTED, ImportState.UNDONE}:
        raise ConflictError(_("This import has been taken over already."))
    if SUBJECT not in mapping:
        raise IncompleteError(_("Say which column holds the name of the activity."))
    same = (locked.sheet, locked.mapping) == (sheet, dict(mapping))
    is_read = same and bool(locked.headings) and locked.state != ImportState.READING
    locked.sheet, locked.mapping = sheet, dict(mapping)
    locked.state = ImportState.PREVIEWED if is_read else ImportState.READING
    locked.save(update_fields=["sheet", "mapping", "state"])
    return locked


def read_session(
    *, session: ImportSession, plan: Plan, progress: Callable[[int], None] = lambda __: None
) -> None:
    """Read the chosen sheet under the confirmed mapping; the plan is not touched."""
    if session.state == ImportState.PREVIEWED:
        return
    book = book_of(session, plan)
    described = described_sheet(session)
    sheet, understanding = book.pair(session.sheet, int(described.get("pointed", 0)))
    mapping = {key: int(column) for key, column in session.mapping.items()}
    rows = read_rows_of(sheet, understanding, mapping, progress)
    _note_rows(session, book, rows, headings_of(understanding, mapping))
    _keep_rows(session)


def _note_rows(
    session: ImportSession, book: Book, rows: list[ReadRow], headings: dict[str, str]
) -> None:
    session.rows = [row.to_json() for row in rows]
    session.headings = headings
    session.base = base_for(book, session.target_id)


def _locked(session: ImportSession) -> ImportSession:
    """Lock an import without loading its rows, of which there may be thousands."""
    return ImportSession.objects.select_for_update().defer("rows", "base").get(pk=session.pk)


@transaction.atomic
def _keep_rows(session: ImportSession) -> None:
    """Store what was read, unless the columns were confirmed anew or taken over meanwhile."""
    now = _locked(session)
    is_over = now.state in {ImportState.COMMITTED, ImportState.UNDONE}
    if is_over or (now.sheet, now.mapping, now.job_id) != (
        session.sheet,
        session.mapping,
        session.job_id,
    ):
        return
    session.state = ImportState.PREVIEWED
    session.save(update_fields=["rows", "headings", "base", "state"])


def described_sheet(session: ImportSession, name: str = "") -> dict[str, Any]:
    """Return what was understood of a sheet, by default of the chosen one."""
    wanted = name or session.sheet
    sheets: list[dict[str, Any]] = session.understanding["sheets"]
    return next((one for one in sheets if one["name"] == wanted), sheets[0])


@transaction.atomic
def commit_import(
    *,
    session: ImportSession,
    user: User,
    choice: Choice | None = None,
    seen: str = "",
    by_operator: bool = False,
) -> ImportSession:
    """Write all ready rows, or the chosen ones, into the draft; nothing else is changed.

    The dossier is locked first, so a submission at the same moment comes wholly before or wholly
    after. ``seen`` is the mark of the plan that the person looked at.
    """
    choice = choice or Choice()
    plan = Plan.objects.select_related("dossier__unit", "campaign").get(
        dossier__code=session.target_id
    )
    dossier = lock_draft(plan.dossier, user, by_operator=by_operator)
    session = ImportSession.objects.select_for_update().get(pk=session.pk)
    if session.state != ImportState.PREVIEWED:
        raise ConflictError(_("This import has been taken over already."))
    plan.refresh_from_db(fields=["objectives", "edited"])
    found = preview_of(session, plan)
    if seen and seen != found.seen:
        raise ConflictError(
            _(
                "The plan was changed while you looked. Look through the rows again; nothing was done."
            )
        )
    rows = [row for row in found.rows if _is_wanted(row, choice)]
    if not rows:
        raise IncompleteError(_("There is no row to take over."))
    writer = _Writer(plan)
    for row in rows:
        writer.write(row, choice.picks.get(row.key, {}))
    session.undo = writer.finish(found.rows)
    session.counts = found.counts | {"taken": len(rows), **writer.numbers}
    session.state = ImportState.COMMITTED
    session.committed_at, session.committed_by = timezone.now(), user
    session.save()
    record(
        action="plan.imported",
        actor=user,
        object=dossier,
        data={"file": session.name, "sha256": session.sha256, **session.counts},
    )
    return session


def lock_draft(dossier: Dossier, user: User, *, by_operator: bool) -> Dossier:
    """Lock a draft; the operator at the command line stands in for the drafters, never for time."""
    if not by_operator:
        return require_editable(dossier=dossier, user=user)
    locked = Dossier.objects.select_for_update(of=("self",), no_key=True).get(pk=dossier.pk)
    if not locked.is_editable:
        raise ConflictError(why_not_editable(locked))
    return locked


def _is_wanted(row: PreviewRow, choice: Choice) -> bool:
    chosen = choice.keys is None or row.key in choice.keys
    if row.state in (State.NEW, State.CHANGED):
        return chosen
    if row.state is State.CONFLICT:
        picks = choice.picks.get(row.key, {})
        if not row.conflicts:
            return picks.get(WHOLE_LINE) == SHEET
        return all(merge.field in picks for merge in row.conflicts)
    return row.state is State.REMOVAL and row.key in choice.removals


class _Writer:
    """Collects the writes of one import and what takes them back."""

    def __init__(self, plan: Plan) -> None:
        lines = Activity.objects.select_for_update(of=("self",)).filter(plan=plan, amendment=None)
        self._plan = plan
        self._lines = {line.uid: line for line in lines}
        self._order = {uid: line.order for uid, line in self._lines.items()}
        self._areas = {plain(area.name): area for area in areas_for(plan, plan.dossier.year)}
        self._units = _units_by_name()
        self._new: dict[str, Activity] = {}  # row key -> line
        self._changed: dict[str, dict[str, Any]] = {}
        self._removed: dict[str, dict[str, Any]] = {}

    @property
    def numbers(self) -> dict[str, int]:
        """What was done."""
        return {
            "created": len(self._new),
            "updated": len(self._changed),
            "removed": len(self._removed),
        }

    def write(self, row: PreviewRow, picks: Mapping[str, str]) -> None:
        if row.state is State.REMOVAL:
            line = self._lines.pop(row.uid)
            self._removed[row.uid] = state_of(line) | {"order": line.order}
            line.delete()
            return
        values = row.values | {
            merge.field: merge.theirs for merge in row.conflicts if picks.get(merge.field) == SHEET
        }
        known = self._lines.get(row.uid)
        if known is None:
            self._new[row.key] = self._filled(
                Activity(plan=self._plan, is_planned=True, uid=row.uid or new_uid()), values
            )
            return
        before = state_of(known)
        changed = {merge.field for merge in (*row.changes, *row.conflicts)}
        self._filled(known, {name: values[name] for name in changed})
        if state_of(known) != before:
            self._changed[row.uid] = {"before": before, "after": state_of(known)}

    def _filled(self, line: Activity, values: Values) -> Activity:
        fields = fields_from(values, self._areas)
        if "lead" in fields:
            fields["lead_unit"] = self._units.get(fold(fields["lead"]))
        set_values(line, fields)
        return line

    def finish(self, rows: Iterable[PreviewRow]) -> dict[str, Any]:
        """Store everything in few statements; new lines stand where they stand in the sheet."""
        sequence = self._sequence(rows)
        for number, line in enumerate(sequence, start=1):
            line.order = number
        created = [line for line in sequence if line.uid not in self._order]
        kept = [line for line in sequence if line.uid in self._order]
        Activity.objects.bulk_create(created, batch_size=500)
        names = [name.removesuffix("_id") for name in state_of(Activity(plan=self._plan))]
        Activity.objects.bulk_update(
            [line for line in kept if line.uid in self._changed], names, batch_size=100
        )
        moved = [line for line in kept if line.order != self._order[line.uid]]
        Activity.objects.bulk_update(moved, ["order"], batch_size=500)
        self._plan.save(update_fields=["edited"])
        return {
            "created": {line.uid: state_of(line) for line in created},
            "changed": self._changed,
            "removed": self._removed,
            "order": self._order,
        }

    def _sequence(self, rows: Iterable[PreviewRow]) -> list[Activity]:
        """Keep the plan's order; put each new line after the line above it in the sheet."""
        following: dict[str, list[Activity]] = {}
        above = ""
        for row in rows:
            if row.key in self._new:
                following.setdefault(above, []).append(self._new[row.key])
            elif row.uid in self._lines:
                above = row.uid
        first = following.pop("", [])
        sequence = list(first) if above else []
        for uid, line in self._lines.items():
            sequence += [line, *following.get(uid, [])]
        return sequence if above else sequence + first


def _units_by_name() -> dict[str, Unit]:
    found: dict[str, Unit] = {}
    for unit in Unit.objects.all():
        for name in (unit.name, unit.short_name):
            found.setdefault(fold(name), unit)
    return found
