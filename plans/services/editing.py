"""Changing a plan's content while it lies with its unit's drafters."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from plans.content import TYPED_FIELDS
from plans.models import Activity, Amendment, FocusArea, Plan
from plans.selectors.editor import why_not_editable
from workflow_app.accounts.models import User
from workflow_app.approvals.errors import NotAllowedError
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.services import drafting
from workflow_app.audit.services import record
from workflow_app.lib.text import fold
from workflow_app.organization.models import Unit

EDITABLE = (*TYPED_FIELDS, "focus_area", "lead_unit", "order")


def require_editable(*, dossier: Dossier, user: User) -> Dossier:
    """Lock the dossier and make sure its unit's drafter may change the content now."""
    return drafting.require_editable(dossier_id=dossier.pk, user=user, why=why_not_editable)


@transaction.atomic
def save_activity(
    *,
    plan: Plan,
    values: Mapping[str, Any],
    user: User,
    uid: str = "",
    amendment: Amendment | None = None,
) -> Activity:
    """Write one line; without `uid` a new one at the end. Unknown names are refused."""
    dossier = amendment.dossier if amendment is not None else plan.dossier
    require_editable(dossier=dossier, user=user)
    activity = (
        Activity.objects.select_for_update().get(plan=plan, amendment=amendment, uid=uid)
        if uid
        else Activity(
            plan=plan,
            amendment=amendment,
            is_planned=amendment is None,
            order=_next_order(plan),
        )
    )
    set_values(activity, values)
    activity.save()
    return activity


def set_values(activity: Activity, values: Mapping[str, Any]) -> None:
    """Set editable columns and match the lead unit to the register where its name is known."""
    for name, value in values.items():
        if name not in EDITABLE:
            raise KeyError(name)
        setattr(activity, name, value)
    if "lead" in values and "lead_unit" not in values:
        match_leads([activity])


def match_leads(lines: Sequence[Activity]) -> None:
    """Point the lines to the unit in the register whose short name they name as their lead."""
    names = {fold(line.lead) for line in lines if line.lead.strip()}
    units = {fold(unit.short_name): unit for unit in Unit.objects.all()} if names else {}
    for line in lines:
        line.lead_unit = units.get(fold(line.lead))


def _next_order(plan: Plan) -> int:
    last = plan.activities.order_by("-order").values_list("order", flat=True).first()
    return (last or 0) + 1


@transaction.atomic
def remove_activities(
    *, plan: Plan, uids: Sequence[str], user: User, amendment: Amendment | None = None
) -> int:
    """Take lines out of a draft; a line that was once submitted stays in its revisions."""
    dossier = amendment.dossier if amendment is not None else plan.dossier
    require_editable(dossier=dossier, user=user)
    lines = Activity.objects.filter(plan=plan, amendment=amendment, uid__in=uids)
    titles = list(lines.values_list("title", flat=True))
    lines.delete()
    if titles:
        record(
            action="plan.lines_removed",
            actor=user,
            object=dossier,
            data={"titles": titles},
        )
    return len(titles)


@transaction.atomic
def reorder(
    *, plan: Plan, uids: Sequence[str], user: User, amendment: Amendment | None = None
) -> None:
    """Put the lines into the given order; lines not named keep their place after them."""
    require_editable(dossier=amendment.dossier if amendment else plan.dossier, user=user)
    position = {uid: number for number, uid in enumerate(uids, start=1)}
    lines = list(plan.activities.filter(amendment=amendment))
    lines.sort(key=lambda line: (position.get(line.uid, len(position) + line.order), line.pk))
    for number, line in enumerate(lines, start=1):
        line.order = number
    Activity.objects.bulk_update(lines, ["order"])


@transaction.atomic
def copy_lines(*, plan: Plan, uids: Sequence[str], source: Plan, user: User) -> list[Activity]:
    """Copy chosen lines of last year's plan: words stay, days move by a year where they can."""
    require_editable(dossier=plan.dossier, user=user)
    if source.dossier.unit_id != plan.dossier.unit_id:
        raise NotAllowedError(_("Lines are copied from the unit's own plans only."))
    shift = plan.dossier.year - source.dossier.year
    areas = {area.code: area for area in FocusArea.objects.filter(campaign=plan.campaign)}
    copies = [
        _copy(line, plan, shift, areas, order)
        for order, line in enumerate(
            source.activities.filter(uid__in=uids).select_related("focus_area"),
            start=_next_order(plan),
        )
    ]
    Activity.objects.bulk_create(copies)
    record(
        action="plan.lines_copied",
        actor=user,
        object=plan.dossier,
        data={"from": source.dossier.code, "count": len(copies)},
    )
    return copies


def _copy(
    line: Activity, plan: Plan, shift: int, areas: Mapping[str, FocusArea], order: int
) -> Activity:
    values = {name: getattr(line, name) for name in EDITABLE}
    values["order"] = order
    area = line.focus_area
    values["focus_area"] = areas.get(area.code) if area is not None else None
    for name in ("first_day", "last_day"):
        day = values[name]
        values[name] = _same_day(day, day.year + shift) if day is not None else None
    if shift and line.first_day is not None:
        values["when_words"] = line.when_words.replace(
            str(line.first_day.year), str(line.first_day.year + shift)
        )
    return Activity(plan=plan, is_planned=True, **values)


def _same_day(day: Any, year: int) -> Any:
    """The 29th of February becomes the 28th in other years."""
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)
