"""The federation that the tests of this room live in, and its people."""

import datetime as dt
from dataclasses import dataclass, field

from workflow_app.accounts.models import User
from workflow_app.organization.enums import Role, UnitFunction, UnitKind
from workflow_app.organization.models import (
    Body,
    Cluster,
    ClusterMembership,
    Mandate,
    Person,
    Seat,
    Term,
    Unit,
)
from workflow_app.organization.services.appointments import appoint

START = dt.date(2020, 1, 1)
YEAR = 2026


@dataclass
class House:
    """Everything by its short name."""

    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    mandates: dict[str, Mandate] = field(default_factory=dict)
    cluster: Cluster = field(default_factory=Cluster)
    body: Body = field(default_factory=Body)

    def unit(self, code: str, kind: str, **more: object) -> Unit:
        name = str(more.pop("name", f"Liên hiệp {code}"))
        self.units[code] = Unit.objects.create(
            code=code, name=name, short_name=name, kind=kind, **more
        )
        return self.units[code]

    def person(self, key: str, name: str, unit: str = "", *, account: bool = True) -> Person:
        user = None
        if account:
            user = User.objects.create_user(key, f"{key}@example.vn", "pw", full_name=name)
        self.people[key] = Person.objects.create(
            full_name=name, unit=self.units.get(unit), user=user
        )
        return self.people[key]

    def appointed(self, key: str, role: str, place: Unit | Body | Seat | None = None) -> Mandate:
        person = self.people[key]
        place = place or person.unit
        assert place is not None
        self.mandates[key] = appoint(
            person=person, role=role, place=place, valid_from=START, basis="QĐ 1", by=None
        )
        return self.mandates[key]

    def user(self, key: str) -> User:
        user = self.people[key].user
        assert user is not None
        return user


def make_house() -> House:
    house = House()
    house.unit("VUFO", UnitKind.APEX, name="VUFO")
    house.unit("VP", UnitKind.DEPARTMENT, name="Văn phòng", function=UnitFunction.OFFICE)
    house.unit("KT", UnitKind.DEPARTMENT, name="Ban Kiểm tra", function=UnitFunction.INSPECTION)
    for code, name in (("DN", "Đà Nẵng"), ("HUE", "Huế"), ("QN", "Quảng Nam")):
        house.unit(
            code,
            UnitKind.LOCAL_MEMBER,
            name=f"LHHN {name}",
            supervising_department=house.units["VP"],
        )
    house.cluster = Cluster.objects.create(
        number=3,
        name="Cụm 3",
        year=YEAR,
        head_unit=house.units["DN"],
        deputy_unit=house.units["HUE"],
    )
    ClusterMembership.objects.bulk_create(
        ClusterMembership(cluster=house.cluster, unit=house.units[code], year=YEAR)
        for code in ("DN", "HUE", "QN")
    )
    house.body = Body.objects.create(code="DCT", name="Đoàn Chủ tịch")
    term = Term.objects.create(body=house.body, name="VI", start=START, decided_seats=3)
    Seat.objects.bulk_create(Seat(term=term, number=number) for number in (1, 2, 3))
    _people(house)
    return house


def _people(house: House) -> None:
    cast = (
        ("head", "Nguyễn Thị Ánh", "DN", Role.UNIT_HEAD),
        ("deputy", "Trần Văn Bảo", "DN", Role.UNIT_DEPUTY),
        ("drafter", "Lê Thị Cúc", "DN", Role.DRAFTER),
        ("hue", "Phạm Văn Đức", "HUE", Role.UNIT_HEAD),
        ("qn", "Võ Thị Em", "QN", Role.UNIT_HEAD),
        ("clerk", "Hoàng Văn Giang", "VP", Role.CLERK),
        ("inspector", "Đỗ Thị Hạnh", "KT", Role.INSPECTOR),
    )
    for key, name, unit, role in cast:
        house.person(key, name, unit)
        house.appointed(key, role)
    house.person("admin", "Bùi Văn Khoa", "VP")
    house.appointed("admin", Role.ADMINISTRATOR, house.units["VUFO"])
    house.person("stranger", "Ngô Thị Lan", "QN")
    house.person("member", "Đinh Văn Minh", "VP")
    house.appointed("member", Role.BODY_MEMBER, house.body)
