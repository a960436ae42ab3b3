"""A federation with an award secretariat, a council, a Presidium, awards and a score sheet."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from awards.enums import AwardForm, CriterionKind, PaperKind, SubjectKind
from awards.models import (
    AwardCampaign,
    AwardRule,
    AwardType,
    BaseSalary,
    CriteriaGroup,
    Criterion,
    Recipient,
)
from awards.requirement_rows import level
from tests.bench.federation import (
    START,
    YEAR,
    Federation,
    add_cluster,
    appoint,
    new_federation,
    new_unit,
)
from workflow_app.accounts.models import User
from workflow_app.organization.models import Body, Mandate, Person, Seat, Term, Unit
from workflow_app.organization.services.authority import refresh_authority

MEMBERS = 17
DECREE = "Nghị định 152/2025/NĐ-CP"
SHEET = (
    ("Nhiệm vụ chuyên môn", (("1.1", "main", 40), ("1.2", "main", 20))),
    ("Xây dựng tổ chức", (("2.1", "main", 20), ("2.2", "main", 20))),
    ("Điểm thưởng, điểm trừ", (("3.1", "bonus", 5), ("3.2", "penalty", 10))),
)
"""Three groups, six criteria, a hundred points."""
AWARDS = (
    ("medal", "Kỷ niệm chương “Vì hòa bình, hữu nghị giữa các dân tộc”", AwardForm.MEDAL, 20),
    ("certificate_person", "Bằng khen của VUFO (cá nhân)", AwardForm.FORM, 30),
)


@dataclass
class Emulation:
    """The federation with what awards need; `units` are those that score and nominate."""

    federation: Federation
    campaign: AwardCampaign
    awards: list[AwardType]
    criteria: list[Criterion]

    @property
    def units(self) -> list[Unit]:
        return [unit for __, units in self.federation.clusters for unit in units]

    def user(self, name: str) -> User:
        return self.federation.user(name)


def new_emulation(units: int, peers: int, *, members: int = MEMBERS) -> Emulation:
    """Write the house: clusters in which every unit has as many peers as it goes, or one more."""
    federation = new_federation()
    number = max(units // (peers + 1), 1)
    for place in range(number):
        add_cluster(federation, units // number + (place < units % number))
    secretariat = new_unit("BAN-TDKT", "Ban Thi đua", kind="department", function="emulation")
    Unit.objects.bulk_create([secretariat])
    appoint(federation, [("secretariat", "content_appraiser", secretariat)])
    council = Body.objects.create(code="HDTDKT", name="Hội đồng Thi đua", name_en="Council")
    seat_members(federation, members, council, federation.body)
    awards = [_award(*row) for row in AWARDS]
    BaseSalary.objects.create(
        valid_from=dt.date(2024, 7, 1), amount=2_340_000, legal_basis="Nghị định 73/2024/NĐ-CP"
    )
    campaign = AwardCampaign.objects.create(
        year=YEAR,
        title=f"Thi đua, khen thưởng năm {YEAR}",
        council=council,
        presidium=federation.body,
        counts_from=dt.date(YEAR, 1, 1),
        counts_to=dt.date(YEAR, 12, 31),
        scores_due=dt.date(YEAR, 11, 15),
        peers_due=dt.date(YEAR, 11, 30),
        nominations_due=dt.date(YEAR, 12, 10),
    )
    return Emulation(federation, campaign, awards, _sheet(campaign))


def seat_members(federation: Federation, number: int, *bodies: Body) -> None:
    """Seat the same members in every body: `member-1` presides, `keeper` writes the minutes."""
    password = make_password(None)
    names = [*(f"member-{place}" for place in range(1, number + 1)), "keeper"]
    people = []
    for name in names:
        user = User.objects.create(
            username=name,
            email=f"{name}@example.vn",
            full_name=f"Trần Văn {name}",
            password=password,
        )
        federation.users[name] = user
        people.append(Person.objects.create(full_name=user.full_name, user=user))
    *members, keeper = people
    for body in bodies:
        term = Term.objects.create(body=body, name="VI", start=START, decided_seats=number)
        seats = Seat.objects.bulk_create(
            Seat(term=term, number=place) for place in range(1, number + 1)
        )
        Mandate.objects.bulk_create(
            [
                *(
                    Mandate(
                        person=person, role="body_member", body=body, seat=seat, valid_from=START
                    )
                    for person, seat in zip(members, seats, strict=True)
                ),
                Mandate(person=members[0], role="body_chair", body=body, valid_from=START),
                Mandate(person=keeper, role="body_secretary", body=body, valid_from=START),
            ]
        )
    refresh_authority()


def new_recipients(unit: Unit, number: int) -> list[Recipient]:
    """Return so many unsaved people outside the organisation whom a unit puts forward."""
    people = [
        Recipient(
            kind=SubjectKind.PERSON,
            name=f"Nguyễn Hữu {unit.code} {place}",
            honorific="Ông",
            sex="male",
            birth_date=dt.date(1950, 1, 1) + dt.timedelta(days=37 * place + unit.pk),
            post="Chủ nhiệm câu lạc bộ",
            organisation=unit.name,
        )
        for place in range(1, number + 1)
    ]
    for person in people:
        person.refresh_keys()
    return people


def _award(code: str, name: str, form: AwardForm, order: int) -> AwardType:
    award = AwardType.objects.create(
        code=code,
        name=name,
        name_en=name,
        subject=SubjectKind.PERSON,
        form=form,
        level=order,
    )
    AwardRule.objects.create(
        award_type=award,
        valid_from=dt.date(2025, 7, 1),
        legal_basis=DECREE,
        coefficient="1.5",
        requirements=[level("well")],
        checklist=[PaperKind.SUBMISSION, PaperKind.ACHIEVEMENTS],
    )
    return award


def _sheet(campaign: AwardCampaign) -> list[Criterion]:
    criteria = []
    for order, (name, rows) in enumerate(SHEET, 1):
        group = CriteriaGroup.objects.create(campaign=campaign, order=order, name=name)
        criteria += [
            Criterion.objects.create(
                group=group,
                order=place,
                code=code,
                text=f"Tiêu chí {code}",
                kind=CriterionKind(kind),
                most=most,
                needs_evidence=False,
            )
            for place, (code, kind, most) in enumerate(rows, 1)
        ]
    return criteria
