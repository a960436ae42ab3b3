"""What a file says about the organisation, read strictly and before anything is written.

The file states facts; what it leaves out is left as it is in the database. Everything wrong is
collected, so that people correct their file once and not line by line.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from workflow_app.organization.enums import ClusterKind, UnitFunction, UnitKind

FUNCTIONS = {
    "VAN-PHONG": UnitFunction.OFFICE,
    "BAN-TCCB": UnitFunction.PERSONNEL,
    "BAN-KT": UnitFunction.INSPECTION,
    "BAN-CTDP": UnitFunction.LOCAL_AFFAIRS,
}
OFFICE, PERSONNEL = "VAN-PHONG", "BAN-TCCB"
UNIT_TEXTS = ("name", "name_en", "short_name", "kind", "function", "province", "partner", "source")
UNIT_DATES = ("valid_from", "valid_to")
DEFAULT_TERM = "I"
MOST_SEATS = 500
YEARS = range(1950, 2101)


@dataclass(slots=True)
class UnitFacts:
    """One unit as the file states it; `values` holds only what is stated."""

    code: str
    values: dict[str, Any]
    supervisor: str = ""
    supervisor_is_assumed: bool = False


@dataclass(slots=True)
class BodyFacts:
    """One body with its term."""

    code: str
    values: dict[str, Any]
    term: str
    start: dt.date | None
    seats: int


@dataclass(slots=True)
class ClusterFacts:
    """One cluster of one year; head and deputy are codes, or nothing when not stated."""

    number: int
    year: int
    kind: str
    name: str
    head: str
    deputy: str
    members: list[str]

    @property
    def key(self) -> tuple[int, str, int]:
        """What makes it the same cluster."""
        return (self.year, self.kind, self.number)


@dataclass(slots=True)
class Facts:
    """The whole file."""

    units: dict[str, UnitFacts] = field(default_factory=dict)
    bodies: dict[str, BodyFacts] = field(default_factory=dict)
    clusters: dict[tuple[int, str, int], ClusterFacts] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def facts_of(
    data: Any, *, known_codes: set[str], functions: Mapping[str, str] | None = None
) -> Facts:
    """Read the file.

    `known_codes` are units that may be named though the file lacks them; `functions` says which
    unit in force does what for everybody now.
    """
    facts = Facts()
    if not isinstance(data, Mapping):
        facts.problems.append(_("The file does not hold an organisation."))
        return facts
    _read_apex(facts, data.get("apex"))
    for row in _rows(facts, data, "units"):
        _read_unit(facts, row)
    for row in _rows(facts, data, "bodies"):
        _read_body(facts, row)
    for row in _rows(facts, data, "clusters"):
        _read_cluster(facts, row)
    _assume_supervisors(facts, known_codes)
    _check_references(facts, known_codes)
    _check_functions(facts, functions or {})
    return facts


def _rows(facts: Facts, data: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    rows = data.get(name) or []
    if not isinstance(rows, Sequence) or not all(isinstance(row, Mapping) for row in rows):
        facts.problems.append(_("“%(name)s” must be a list of records.") % {"name": name})
        return []
    return list(rows)


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return " ".join(str(value).split()) if value is not None else ""


def _whole(row: Mapping[str, Any], name: str) -> int | None:
    value = row.get(name)
    if isinstance(value, bool):
        return None
    try:
        return int(str(value).strip()) if value not in (None, "") else None
    except ValueError:
        return None


def _day(row: Mapping[str, Any], name: str) -> dt.date | None:
    value = row.get(name)
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value).strip()[:10]) if value else None
    except ValueError:
        return None


def _read_apex(facts: Facts, row: Any) -> None:
    if row is None:
        return
    if not isinstance(row, Mapping) or not _text(row, "code") or not _text(row, "name"):
        facts.problems.append(_("The federation needs a code and a name."))
        return
    code = _text(row, "code")
    values = {name: _text(row, name) for name in ("name", "name_en") if _text(row, name)}
    short = _text(row, "short_name") or code
    facts.units[code] = UnitFacts(code, values | {"short_name": short, "kind": UnitKind.APEX.value})


def _read_unit(facts: Facts, row: Mapping[str, Any]) -> None:
    code, name = _text(row, "code"), _text(row, "name")
    if not code or not name:
        facts.problems.append(
            _("A unit without code or name: “%(what)s”.") % {"what": code or name or "–"}
        )
        return
    if code in facts.units:
        facts.problems.append(_("The code %(code)s stands twice.") % {"code": code})
        return
    values: dict[str, Any] = {key: _text(row, key) for key in UNIT_TEXTS if _text(row, key)}
    values.setdefault("short_name", name)
    if code in FUNCTIONS:
        values.setdefault("function", FUNCTIONS[code].value)
    _check_choice(facts, code, values, "kind", UnitKind.values, required=True)
    _check_choice(facts, code, values, "function", UnitFunction.values, required=False)
    for key in UNIT_DATES:
        if row.get(key):
            values[key] = _day(row, key)
            if values[key] is None:
                facts.problems.append(
                    _("%(code)s: “%(value)s” is not a date.") % {"code": code, "value": row[key]}
                )
    facts.units[code] = UnitFacts(code, values, _text(row, "supervising_department"))


def _check_choice(
    facts: Facts, code: str, values: dict[str, Any], key: str, allowed: list[str], *, required: bool
) -> None:
    if (required or key in values) and values.get(key) not in allowed:
        facts.problems.append(
            _("%(code)s: “%(value)s” is not one of %(allowed)s.")
            % {"code": code, "value": values.get(key, ""), "allowed": ", ".join(allowed)}
        )


def _read_body(facts: Facts, row: Mapping[str, Any]) -> None:
    code, seats = _text(row, "code"), _whole(row, "seats")
    if not code or not _text(row, "name"):
        facts.problems.append(_("A body without code or name: “%(what)s”.") % {"what": code or "–"})
        return
    if seats is None or not 0 < seats <= MOST_SEATS:
        facts.problems.append(
            _("%(code)s: the number of seats must lie between 1 and %(most)s.")
            % {"code": code, "most": MOST_SEATS}
        )
        return
    if code in facts.bodies:
        facts.problems.append(_("The code %(code)s stands twice.") % {"code": code})
        return
    year = _whole(row, "term_start")
    start = dt.date(year, 1, 1) if year in YEARS and year is not None else None
    values = {key: _text(row, key) for key in ("name", "name_en") if _text(row, key)}
    term = _text(row, "term") or DEFAULT_TERM
    facts.bodies[code] = BodyFacts(code, values, term, start, seats)


def _read_cluster(facts: Facts, row: Mapping[str, Any]) -> None:
    number, year = _whole(row, "number"), _whole(row, "year")
    if number is None or number < 1 or year is None or year not in YEARS:
        facts.problems.append(
            _("A cluster without number or year: “%(what)s”.") % {"what": _text(row, "name") or "–"}
        )
        return
    kind = _text(row, "kind") or ClusterKind.CLUSTER.value
    if kind not in ClusterKind.values:
        facts.problems.append(_("“%(kind)s” is not a kind of cluster.") % {"kind": kind})
        return
    members = [str(code).strip() for code in row.get("members") or []]
    name = _text(row, "name") or _("Cluster %(number)s") % {"number": number}
    cluster = ClusterFacts(
        number, year, kind, name, _text(row, "head"), _text(row, "deputy"), members
    )
    if cluster.key in facts.clusters:
        facts.problems.append(
            _("Cluster %(number)s of %(year)s stands twice.") % {"number": number, "year": year}
        )
        return
    facts.clusters[cluster.key] = cluster


def _assume_supervisors(facts: Facts, known_codes: set[str]) -> None:
    """Fill the gap that departments leave: who appraises their own plans.

    The office does, and whoever answers for staff appraises the office's.
    """
    available = known_codes | facts.units.keys()
    for unit in facts.units.values():
        if unit.supervisor or unit.values.get("kind") != UnitKind.DEPARTMENT:
            continue
        default = PERSONNEL if unit.code == OFFICE else OFFICE
        if default in available:
            unit.supervisor, unit.supervisor_is_assumed = default, True


def _check_functions(facts: Facts, functions: Mapping[str, str]) -> None:
    """One department does each thing for everybody."""
    holders = {
        function: code
        for function, code in functions.items()
        if code not in facts.units or "function" not in facts.units[code].values
    }
    for unit in facts.units.values():
        function = unit.values.get("function", "")
        if function not in UnitFunction.values or unit.values.get("valid_to"):
            continue
        if holders.setdefault(function, unit.code) != unit.code:
            facts.problems.append(
                _("%(code)s and %(other)s cannot both be “%(function)s”.")
                % {
                    "code": unit.code,
                    "other": holders[function],
                    "function": UnitFunction(function).label,
                }
            )


def _check_references(facts: Facts, known_codes: set[str]) -> None:
    available = known_codes | facts.units.keys()
    for unit in facts.units.values():
        if unit.supervisor == unit.code:
            facts.problems.append(_("%(code)s cannot supervise itself.") % {"code": unit.code})
        elif unit.supervisor and unit.supervisor not in available:
            _unknown(facts, unit.supervisor, unit.code)
    placed: dict[tuple[int, str], int] = {}
    for cluster in facts.clusters.values():
        _check_cluster(facts, cluster, available, placed)


def _check_cluster(
    facts: Facts, cluster: ClusterFacts, available: set[str], placed: dict[tuple[int, str], int]
) -> None:
    for code in [*cluster.members, *filter(None, (cluster.head, cluster.deputy))]:
        if code not in available:
            _unknown(facts, code, cluster.name)
    for leader in filter(None, (cluster.head, cluster.deputy)):
        if leader not in cluster.members:
            facts.problems.append(
                _("%(name)s: %(code)s leads the cluster but is not a member of it.")
                % {"name": cluster.name, "code": leader}
            )
    if cluster.head and cluster.head == cluster.deputy:
        facts.problems.append(
            _("%(name)s: head and deputy are the same unit.") % {"name": cluster.name}
        )
    for code in cluster.members:
        if (cluster.year, code) in placed:
            facts.problems.append(
                _("%(code)s stands in two clusters of %(year)s.")
                % {"code": code, "year": cluster.year}
            )
        placed[cluster.year, code] = cluster.number


def _unknown(facts: Facts, code: str, where: str) -> None:
    facts.problems.append(
        _("%(where)s names the unit %(code)s, which nobody knows.") % {"where": where, "code": code}
    )
