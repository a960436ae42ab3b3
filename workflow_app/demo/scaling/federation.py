"""A federation of a thousand units: the demo's own and their chapters, with people and clusters."""

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from workflow_app.accounts.models import User
from workflow_app.demo.archive import DATA
from workflow_app.demo.people import create_people
from workflow_app.lib.text import search_text
from workflow_app.organization.enums import Duty, Role, UnitKind
from workflow_app.organization.models import (
    Cluster,
    ClusterMembership,
    Desk,
    Mandate,
    Person,
    Unit,
)
from workflow_app.organization.services.authority import ensure_desks, refresh_authority
from workflow_app.organization.services.importing import import_organization

from .tapes import Keys

CLUSTER_SIZE = 12
HEADING_FIRST = ("LH-DANANG", "LH-THUATHIENHUE", "LH-QUANGTRI")
"""The demo's best known units lead the first cluster here too."""
UNIT_DUTIES = (Duty.DRAFT, Duty.SIGN, Duty.REVIEW)
Names = dict[str, Any]


def make_federation(units: int, since: dt.date, seats: int) -> None:
    """Import the demo's organisation with as many chapters as are missing; appoint everybody."""
    facts = json.loads((DATA / "organisation.json").read_text(encoding="utf-8"))
    known = facts["units"]
    departments = [unit for unit in known if unit["kind"] == UnitKind.DEPARTMENT]
    members = [unit for unit in known if unit["kind"] != UnitKind.DEPARTMENT]
    members.sort(
        key=lambda unit: (unit["code"] not in HEADING_FIRST, unit["kind"] != UnitKind.LOCAL_MEMBER)
    )
    wanted = units - len(departments)
    facts["units"] = [*departments, *members[:wanted], *_chapters(known, wanted - len(members))]
    facts["clusters"] = []
    for body in facts["bodies"]:
        body["term_start"] = since.year
        body["seats"] = min(seats, body["seats"])
    import_organization(facts, on=since, by=None)
    create_people(since)


def _chapters(known: Sequence[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    """Return chapters: every friendship association in every province, as many as are asked for."""
    associations = [unit for unit in known if unit["kind"] == UnitKind.CENTRAL_MEMBER]
    provinces = [unit for unit in known if unit["kind"] == UnitKind.LOCAL_MEMBER]
    pairs = list(product(provinces, associations))[: max(count, 0)]
    return [
        {
            "code": f"{association['code']}-{province['code'].removeprefix('LH-')}"[:30],
            "name": f"{association['name']} {province['province']}",
            "short_name": f"{association['short_name']} {province['province']}",
            "kind": UnitKind.LOCAL_MEMBER,
            "province": province["province"],
            "supervising_department": association["supervising_department"],
            "source": "assumed",
        }
        for province, association in pairs
    ]


def form_clusters(years: Iterable[int]) -> dict[int, list[Cluster]]:
    """Let the local members form clusters of twelve in each of the years, and say who leads."""
    ordered = sorted(
        Unit.objects.filter(kind=UnitKind.LOCAL_MEMBER),
        key=lambda unit: (_place_of(unit.code), unit.pk),
    )
    groups = [
        ordered[start : start + CLUSTER_SIZE]
        for start in range(0, len(ordered) - CLUSTER_SIZE + 1, CLUSTER_SIZE)
    ]
    clusters = {
        year: Cluster.objects.bulk_create(
            Cluster(
                number=number,
                name=f"Cụm Liên hiệp hữu nghị địa phương số {number}",
                year=year,
                head_unit=group[0],
                deputy_unit=group[1],
            )
            for number, group in enumerate(groups, start=1)
        )
        for year in years
    }
    for year, formed in clusters.items():
        Cluster.history.bulk_history_create(formed)
        ClusterMembership.objects.bulk_create(
            ClusterMembership(cluster=cluster, unit=unit, year=year)
            for cluster, group in zip(formed, groups, strict=True)
            for unit in group
        )
    leading = [unit.pk for group in groups for unit in group[:2]]
    heads = Mandate.objects.filter(unit__in=leading, role__in=Role.leading_roles)
    refresh_authority(mandate_ids=list(heads.values_list("pk", flat=True)))
    return clusters


def _place_of(code: str) -> int:
    return HEADING_FIRST.index(code) if code in HEADING_FIRST else len(HEADING_FIRST)


@dataclass(slots=True)
class Part:
    """What a unit brings into a case, by name, and the rows that stand behind its keys."""

    unit: Unit
    names: Names
    keys: Keys

    @property
    def words(self) -> dict[str, str]:
        """The names that stand for texts."""
        return {name: value for name, value in self.names.items() if isinstance(value, str)}


class Directory:
    """Who is who: for every unit, its desks and the people who draft and sign for it."""

    def __init__(self) -> None:
        self.units = {
            unit.pk: unit for unit in Unit.objects.select_related("supervising_department")
        }
        ensure_desks((duty, ("unit", pk)) for pk in self.units for duty in UNIT_DUTIES)
        self._desks = {
            (desk.duty, desk.unit_id or desk.cluster_id, desk.cluster_id is not None): desk.pk
            for desk in Desk.objects.filter(body__isnull=True)
        }
        self._holders: dict[tuple[int | None, str], Mandate] = {}
        for mandate in Mandate.objects.filter(unit__isnull=False).select_related("person__user"):
            self._holders.setdefault((mandate.unit_id, mandate.role), mandate)

        self._members: dict[int, list[Unit]] = {}
        for cluster, unit in ClusterMembership.objects.order_by("pk").values_list(
            "cluster", "unit"
        ):
            self._members.setdefault(cluster, []).append(self.units[unit])
        self._parts: dict[tuple[int, bool], Part] = {}

    def members(self, cluster: Cluster) -> list[Unit]:
        """Return the units of a cluster, those who lead it first."""
        return self._members[cluster.pk]

    def part(self, unit: Unit, *, as_department: bool = False) -> Part:
        """Return what the unit brings, found once."""
        mark = (unit.pk, as_department)
        if mark not in self._parts:
            self._parts[mark] = self._part(unit, as_department=as_department)
        return self._parts[mark]

    def _part(self, unit: Unit, *, as_department: bool) -> Part:
        """Names, desks and people."""
        names: Names = {"unit": unit.pk}
        keys: Keys = {(Unit, unit.pk): "unit"}
        for word in ("code", "name", "short_name"):
            names[word] = getattr(unit, word)
            names[f"worded.{word}"] = search_text(names[word])
        duties = (Duty.APPRAISE_CONTENT,) if as_department else UNIT_DUTIES
        roles = (Role.CONTENT_APPRAISER,) if as_department else (Role.DRAFTER, Role.UNIT_HEAD)
        for duty in duties:
            key = self._desks.get((duty, unit.pk, False))
            if key is not None:
                names[f"desk.{duty}"] = key
                keys[Desk, key] = f"desk.{duty}"
        for role in roles:
            mandate = self._holders.get((unit.pk, role))
            if mandate is not None:
                self._appointed(role, mandate, names, keys)
        return Part(unit, names, keys)

    def _appointed(self, role: str, mandate: Mandate, names: Names, keys: Keys) -> None:
        rows = ((Mandate, mandate.pk), (Person, mandate.person_id), (User, mandate.person.user_id))
        for model, key in rows:
            name = f"{role}.{model._meta.model_name}"
            names[name] = key
            keys[model, key or 0] = name
        names[f"{role}.full_name"] = mandate.person.full_name

    def cluster_part(self, cluster: Cluster) -> Part:
        """Return what the cluster brings: itself and the desks of those who sign for it."""
        names: Names = {"cluster": cluster.pk}
        keys: Keys = {(Cluster, cluster.pk): "cluster"}
        for duty in (Duty.ENDORSE, Duty.STAND_IN):
            key = self._desks[duty, cluster.pk, True]
            names[f"desk.{duty}"] = key
            keys[Desk, key] = f"desk.{duty}"
        return Part(Unit(), names, keys)


def joined(**parts: Part) -> tuple[Names, Keys]:
    """Put the parts of a case together: "author.unit", "head.desk.review", ..."""
    names: Names = {}
    keys: Keys = {}
    for role, part in parts.items():
        names |= {f"{role}.{name}": value for name, value in part.names.items()}
        keys |= {mark: f"{role}.{name}" for mark, name in part.keys.items()}
    return names, keys


def names_of(
    directory: Directory, author: Unit, members: Sequence[Unit], cluster: Cluster | None
) -> tuple[Names, Keys]:
    """Return everybody who has a part in a unit's case; outside the clusters it has no peers."""
    department = directory.units[author.supervising_department_id or 0]
    parts = {
        "author": directory.part(author),
        "department": directory.part(department, as_department=True),
    }
    if cluster is not None:
        others = [unit for unit in members if unit.pk != author.pk]
        parts |= {f"other{n}": directory.part(unit) for n, unit in enumerate(others)}
        parts["circle"] = directory.cluster_part(cluster)
    return joined(**parts)
