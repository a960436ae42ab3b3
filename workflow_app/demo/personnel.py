"""Two personnel proposals on their way; every name, date and paper in them is invented.

One of LHHN Đà Nẵng waits for the opinion of the Standing Committee; one of LHHN Hà Nội lies with
the personnel department, whose checks find a candidate above the age limit.
"""

import datetime as dt

from personnel.enums import ChangeKind, PaperKind, Sex
from personnel.models import PersonFile, PersonPaper, Proposal
from personnel.services.proposals import open_proposal, save_change
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Outcome
from workflow_app.approvals.services.decisions import decide
from workflow_app.organization.enums import Role
from workflow_app.organization.models import Body, Mandate, Person, Seat, Term, Unit
from workflow_app.organization.services.appointments import Appointment, appoint_many

from .story import Cast

BASIS = "Dữ liệu minh họa"
COMMITTEE_SIZE = 9
OFFICER = "tccb.soanthao"


def personnel_story(cast: Cast, today: dt.date) -> None:
    """Fill the Standing Committee and the personnel department, then let two units propose."""
    _appoint(cast, today)
    presidium = Term.objects.filter(body__code="DCT").order_by("-start").first()
    if presidium is None:
        return
    effective = today + dt.timedelta(days=45)
    first = _proposal(
        cast,
        presidium,
        "LH-DANANG",
        effective,
        "Kiện toàn Đoàn Chủ tịch sau khi một ủy viên nghỉ công tác (dữ liệu minh họa).",
    )
    _file(cast("danang.pho").person, dt.date(1979, 4, 12), today)
    _replace(cast, first, "danang", "uyvien050", "danang.pho")
    _submit(cast, first, "danang")
    decide(dossier=first.dossier, step="vet", outcome=Outcome.APPRAISED, user=cast(OFFICER))
    second = _proposal(
        cast,
        presidium,
        "LH-HANOI",
        effective,
        "Thay thế và cho thôi theo nguyện vọng cá nhân (dữ liệu minh họa).",
    )
    _file(cast("hanoi.pho").person, dt.date(today.year - 67, 2, 3), today)
    _replace(cast, second, "hanoi", "uyvien060", "hanoi.pho")
    save_change(
        proposal=second,
        values={
            "kind": ChangeKind.RELEASE,
            "leaving": _seat_of(cast("uyvien061")),
            "reason": "Theo nguyện vọng cá nhân.",
        },
        user=cast("hanoi.soanthao"),
    )
    _submit(cast, second, "hanoi")


def _appoint(cast: Cast, today: dt.date) -> None:
    """The Standing Committee sits among the Presidium; an officer of the department vets."""
    committee = Body.objects.get(code="BTV")
    seats = Seat.objects.filter(term__body=committee).order_by("number")[:COMMITTEE_SIZE]
    names = ["chutich", *(f"uyvien{number:03d}" for number in range(2, COMMITTEE_SIZE + 1))]
    since = today - dt.timedelta(days=365)
    wanted = [
        (cast(name), Role.BODY_MEMBER, seat) for name, seat in zip(names, seats, strict=False)
    ]
    posts: list[tuple[User, Role, Unit | Body | Seat]] = [
        *wanted,
        (cast("chutich"), Role.BODY_CHAIR, committee),
        (cast("thuky"), Role.BODY_SECRETARY, committee),
        (cast(OFFICER), Role.CONTENT_APPRAISER, Unit.objects.get(code="BAN-TCCB")),
    ]
    appoint_many(
        appointments=[
            Appointment(person=user.person, role=role, place=place, valid_from=since, basis=BASIS)
            for user, role, place in posts
        ],
        by=None,
    )


def _proposal(cast: Cast, term: Term, unit: str, effective_on: dt.date, reason: str) -> Proposal:
    drafter = cast(f"{unit.removeprefix('LH-').lower()}.soanthao")
    return open_proposal(
        unit=Unit.objects.get(code=unit),
        term=term,
        user=drafter,
        reason=reason,
        effective_on=effective_on,
    )


def _replace(cast: Cast, proposal: Proposal, unit: str, leaving: str, entering: str) -> None:
    save_change(
        proposal=proposal,
        values={
            "kind": ChangeKind.REPLACE,
            "leaving": _seat_of(cast(leaving)),
            "entering": cast(entering).person,
            "reason": "Ủy viên hiện nay nghỉ công tác từ cuối năm.",
        },
        user=cast(f"{unit}.soanthao"),
    )


def _seat_of(user: User) -> Mandate:
    return Mandate.objects.get(
        person=user.person, role=Role.BODY_MEMBER, body__code="DCT", valid_to=None
    )


def _submit(cast: Cast, proposal: Proposal, unit: str) -> None:
    for step, outcome, who in (
        ("draft", Outcome.SUBMITTED, "soanthao"),
        ("sign", Outcome.SIGNED, "truong"),
    ):
        decide(dossier=proposal.dossier, step=step, outcome=outcome, user=cast(f"{unit}.{who}"))


def _file(person: Person, born: dt.date, today: dt.date) -> None:
    """A complete file; nothing in it is anybody's."""
    file = PersonFile.objects.create(person=person, sex=Sex.FEMALE, birth_date=born)
    PersonPaper.objects.bulk_create(
        PersonPaper(file=file, kind=kind, issued_on=today - dt.timedelta(days=20))
        for kind in PaperKind.values
    )
