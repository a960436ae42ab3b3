"""Dossiers that have come to the Presidium, and sessions about them."""

import datetime as dt

from django.utils import timezone

from plans.services.campaigns import open_campaign
from tests.cast import START, Cast
from tests.driver import FlowDriver, plan_of
from tests.retold import retold
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Outcome
from workflow_app.approvals.models import Dossier
from workflow_app.ballots.enums import Choice, SessionMode
from workflow_app.ballots.models import Session
from workflow_app.ballots.selectors.sheets import options_of
from workflow_app.ballots.services.closing import close_vote
from workflow_app.ballots.services.rounds import open_vote
from workflow_app.ballots.services.sessions import convene
from workflow_app.ballots.services.voting import hand_in
from workflow_app.organization.models import Mandate, Person, Unit
from workflow_app.organization.services.authority import refresh_authority

NAMES = ("Lào", "Campuchia", "Cuba", "Pháp", "Nhật Bản", "Ấn Độ", "Hàn Quốc", "Đức")
A_LINE = {
    "title": "Gặp mặt hữu nghị",
    "kind": "anniversary",
    "when_words": "tháng 9/2027",
    "lead": "Hội",
    "first_day": "2027-09-01",
    "last_day": "2027-09-30",
}


def associations(cast: Cast, number: int) -> list[Unit]:
    """So many friendship associations; Lâm drafts for all of them and Khánh heads them all."""
    units = []
    for name in NAMES[:number]:
        unit, is_new = Unit.objects.get_or_create(
            code=f"HHN-{len(units)}" if units else "HHN-LAO",
            defaults={
                "name": f"Hội hữu nghị Việt Nam - {name}",
                "short_name": f"HHN Việt Nam - {name}",
                "kind": "central_member",
                "supervising_department": cast.unit("BAN-CTDP"),
            },
        )
        if is_new:
            for user, role in (("lam", "drafter"), ("khanh", "unit_head")):
                Mandate.objects.create(
                    person=cast.people[user], role=role, unit=unit, valid_from=START
                )
        units.append(unit)
    refresh_authority()
    return units


def waiting(cast: Cast, number: int = 1) -> list[Dossier]:
    """So many plans that wait for the Presidium; nobody of the Presidium had a part in them."""
    return retold(("waiting", number), lambda: _waiting(cast, number), cast)


def _waiting(cast: Cast, number: int) -> list[Dossier]:
    units = associations(cast, number)
    plan = plan_of(cast)  # opens the campaign
    open_campaign(campaign=plan.plan.campaign, user=cast.thu)
    found = []
    for unit in units:
        dossier = Dossier.objects.get(kind="plan", unit=unit)
        driver = FlowDriver(cast, dossier)
        driver.add_line(cast.lam, **A_LINE)
        driver.do(cast.lam, "draft", Outcome.SUBMITTED)
        driver.do(cast.khanh, "sign", Outcome.SIGNED)
        driver.do(cast.tuan, "appraise_content", Outcome.APPRAISED)
        driver.do(cast.nga, "appraise_form", Outcome.APPRAISED)
        found.append(driver.dossier)
    return found


def planned(
    cast: Cast, number: int = 1, title: str = "Hội nghị Đoàn Chủ tịch lần thứ 15"
) -> Session:
    """A session with so many plans on its agenda."""
    return retold(
        ("planned", number, title), lambda: convened(cast, waiting(cast, number), title), cast
    )


def convened(
    cast: Cast, dossiers: list[Dossier], title: str = "Hội nghị Đoàn Chủ tịch lần thứ 15"
) -> Session:
    return convene(
        body=cast.presidium,
        title=title,
        held_on=timezone.localdate(),
        mode=SessionMode.HYBRID,
        place="105A Quán Thánh",
        dossiers=dossiers,
        user=cast.son,
    )


def voting(cast: Cast, number: int = 1) -> Session:
    """A session whose vote is open."""
    return retold(
        ("voting", number),
        lambda: open_vote(session=planned(cast, number), user=cast.phuong),
        cast,
    )


def vote(session: Session, user: User, choice: Choice = Choice.YES, reason: str = "") -> None:
    options = options_of(session.roll.get(user=user))
    hand_in(
        session=session,
        user=user,
        choices={option.pk: choice for option in options},
        reasons={option.pk: reason for option in options},
    )


def closed(cast: Cast, number: int = 1) -> Session:
    """A closed vote: four in favour, one against with a reason."""
    return retold(("closed", number), lambda: _closed(cast, number), cast)


def _closed(cast: Cast, number: int) -> Session:
    session = voting(cast, number)
    for member in cast.members()[:4]:
        vote(session, member)
    vote(session, cast.dao, Choice.NO, "Chưa rõ nguồn kinh phí")
    return close_vote(session=session, user=cast.phuong)


def more_members(cast: Cast, number: int) -> list[User]:
    """So many more members of the Presidium, with accounts."""
    users = []
    for index in range(number):
        user = User.objects.create(username=f"member{index}", email=f"member{index}@example.vn")
        person = Person.objects.create(full_name=f"Nguyễn Văn Ủy viên {index + 1}", user=user)
        Mandate.objects.create(
            person=person, role="body_member", body=cast.presidium, valid_from=dt.date(2020, 1, 1)
        )
        users.append(user)
    refresh_authority()
    return users
