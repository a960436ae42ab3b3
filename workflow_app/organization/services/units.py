"""Units come, change their facts, merge and split.

Nothing is renamed behind anybody's back: a unit that ends keeps its name, its papers and its awards; its work goes on in successors.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from workflow_app.audit.services import gathered, record
from workflow_app.organization.consequences import OpenThing, open_things
from workflow_app.organization.enums import SuccessionKind
from workflow_app.organization.models import (
    Cluster,
    ClusterMembership,
    Mandate,
    Unit,
    UnitSuccession,
)

from .appointments import end_mandates
from .authority import lock_organization
from .clusters import refresh_leaders

if TYPE_CHECKING:
    from workflow_app.accounts.models import User

ONE_DAY = dt.timedelta(days=1)


@transaction.atomic
@gathered()
def save_unit(*, unit: Unit, by: "User | None") -> Unit:
    """Write a new unit or corrected facts of one; the old facts stay in its history."""
    lock_organization()
    unit.full_clean()
    if unit.supervising_department_id is not None and unit.supervising_department_id == unit.pk:
        raise ValidationError(_("%(code)s cannot supervise itself.") % {"code": unit.code})
    unit.save()
    record(action="unit.saved", actor=by, object=unit, data={"code": unit.code, "name": unit.name})
    return unit


@dataclass(slots=True)
class SuccessionReport:
    """What a merger or split does; the same figures before (preview) and after."""

    predecessors: list[Unit]
    successors: list[Unit]
    effective: dt.date
    mandates: list[Mandate] = field(default_factory=list)
    supervised: list[Unit] = field(default_factory=list)
    led: list[Cluster] = field(default_factory=list)
    placements: list[tuple[Unit, Cluster]] = field(default_factory=list)
    open: list[OpenThing] = field(default_factory=list)


def preview_succession(
    *, predecessors: Sequence[Unit], successors: Sequence[Unit], effective: dt.date
) -> SuccessionReport:
    """Return what a merger or split would touch."""
    ids = {unit.pk for unit in predecessors}
    report = SuccessionReport(list(predecessors), list(successors), effective)
    last = effective - ONE_DAY
    report.mandates = list(
        Mandate.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=last), unit__in=ids)
        .select_related("person", "unit", "body")
        .order_by("unit", "pk")
    )
    report.supervised = list(
        Unit.objects.filter(supervising_department__in=ids, valid_to__isnull=True).exclude(
            pk__in=ids
        )
    )
    later = Cluster.objects.filter(year__gte=effective.year)
    report.led = list(later.filter(Q(head_unit__in=ids) | Q(deputy_unit__in=ids)))
    report.placements = _placements(predecessors, successors, effective.year)
    report.open = open_things(ids)
    return report


def _placements(
    predecessors: Sequence[Unit], successors: Sequence[Unit], year: int
) -> list[tuple[Unit, Cluster]]:
    """Successors without a cluster go where their first predecessor is, from that year on."""
    placed = set(
        ClusterMembership.objects.filter(year__gte=year, unit__in=successors).values_list(
            "unit", "year"
        )
    )
    found: list[tuple[Unit, Cluster]] = []
    rows = (
        ClusterMembership.objects.filter(year__gte=year, unit__in=predecessors)
        .select_related("cluster")
        .order_by("year", "unit")
    )
    for row in rows:
        for unit in successors:
            if (unit.pk, row.year) not in placed:
                placed.add((unit.pk, row.year))
                found.append((unit, row.cluster))
    return found


@transaction.atomic
@gathered()
def succeed_units(
    *,
    kind: str,
    predecessors: Sequence[Unit],
    successors: Sequence[Unit],
    effective: dt.date,
    legal_basis: str,
    by: "User | None",
) -> SuccessionReport:
    """Let units go on in others from a day: merge, split or rename.

    The old units end the day before and keep their history; mandates there end; whoever they
    supervised, and the clusters they led, pass to a single successor (else they stay open and
    the report names them). New appointments at the successors are decisions of their own.
    """
    lock_organization()
    now = Unit.objects.in_bulk([unit.pk for unit in [*predecessors, *successors]])
    old = [now[unit.pk] for unit in predecessors]
    new = [now[unit.pk] for unit in successors]
    _check(kind, old, new, effective)
    report = preview_succession(predecessors=old, successors=new, effective=effective)
    last = effective - ONE_DAY
    if report.mandates:
        started = [m for m in report.mandates if m.valid_from <= last]
        end_mandates(mandates=started, on=last, reason=legal_basis, by=by)
    UnitSuccession.objects.bulk_create(
        UnitSuccession(
            predecessor=one,
            successor=other,
            kind=kind,
            effective=effective,
            legal_basis=legal_basis,
        )
        for one in old
        for other in new
    )
    functions = [unit.function for unit in old if unit.function]
    for unit in old:
        unit.valid_to = last
        unit.save()
    if len(new) == 1:
        _inherit(report, new[0], functions)
    _place(report)
    refresh_leaders({pk for c in report.led for pk in (c.head_unit_id, c.deputy_unit_id)})
    record(
        action="unit.succeeded",
        actor=by,
        object=new[0],
        data={
            "kind": kind,
            "from": [unit.code for unit in old],
            "to": [unit.code for unit in new],
            "effective": effective.isoformat(),
            "legal_basis": legal_basis,
        },
    )
    return report


def _check(kind: str, old: Sequence[Unit], new: Sequence[Unit], effective: dt.date) -> None:
    reasons = []
    if not old or not new:
        reasons.append(_("Choose the old and the new units."))
    if kind == SuccessionKind.SPLIT and (len(old) != 1 or len(new) < 2):  # noqa: PLR2004 -- two make a split
        reasons.append(_("A split turns one unit into two or more."))
    if kind == SuccessionKind.MERGE and len(new) != 1:
        reasons.append(_("A merger has one unit as its result."))
    if kind == SuccessionKind.RENAME and (len(old), len(new)) != (1, 1):
        reasons.append(_("A renaming turns one unit into one."))
    if {unit.pk for unit in old} & {unit.pk for unit in new}:
        reasons.append(_("A unit cannot succeed itself; leave it out of the old units."))
    reasons += [
        _("%(unit)s has already ended.") % {"unit": unit}
        for unit in [*old, *new]
        if unit.valid_to is not None
    ]
    reasons += [
        _("%(unit)s does not exist before that day.") % {"unit": unit}
        for unit in old
        if unit.valid_from is not None and unit.valid_from >= effective
    ]
    if reasons:
        raise ValidationError(reasons)


def _inherit(report: SuccessionReport, successor: Unit, functions: Sequence[str]) -> None:
    """A single successor takes over what the old units did for others."""
    if functions and not successor.function:
        successor.function = functions[0]
        successor.save()
    for unit in report.supervised:
        unit.supervising_department = None if unit.pk == successor.pk else successor
        unit.save()
    ids = {unit.pk for unit in report.predecessors}
    for cluster in report.led:
        if cluster.head_unit_id in ids:
            cluster.head_unit = successor
        if cluster.deputy_unit_id in ids:
            cluster.deputy_unit = None if cluster.head_unit_id == successor.pk else successor
        elif cluster.deputy_unit_id == cluster.head_unit_id:
            cluster.deputy_unit = None
        cluster.save()


def _place(report: SuccessionReport) -> None:
    """Put successors into clusters; old units stay in the year they ended in, not in later ones."""
    ClusterMembership.objects.bulk_create(
        ClusterMembership(cluster=cluster, unit=unit, year=cluster.year)
        for unit, cluster in report.placements
    )
    ClusterMembership.objects.filter(
        unit__in=report.predecessors, year__gt=report.effective.year
    ).delete()
    if len(report.successors) == 1:
        return
    ids = {unit.pk for unit in report.predecessors}
    for cluster in report.led:  # a split leaves the lead open; the report says so
        cluster.head_unit = None if cluster.head_unit_id in ids else cluster.head_unit
        cluster.deputy_unit = None if cluster.deputy_unit_id in ids else cluster.deputy_unit
        cluster.save()
