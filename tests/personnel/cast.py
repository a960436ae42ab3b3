"""The people of personnel proposals, beside the cast that everybody knows.

The personnel department (BAN-TCCB): Hà vets there, Bảo heads it. The Standing Committee (BTV) has
three members, Phương presides and Sơn keeps its minutes as in the Presidium. The Presidium of the
cast has five seats decided, all filled; here it has seven seats, one of them of a vice president.
LHHN Đà Nẵng proposes: Hoa drafts, Minh signs. Nhàn and Tín are its candidates; their files are
complete.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from personnel.enums import AuthorityAnswer, ChangeKind, PaperKind, Sex
from personnel.models import Change, PersonFile, PersonPaper, Proposal
from personnel.services.outside import record_received, record_sent
from personnel.services.proposals import open_proposal, save_change
from tests.cast import START, Cast
from tests.driver import FlowDriver
from tests.retold import retold
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Outcome
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.services.decisions import settle
from workflow_app.ballots.questions import question_of
from workflow_app.organization.models import Body, Mandate, Person, Seat, Term, Unit
from workflow_app.organization.services.authority import refresh_authority
from workflow_app.rulebook.models import Rule

NEWCOMERS = {
    "ha": ("Trần Thu Hà", [("content_appraiser", "BAN-TCCB")]),
    "bao": ("Lê Quốc Bảo", [("unit_head", "BAN-TCCB")]),
    "nhan": ("Đỗ Thanh Nhàn", []),
    "tin": ("Vũ Đức Tín", []),
}


@dataclass
class Staff:
    """Who and what personnel proposals need: `staff.ha`, `staff.term`, `staff.person("nhan")`."""

    cast: Cast
    users: dict[str, User] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    department: Unit = field(default_factory=Unit)
    committee: Body = field(default_factory=Body)
    term: Term = field(default_factory=Term)

    def __getattr__(self, name: str) -> User:
        try:
            return self.__dict__["users"][name]
        except KeyError:
            raise AttributeError(name) from None

    def person(self, name: str) -> Person:
        return self.people.get(name) or self.cast.people[name]

    def seat(self, number: int) -> Seat:
        return self.term.seats.get(number=number)

    def seat_of(self, name: str) -> Mandate:
        """The running mandate on a seat of the Presidium."""
        return Mandate.objects.get(
            person=self.person(name), role="body_member", body=self.cast.presidium, valid_to=None
        )


def staff_of(cast: Cast) -> Staff:
    return retold("the staff of personnel", lambda: _staff(cast), cast)


def _staff(cast: Cast) -> Staff:
    staff = Staff(cast)
    staff.department = Unit.objects.create(
        code="BAN-TCCB",
        name="Ban Tổ chức - Cán bộ",
        short_name="Ban Tổ chức - Cán bộ",
        kind="department",
        function="personnel",
    )
    staff.term = Term.objects.get(body=cast.presidium)
    staff.term.decided_seats = 7
    staff.term.save()
    Seat.objects.create(term=staff.term, number=6)
    Seat.objects.create(term=staff.term, number=7, post="deputy_chair")
    for username, (full_name, roles) in NEWCOMERS.items():
        user = User.objects.create(
            username=username, email=f"{username}@example.vn", full_name=full_name
        )
        unit = staff.department if roles else cast.unit("LH-DANANG")
        person = Person.objects.create(full_name=full_name, user=user, unit=unit)
        staff.users[username], staff.people[username] = user, person
        for role, __ in roles:
            Mandate.objects.create(
                person=person, role=role, unit=staff.department, valid_from=START
            )
    _committee(staff)
    refresh_authority()
    for name in ("nhan", "tin"):
        complete_file(staff.person(name))
    return staff


def _committee(staff: Staff) -> None:
    cast = staff.cast
    staff.committee = Body.objects.create(code="BTV", name="Ban Thường vụ")
    term = Term.objects.create(body=staff.committee, name="VI", start=START, decided_seats=3)
    for number, name in enumerate(("phuong", "an", "binh"), start=1):
        seat = Seat.objects.create(term=term, number=number)
        Mandate.objects.create(
            person=cast.people[name],
            role="body_member",
            body=staff.committee,
            seat=seat,
            valid_from=START,
        )
    for name, role in (("phuong", "body_chair"), ("son", "body_secretary")):
        Mandate.objects.create(
            person=cast.people[name], role=role, body=staff.committee, valid_from=START
        )


def complete_file(
    person: Person, born: dt.date = dt.date(1980, 5, 4), on: dt.date | None = None
) -> PersonFile:
    """A file with every paper, dated this month."""
    day = on or timezone.localdate() - dt.timedelta(days=10)
    file = PersonFile.objects.create(person=person, sex=Sex.FEMALE, birth_date=born)
    PersonPaper.objects.bulk_create(
        PersonPaper(file=file, kind=kind, issued_on=day) for kind in PaperKind.values
    )
    return file


class ProposalDriver(FlowDriver):
    """Drives one proposal through its flow in the names of the cast and of the staff."""

    def __init__(self, staff: Staff, dossier: Dossier) -> None:
        super().__init__(staff.cast, dossier)
        self.staff = staff

    @property
    def proposal(self) -> Proposal:
        return Proposal.objects.select_related("dossier__revision", "body", "term").get(
            dossier=self.pk
        )

    @property
    def changes(self) -> list[Change]:
        return list(self.proposal.changes.order_by("order"))

    def change(self, kind: ChangeKind, user: User | None = None, **values: Any) -> Change:
        return save_change(
            proposal=self.proposal, values={"kind": kind, **values}, user=user or self.cast.hoa
        )

    # Stretches of the way.

    def to_vetting(self) -> None:
        self.do(self.cast.hoa, "draft", Outcome.SUBMITTED)
        self.do(self.cast.minh, "sign", Outcome.SIGNED)

    def to_the_committee(self) -> None:
        self.to_vetting()
        self.do(self.staff.ha, "vet", Outcome.APPRAISED)

    def to_the_presidium(self) -> None:
        self.to_the_committee()
        self.vote("standing_committee")

    def to_issue(self, against: tuple[str, ...] = ()) -> None:
        self.to_the_presidium()
        self.vote("presidium", against)

    def issue(self, on: dt.date | None = None) -> None:
        self.do(
            self.cast.thu,
            "issue",
            Outcome.ISSUED,
            signer="Nguyễn Mai Phương",
            signer_title="TM. ĐOÀN CHỦ TỊCH\nCHỦ TỊCH",
            issued_on=on or timezone.localdate(),
        )

    def report(self) -> None:
        self.do(
            self.staff.ha,
            "report_to_authority",
            Outcome.REPORTED,
            authority="Bộ Nội vụ",
            sent_notation="12/BC-LHHN",
            sent_on=timezone.localdate(),
        )

    def vote(self, step: str, against: tuple[str, ...] = ()) -> None:
        """The body has voted and the dossier goes on, as a closed ballot lets it (see `ballots`)."""
        question = question_of("personnel")
        dossier = self.dossier
        results = {
            option.key: "rejected" if option.key in against else "adopted"
            for option in question.propositions(dossier, step)
        }
        with transaction.atomic():
            assert question.on_results is not None
            question.on_results(dossier, step, results)
            settle(
                dossier=dossier,
                step=step,
                outcome=Outcome.ADOPTED if "adopted" in results.values() else Outcome.REJECTED,
                reason="Kết quả kiểm phiếu",
            )


def proposal_of(staff: Staff, effective_on: dt.date | None = None) -> ProposalDriver:
    """A proposal of LHHN Đà Nẵng that names no change yet."""
    day = effective_on or timezone.localdate() + dt.timedelta(days=20)
    proposal = open_proposal(
        unit=staff.cast.unit("LH-DANANG"),
        term=staff.term,
        user=staff.cast.hoa,
        reason="Kiện toàn tổ chức theo nghị quyết hội nghị lần thứ 15.",
        effective_on=day,
    )
    return ProposalDriver(staff, proposal.dossier)


def co_opting(staff: Staff, effective_on: dt.date | None = None) -> ProposalDriver:
    """A proposal to co-opt Nhàn as a member."""
    driver = proposal_of(staff, effective_on)
    driver.change(ChangeKind.ADD, entering=staff.person("nhan"))
    return driver


def rule(key: str, *, value: object) -> None:
    """Enter a rule of the house that has been in force for years."""
    Rule.objects.create(
        key=key, value=value, legal_basis="Quy chế làm việc", valid_from=dt.date(2021, 1, 1)
    )


def ask(proposal: ProposalDriver) -> int:
    """The authority is asked today; returns the key of the question."""
    return record_sent(
        dossier=proposal.dossier,
        authority="Ban Tổ chức Trung ương",
        sent_notation="15/CV-LHHN",
        sent_on=timezone.localdate(),
        user=proposal.staff.ha,
    ).pk


def answered(proposal: ProposalDriver, asked: int, answer: str = AuthorityAnswer.AGREES) -> None:
    record_received(
        dossier=proposal.dossier,
        opinion_id=asked,
        received_notation="77/TB-BTCTW",
        received_on=timezone.localdate(),
        answer=AuthorityAnswer(answer),
        note="",
        user=proposal.staff.ha,
    )


def too_old(staff: Staff) -> ProposalDriver:
    file = staff.person("nhan").file
    file.birth_date = timezone.localdate().replace(day=1) - dt.timedelta(days=365 * 67)
    file.save()
    return co_opting(staff)


def wait(day: dt.date, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be this day for whoever asks."""
    monkeypatch.setattr(timezone, "localdate", lambda *__, **___: day)
