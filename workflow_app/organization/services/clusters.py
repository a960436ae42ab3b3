"""Clusters year by year: who is in them and which two units lead them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from workflow_app.audit.services import gathered, record
from workflow_app.organization.enums import Role
from workflow_app.organization.models import Cluster, ClusterMembership, Mandate, Unit

from .authority import lock_organization, refresh_authority

if TYPE_CHECKING:
    from workflow_app.accounts.models import User


def refresh_leaders(unit_ids: set[int | None]) -> None:
    """Recompute what the heads and deputy heads of these units may do in clusters."""
    leaders = Mandate.objects.filter(
        unit__in=[pk for pk in unit_ids if pk], role__in=Role.leading_roles
    )
    refresh_authority(mandate_ids=list(leaders.values_list("pk", flat=True)))


@transaction.atomic
@gathered()
def set_cluster_heads(
    *, cluster: Cluster, head: Unit | None, deputy: Unit | None, by: "User | None"
) -> Cluster:
    """Name the two units that lead the cluster; their heads may then sign for it."""
    lock_organization()
    cluster = Cluster.objects.get(pk=cluster.pk)
    members = set(cluster.memberships.values_list("unit", flat=True))
    reasons = [
        _("%(unit)s is not a member of this cluster.") % {"unit": unit}
        for unit in (head, deputy)
        if unit is not None and unit.pk not in members
    ]
    if head is not None and head == deputy:
        reasons.append(_("Head and deputy must be two different units."))
    if reasons:
        raise ValidationError(reasons)
    before = {cluster.head_unit_id, cluster.deputy_unit_id}
    cluster.head_unit, cluster.deputy_unit = head, deputy
    cluster.save()
    refresh_leaders(before | {cluster.head_unit_id, cluster.deputy_unit_id})
    record(
        action="cluster.heads_set",
        actor=by,
        object=cluster,
        data={"head": head.code if head else "", "deputy": deputy.code if deputy else ""},
    )
    return cluster


@transaction.atomic
@gathered()
def set_cluster_members(*, cluster: Cluster, members: Sequence[Unit], by: "User | None") -> Cluster:
    """Set the members; a unit that was in another cluster of the year leaves that one."""
    lock_organization()
    clusters = list(Cluster.objects.filter(year=cluster.year).order_by("pk"))
    cluster = next(found for found in clusters if found.pk == cluster.pk)
    chosen = {unit.pk for unit in members}
    leaving = ClusterMembership.objects.filter(year=cluster.year, unit__in=chosen).exclude(
        cluster=cluster
    )
    moved = set(leaving.values_list("unit", flat=True))
    led_elsewhere = [
        found
        for found in clusters
        if found.pk != cluster.pk and {found.head_unit_id, found.deputy_unit_id} & moved
    ]
    if led_elsewhere:
        raise ValidationError(
            [
                _("A chosen unit leads %(cluster)s. Name other heads there first.")
                % {"cluster": found}
                for found in led_elsewhere
            ]
        )
    for leader in (cluster.head_unit, cluster.deputy_unit):
        if leader is not None and leader.pk not in chosen:
            raise ValidationError(
                _("%(unit)s leads this cluster. Name other heads before it leaves.")
                % {"unit": leader}
            )
    leaving.delete()
    cluster.memberships.exclude(unit__in=chosen).delete()
    have = set(cluster.memberships.values_list("unit", flat=True))
    ClusterMembership.objects.bulk_create(
        ClusterMembership(cluster=cluster, unit=unit, year=cluster.year)
        for unit in members
        if unit.pk not in have
    )
    record(
        action="cluster.members_set",
        actor=by,
        object=cluster,
        data={"members": sorted(unit.code for unit in members)},
    )
    return cluster


@transaction.atomic
@gathered()
def open_cluster_year(*, from_year: int, to_year: int, by: "User | None") -> list[Cluster]:
    """Lay out a year's clusters as in another year: units that ended since are left out."""
    lock_organization()
    if Cluster.objects.filter(year=to_year).exists():
        raise ValidationError(_("%(year)s already has clusters.") % {"year": to_year})
    models = list(Cluster.objects.filter(year=from_year).order_by("kind", "number"))
    if not models:
        raise ValidationError(_("%(year)s has no clusters to copy.") % {"year": from_year})
    alive = set(Unit.objects.filter(valid_to__isnull=True).values_list("pk", flat=True))
    clusters: list[Cluster] = bulk_create_with_history(
        [
            Cluster(
                number=model.number,
                name=model.name,
                kind=model.kind,
                year=to_year,
                head_unit_id=model.head_unit_id if model.head_unit_id in alive else None,
                deputy_unit_id=model.deputy_unit_id if model.deputy_unit_id in alive else None,
            )
            for model in models
        ],
        Cluster,
    )
    new_of = {(cluster.kind, cluster.number): cluster.pk for cluster in clusters}
    rows = ClusterMembership.objects.filter(cluster__in=models, unit__in=alive).values_list(
        "cluster__kind", "cluster__number", "unit"
    )
    ClusterMembership.objects.bulk_create(
        ClusterMembership(cluster_id=new_of[kind, number], unit_id=unit, year=to_year)
        for kind, number, unit in rows
    )
    refresh_leaders({pk for c in clusters for pk in (c.head_unit_id, c.deputy_unit_id)})
    record(
        action="cluster.year_opened",
        actor=by,
        object=("organization.cluster", str(to_year), str(to_year)),
        data={"from": from_year, "to": to_year, "clusters": len(clusters)},
    )
    return clusters
