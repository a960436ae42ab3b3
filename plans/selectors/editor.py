"""The editor of lines: may this person type now, and the rows of the sheet."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from plans.models import Activity, Amendment, FocusArea, Plan
from workflow_app.accounts.models import User
from workflow_app.approvals.models import Dossier
from workflow_app.organization.enums import Duty
from workflow_app.organization.selectors.authority import authority_at, desk_of, may, people_at

from .cells import Column, sheet_columns, text_of


@dataclass(frozen=True, slots=True)
class EditingState:
    """Whether the person may type, else why not; `is_own` tells whose unit it is."""

    allowed: bool
    is_own: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the sheet."""

    column: Column
    text: str


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One line of the sheet."""

    uid: str
    title: str
    when: str
    amount: int | None
    cells: list[Cell]


def why_not_editable(dossier: Dossier) -> str:
    """Say who submitted it, where it is now and how its drafters get it back."""
    submitted = dossier.revision
    return _(
        "%(person)s has submitted it (%(stage)s); withdraw it or wait for a return to change it."
    ) % {
        "person": submitted.author if submitted is not None else dossier.unit,
        "stage": dossier.get_stage_display(),
    }


def editing_state(dossier: Dossier, user: User) -> EditingState:
    """Tell whether the person may change the content now; the services ask again under a lock."""
    desk = desk_of(Duty.DRAFT, dossier.unit)
    drafts = authority_at(user, desk, kind=dossier.kind) is not None
    if not dossier.is_editable:
        helps = drafts or may(user, Duty.SIGN, dossier.unit)
        return EditingState(False, helps, why_not_editable(dossier))
    if drafts:
        return EditingState(True, True)
    drafters = ", ".join(str(person) for person in people_at(desk, kind=dossier.kind)[:3])
    reason = _("Only the unit's drafters change its content.")
    return EditingState(False, may(user, Duty.SIGN, dossier.unit), f"{reason} {drafters}".strip())


def sheet_rows(plan: Plan, amendment: Amendment | None) -> list[SheetRow]:
    """Return the lines as the sheet shows them."""
    lines = Activity.objects.filter(plan=plan, amendment=amendment).select_related("focus_area")
    columns = sheet_columns()
    return [
        SheetRow(
            uid=line.uid,
            title=line.title,
            when=text_of(line, "when"),
            amount=line.amount,
            cells=[Cell(column, text_of(line, column.name)) for column in columns],
        )
        for line in lines
    ]


def empty_cells() -> list[Cell]:
    """Return the cells of a new row."""
    return [Cell(column, "") for column in sheet_columns()]


def earlier_plans(plan: Plan) -> list[Plan]:
    """Return the unit's plans of earlier years that have lines, the latest first."""
    plans = Plan.objects.filter(
        Exists(Activity.objects.filter(plan=OuterRef("pk"))),
        dossier__kind="plan",
        dossier__unit=plan.dossier.unit_id,
        dossier__year__lt=plan.dossier.year,
    )
    return list(plans.select_related("dossier").order_by("-dossier__year"))


def areas_of(plan: Plan) -> list[FocusArea]:
    """Return the focus areas that lines of this plan may name."""
    return list(FocusArea.objects.filter(campaign=plan.campaign_id))
