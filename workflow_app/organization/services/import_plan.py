"""Comparing a file with the organisation as it is: what would be new, changed, gone."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from workflow_app.organization.enums import UnitKind
from workflow_app.organization.models import Body, Cluster, Term, Unit

from .facts import BodyFacts, ClusterFacts, Facts, UnitFacts, facts_of

ASSUMED_SUPERVISOR = "assumed supervisor"


FIELD_LABELS = {
    "name": _("Name"),
    "short_name": _("Short name"),
    "name_en": _("Name in English"),
    "kind": _("Kind"),
    "function": _("Function"),
    "province": _("Province"),
    "partner": _("Partner country"),
    "supervising_department": _("Supervising department"),
    "valid_from": _("Exists from"),
    "valid_to": _("Existed until"),
    "source": _("Source of these data"),
    "term": _("Term"),
    "term_start": _("First year of the term"),
    "seats": _("Seats"),
    "head": _("Head"),
    "deputy": _("Deputy head"),
    "members": _("Members"),
}


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

    @property
    def label(self) -> str:
        """The field as people call it."""
        return str(FIELD_LABELS.get(self.name, self.name))


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
    functions = {
        unit.function: unit.code
        for unit in units.values()
        if unit.function and unit.valid_to is None
    }
    plan = ImportPlan(facts_of(data, known_codes=set(units), functions=functions))
    _compare_units(plan, units)
    _compare_bodies(plan)
    _compare_clusters(plan)
    return plan


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
    stored = clusters_by_key(years)
    for key, facts in plan.facts.clusters.items():
        cluster = stored.pop(key, None)
        code = f"{facts.year}/{facts.number}"
        if cluster is None:
            plan.lines.append(Line(LineKind.CLUSTER, LineState.NEW, code, facts.name))
            continue
        changes = cluster_changes(facts, cluster)
        state = LineState.CHANGED if changes else LineState.UNCHANGED
        plan.lines.append(Line(LineKind.CLUSTER, state, code, facts.name, changes))
    plan.lines.extend(
        Line(LineKind.CLUSTER, LineState.GONE, f"{cluster.year}/{cluster.number}", cluster.name)
        for cluster in stored.values()
    )


def clusters_by_key(years: set[int]) -> dict[tuple[int, str, int], Cluster]:
    """The clusters of these years by what makes them the same."""
    clusters = (
        Cluster.objects.filter(year__in=years)
        .select_related("head_unit", "deputy_unit")
        .prefetch_related("members")
    )
    return {(c.year, c.kind, c.number): c for c in clusters}


def cluster_changes(facts: ClusterFacts, cluster: Cluster) -> tuple[Change, ...]:
    """Return what differs; a head that the file leaves open stays as it is."""
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
