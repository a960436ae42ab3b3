"""The people and rules of awards: a secretariat, a council, a campaign with a score sheet.

Tâm appraises in the award secretariat, which Uyên heads. The council are the Presidium's chair
Phương with An, Bình and Cường, and Tuấn of the department; Tâm keeps its minutes.
"""

import datetime as dt
from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password

from awards.enums import AwardForm, CriterionKind, PaperKind, SubjectKind
from awards.models import (
    AwardCampaign,
    AwardRule,
    AwardType,
    BaseSalary,
    CriteriaGroup,
    Criterion,
    Quota,
    Recipient,
)
from tests.cast import PASSWORD, START, YEAR, Cast
from tests.retold import retold
from workflow_app.accounts.models import User
from workflow_app.organization.models import Body, Mandate, Person, Seat, Term, Unit
from workflow_app.organization.services.authority import refresh_authority

COUNCIL = "HDTDKT"
RULE_FROM = dt.date(2025, 7, 1)
DECREE = "Nghị định 152/2025/NĐ-CP"
TYPES = {
    # code: name, English, subject, form, level, vote rule, coefficient, via cluster, quota
    "certificate_person": (
        "Bằng khen của VUFO (cá nhân)",
        "VUFO certificate of merit (person)",
        SubjectKind.PERSON,
        AwardForm.FORM,
        30,
        "award",
        "1.5",
        False,
        None,
    ),
    "certificate_collective": (
        "Bằng khen của VUFO (tập thể)",
        "VUFO certificate of merit (collective)",
        SubjectKind.COLLECTIVE,
        AwardForm.FORM,
        40,
        "award",
        "3.0",
        True,
        3,
    ),
    "flag": (
        "Cờ thi đua của VUFO",
        "VUFO emulation flag",
        SubjectKind.COLLECTIVE,
        AwardForm.TITLE,
        60,
        "award.flag",
        "8.0",
        True,
        1,
    ),
    "medal": (
        "Kỷ niệm chương “Vì hòa bình, hữu nghị giữa các dân tộc”",
        "Medal “For Peace and Friendship among Nations”",
        SubjectKind.PERSON,
        AwardForm.MEDAL,
        20,
        "award",
        "0.4",
        False,
        None,
    ),
}
SHEET = (
    (
        "Nhiệm vụ chuyên môn",
        [("1.1", "Hoàn thành kế hoạch năm", "main", 40), ("1.2", "Đoàn ra, đoàn vào", "main", 20)],
    ),
    (
        "Xây dựng tổ chức",
        [
            ("2.1", "Tổ chức, cán bộ, hội viên", "main", 20),
            ("2.2", "Thông tin, báo cáo đúng hạn", "main", 20),
        ],
    ),
    (
        "Điểm thưởng, điểm trừ",
        [
            ("3.1", "Sáng kiến được công nhận", "bonus", 5),
            ("3.2", "Nộp báo cáo chậm", "penalty", 10),
        ],
    ),
)


@dataclass
class House:
    """Everything by name: `house.types["flag"]`, `house.campaign`, `house.criterion("1.1")`."""

    cast: Cast
    tam: User = field(default_factory=User)
    uyen: User = field(default_factory=User)
    secretariat: Unit = field(default_factory=Unit)
    council: Body = field(default_factory=Body)
    types: dict[str, AwardType] = field(default_factory=dict)
    campaign: AwardCampaign = field(default_factory=AwardCampaign)
    criteria: dict[str, Criterion] = field(default_factory=dict)

    def criterion(self, code: str) -> Criterion:
        return self.criteria[code]

    def recipient(self, unit_code: str) -> Recipient:
        """The unit as a collective that can be awarded."""
        unit = self.cast.unit(unit_code)
        return Recipient.objects.get_or_create(
            unit=unit, defaults={"kind": SubjectKind.COLLECTIVE, "name": unit.name}
        )[0]


def build_house(cast: Cast) -> House:
    house = House(cast)
    _secretariat(house)
    _types(house)
    _campaign(house)
    return house


def _secretariat(house: House) -> None:
    cast = house.cast
    house.secretariat = Unit.objects.create(
        code="BAN-TDKT",
        name="Ban Thi đua – Khen thưởng",
        short_name="Ban Thi đua – Khen thưởng",
        kind="department",
        function="emulation",
        supervising_department=cast.unit("VAN-PHONG"),
    )
    password = make_password(PASSWORD)
    for name, full_name in (("tam", "Hà Minh Tâm"), ("uyen", "Lưu Tố Uyên")):
        user = User.objects.create(
            username=name, email=f"{name}@example.vn", full_name=full_name, password=password
        )
        cast.users[name] = user
        cast.people[name] = Person.objects.create(
            full_name=full_name, user=user, unit=house.secretariat
        )
        setattr(house, name, user)
    house.council = Body.objects.create(
        code=COUNCIL,
        name="Hội đồng Thi đua – Khen thưởng",
        name_en="Emulation and Commendation Council",
    )
    term = Term.objects.create(body=house.council, name="VI", start=START, decided_seats=5)
    seats = Seat.objects.bulk_create(Seat(term=term, number=number) for number in range(1, 6))
    members = ("phuong", "an", "binh", "cuong", "tuan")
    Mandate.objects.bulk_create(
        [
            *(
                Mandate(
                    person=cast.people[name],
                    role="body_member",
                    body=house.council,
                    seat=seat,
                    valid_from=START,
                )
                for name, seat in zip(members, seats, strict=True)
            ),
            Mandate(
                person=cast.people["phuong"],
                role="body_chair",
                body=house.council,
                valid_from=START,
            ),
            Mandate(
                person=cast.people["tam"],
                role="body_secretary",
                body=house.council,
                valid_from=START,
            ),
            Mandate(
                person=cast.people["tam"],
                role="content_appraiser",
                unit=house.secretariat,
                valid_from=START,
            ),
            Mandate(
                person=cast.people["tam"],
                role="drafter",
                unit=house.secretariat,
                valid_from=START,
            ),
            Mandate(
                person=cast.people["uyen"],
                role="unit_head",
                unit=house.secretariat,
                valid_from=START,
            ),
        ]
    )
    refresh_authority()


def _types(house: House) -> None:
    for code, (name, name_en, subject, form, level, vote, coefficient, via, quota) in TYPES.items():
        house.types[code] = AwardType.objects.create(
            code=code,
            name=name,
            name_en=name_en,
            subject=subject,
            form=form,
            level=level,
            vote_rule=vote,
        )
        AwardRule.objects.create(
            award_type=house.types[code],
            valid_from=RULE_FROM,
            legal_basis=DECREE,
            coefficient=coefficient,
            via_cluster=via,
            quota={"kind": "per_cluster", "number": quota} if quota else None,
            checklist=[PaperKind.SUBMISSION, PaperKind.ACHIEVEMENTS],
            once_in_a_lifetime=code == "medal",
        )
    BaseSalary.objects.bulk_create(
        [
            BaseSalary(
                valid_from=dt.date(2024, 7, 1),
                amount=2_340_000,
                legal_basis="Nghị định 73/2024/NĐ-CP, Điều 3",
            ),
            BaseSalary(
                valid_from=dt.date(2026, 7, 1),
                amount=2_530_000,
                legal_basis="Nghị định 161/2026/NĐ-CP",
            ),
        ]
    )


def _campaign(house: House) -> None:
    house.campaign = AwardCampaign.objects.create(
        year=YEAR,
        title=f"Thi đua, khen thưởng năm {YEAR}",
        council=house.council,
        presidium=house.cast.presidium,
        counts_from=dt.date(YEAR, 1, 1),
        counts_to=dt.date(YEAR, 12, 31),
        scores_due=dt.date(YEAR, 11, 15),
        peers_due=dt.date(YEAR, 11, 30),
        nominations_due=dt.date(YEAR, 12, 10),
    )
    for order, (name, lines) in enumerate(SHEET, 1):
        group = CriteriaGroup.objects.create(campaign=house.campaign, order=order, name=name)
        for place, (code, text, kind, most) in enumerate(lines, 1):
            house.criteria[code] = Criterion.objects.create(
                group=group,
                order=place,
                code=code,
                text=text,
                kind=CriterionKind(kind),
                most=most,
                needs_evidence=kind == "main",
            )
    for code in ("flag", "certificate_collective"):
        Quota.objects.create(
            campaign=house.campaign, award_type=house.types[code], number=TYPES[code][-1]
        )


def house_of(cast: Cast) -> House:
    """The house, told once per run."""
    house = retold("the house of awards", lambda: build_house(cast), cast)
    for user in (house.tam, house.uyen):
        cast.users[user.username] = user
        cast.people[user.username] = user.person
    return house
