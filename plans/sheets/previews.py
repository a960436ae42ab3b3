"""What an import would change in a plan as the plan is now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from plans.models import Activity, FocusArea, Plan
from plans.rules import RULE_KEYS
from workflow_app.rulebook.selectors import rules_on
from workflow_app.sheets.models import ImportSession

from .comparing import READY, Context, PreviewRow, State, Stored, compare, counts_of, fingerprint
from .lines import values_of
from .reading import ReadRow


@dataclass(frozen=True, slots=True)
class Preview:
    """Rows with their states, and the mark of the plan they were compared with."""

    rows: list[PreviewRow]
    counts: dict[str, int]
    seen: str
    untouched: int  # lines of the plan that no row of the sheet is about

    def of(self, *states: State) -> list[PreviewRow]:
        """Return the rows in these states."""
        return [row for row in self.rows if row.state in states]

    @property
    def ready(self) -> list[PreviewRow]:
        """Rows that can be taken over as they are."""
        return self.of(*READY)


def stored_lines(plan: Plan | None) -> list[Stored]:
    """Return the planned lines of a plan, in order; ad-hoc additions are not a sheet's business."""
    if plan is None:
        return []
    lines = Activity.objects.filter(plan=plan, amendment=None)
    return [
        Stored(line.uid, values_of(line))
        for line in lines.select_related("focus_area", "lead_unit")
    ]


def areas_for(plan: Plan | None, year: int) -> list[FocusArea]:
    """Return the focus areas that lines may name."""
    if plan is not None:
        return list(FocusArea.objects.filter(campaign=plan.campaign_id))
    return list(FocusArea.objects.filter(campaign__year=year))


def preview(
    rows: Sequence[ReadRow],
    *,
    plan: Plan | None,
    year: int,
    headings: Mapping[str, str],
    base: Mapping[str, Any] | None = None,
) -> Preview:
    """Compare rows with a plan, or with nothing where the unit has none yet."""
    stored = stored_lines(plan)
    context = Context(
        year=year, rules=rules_on(*RULE_KEYS), stored=stored, base=base, headings=headings
    )
    found = compare(rows, context)
    touched = {row.uid for row in found if row.uid}
    return Preview(
        found,
        counts_of(found),
        fingerprint(stored),
        sum(1 for line in stored if line.uid not in touched),
    )


def preview_of(session: ImportSession, plan: Plan) -> Preview:
    """Compare an import's rows with its plan as it is now."""
    rows = [ReadRow.from_json(row) for row in session.rows]
    return preview(rows, plan=plan, year=session.year, headings=session.headings, base=session.base)
