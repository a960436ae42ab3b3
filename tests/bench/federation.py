"""The people and units that the errand needs: as many clusters as wanted, as large as wanted."""

import copy
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from plans.models import Activity, Campaign, Plan
from plans.services.campaigns import open_campaign
from workflow_app.accounts.models import User
from workflow_app.approvals.models import Dossier
from workflow_app.organization.models import (
    Body,
    Cluster,
    ClusterMembership,
    Mandate,
    Person,
    Unit,
)
from workflow_app.organization.services.authority import refresh_authority
from workflow_app.rulebook.services import load_calendar

YEAR = 2027
START = dt.date(2020, 1, 1)
LINES = 10  # the joint plan of cluster 3 for 2022 has ten lines, Đà Nẵng's has twelve


@dataclass
class Federation:
    """Everybody by what they do; accounts are handed out as copies, as every request loads one."""

    office: Unit
    department: Unit
    body: Body
    users: dict[str, User] = field(default_factory=dict)
    clusters: list[tuple[Cluster, list[Unit]]] = field(default_factory=list)

    def user(self, name: str) -> User:
        return copy.copy(self.users[name])

    def head_of(self, unit: Unit) -> User:
        return self.user(f"head-{unit.code}")

    def drafter_of(self, unit: Unit) -> User:
        return self.user(f"drafter-{unit.code}")

    def authors(self) -> list[tuple[Unit, list[Unit]]]:
        """List the units whose plan a whole cluster reviews, with the reviewers, the head first."""
        return [
            (unit, [other for other in units if other is not unit])
            for __, units in self.clusters
            for unit in units[2:]
        ]


def new_federation() -> Federation:
    """Write the offices above the units (who appraises, who runs campaigns, who decides)."""
    load_calendar(years=range(timezone.localdate().year, timezone.localdate().year + 2), by=None)
    office = new_unit("VAN-PHONG", "Văn phòng", kind="department", function="office")
    department = new_unit("BAN-CTDP", "Ban Công tác địa phương", kind="department")
    Unit.objects.bulk_create([office, department])
    body = Body.objects.create(code="DCT", name="Đoàn Chủ tịch", name_en="Presidium")
    federation = Federation(office, department, body)
    appoint(
        federation,
        [
            ("appraiser", "content_appraiser", department),
            ("form", "form_appraiser", office),
            ("clerk", "clerk", office),
        ],
    )
    return federation


def add_cluster(federation: Federation, size: int) -> Cluster:
    """Add a cluster of this many units, each with a head and a drafter; the first one leads it."""
    number = len(federation.clusters) + 1
    units = [
        new_unit(
            f"DV-{number}-{place}",
            f"Liên hiệp các tổ chức hữu nghị tỉnh thứ {place} của cụm {number}",
            short=f"LHHN {number}.{place}",
            department=federation.department,
        )
        for place in range(1, size + 1)
    ]
    Unit.objects.bulk_create(units)
    cluster = Cluster.objects.create(
        number=number,
        name=f"Cụm Liên hiệp hữu nghị địa phương số {number}",
        year=YEAR,
        head_unit=units[0],
        deputy_unit=units[1] if size > 1 else None,
    )
    ClusterMembership.objects.bulk_create(
        ClusterMembership(cluster=cluster, unit=unit, year=YEAR) for unit in units
    )
    federation.clusters.append((cluster, units))
    appoint(
        federation,
        [
            appointment
            for unit in units
            for appointment in (
                (f"head-{unit.code}", "unit_head", unit),
                (f"drafter-{unit.code}", "drafter", unit),
            )
        ],
    )
    return cluster


def open_year(federation: Federation) -> dict[int, Dossier]:
    """Open the campaign for every unit, write each plan's lines; return dossiers by unit."""
    campaign, __ = Campaign.objects.get_or_create(
        year=YEAR,
        defaults={"title": f"Kế hoạch công tác năm {YEAR}", "body": federation.body},
    )
    open_campaign(campaign=campaign, user=federation.user("clerk"))
    plans = Plan.objects.filter(dossier__year=YEAR, activities__isnull=True)
    Activity.objects.bulk_create(
        _line(plan, order) for plan in plans for order in range(1, LINES + 1)
    )
    return {dossier.unit_id: dossier for dossier in Dossier.objects.filter(year=YEAR)}


def _line(plan: Plan, order: int) -> Activity:
    return Activity(
        plan=plan,
        order=order,
        title=f"Gặp mặt hữu nghị lần thứ {order} nhân kỷ niệm quan hệ Việt Nam - Lào",
        kind="anniversary",
        purpose="Củng cố quan hệ hữu nghị, giao lưu nhân dân hai nước",
        when_words="tháng 9/2027",
        first_day=dt.date(YEAR, 9, 1),
        last_day=dt.date(YEAR, 9, 30),
        place="Hội trường Liên hiệp",
        partner="Lào",
        lead="Liên hiệp các tổ chức hữu nghị",
        amount=80_000_000,
        funding_source="Ngân sách thành phố",
    )


def new_unit(
    code: str,
    name: str,
    *,
    short: str = "",
    kind: str = "local_member",
    function: str = "",
    department: Unit | None = None,
) -> Unit:
    unit = Unit(
        code=code,
        name=name,
        short_name=short or name,
        kind=kind,
        function=function,
        supervising_department=department,
    )
    unit.refresh_keys()
    return unit


def appoint(federation: Federation, appointments: Sequence[tuple[str, str, Unit]]) -> None:
    """Give each name an account, a person, a mandate, and what follows from it."""
    password = make_password(None)
    users = User.objects.bulk_create(
        User(
            username=name,
            email=f"{name.lower()}@example.vn",
            full_name=f"Nguyễn Thị {name}",
            password=password,
        )
        for name, __, __ in appointments
    )
    people = [
        Person(full_name=user.full_name, user=user, unit=unit)
        for user, (__, __, unit) in zip(users, appointments, strict=True)
    ]
    for person in people:
        person.refresh_keys()
    Person.objects.bulk_create(people)
    mandates = Mandate.objects.bulk_create(
        Mandate(person=person, role=role, unit=unit, valid_from=START)
        for person, (__, role, unit) in zip(people, appointments, strict=True)
    )
    refresh_authority(mandate_ids=[mandate.pk for mandate in mandates])
    federation.users.update({user.username: user for user in users})
