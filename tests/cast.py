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
from django.utils import timezone

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
    cast = Cast()
    for code, (name, short, kind, function, __) in UNITS.items():
        cast.units[code] = Unit.objects.create(
            code=code, name=name, short_name=short, kind=kind, function=function
        )
    for code, (*__, department) in UNITS.items():
        if department:
            Unit.objects.filter(pk=cast.units[code].pk).update(
                supervising_department=cast.units[department]
            )
            cast.units[code].refresh_from_db()
    Unit.objects.filter(code="BAN-CTDP").update(supervising_department=cast.units["VAN-PHONG"])
    cast.cluster = Cluster.objects.create(
        number=3,
        name="Cụm Liên hiệp hữu nghị địa phương số 3",
        year=YEAR,
        head_unit=cast.units["LH-DANANG"],
        deputy_unit=cast.units["LH-HUE"],
    )
    other = Cluster.objects.create(
        number=5,
        name="Cụm Liên hiệp hữu nghị địa phương số 5",
        year=YEAR,
        head_unit=cast.units["LH-CANTHO"],
    )
    ClusterMembership.objects.bulk_create(
        ClusterMembership(cluster=cluster, unit=cast.units[code], year=YEAR)
        for cluster, code in (
            (cast.cluster, "LH-DANANG"),
            (cast.cluster, "LH-HUE"),
            (cast.cluster, "LH-QUANGTRI"),
            (other, "LH-CANTHO"),
        )
    )
    cast.presidium = Body.objects.create(code="DCT", name="Đoàn Chủ tịch", name_en="Presidium")
    term = Term.objects.create(body=cast.presidium, name="VI", start=START, decided_seats=5)
    seats = [Seat.objects.create(term=term, number=number) for number in range(1, 6)]
    for username, (full_name, roles) in PEOPLE.items():
        _add_person(cast, username, full_name, roles, seats)
    refresh_authority()
    return cast


def _add_person(
    cast: Cast, username: str, full_name: str, roles: list[tuple[str, str]], seats: list[Seat]
) -> None:
    user = User(username=username, email=f"{username}@example.vn", full_name=full_name)
    user.set_password(PASSWORD)
    user.save()
    person = Person.objects.create(full_name=full_name, user=user)
    for role, code in roles:
        unit = cast.units.get(code)
        Mandate.objects.create(
            person=person,
            role=role,
            unit=unit,
            body=None if unit else cast.presidium,
            seat=seats.pop(0) if role == "body_member" else None,
            valid_from=START,
        )
        person.unit = unit or person.unit
    person.save()
    cast.users[username] = user
    cast.people[username] = person


@pytest.fixture
def cast(db: None) -> Cast:
    return build_cast()


@pytest.fixture
def today() -> dt.date:
    return timezone.localdate()
