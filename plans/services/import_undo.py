"""Taking an import back: exactly, and only what nobody has changed since."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.models import Activity, Plan
from workflow_app.accounts.models import User
from workflow_app.approvals.errors import ConflictError
from workflow_app.audit.services import record
from workflow_app.sheets.models import ImportSession, ImportState

from .editing import EDITABLE, require_editable

_STORED = {"focus_area": "focus_area_id", "lead_unit": "lead_unit_id"}
_DAYS = {"first_day", "last_day"}


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A line that was changed after the import, so that it cannot be taken back unseen."""

    uid: str
    title: str
    reason: str


def state_of(line: Activity) -> dict[str, Any]:
    """Return everything that a sheet can change in a line, plain to store."""
    state: dict[str, Any] = {}
    for name in EDITABLE:
        if name == "order":
            continue
        value = getattr(line, _STORED.get(name, name))
        state[_STORED.get(name, name)] = value.isoformat() if isinstance(value, dt.date) else value
    return state


def obstacles_to_undoing(session: ImportSession, plan: Plan) -> list[Obstacle]:
    """Return the lines of an import that were changed since."""
    undo = session.undo or {}
    lines = {line.uid: line for line in Activity.objects.filter(plan=plan, amendment=None)}
    found = []
    for uid, after in undo.get("created", {}).items():
        if uid not in lines:
            found.append(Obstacle(uid, after["title"], _("It has been removed since.")))
        elif state_of(lines[uid]) != after:
            found.append(Obstacle(uid, lines[uid].title, _("It has been changed since.")))
    for uid, change in undo.get("changed", {}).items():
        if uid not in lines:
            found.append(Obstacle(uid, change["after"]["title"], _("It has been removed since.")))
        elif state_of(lines[uid]) != change["after"]:
            found.append(Obstacle(uid, lines[uid].title, _("It has been changed since.")))
    return found


@transaction.atomic
def undo_import(*, session: ImportSession, user: User, partly: bool = False) -> int:
    """Restore the lines as they were before the import; return how many were restored.

    Lines changed since stand in the way: refused with their names, unless ``partly`` says to
    leave them as they are.
    """
    plan = Plan.objects.select_related("dossier__unit").get(dossier__code=session.target_id)
    dossier = require_editable(dossier=plan.dossier, user=user)
    session = ImportSession.objects.select_for_update().get(pk=session.pk)
    if session.state != ImportState.COMMITTED:
        raise ConflictError(_("There is nothing to undo in this import."))
    obstacles = obstacles_to_undoing(session, plan)
    if obstacles and not partly:
        raise ConflictError(
            _("The import cannot be undone as a whole, because lines were changed after it."),
            [f"“{obstacle.title}”: {obstacle.reason}" for obstacle in obstacles],
        )
    left = {obstacle.uid for obstacle in obstacles}
    restored = _restore(session.undo, plan, left)
    session.state = ImportState.UNDONE
    session.undone_at, session.undone_by = timezone.now(), user
    session.counts["kept_when_undone"] = len(left)
    session.save()
    record(
        action="plan.import_undone",
        actor=user,
        object=dossier,
        data={
            "file": session.name,
            "sha256": session.sha256,
            "restored": restored,
            "left": [obstacle.title for obstacle in obstacles],
        },
    )
    return restored


def _restore(undo: dict[str, Any], plan: Plan, left: set[str]) -> int:
    lines = Activity.objects.select_for_update(of=("self",)).filter(plan=plan, amendment=None)
    created = [uid for uid in undo["created"] if uid not in left]
    lines.filter(uid__in=created).delete()
    present = {line.uid: line for line in lines}
    changed = []
    for uid, change in undo["changed"].items():
        if uid not in left:
            changed.append(_put_back(present[uid], change["before"]))
    removed = [
        _put_back(Activity(plan=plan, uid=uid, is_planned=True), before)
        for uid, before in undo["removed"].items()
        if uid not in present
    ]
    Activity.objects.bulk_create(removed)
    names = [_model_name(name) for name in state_of(Activity(plan=plan))]
    Activity.objects.bulk_update(changed, names, batch_size=100)
    _restore_order(undo["order"], plan)
    plan.save(update_fields=["edited"])
    return len(created) + len(changed) + len(removed)


def _put_back(line: Activity, state: dict[str, Any]) -> Activity:
    for name, value in state.items():
        is_day = name in _DAYS and value is not None
        setattr(line, name, dt.date.fromisoformat(value) if is_day else value)
    return line


def _model_name(name: str) -> str:
    return name.removesuffix("_id")


def _restore_order(order: dict[str, int], plan: Plan) -> None:
    """Give the lines their old numbers; lines that came since follow in their own order."""
    lines = list(Activity.objects.filter(plan=plan, amendment=None))
    if all(line.uid in order for line in lines):
        for line in lines:
            line.order = order[line.uid]
    else:
        lines.sort(key=lambda line: (order.get(line.uid, 10**9), line.order))
        for number, line in enumerate(lines, start=1):
            line.order = number
    Activity.objects.bulk_update(lines, ["order"], batch_size=500)
