"""Importing the organisation from a file: compared first, written second, the same twice over.

A file states facts and takes nothing away: units that it does not name are reported as gone and
left alone, because closing a unit is a decision (`services.units.succeed_units`), not a gap in a
list. Only the members of a cluster's year are replaced as a whole.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from workflow_app.audit.services import record
from workflow_app.organization.enums import Role, SeatPost, UnitKind
from workflow_app.organization.models import (
    Body,
    Cluster,
    ClusterMembership,
    Mandate,
    Seat,
    Term,
    Unit,
)

from .authority import refresh_authority
from .facts import BodyFacts, ClusterFacts, Facts, UnitFacts, facts_of

if TYPE_CHECKING:
    from workflow_app.accounts.models import User

ASSUMED_SUPERVISOR = "assumed supervisor"


class LineState(TextChoices):
    """What the import would do to one thing."""

    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    UNCHANGED = "unchanged", _("Unchanged")
    GONE = "gone", _("Not in the file")


class LineKind(TextChoices):
    """What a line of the preview is about."""

    UNIT = "unit", _("Unit")
    BODY = "body", _("Body")
    SEAT = "seat", _("Seats")
    CLUSTER = "cluster", _("Cluster")


@dataclass(frozen=True, slots=True)
class Change:
    """One field that would change."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Line:
    """One thing in the preview."""

    kind: LineKind
    state: LineState
    code: str
    label: str
    changes: tuple[Change, ...] = ()


@dataclass(slots=True)
class ImportPlan:
    """What an import would change, and whatever keeps it from being done."""

    facts: Facts
    lines: list[Line] = field(default_factory=list)

    @property
    def problems(self) -> list[str]:
        """What people must correct in the file first."""
        return self.facts.problems

    @property
    def changes_anything(self) -> bool:
        """Whether doing it would write anything."""
        return any(line.state in (LineState.NEW, LineState.CHANGED) for line in self.lines)

    def count(self, kind: LineKind, state: LineState) -> int:
        """Count lines of a kind and state."""
        return sum(line.kind == kind and line.state == state for line in self.lines)

    @property
    def summary(self) -> dict[str, int]:
        """Count lines by state."""
        found = Counter(str(line.state) for line in self.lines)
        return {str(state): found.get(str(state), 0) for state in LineState.values}


def plan_import(data: Mapping[str, Any]) -> ImportPlan:
    """Compare a file with the database; nothing is written."""
    units = {unit.code: unit for unit in Unit.objects.select_related("supervising_department")}
    plan = ImportPlan(facts_of(data, known_codes=set(units)))
    _compare_units(plan, units)
    _compare_bodies(plan)
    _compare_clusters(plan)
    return plan


@transaction.atomic
def import_organization(
    data: Mapping[str, Any], *, on: dt.date, by: "User | None", dry_run: bool = False
) -> ImportPlan:
    """Bring the database in step with the file, or refuse with everything that is wrong in it.

    A term without a start in the file starts on the first of January of the day's year.
    """
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


# --- Comparing -----------------------------------------------------------------------------


def wanted_values(facts: UnitFacts, unit: Unit | None) -> dict[str, Any]:
    """Return the columns that the file states; an assumed supervisor only fills a gap."""
    values = dict(facts.values)
    stored = unit.supervising_department if unit else None
    if facts.supervisor and not (facts.supervisor_is_assumed and stored):
        values["supervising_department"] = facts.supervisor
    source = str(values.get("source", ""))
    if facts.supervisor_is_assumed and (stored is None or stored.code == facts.supervisor):
        values["source"] = f"{source}; {ASSUMED_SUPERVISOR}" if source else ASSUMED_SUPERVISOR
    return values


def _plain(unit: Unit, name: str) -> Any:
    if name == "supervising_department":
        return unit.supervising_department.code if unit.supervising_department else ""
    return getattr(unit, name)


def differences(facts: UnitFacts, unit: Unit) -> tuple[Change, ...]:
    """Return the fields in which the file and the unit differ."""
    return tuple(
        Change(name, str(_plain(unit, name) or ""), str(value or ""))
        for name, value in wanted_values(facts, unit).items()
        if (_plain(unit, name) or "") != (value or "")
    )


def _compare_units(plan: ImportPlan, units: dict[str, Unit]) -> None:
    for code, facts in plan.facts.units.items():
        unit = units.get(code)
        label = str(facts.values.get("name", code))
        if unit is None:
            plan.lines.append(Line(LineKind.UNIT, LineState.NEW, code, label))
            continue
        changes = differences(facts, unit)
        state = LineState.CHANGED if changes else LineState.UNCHANGED
        plan.lines.append(Line(LineKind.UNIT, state, code, label, changes))
    if not plan.facts.units:
        return
    plan.lines.extend(
        Line(LineKind.UNIT, LineState.GONE, unit.code, unit.name)
        for unit in units.values()
        if unit.code not in plan.facts.units
        and unit.kind != UnitKind.APEX
        and unit.valid_to is None
    )


def _compare_bodies(plan: ImportPlan) -> None:
    stored = {body.code: body for body in Body.objects.prefetch_related("terms__seats")}
    for code, facts in plan.facts.bodies.items():
        body = stored.get(code)
        name = str(facts.values["name"])
        if body is None:
            plan.lines.append(Line(LineKind.BODY, LineState.NEW, code, name))
            plan.lines.append(Line(LineKind.SEAT, LineState.NEW, code, f"{name}: {facts.seats}"))
            continue
        changes = [
            Change(key, str(getattr(body, key)), str(value))
            for key, value in facts.values.items()
            if getattr(body, key) != value
        ]
        term = next((term for term in body.terms.all() if term.name == facts.term), None)
        if term is None:
            changes.append(Change("term", "", facts.term))
        elif facts.start and term.start != facts.start:
            changes.append(Change("term_start", str(term.start), str(facts.start)))
        state = LineState.CHANGED if changes else LineState.UNCHANGED
        plan.lines.append(Line(LineKind.BODY, state, code, name, tuple(changes)))
        plan.lines.append(_seat_line(facts, name, term))


def _seat_line(facts: BodyFacts, name: str, term: Term | None) -> Line:
    have = len(term.seats.all()) if term else 0
    decided = term.decided_seats if term else 0
    label = f"{name} {facts.term}"
    if have >= facts.seats and decided == facts.seats:
        return Line(LineKind.SEAT, LineState.UNCHANGED, facts.code, label)
    change = Change("seats", str(decided), str(facts.seats))
    state = LineState.CHANGED if have else LineState.NEW
    return Line(LineKind.SEAT, state, facts.code, label, (change,))


def _compare_clusters(plan: ImportPlan) -> None:
    years = {facts.year for facts in plan.facts.clusters.values()}
    stored = _clusters_of(years)
    for key, facts in plan.facts.clusters.items():
        cluster = stored.pop(key, None)
        code = f"{facts.year}/{facts.number}"
        if cluster is None:
            plan.lines.append(Line(LineKind.CLUSTER, LineState.NEW, code, facts.name))
            continue
        changes = _cluster_changes(facts, cluster)
        state = LineState.CHANGED if changes else LineState.UNCHANGED
        plan.lines.append(Line(LineKind.CLUSTER, state, code, facts.name, changes))
    plan.lines.extend(
        Line(LineKind.CLUSTER, LineState.GONE, f"{cluster.year}/{cluster.number}", cluster.name)
        for cluster in stored.values()
    )


def _clusters_of(years: set[int]) -> dict[tuple[int, str, int], Cluster]:
    clusters = (
        Cluster.objects.filter(year__in=years)
        .select_related("head_unit", "deputy_unit")
        .prefetch_related("members")
    )
    return {(c.year, c.kind, c.number): c for c in clusters}


def _cluster_changes(facts: ClusterFacts, cluster: Cluster) -> tuple[Change, ...]:
    head = cluster.head_unit.code if cluster.head_unit else ""
    deputy = cluster.deputy_unit.code if cluster.deputy_unit else ""
    members = sorted(unit.code for unit in cluster.members.all())
    compared = [
        ("name", cluster.name, facts.name),
        ("head", head, facts.head or head),
        ("deputy", deputy, facts.deputy or deputy),
        ("members", ", ".join(members), ", ".join(sorted(set(facts.members)))),
    ]
    return tuple(Change(name, old, new) for name, old, new in compared if old != new)


# --- Writing -------------------------------------------------------------------------------


def _write_units(facts: Facts) -> dict[str, Unit]:
    units = {unit.code: unit for unit in Unit.objects.select_related("supervising_department")}
    new = [wanted for wanted in facts.units.values() if wanted.code not in units]
    changed = [
        wanted
        for wanted in facts.units.values()
        if wanted.code in units and differences(wanted, units[wanted.code])
    ]
    created = [_filled(Unit(code=wanted.code), wanted_values(wanted, None)) for wanted in new]
    bulk_create_with_history(created, Unit)
    units |= {unit.code: unit for unit in Unit.objects.filter(code__in=[w.code for w in new])}
    touched = [
        _filled(units[wanted.code], wanted_values(wanted, units[wanted.code])) for wanted in changed
    ]
    for wanted in [*new, *changed]:
        if "supervising_department" in wanted_values(wanted, units[wanted.code]):
            units[wanted.code].supervising_department = units[wanted.supervisor]
    touched += [units[wanted.code] for wanted in new if wanted.supervisor]
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
    stored = _clusters_of({wanted.year for wanted in facts.clusters.values()})
    touched: list[tuple[ClusterFacts, Cluster]] = []
    led: set[int] = set()
    for key, wanted in facts.clusters.items():
        cluster = stored.get(key)
        if cluster is not None and not _cluster_changes(wanted, cluster):
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
