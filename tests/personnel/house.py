"""The personnel department of the tests: Ban Tổ chức – Cán bộ with Nhung and Phúc."""

import datetime as dt
from dataclasses import dataclass

from personnel.models import PersonFile
from tests.cast import PASSWORD, START, Cast, build_cast
from tests.retold import retold
from workflow_app.accounts.models import User
from workflow_app.organization.models import Mandate, Person, Unit
from workflow_app.organization.services.authority import refresh_authority

SENSITIVE = {
    "ethnicity": "Tày",
    "religion": "Phật giáo Hòa Hảo",
    "home_town": "xã Hòa Tiến, huyện Hòa Vang",
    "address": "12 Bạch Đằng, Hải Châu",
    "id_number": "048075001234",
    "phone": "0905 123 456",
    "political_theory": "Cao cấp lý luận chính trị",
    "party_date": "19/05/1999",
    "health_note": "huyết áp cao, uống thuốc hằng ngày",
}


@dataclass
class House:
    """Who keeps the files, and whose they are."""

    cast: Cast
    nhung: User
    phuc: User
    unit: Unit

    def person(self, name: str) -> Person:
        return self.cast.people[name]


def open_house(cast: Cast) -> House:
    """Add the department with its two appraisers."""
    unit = Unit.objects.create(
        code="BAN-TCCB",
        name="Ban Tổ chức - Cán bộ",
        short_name="Ban Tổ chức - Cán bộ",
        kind="department",
        function="personnel",
    )
    users = {}
    for name, full_name in (("nhung", "Hồ Thị Nhung"), ("phuc", "Võ Hữu Phúc")):
        user = User.objects.create_user(
            username=name, email=f"{name}@example.vn", full_name=full_name, password=PASSWORD
        )
        person = Person.objects.create(full_name=full_name, user=user, unit=unit)
        Mandate.objects.create(person=person, role="content_appraiser", unit=unit, valid_from=START)
        cast.users[name], cast.people[name] = user, person
        users[name] = user
    refresh_authority()
    return House(cast, users["nhung"], users["phuc"], unit)


def the_house() -> House:
    """The cast with the personnel department."""
    return retold("the personnel department", lambda: open_house(build_cast()))


def file_for(person: Person, **values: object) -> PersonFile:
    """Keep a file with everything in it."""
    given = {"sex": "female", "birth_date": dt.date(1980, 4, 30), **SENSITIVE, **values}
    return PersonFile.objects.create(person=person, **given)
