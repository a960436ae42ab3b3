"""The canonical content of a plan: what is shown, frozen, hashed, compared and exported.

Pages never read `Activity` rows for others than the drafting unit; they read this dictionary,
from the live rows for the drafter or from a frozen revision for everybody else.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import BigAutoField

from plans.models import Activity, Amendment, Plan
from workflow_app.approvals.kinds import Content, about
from workflow_app.approvals.models import Dossier
from workflow_app.db.prepared import Select

SCHEMA = "plan/1"

TYPED_FIELDS = (
    "section",
    "title",
    "kind",
    "purpose",
    "focus_words",
    "when_words",
    "first_day",
    "last_day",
    "place",
    "partner",
    "guest_level",
    "guest_count",
    "lead",
    "coordinators",
    "amount",
    "funding_source",
    "expected_result",
    "remarks",
)
LINE_FIELDS = ("uid", *TYPED_FIELDS, "is_planned")
JOINED = ("plan", "focus_area", "lead_unit")


_lines_of = Select(
    lambda dossier: (
        Activity.objects.filter(plan__dossier=dossier)
        .select_related(*JOINED)
        .only(*LINE_FIELDS, *JOINED, "plan__objectives", "focus_area__name", "lead_unit__code")
        .exclude(amendment__isnull=False, amendment__applied__isnull=True)
    ),
    dossier=BigAutoField(),
)


def line_of(activity: Activity) -> dict[str, Any]:
    """Return one line as plain values; dates as ISO text."""
    line: dict[str, Any] = {name: getattr(activity, name) for name in LINE_FIELDS}
    for name in ("first_day", "last_day"):
        day: dt.date | None = line[name]
        line[name] = day.isoformat() if day else None
    line["focus_area"] = activity.focus_area.name if activity.focus_area else ""
    line["lead_unit"] = activity.lead_unit.code if activity.lead_unit else ""
    return line


def plan_content(plan: Plan) -> Content:
    """Return the live content of a plan: planned lines and ad-hoc lines that were adopted."""
    return _content(plan.dossier, plan.objectives, _lines_of(dossier=plan.dossier_id))


def _content(dossier: Dossier, objectives: str, lines: Iterable[Activity]) -> Content:
    return {
        "schema": SCHEMA,
        **about(dossier),
        "objectives": objectives,
        "activities": [line_of(line) for line in lines],
    }


def amendment_content(amendment: Amendment) -> Content:
    """Return the live content of an ad-hoc addition."""
    dossier = amendment.dossier
    return {
        "schema": SCHEMA,
        **about(dossier),
        "plan": amendment.plan.dossier.code,
        "objectives": amendment.reason,
        "is_urgent": amendment.is_urgent,
        "activities": [
            line_of(activity)
            for activity in amendment.activities.select_related("focus_area", "lead_unit")
        ],
    }


def content_of_dossier(dossier: Dossier) -> Content:
    """Return the live content of a plan's or an addition's dossier."""
    if dossier.kind == "amendment":
        return amendment_content(
            Amendment.objects.select_related("plan__dossier").get(dossier=dossier)
        )
    lines = _lines_of(dossier=dossier.pk)
    plan = lines[0].plan if lines else Plan.objects.get(dossier=dossier)
    return _content(dossier, plan.objectives, lines)
