"""A campaign as people see it: which units, at which stage, who holds each plan, what is late."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, DateField, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.enums import PLAN_STAGES, CampaignState
from plans.models import Campaign
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Stage, WorkState
from workflow_app.approvals.models import Dossier, WorkItem
from workflow_app.approvals.visibility import visible_among
from workflow_app.db.prepared import Keys, Rows, Select, filled_up
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Cluster, ClusterMembership, Holding, Unit
from workflow_app.organization.selectors.directory import clusters_by_unit
from workflow_app.organization.selectors.posts import held_at, holds

NO_PLAN = "none"
NOT_HANDED_IN = (NO_PLAN, Stage.DRAFTING, Stage.CANCELLED)
MOST_NAMES = 3
MOST_CARDS = 25


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rows a person sees, and whether they run the campaign."""

    is_manager: bool
    sees_all: bool


@dataclass(slots=True, kw_only=True)
class UnitRow:
    """One unit's plan in the campaign: status for everybody concerned, the link only for some."""

    unit: Unit
    cluster: str
    is_late: bool
    plan: Dossier | None = None
    stage: str = NO_PLAN
    is_visible: bool = False
    holders: list[str] = field(default_factory=list)

    @property
    def stage_label(self) -> str:
        """The stage in words."""
        return stage_label(self.stage)

    @property
    def is_handed_in(self) -> bool:
        """Whether the unit has submitted and nobody has sent it back."""
        return self.plan is not None and self.stage not in NOT_HANDED_IN

    @property
    def can_be_reminded(self) -> bool:
        """Whether somebody still has to do something."""
        return self.plan is not None and not self.plan.is_final

    @property
    def tone(self) -> str:
        """The tone of the stage's badge."""
        if self.stage == Stage.ADOPTED:
            return "green"
        if self.stage in Stage.final_stages:
            return "red"
        return "grey" if self.stage in NOT_HANDED_IN else "blue"


@dataclass(frozen=True, slots=True)
class Column:
    """One stage of the board: its first units, and how many there are."""

    stage: str
    label: str
    rows: list[UnitRow]
    number: int

    @property
    def more(self) -> int:
        """How many units the table shows besides."""
        return self.number - len(self.rows)


@dataclass(frozen=True, slots=True)
class Numbers:
    """The three numbers of the campaign's page."""

    total: int
    handed_in: int
    late: int
    adopted: int


def scope_of(user: User) -> Scope:
    """Return what the campaign's page shows to the user."""
    is_manager = holds(user, Duty.RUN_CAMPAIGN)
    return Scope(is_manager, is_manager or holds(user, Duty.INSPECT))


def counted(campaigns: Iterable[Campaign]) -> list[Campaign]:
    """Return the campaigns with how many plans they have and how many of these are adopted.

    Counted along an index of the dossiers, which knows kind, year and stage.
    """
    found = list(campaigns)
    plans = Dossier.objects.filter(kind="plan", year__in=[one.year for one in found]).order_by()
    numbers = {
        (row["year"], row["stage"]): row["number"]
        for row in plans.values("year", "stage").annotate(number=Count("pk"))
    }
    for one in found:
        of_year = [number for (year, __), number in numbers.items() if year == one.year]
        one.plan_count = sum(of_year)  # type: ignore[attr-defined]  # for the page
        one.adopted_count = numbers.get((one.year, Stage.ADOPTED), 0)  # type: ignore[attr-defined]
    return found


def units_in(campaign: Campaign, user: User, scope: Scope | None = None) -> QuerySet[Unit]:
    """Return the units of the campaign whose status the user may see, with their plan's state.

    The office and the inspection see all; appraisers the units they supervise; heads of clusters
    their cluster; everybody else their own unit.
    """
    scope = scope or scope_of(user)
    plan = Dossier.objects.filter(kind="plan", year=campaign.year, unit=OuterRef("pk"))
    units = Unit.objects.filter(
        Q(Exists(plan)) | Q(pk__in=Unit.objects.planning().in_force(timezone.localdate()))
    )
    if not scope.sees_all:
        members = ClusterMembership.objects.filter(
            year=campaign.year,
            cluster__in=held_at(user, "cluster", Duty.ENDORSE, Duty.STAND_IN),
        )
        units = units.filter(
            Q(pk__in=held_at(user, "unit", Duty.DRAFT, Duty.SIGN, Duty.REVIEW))
            | Q(supervising_department__in=held_at(user, "unit", Duty.APPRAISE_CONTENT))
            | Q(pk__in=members.values("unit"))
        )
    return units.select_related("supervising_department").order_by("sort_key")


def rows_of(campaign: Campaign, units: Iterable[Unit], user: User) -> list[UnitRow]:
    """Return the rows; `name_holders` says of those that are shown who holds the plan.

    The number of statements does not depend on how many there are.
    """
    found = list(units)
    plans = {
        plan.unit_id: plan
        for plan in Dossier.objects.filter(kind="plan", year=campaign.year, unit__in=found)
    }
    ids = [plan.pk for plan in plans.values()]
    visible = visible_among(user, ids)
    clusters = clusters_by_unit(campaign.year)
    passed = passed_rank(campaign)
    return [
        _row(unit, plans.get(unit.pk), visible, clusters.get(unit.pk), passed) for unit in found
    ]


def _row(
    unit: Unit, plan: Dossier | None, visible: set[int], in_cluster: Cluster | None, passed: int
) -> UnitRow:
    cluster = in_cluster.name if in_cluster is not None else ""
    if plan is None:
        return UnitRow(unit=unit, cluster=cluster, is_late=passed >= 0)
    overdue = plan.stage_due is not None and plan.stage_due < timezone.now()
    return UnitRow(
        unit=unit,
        cluster=cluster,
        plan=plan,
        stage=plan.stage,
        is_late=not plan.is_final and (overdue or Stage(plan.stage).rank <= passed),
        is_visible=plan.pk in visible,
    )


def may_begin(user: User, campaign: Campaign, row: UnitRow) -> bool:
    """Tell whether the person may open the draft that the opening for all did not reach."""
    return (
        row.plan is None
        and campaign.state == CampaignState.OPEN
        and row.unit.pk in held_at(user, "unit", Duty.DRAFT)
    )


def name_holders(rows: Iterable[UnitRow]) -> None:
    """Fill in who holds each plan now: only rows that are shown need it."""
    shown = {row.plan.pk: row for row in rows if row.plan is not None}
    for pk, holders in holders_of(list(shown)).items():
        shown[pk].holders = holders


def passed_rank(campaign: Campaign) -> int:
    """Return the rank of the last stage that should be over by today, or -1."""
    today = timezone.localdate()
    return max(
        (Stage(row.stage).rank for row in campaign.deadlines.all() if row.due < today), default=-1
    )


def holders_of(dossier_ids: Sequence[int]) -> dict[int, list[str]]:
    """Return who holds each dossier now: people at the desks of its open duties, or the desks."""
    if not dossier_ids:
        return {}
    people: dict[int, list[str]] = {}
    found = _open_work(dossiers=filled_up(sorted(dossier_ids)))
    desks = sorted({item.desk_id for item in found if item.desk_id is not None})
    for desk, name in _people_at(desks=filled_up(desks), today=timezone.localdate()):
        people.setdefault(desk, []).append(name)
    holders: dict[int, list[str]] = {}
    for item in found:
        assert item.desk is not None  # noqa: S101 -- filtered above
        names = [str(item.claimed_by)] if item.claimed_by else people.get(item.desk_id or 0, [])
        words = _("Nobody holds “%(desk)s”") % {"desk": item.desk.get_duty_display()}
        if names:
            words = f"{', '.join(names[:MOST_NAMES])} · {item.desk.get_duty_display()}"
        holders.setdefault(item.dossier_id or 0, []).append(words)
    return holders


_open_work: Select[WorkItem] = Select(
    lambda dossiers: (
        WorkItem.objects.filter(dossier__in=dossiers, state=WorkState.OPEN, desk__isnull=False)
        .select_related("desk__unit", "desk__cluster", "desk__body", "claimed_by")
        # the step itself before what runs beside it, such as answering comments
        .order_by(F("task").asc(nulls_last=True), "due", "pk")
    ),
    dossiers=Keys(),
)
_people_at = Rows(
    lambda desks, today: (
        Holding.objects.in_force(today)
        .filter(desk__in=desks, delegation__isnull=True)
        .values_list("desk", "person__full_name")
        .distinct()
    ),
    desks=Keys(),
    today=DateField(),
)


def board_of(rows: Sequence[UnitRow]) -> list[Column]:
    """Sort the rows into stages, the first of each as cards; stages after the draft only where somebody is, or on the way."""
    groups: dict[str, list[UnitRow]] = {}
    for row in rows:
        groups.setdefault(row.stage, []).append(row)
    order = [
        NO_PLAN,
        *(stage for stage in PLAN_STAGES if stage not in (Stage.REJECTED, Stage.CANCELLED)),
    ]
    order += [Stage.REJECTED, Stage.CANCELLED]
    optional = {NO_PLAN, Stage.REJECTED, Stage.CANCELLED}
    return [
        Column(
            stage,
            stage_label(stage),
            groups.get(stage, [])[:MOST_CARDS],
            len(groups.get(stage, [])),
        )
        for stage in order
        if stage in groups or stage not in optional
    ]


def numbers_of(rows: Sequence[UnitRow]) -> Numbers:
    """Return the numbers that matter: how many have handed in, are late, are adopted."""
    return Numbers(
        total=len(rows),
        handed_in=sum(row.is_handed_in for row in rows),
        late=sum(row.is_late for row in rows),
        adopted=sum(row.stage == Stage.ADOPTED for row in rows),
    )


def stage_label(stage: str) -> str:
    """Return the words for a stage, or for having no plan at all."""
    return str(_("Not opened")) if stage == NO_PLAN else str(Stage(stage).label)


def chart_of(rows: Sequence[UnitRow]) -> dict[str, Any]:
    """Return, per cluster, how many units have handed in, are late, or still have time."""
    groups: dict[str, list[UnitRow]] = {}
    for row in rows:
        groups.setdefault(row.cluster or str(_("Outside the clusters")), []).append(row)
    late = [[row for row in group if row.is_late] for group in groups.values()]
    handed = [
        [row for row in group if row.is_handed_in and not row.is_late] for group in groups.values()
    ]
    totals = [len(group) for group in groups.values()]
    rest = [
        total - len(one) - len(other)
        for total, one, other in zip(totals, late, handed, strict=True)
    ]
    return {
        "labels": list(groups),
        "series": [
            {
                "label": _("Handed in"),
                "colour": "--green",
                "values": [len(part) for part in handed],
            },
            {"label": _("Late"), "colour": "--red", "values": [len(part) for part in late]},
            {"label": _("Still has time"), "colour": "--line-strong", "values": rest},
        ],
    }
