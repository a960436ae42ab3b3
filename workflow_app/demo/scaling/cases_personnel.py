"""The personnel proposal that is copied: one member of the Presidium is replaced by another."""

import datetime as dt
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from personnel.enums import ChangeKind, PaperKind, Sex
from personnel.models import Change, PersonFile, PersonPaper
from personnel.services.proposals import open_proposal, save_change
from personnel.services.seats import change_seats
from workflow_app.approvals.enums import Outcome
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.services.decisions import decide
from workflow_app.ballots.enums import SessionMode
from workflow_app.ballots.services.board import choose_board
from workflow_app.ballots.services.rounds import open_vote
from workflow_app.ballots.services.sessions import convene
from workflow_app.demo.clock import Clock
from workflow_app.demo.people import slug
from workflow_app.demo.story import Cast, Story
from workflow_app.lib.text import search_text
from workflow_app.notifications.models import Notification
from workflow_app.organization.enums import Role
from workflow_app.organization.models import Body, Mandate, Person, Seat, Term, Unit
from workflow_app.organization.services.authority import refresh_authority
from workflow_app.papers.models import NumberRegister

from .bodies import COMMITTEE, OFFICER, PRESIDIUM
from .copies import DISTINCT
from .federation import Directory, names_of
from .owners import rows_by_owner
from .tapes import Keys, Recorder, Tape, on_the_days_of

YEAR = 2025
OPENS = dt.date(2025, 1, 6)
EFFECTIVE = dt.date(2025, 4, 14)
SEAT = 977
NUMBER = 775
SERIES, SYMBOL = "QD-NS", "QĐ-ĐCT"
LEAVES, ENTERS = "Quàng Văn Nghỉ", "Quàng Thị Vào"
LEFT_POSITION = "Ủy viên nghỉ công tác"
ENTERS_POSITION = "Phó Chủ tịch chuyên trách"
REPORTED = "12/BC-LHHN"


@dataclass(slots=True)
class PersonnelLibrary:
    """The tapes by name: a proposal waits "drafting", "signing", "vetting", "committee" or is "adopted"."""

    proposals: dict[str, Tape] = field(default_factory=dict)


def record_personnel_cases() -> PersonnelLibrary:
    """Let the services walk the case once, read what they wrote, and take it all back."""
    with transaction.atomic(), override("vi"), on_the_days_of(OPENS) as clock:
        recording = _Recording(clock)
        recording.walk()
        transaction.set_rollback(True)
    return recording.library


class _Recording:
    """A unit proposes that one of its people takes a seat that another one leaves."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._on(0)
        self.directory = Directory()
        self.story = Story(Cast(), clock)
        self.library = PersonnelLibrary()
        self.author = (
            Unit.objects.exclude(memberships__year=YEAR)
            .exclude(supervising_department=None)
            .order_by("-pk")[0]
        )
        self.term = Term.objects.get(body__code=PRESIDIUM, end=None)
        Term.objects.filter(pk=self.term.pk).update(decided_seats=self.term.decided_seats + 1)
        self.term.refresh_from_db()
        self.seat = Seat.objects.create(pk=DISTINCT + 1, term=self.term, number=SEAT)
        self.leaves = self._person(DISTINCT + 2, LEAVES, LEFT_POSITION)
        self.enters = self._person(DISTINCT + 3, ENTERS, ENTERS_POSITION)
        self.ends = Mandate.objects.create(
            pk=DISTINCT + 4,
            person=self.leaves,
            role=Role.BODY_MEMBER,
            body=self.term.body,
            seat=self.seat,
            valid_from=self.term.start,
        )
        refresh_authority(mandate_ids=[self.ends.pk])
        self.recorder = Recorder()

    def _person(self, key: int, name: str, position: str) -> Person:
        person = Person(pk=key, full_name=name, position=position, unit=self.author)
        person.save()
        born = dt.date(1980, 4, 30)
        file = PersonFile.objects.create(person=person, sex=Sex.FEMALE, birth_date=born)
        PersonPaper.objects.bulk_create(
            PersonPaper(file=file, kind=kind, issued_on=OPENS) for kind in PaperKind.values
        )
        return person

    def _on(self, days: int) -> None:
        self.clock.set(OPENS + dt.timedelta(days=days))

    def walk(self) -> None:
        """From the draft to the changed seat."""
        story, unit = self.story, slug(self.author)
        self.register = NumberRegister.objects.create(
            series=SERIES, year=OPENS.year, symbol=SYMBOL, last_number=NUMBER - 1
        )
        self.recorder.start()
        drafter = story.cast(f"{unit}.soanthao")
        proposal = open_proposal(
            unit=self.author,
            term=self.term,
            user=drafter,
            reason="Kiện toàn tổ chức.",
            effective_on=EFFECTIVE,
        )
        self.dossier = proposal.dossier
        save_change(
            proposal=proposal,
            values={
                "kind": ChangeKind.REPLACE,
                "leaving": self.ends,
                "entering": self.enters,
                "reason": "Ủy viên hiện nay nghỉ công tác.",
            },
            user=drafter,
        )
        self._keep("drafting")
        story.submit(self.dossier)
        self._keep("signing")
        self._on(2)
        story.sign(self.dossier)
        self._keep("vetting")
        self._on(12)
        story.decide(self.dossier, "vet", Outcome.APPRAISED, OFFICER)
        self._keep("committee")
        self._on(20)
        self._vote(COMMITTEE, "Ban Thường vụ cho ý kiến về nhân sự")
        self._on(40)
        self._vote(PRESIDIUM, "Đoàn Chủ tịch biểu quyết về nhân sự")
        self._on(44)
        story.issue(self.dossier)
        self._on(50)
        self._report()
        self.clock.set(EFFECTIVE)
        change_seats()
        self._keep("adopted")

    def _vote(self, code: str, title: str) -> None:
        cast = self.story.cast
        session = convene(
            body=Body.objects.get(code=code),
            title=title,
            held_on=timezone.localdate(),
            mode=SessionMode.IN_PERSON,
            place="105A Quán Thánh, Ba Đình, Hà Nội",
            dossiers=[Dossier.objects.get(pk=self.dossier.pk)],
            user=cast("thuky"),
        )
        board = [user.person for user in cast.members()[1:4]]
        choose_board(session=session, head=board[0], others=board[1:], user=cast("thuky"))
        session = open_vote(session=session, user=cast("chutich"))
        voters = [entry.user for entry in session.roll.select_related("user") if entry.user]
        self.story.vote(session, voters, against=set())
        self.story.close(session)

    def _report(self) -> None:
        decide(
            dossier=self.dossier,
            step="report_to_authority",
            outcome=Outcome.REPORTED,
            user=self.story.cast(OFFICER),
            data={
                "authority": "Bộ Nội vụ",
                "sent_notation": REPORTED,
                "sent_on": timezone.localdate(),
            },
        )

    def _keep(self, stop: str) -> None:
        rows = self.recorder.rows()
        rows.pop(Notification, None)
        by_owner = rows_by_owner(rows, [self.dossier])
        own = by_owner[self.dossier.pk]
        for model, more in by_owner.get(None, {}).items():  # sessions of its own, the effect
            own.setdefault(model, []).extend(more)
        names, keys = names_of(self.directory, self.author, [], None)
        words = {name: text for name, text in names.items() if isinstance(text, str)}
        self.library.proposals[stop] = Tape(
            rows=own,
            keys=keys | self._keys(),
            words=words | self._words(stop),
            ended=self.clock.moment,
        )

    def _keys(self) -> Keys:
        opened = Change.objects.get(proposal__dossier=self.dossier).opened_id
        keys: Keys = {
            (Seat, self.seat.pk): "case.seat",
            (Term, self.term.pk): "case.term",
            (Person, self.leaves.pk): "leaves.person",
            (Person, self.enters.pk): "enters.person",
            (Mandate, self.ends.pk): "leaves.mandate",
            (NumberRegister, self.register.pk): "case.register",
        }
        return keys | ({(Mandate, opened): "enters.mandate"} if opened else {})

    def _words(self, stop: str) -> dict[str, str]:
        words = {
            "case.code": self.dossier.code,
            "case.worded.code": search_text(self.dossier.code),
            "case.year": str(YEAR),
            "case.seat_number": str(SEAT),
            "leaves.name": LEAVES,
            "leaves.position": LEFT_POSITION,
            "enters.name": ENTERS,
            "enters.position": ENTERS_POSITION,
        }
        if stop == "adopted":
            words["case.number_json"] = f'"number":{NUMBER}'
            words["case.notation"] = f"{NUMBER}/{SYMBOL}"
        return words
