"""Importing the organisation from a file: compared first, written second, the same twice over.

A file states facts and takes nothing away: units that it does not name are reported as gone and
left alone, because closing a unit is a decision (`services.units.succeed_units`), not a gap in a
list. Only the members of a cluster's year are replaced as a whole.
"""

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from simple_history.utils import bulk_update_with_history

from workflow_app.audit.services import gathered, record
from workflow_app.organization.enums import Role, SeatPost
from workflow_app.organization.models import (
    Body,
    Cluster,
    ClusterMembership,
    Mandate,
    Seat,
    Term,
    Unit,
)

from .authority import lock_organization, refresh_authority
from .facts import ClusterFacts, Facts
from .import_plan import (
    ImportPlan,
    cluster_changes,
    clusters_by_key,
    differences,
    plan_import,
    wanted_values,
)

if TYPE_CHECKING:
    from workflow_app.accounts.models import User


@transaction.atomic
@gathered()
def import_organization(
    data: Mapping[str, Any], *, on: dt.date, by: "User | None", dry_run: bool = False
) -> ImportPlan:
    """Bring the database in step with the file, or refuse with everything that is wrong in it.

    A term without a start in the file starts on the first of January of the day's year.
    """
    lock_organization()
    plan = plan_import(data)
    if plan.problems and not dry_run:
        raise ValidationError(plan.problems)
    if dry_run or not plan.changes_anything:
        return plan
    units = _write_units(plan.facts)
    _write_bodies(plan.facts, on)
    _write_clusters(plan.facts, units)
    record(
        action="organization.imported",
        actor=by,
        object=("organization", "", "organization"),
        data={"summary": plan.summary, "on": on.isoformat()},
    )
    return plan


def _write_units(facts: Facts) -> dict[str, Unit]:
    units = {unit.code: unit for unit in Unit.objects.select_related("supervising_department")}
    new = [wanted for wanted in facts.units.values() if wanted.code not in units]
    changed = [
        wanted
        for wanted in facts.units.values()
        if wanted.code in units and differences(wanted, units[wanted.code])
    ]
    created = [_filled(Unit(code=wanted.code), wanted_values(wanted, None)) for wanted in new]
    Unit.objects.bulk_create(created)
    units |= {unit.code: unit for unit in Unit.objects.filter(code__in=[w.code for w in new])}
    touched = [
        _filled(units[wanted.code], wanted_values(wanted, units[wanted.code])) for wanted in changed
    ]
    for wanted in [*new, *changed]:
        if "supervising_department" in wanted_values(wanted, units[wanted.code]):
            units[wanted.code].supervising_department = units[wanted.supervisor]
    newborn = [units[wanted.code] for wanted in new]
    Unit.objects.bulk_update(newborn, ["supervising_department"])
    Unit.history.bulk_history_create(newborn)  # one entry each, with the supervisor in it
    names = ["name", "name_en", "short_name", "kind", "function", "province", "partner"]
    names += ["source", "valid_from", "valid_to", "search_text", "sort_key"]
    bulk_update_with_history(touched, Unit, [*names, "supervising_department"])
    return units


def _filled(unit: Unit, values: Mapping[str, Any]) -> Unit:
    """Set the plain columns; supervisors wait until every unit has its id."""
    for name, value in values.items():
        if name != "supervising_department":
            setattr(unit, name, value)
    unit.refresh_keys()
    return unit


def _write_bodies(facts: Facts, on: dt.date) -> None:
    for wanted in facts.bodies.values():
        stored = Body.objects.filter(code=wanted.code).first()
        body = stored or Body(code=wanted.code)
        if stored is None or any(getattr(body, k) != v for k, v in wanted.values.items()):
            for name, value in wanted.values.items():
                setattr(body, name, value)
            body.save()
        start = wanted.start or dt.date(on.year, 1, 1)
        term, created = Term.objects.get_or_create(
            body=body,
            name=wanted.term,
            defaults={"start": start, "decided_seats": wanted.seats},
        )
        if not created:
            term.start = wanted.start or term.start
            term.decided_seats = wanted.seats
            term.save()
        _write_seats(term, wanted.seats)


def _write_seats(term: Term, wanted: int) -> None:
    """Add the seats that are missing; a seat somebody once held is never taken away."""
    have = set(term.seats.values_list("number", flat=True))
    Seat.objects.bulk_create(
        Seat(
            term=term,
            number=number,
            post=SeatPost.CHAIR if number == 1 else SeatPost.MEMBER,
        )
        for number in range(1, wanted + 1)
        if number not in have
    )


def _write_clusters(facts: Facts, units: dict[str, Unit]) -> None:
    stored = clusters_by_key({wanted.year for wanted in facts.clusters.values()})
    touched: list[tuple[ClusterFacts, Cluster]] = []
    led: set[int] = set()
    for key, wanted in facts.clusters.items():
        cluster = stored.get(key)
        if cluster is not None and not cluster_changes(wanted, cluster):
            continue
        cluster = cluster or Cluster(number=wanted.number, year=wanted.year, kind=wanted.kind)
        before = {cluster.head_unit_id, cluster.deputy_unit_id}
        cluster.name = wanted.name
        cluster.head_unit = units[wanted.head] if wanted.head else cluster.head_unit
        cluster.deputy_unit = units[wanted.deputy] if wanted.deputy else cluster.deputy_unit
        cluster.save()
        led |= {pk for pk in before | {cluster.head_unit_id, cluster.deputy_unit_id} if pk}
        touched.append((wanted, cluster))
    _write_members(touched, units)
    leaders = Mandate.objects.filter(unit__in=led, role__in=Role.leading_roles)
    refresh_authority(mandate_ids=list(leaders.values_list("pk", flat=True)))


def _write_members(touched: list[tuple[ClusterFacts, Cluster]], units: dict[str, Unit]) -> None:
    """Replace the members as a whole; a unit leaves its old cluster of the year first."""
    ClusterMembership.objects.filter(cluster__in=[cluster for __, cluster in touched]).delete()
    for wanted, cluster in touched:
        ClusterMembership.objects.filter(
            year=cluster.year, unit__in=[units[code] for code in wanted.members]
        ).delete()
    ClusterMembership.objects.bulk_create(
        ClusterMembership(cluster=cluster, unit=units[code], year=cluster.year)
        for wanted, cluster in touched
        for code in dict.fromkeys(wanted.members)
    )
