"""People, accounts and appointments of the demo."""

import datetime as dt
from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password

from workflow_app.accounts.models import User
from workflow_app.lib.text import fold
from workflow_app.organization.enums import Role, UnitKind
from workflow_app.organization.models import Body, Mandate, Person, Seat, Unit
from workflow_app.organization.services.authority import refresh_authority

from .names import Names

PASSWORD = "demo-to-trinh-2026"  # noqa: S105 -- printed for everybody who tries the demo
SHOWN_UNIT = "LH-DANANG"


@dataclass
class Wanted:
    """A person to create: account name, post, where, and the roles held there."""

    username: str
    position: str
    unit: Unit
    roles: tuple[str, ...]
    body: Body | None = None
    seat: Seat | None = None
    person: Person | None = field(default=None, compare=False)


def slug(unit: Unit) -> str:
    """Return the unit's part of an account name: "danang", "lao", "ctdp"."""
    return (
        fold(unit.code)
        .removeprefix("lh-")
        .removeprefix("hhn-")
        .removeprefix("ban-")
        .replace("-", "")
    )


def create_people(since: dt.date) -> None:
    """Create everybody with an account and a mandate, in bulk."""
    units = {unit.code: unit for unit in Unit.objects.select_related("supervising_department")}
    wanted = [*_unit_people(units), *_office_people(units), *_body_people(units)]
    names = Names()
    password = make_password(PASSWORD)
    users = [
        User(
            username=item.username,
            email=f"{item.username}@vufo.example",
            full_name=names.next(),
            password=password,
        )
        for item in wanted
    ]
    User.objects.bulk_create(users)
    people = [
        Person(full_name=user.full_name, position=item.position, unit=item.unit, user=user)
        for item, user in zip(wanted, users, strict=True)
    ]
    for person in people:
        person.refresh_keys()
    Person.objects.bulk_create(people)
    Mandate.objects.bulk_create(
        Mandate(
            person=person,
            role=role,
            unit=None if item.body else item.unit,
            body=item.body,
            seat=item.seat if role == Role.BODY_MEMBER else None,
            valid_from=since,
            basis="Dữ liệu minh họa",
        )
        for item, person in zip(wanted, people, strict=True)
        for role in item.roles
    )
    refresh_authority()


def _unit_people(units: dict[str, Unit]) -> list[Wanted]:
    found = []
    for unit in units.values():
        if unit.kind not in UnitKind.planning_kinds:
            continue
        name = slug(unit)
        head = "Trưởng ban" if unit.kind == UnitKind.DEPARTMENT else "Chủ tịch"
        found.append(Wanted(f"{name}.soanthao", "Chuyên viên", unit, (Role.DRAFTER,)))
        found.append(Wanted(f"{name}.truong", head, unit, (Role.UNIT_HEAD,)))
        if unit.code in {SHOWN_UNIT, "LH-THUATHIENHUE", "LH-HANOI", "HHN-LAO"}:
            found.append(Wanted(f"{name}.pho", f"Phó {head}", unit, (Role.UNIT_DEPUTY,)))
    return found


def _office_people(units: dict[str, Unit]) -> list[Wanted]:
    departments = {
        unit.supervising_department.code for unit in units.values() if unit.supervising_department
    }
    appraisers = [
        Wanted(
            f"{slug(units[code])}.thamdinh",
            "Chuyên viên thẩm định",
            units[code],
            (Role.CONTENT_APPRAISER,),
        )
        for code in sorted(departments)
    ]
    office, apex = units["VAN-PHONG"], units["VUFO"]
    return [
        *appraisers,
        Wanted("vanphong.thethuc", "Chuyên viên pháp chế", office, (Role.FORM_APPRAISER,)),
        Wanted("vanphong.vanthu", "Văn thư", office, (Role.CLERK,)),
        Wanted("kiemtra", "Ủy viên Ban Kiểm tra", apex, (Role.INSPECTOR,)),
        Wanted("quantri", "Quản trị hệ thống", apex, (Role.ADMINISTRATOR,)),
    ]


def _body_people(units: dict[str, Unit]) -> list[Wanted]:
    """The Presidium has all its seats filled; the other bodies are left for their own issues."""
    presidium = Body.objects.get(code="DCT")
    seats = list(Seat.objects.filter(term__body=presidium).order_by("number"))
    apex = units["VUFO"]
    members = [
        Wanted(
            f"uyvien{seat.number:03d}",
            "Ủy viên Đoàn Chủ tịch",
            apex,
            (Role.BODY_MEMBER,),
            presidium,
            seat,
        )
        for seat in seats[1:]
    ]
    return [
        Wanted(
            "chutich", "Chủ tịch", apex, (Role.BODY_CHAIR, Role.BODY_MEMBER), presidium, seats[0]
        ),
        Wanted("thuky", "Thư ký Đoàn Chủ tịch", apex, (Role.BODY_SECRETARY,), presidium),
        *members,
    ]
