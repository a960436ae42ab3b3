"""The people of the tests, a small federation with a story.

Đà Nẵng heads cluster 3, Huế is its deputy, Quảng Trị a member. Hoa drafts and Minh heads
Đà Nẵng (Lan is his deputy); Dũng heads Huế and Hạnh drafts there; Quỳnh alone is Quảng Trị's
head and drafter. Tuấn appraises content in the local-affairs department, Nga appraises form
and Thu numbers papers in the office. Bà Phương presides over a Presidium of five, Sơn keeps its
minutes. Kiên inspects, Quang administers, Vy heads a unit of another cluster with Yến as her
drafter, and Xuân has an account and nothing else.
"""

import datetime as dt
from dataclasses import dataclass, field

import pytest
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from tests.retold import retold
from workflow_app.accounts.models import User
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
from workflow_app.organization.services.authority import refresh_authority

PASSWORD = "mot-mat-khau-dai"
YEAR = 2027
START = dt.date(2020, 1, 1)

UNITS = {
    "VUFO": ("Liên hiệp các tổ chức hữu nghị Việt Nam", "VUFO", "apex", "", ""),
    "VAN-PHONG": ("Văn phòng", "Văn phòng", "department", "office", ""),
    "BAN-CTDP": ("Ban Công tác địa phương", "Ban Công tác địa phương", "department", "", ""),
    "LH-DANANG": (
        "Liên hiệp các tổ chức hữu nghị thành phố Đà Nẵng",
        "LHHN Đà Nẵng",
        "local_member",
        "",
        "BAN-CTDP",
    ),
    "LH-HUE": (
        "Liên hiệp các tổ chức hữu nghị tỉnh Thừa Thiên - Huế",
        "LHHN Thừa Thiên - Huế",
        "local_member",
        "",
        "BAN-CTDP",
    ),
    "LH-QUANGTRI": (
        "Liên hiệp các tổ chức hữu nghị tỉnh Quảng Trị",
        "LHHN Quảng Trị",
        "local_member",
        "",
        "BAN-CTDP",
    ),
    "LH-CANTHO": (
        "Liên hiệp các tổ chức hữu nghị thành phố Cần Thơ",
        "LHHN Cần Thơ",
        "local_member",
        "",
        "BAN-CTDP",
    ),
    "HHN-LAO": (
        "Hội hữu nghị Việt Nam - Lào",
        "HHN Việt Nam - Lào",
        "central_member",
        "",
        "BAN-CTDP",
    ),
}

PEOPLE = {
    "hoa": ("Nguyễn Thị Hoa", [("drafter", "LH-DANANG")]),
    "minh": ("Trần Văn Minh", [("unit_head", "LH-DANANG")]),
    "lan": ("Lê Thị Lan", [("unit_deputy", "LH-DANANG")]),
    "dung": ("Phạm Tiến Dũng", [("unit_head", "LH-HUE")]),
    "hanh": ("Võ Thị Hạnh", [("drafter", "LH-HUE")]),
    "quynh": ("Hồ Như Quỳnh", [("unit_head", "LH-QUANGTRI"), ("drafter", "LH-QUANGTRI")]),
    "tuan": ("Đỗ Anh Tuấn", [("content_appraiser", "BAN-CTDP")]),
    "nga": ("Bùi Thúy Nga", [("form_appraiser", "VAN-PHONG")]),
    "thu": ("Đặng Minh Thu", [("clerk", "VAN-PHONG")]),
    "phuong": ("Nguyễn Mai Phương", [("body_chair", "DCT"), ("body_member", "DCT")]),
    "son": ("Vũ Thái Sơn", [("body_secretary", "DCT")]),
    "an": ("Phan Bình An", [("body_member", "DCT")]),
    "binh": ("Hoàng Thanh Bình", [("body_member", "DCT")]),
    "cuong": ("Ngô Quốc Cường", [("body_member", "DCT")]),
    "dao": ("Trịnh Hồng Đào", [("body_member", "DCT")]),
    "kien": ("Mai Trung Kiên", [("inspector", "VUFO")]),
    "quang": ("Lý Đăng Quang", [("administrator", "VUFO")]),
    "vy": ("Trương Hà Vy", [("unit_head", "LH-CANTHO")]),
    "yen": ("Đinh Hải Yến", [("drafter", "LH-CANTHO")]),
    "lam": ("Tạ Tùng Lâm", [("drafter", "HHN-LAO")]),
    "khanh": ("Cao Duy Khánh", [("unit_head", "HHN-LAO")]),
    "xuan": ("Lương Mạnh Xuân", []),
}


@dataclass
class Cast:
    """Everybody and everything by name: `cast.hoa`, `cast.unit("LH-HUE")`, `cast.presidium`."""

    users: dict[str, User] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    presidium: Body = field(default_factory=Body)
    cluster: Cluster = field(default_factory=Cluster)

    def __getattr__(self, name: str) -> User:
        try:
            return self.__dict__["users"][name]
        except KeyError:
            raise AttributeError(name) from None

    def unit(self, code: str) -> Unit:
        return self.units[code]

    def members(self) -> list[User]:
        """The Presidium's five members, the chair first."""
        return [self.users[name] for name in ("phuong", "an", "binh", "cuong", "dao")]


def build_cast() -> Cast:
    """Write everybody in a few bulk statements: most tests begin here."""
    cast = Cast(units=_units())
    cast.cluster, other = _clusters(cast.units)
    cast.presidium = Body.objects.create(code="DCT", name="Đoàn Chủ tịch", name_en="Presidium")
    term = Term.objects.create(body=cast.presidium, name="VI", start=START, decided_seats=5)
    seats = Seat.objects.bulk_create(Seat(term=term, number=number) for number in range(1, 6))
    ClusterMembership.objects.bulk_create(
        ClusterMembership(cluster=cluster, unit=cast.units[code], year=YEAR)
        for cluster, code in (
            (cast.cluster, "LH-DANANG"),
            (cast.cluster, "LH-HUE"),
            (cast.cluster, "LH-QUANGTRI"),
            (other, "LH-CANTHO"),
        )
    )
    _people(cast)
    _mandates(cast, seats)
    refresh_authority()
    return cast


def _units() -> dict[str, Unit]:
    units = {
        code: Unit(code=code, name=name, short_name=short, kind=kind, function=function)
        for code, (name, short, kind, function, __) in UNITS.items()
    }
    for unit in units.values():
        unit.refresh_keys()
    Unit.objects.bulk_create(units.values())
    for code, (*__, department) in UNITS.items():
        units[code].supervising_department = units.get(department)
    units["BAN-CTDP"].supervising_department = units["VAN-PHONG"]
    Unit.objects.bulk_update(units.values(), ["supervising_department"])
    return units


def _clusters(units: dict[str, Unit]) -> list[Cluster]:
    return Cluster.objects.bulk_create(
        [
            Cluster(
                number=3,
                name="Cụm Liên hiệp hữu nghị địa phương số 3",
                year=YEAR,
                head_unit=units["LH-DANANG"],
                deputy_unit=units["LH-HUE"],
            ),
            Cluster(
                number=5,
                name="Cụm Liên hiệp hữu nghị địa phương số 5",
                year=YEAR,
                head_unit=units["LH-CANTHO"],
            ),
        ]
    )


def _people(cast: Cast) -> None:
    password = make_password(PASSWORD)
    cast.users = {
        username: User(
            username=username,
            email=f"{username}@example.vn",
            full_name=full_name,
            password=password,
        )
        for username, (full_name, __) in PEOPLE.items()
    }
    User.objects.bulk_create(cast.users.values())
    for username, (full_name, roles) in PEOPLE.items():
        unit = next((cast.units[code] for __, code in roles if code in cast.units), None)
        cast.people[username] = Person(full_name=full_name, user=cast.users[username], unit=unit)
        cast.people[username].refresh_keys()
    Person.objects.bulk_create(cast.people.values())


def _mandates(cast: Cast, seats: list[Seat]) -> None:
    free = iter(seats)
    Mandate.objects.bulk_create(
        Mandate(
            person=cast.people[username],
            role=role,
            unit=cast.units.get(code),
            body=None if code in cast.units else cast.presidium,
            seat=next(free) if role == "body_member" else None,
            valid_from=START,
        )
        for username, (__, roles) in PEOPLE.items()
        for role, code in roles
    )


@pytest.fixture
def cast(db: None) -> Cast:
    return retold("the cast", build_cast)


@pytest.fixture
def today() -> dt.date:
    return timezone.localdate()
