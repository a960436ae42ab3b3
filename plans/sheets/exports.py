"""Plans as Excel papers: to read and print, to send on, and to take back in."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import override

from plans.content import plan_content
from plans.models import Campaign, FocusArea, Plan
from workflow_app.accounts.models import User
from workflow_app.approvals.kinds import Content
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.services.revisions import content_of
from workflow_app.lib.dates import decree30_date
from workflow_app.lib.money import format_dong
from workflow_app.organization.enums import Duty, UnitKind
from workflow_app.organization.models import Unit
from workflow_app.organization.selectors.authority import places_where
from workflow_app.sheets.heading import Heading
from workflow_app.sheets.schema import SheetSchema
from workflow_app.sheets.sessions_snapshot import Snapshot, add_snapshot
from workflow_app.sheets.writing import Group, write_export, write_template

from .books import SNAPSHOT_KIND
from .lines import LONGEST_CELL, Values, cells_of, unsectioned, values_of, values_of_line
from .schema import FIELDS, ROW_ID, plan_schema
from .words import NO_SECTION

CAPITAL = "Hà Nội"
_ALWAYS = {"ordinal", "title", "when", "lead", "amount", "funding_source"}


def plan_workbook(content: Content, *, areas: Sequence[FocusArea], draft: bool) -> bytes:
    """Return a plan to print and to work on; when it comes back, its lines are recognised."""
    lines = content["activities"]
    schema = plan_schema(areas, sections="rows")
    values = {line["uid"]: values_of_line(line) for line in lines}
    numbered = {line["uid"]: number for number, line in enumerate(lines, start=1)}
    groups = [
        Group(
            title, [_row(values[line["uid"]], line["uid"], numbered[line["uid"]]) for line in some]
        )
        for title, some in _sections(lines)
    ]
    unit = Unit.objects.filter(code=content["unit"]["code"]).first()
    heading = _heading(
        unit=content["unit"]["name"],
        title=f"Kế hoạch hoạt động năm {content['year']}",
        subtitle="(Dự thảo)" if draft else "",
        place=unit.province if unit else "",
    )
    with override("vi"):
        data = write_export(schema, groups, heading=heading)
    return add_snapshot(data, _snapshot(content["code"], values))


def template_workbook(plan: Plan) -> bytes:
    """Return a sheet to fill in, with the lines that are there already to go on from."""
    lines = list(plan.activities.filter(amendment=None).select_related("focus_area", "lead_unit"))
    areas = list(FocusArea.objects.filter(campaign=plan.campaign_id))
    values = {line.uid: values_of(line) for line in lines}
    rows = [_row(values[line.uid], line.uid, number) for number, line in enumerate(lines, start=1)]
    dossier = plan.dossier
    heading = _heading(
        unit=dossier.unit.name,
        title=f"Kế hoạch hoạt động năm {dossier.year}",
        subtitle="",
        place=dossier.unit.province,
    )
    with override("vi"):
        data = write_template(plan_schema(areas), heading=heading, rows=rows)
    return add_snapshot(data, _snapshot(dossier.code, values))


def plans_workbook(contents: Sequence[tuple[Dossier, Content]], *, title: str) -> bytes:
    """Return many plans in one table, a group for each unit; columns that nobody fills are left out."""
    groups = []
    for dossier, content in contents:
        rows = [
            _row(values_of_line(line), "", number)
            for number, line in enumerate(content["activities"], start=1)
        ]
        groups.append(Group(_unit_title(dossier, content), rows))
    years = {dossier.year for dossier, __ in contents}
    heading = _heading(
        unit="",
        title=title,
        subtitle=f"Năm {years.pop()}" if len(years) == 1 else "",
        place="",
    )
    with override("vi"):
        return write_export(_filled_columns(groups), groups, heading=heading)


def shown_contents(user: User, dossiers: Iterable[Dossier]) -> list[tuple[Dossier, Content]]:
    """Return what the user may read of each plan: the unit its draft, others what was submitted."""
    own = set(places_where(user, Unit, Duty.DRAFT, Duty.SIGN).values_list("desk__unit", flat=True))
    found: list[tuple[Dossier, Content]] = []
    for dossier in dossiers:
        content = shown_content(dossier, is_own=dossier.unit_id in own)
        if content is not None:
            found.append((dossier, content))
    return found


def shown_content(dossier: Dossier, *, is_own: bool) -> Content | None:
    """Return the live content for the unit, the frozen one for others, nothing of a mere draft."""
    if is_own:
        return plan_content(Plan.objects.select_related("dossier__unit").get(dossier=dossier))
    return content_of(dossier.revision) if dossier.revision is not None else None


def title_of_year(campaign: Campaign, cluster_name: str = "") -> str:
    """Return the title of a table of many plans."""
    of = f" của {cluster_name}" if cluster_name else " của các đơn vị thành viên"
    return f"Tổng hợp kế hoạch hoạt động năm {campaign.year}{of}"


def file_name(*parts: object) -> str:
    """Return a name that every system can store."""
    return "-".join(str(part) for part in parts if part) + ".xlsx"


def _sections(lines: Sequence[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Group lines as they stand; lines after a section that belong to none get a heading too."""
    if unsectioned(lines):
        return [("", list(lines))]
    groups = [(name, list(some)) for name, some in groupby(lines, lambda line: line["section"])]
    return [
        (name or (NO_SECTION if position else ""), some)
        for position, (name, some) in enumerate(groups)
    ]


def _row(values: Values, uid: str, number: int) -> dict[str, Any]:
    return {**cells_of(values), "ordinal": number, ROW_ID: uid}


def _snapshot(code: str, values: dict[str, Values]) -> Snapshot:
    rows = {
        uid: {
            key: value[:LONGEST_CELL] if isinstance(value, str) else value
            for key, value in one.items()
        }
        for uid, one in values.items()
    }
    return Snapshot(SNAPSHOT_KIND, code, timezone.now().isoformat(timespec="seconds"), rows)


def _heading(*, unit: str, title: str, subtitle: str, place: str) -> Heading:
    apex = Unit.objects.filter(kind=UnitKind.APEX).order_by("pk").first()
    parent = apex.name if apex and apex.name != unit else ""
    day = decree30_date(timezone.localdate())
    return Heading(
        unit=unit or parent,
        parent=parent if unit else "",
        title=title,
        subtitle=subtitle,
        place_and_date=f"{place or CAPITAL}, {day}",
    )


def _unit_title(dossier: Dossier, content: Content) -> str:
    lines = content["activities"]
    total = sum(line["amount"] or 0 for line in lines)
    with translation.override("vi"):
        stage = str(dossier.get_stage_display())
    money = f", {format_dong(total)}" if total else ""
    return f"{dossier.unit.name} ({len(lines)} hoạt động{money}; {stage})"


def _filled_columns(groups: Sequence[Group]) -> SheetSchema:
    schema = plan_schema()
    filled = {key for group in groups for row in group.rows for key in FIELDS if row.get(key)}
    kept = tuple(
        column
        for column in schema.columns
        if column.key != ROW_ID and (column.key in filled or column.key in _ALWAYS)
    )
    return replace(schema, columns=kept)
