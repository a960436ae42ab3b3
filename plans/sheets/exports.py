"""Plans as Excel papers: to read and print, to send on, and to take back in."""

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import IO, Any

from django.utils import timezone, translation
from django.utils.translation import override

from plans.content import plan_content
from plans.models import Campaign, FocusArea, Plan
from workflow_app.accounts.models import User
from workflow_app.approvals.kinds import Content
from workflow_app.approvals.models import Dossier, Revision
from workflow_app.approvals.services.revisions import content_of
from workflow_app.lib.dates import decree30_date
from workflow_app.lib.money import format_dong
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Unit
from workflow_app.organization.selectors.authority import places_where
from workflow_app.organization.selectors.directory import organisation_name
from workflow_app.sheets.heading import Heading
from workflow_app.sheets.schema import SheetSchema
from workflow_app.sheets.sessions_snapshot import Snapshot
from workflow_app.sheets.writing import Group, stream_export, write_export, write_template

from .books import SNAPSHOT_KIND
from .lines import LONGEST_CELL, Values, cells_of, unsectioned, values_of, values_of_line
from .schema import FIELDS, ROW_ID, plan_schema
from .words import NO_SECTION

CAPITAL = "Hà Nội"
Shown = tuple[Dossier, Content]
_PLANS_AT_ONCE = 20
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
        snapshot = _snapshot(content["code"], values)
        return write_export(schema, groups, heading=heading, snapshot=snapshot)


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
        snapshot = _snapshot(dossier.code, values)
        return write_template(plan_schema(areas), heading=heading, rows=rows, snapshot=snapshot)


def plans_workbook(contents: Iterable[Shown], *, title: str) -> bytes:
    """Return many plans in one table, a group for each unit."""
    file = io.BytesIO()
    write_plans(file, contents, title=title)
    return file.getvalue()


def write_plans(
    target: IO[bytes],
    contents: Iterable[Shown],
    *,
    title: str,
    progress: Callable[[int, Dossier], None] = lambda *__: None,
) -> int:
    """Write the same table to a file, plan after plan; return how many there are.

    The plans are gone through twice, first for the columns that somebody fills: only they are
    written.
    """
    years: list[int] = []
    empty = set(FIELDS)
    for dossier, content in contents:
        years.append(dossier.year)
        for line in content["activities"] if empty else ():
            values = values_of_line(line)
            empty -= {key for key in empty if values[key]}
    heading = _heading(
        unit="",
        title=title,
        subtitle=f"Năm {years[0]}" if len(set(years)) == 1 else "",
        place="",
    )
    with override("vi"):
        stream_export(target, _without(empty), _groups(contents, progress), heading=heading)
    return len(years)


class ShownContents:
    """What a user may read of some plans: of the unit's own the draft, else what was submitted.

    Frozen content comes from the database some plans at a time, and is the same each time.
    """

    def __init__(self, user: User, dossiers: Iterable[Dossier]) -> None:
        held = places_where(user, Unit, Duty.DRAFT, Duty.SIGN)
        own = set(held.values_list("desk__unit", flat=True))
        self._drafts: dict[int, Content] = {}
        self._frozen: dict[int, int] = {}
        self._keys: list[int] = []
        for dossier in dossiers:
            if dossier.unit_id in own:
                content = shown_content(dossier, is_own=True)
                self._drafts[dossier.pk] = content or {}
            elif dossier.revision_id is not None:
                self._frozen[dossier.pk] = dossier.revision_id
            else:
                continue
            self._keys.append(dossier.pk)

    def __iter__(self) -> Iterator[Shown]:
        """Go through the plans in the order they were given in."""
        for start in range(0, len(self._keys), _PLANS_AT_ONCE):
            keys = self._keys[start : start + _PLANS_AT_ONCE]
            dossiers = Dossier.objects.select_related("unit").in_bulk(keys)
            wanted = [self._frozen[key] for key in keys if key in self._frozen]
            revisions = Revision.objects.in_bulk(wanted)
            for key in keys:
                if key in self._drafts:
                    yield dossiers[key], self._drafts[key]
                else:
                    yield dossiers[key], content_of(revisions[self._frozen[key]])


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
    apex = organisation_name()
    parent = apex if apex != unit else ""
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


def _groups(contents: Iterable[Shown], progress: Callable[[int, Dossier], None]) -> Iterator[Group]:
    for number, (dossier, content) in enumerate(contents, start=1):
        progress(number, dossier)
        lines = enumerate(content["activities"], start=1)
        rows = (_row(values_of_line(line), "", place) for place, line in lines)
        yield Group(_unit_title(dossier, content), rows)


def _without(empty: set[str]) -> SheetSchema:
    """Return the columns without those that nobody fills."""
    schema = plan_schema()
    left_out = (empty - _ALWAYS) | {ROW_ID}
    kept = tuple(column for column in schema.columns if column.key not in left_out)
    return replace(schema, columns=kept)
