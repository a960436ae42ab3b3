"""Ad-hoc additions: those to a plan, who may ask for one, and who decides on it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import BigAutoField, Count, Q, Sum

from plans.models import Activity, Amendment
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Stage
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.visibility import visible_dossiers
from workflow_app.db.planning import row_by_row
from workflow_app.organization.enums import Duty
from workflow_app.organization.selectors.authority import may
from workflow_app.organization.selectors.standing import SelectFor
from workflow_app.rulebook.selectors import rule_on


@dataclass(frozen=True, slots=True)
class Addition:
    """An addition as a row under its plan."""

    dossier: Dossier
    lines: int
    amount: int
    is_urgent: bool


@dataclass(frozen=True, slots=True)
class Power:
    """Up to which amount the empowered officer decides, and where this addition stands."""

    limit: int
    legal_basis: str
    total: int

    @property
    def is_within(self) -> bool:
        """Whether the officer decides."""
        return self.total <= self.limit


def additions_to(dossier: Dossier, user: User) -> list[Addition]:
    """Return the plan's additions that the user may see, the newest first."""
    if dossier.kind != "plan":
        return []
    rows: list[Any] = _additions.of(user, plan=dossier.pk)
    return [Addition(row.dossier, row.lines, row.amount or 0, row.is_urgent) for row in rows]


_additions: SelectFor[Amendment] = SelectFor(
    lambda user, plan: (
        Amendment.objects.filter(
            row_by_row(visible_dossiers(user, "dossier__")), plan__dossier=plan
        )
        .select_related("dossier")
        .annotate(lines=Count("activities"), amount=Sum("activities__amount"))
    ),
    plan=BigAutoField(),
)


def may_ask_for_addition(dossier: Dossier, user: User) -> bool:
    """Tell whether the user drafts for the unit of an adopted plan."""
    return (
        dossier.kind == "plan"
        and dossier.stage == Stage.ADOPTED
        and may(user, Duty.DRAFT, dossier.unit)
    )


def power_over(dossier: Dossier) -> Power:
    """Return who decides on the addition as it stands now."""
    rule = rule_on("amendment.officer_limit")
    total = Activity.objects.filter(Q(amendment__dossier=dossier)).aggregate(total=Sum("amount"))
    return Power(int(rule.value), rule.legal_basis, total["total"] or 0)
