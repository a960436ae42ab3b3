"""The hidden things that a probe plants, inside a transaction that is rolled back.

They are made by the services that people use, in the names of people who hold the duty, so that
whatever a service leaves behind (duties, notices, log, queue) is there to be found.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from personnel.enums import ChangeKind, PaperKind, Sex
from personnel.models import Hearing, PersonFile, PersonPaper
from personnel.services.proposals import open_proposal, save_change
from workflow_app.accounts.models import User
from workflow_app.approvals import announcing
from workflow_app.approvals.enums import Outcome, Stage, WorkState
from workflow_app.approvals.errors import RefusalError
from workflow_app.approvals.models import Dossier, WorkItem
from workflow_app.approvals.services.decisions import decide, settle
from workflow_app.approvals.steps import Step, step_of_work
from workflow_app.ballots.enums import Choice, Secrecy, SessionMode
from workflow_app.ballots.models import Round, Session
from workflow_app.ballots.questions import question_of
from workflow_app.ballots.rules import DecisionRule
from workflow_app.ballots.selectors.console import members_on
from workflow_app.ballots.selectors.sessions import waiting_dossiers
from workflow_app.ballots.selectors.sheets import options_of
from workflow_app.ballots.services.board import choose_board
from workflow_app.ballots.services.closing import close_vote
from workflow_app.ballots.services.rounds import open_vote
from workflow_app.ballots.services.sessions import convene
from workflow_app.ballots.services.urn import new_code
from workflow_app.ballots.services.voting import hand_in
from workflow_app.lib.fractions import Threshold
from workflow_app.organization.enums import Duty, Role, UnitFunction
from workflow_app.organization.models import Body, Desk, Holding, Mandate, Person, Term, Unit
from workflow_app.rulebook.models import Rule

from .addresses import DOSSIERS, SESSIONS, addresses_in

CODES = [new_code() for __ in range(20)]
NAME = "Hoàng Phượng Vĩ Dạ"
"""A name that nobody bears: whoever finds it was told."""
REASON = "Lý do thăm dò hoa ngọc lan"
TELLING = ("result", "codes", "sheet", "screen", "handed-in", "paper")
A_YEAR = dt.timedelta(days=366)


@dataclass(slots=True)
class Planted:
    """Something hidden: where it is, the words that give it away, and who may know of it.

    `forms` are the addresses that are also sent an empty form: a refusal must not tell either.
    """

    name: str
    addresses: list[str]
    words: list[str]
    insiders: set[int] = field(default_factory=set)
    forms: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Named:
    """Whom a planted proposal names: somebody who enters, and a member who leaves.

    The one has an account and no duty, the other may have every duty there is: both must notice
    nothing, for nobody sees a dossier in which they are named.
    """

    entering: Person
    leaving: Mandate | None

    @property
    def users(self) -> list[User]:
        """The accounts of those who are named."""
        people = [self.entering, self.leaving.person if self.leaving else None]
        return [person.user for person in people if person is not None and person.user is not None]


@contextmanager
def rolled_back() -> Iterator[None]:
    """Whatever happens inside never happened."""
    with transaction.atomic():
        with announcing.at_once():
            yield
        transaction.set_rollback(True)


class NothingToPlantError(Exception):
    """The federation lacks who would be needed; the message says whom."""


def named() -> Named:
    """Enter a person whom nobody knows, with account and file, and choose a member of the body.

    That the person exists is no secret, the proposal is.
    """
    user = User.objects.create(username="tham-do", full_name=NAME, is_active=True)
    person = Person.objects.create(full_name=NAME, position="Chuyên viên", user=user)
    file = PersonFile.objects.create(
        person=person, sex=Sex.FEMALE, birth_date=timezone.localdate() - 40 * A_YEAR
    )
    PersonPaper.objects.bulk_create(
        PersonPaper(file=file, kind=kind, issued_on=timezone.localdate())
        for kind in PaperKind.values
    )
    drafter, unit, term = _where_to_plant()
    seats = Mandate.objects.in_force(timezone.localdate()).filter(
        seat__term=term, person__user__is_active=True, seat__post="member"
    )
    leaving = seats.exclude(person__unit=unit).exclude(person__user=drafter)
    return Named(person, leaving.select_related("person__user").order_by("pk").last())


def plant_proposal(*, named: Named, steps: int) -> Planted:
    """Open a confidential proposal that names them and carry it so many steps on, if it gets there."""
    drafter, unit, term = _where_to_plant()
    proposal = open_proposal(
        unit=unit,
        term=term,
        user=drafter,
        reason=REASON,
        effective_on=timezone.localdate() + dt.timedelta(days=30),
    )
    changes: list[dict[str, Any]] = [{"kind": ChangeKind.ADD, "entering": named.entering}]
    if named.leaving is not None:
        changes.append({"kind": ChangeKind.RELEASE, "leaving": named.leaving})
    for values in changes:
        save_change(proposal=proposal, values=values | {"reason": REASON}, user=drafter)
    dossier = proposal.dossier
    passed = list(_carried(dossier, steps))
    dossier.refresh_from_db()
    uid = proposal.changes.values_list("uid", flat=True).first()
    addresses = addresses_in(DOSSIERS, code=dossier.code, uid=uid, check="age")
    return Planted(
        name=f"a proposal after {', '.join(passed) or 'its opening'}",
        addresses=[dossier.get_absolute_url(), *addresses],
        words=[dossier.code, NAME, REASON],
        insiders=_insiders(dossier) - {user.pk for user in named.users},
        forms=addresses,
    )


def _where_to_plant() -> tuple[User, Unit, Term]:
    """Find a unit with a drafter, and a running term."""
    today = timezone.localdate()
    terms = Term.objects.filter(start__lte=today).exclude(end__lt=today)
    term = terms.order_by("-decided_seats").first()
    drafters = (
        Mandate.objects.in_force(today)
        .filter(role=Role.DRAFTER, person__user__is_active=True)
        .select_related("person__user", "unit")
        .order_by("pk")
    )
    for mandate in drafters:
        if mandate.person.user is not None and mandate.unit is not None and term is not None:
            return mandate.person.user, mandate.unit, term
    raise NothingToPlantError("a unit with a drafter who can sign in, and a running term")


def _carried(dossier: Dossier, steps: int) -> Iterator[str]:
    """Let whoever holds the duty do what leads on, so many times; stop where a rule says no."""
    for __ in range(steps):
        item = WorkItem.objects.filter(dossier=dossier, state=WorkState.OPEN, task__isnull=False)
        waiting = item.select_related("desk").first()
        step = step_of_work(waiting.kind) if waiting is not None else None
        if waiting is None or waiting.desk is None or step is None:
            return
        try:
            if step.by_ballot:
                _adopt(dossier, step)
            else:
                _let_go_on(dossier, step, _holder(waiting.desk.pk, dossier.kind))
        except RefusalError:
            return
        yield step.name


def _let_go_on(dossier: Dossier, step: Step, user: User) -> None:
    onwards = next(one for one in step.outcomes if one not in Outcome.sends_back)
    today = timezone.localdate()
    data: dict[Outcome, dict[str, Any]] = {
        Outcome.ISSUED: {"signer": str(user), "signer_title": "CHỦ TỊCH", "issued_on": today},
        Outcome.REPORTED: {"authority": "Bộ", "sent_notation": "1/BC", "sent_on": today},
    }
    decide(dossier=dossier, step=step.name, outcome=onwards, user=user, data=data.get(onwards))


def _adopt(dossier: Dossier, step: Step) -> None:
    """Let the body adopt every change, as a closed ballot does."""
    question = question_of(dossier.kind)
    results = {one.key: "adopted" for one in question.propositions(dossier, step.name)}
    if question.on_results is not None:
        question.on_results(dossier, step.name, results)
    settle(dossier=dossier, step=step.name, outcome=Outcome.ADOPTED, reason="Thăm dò")


def _holder(desk: int, kind: str) -> User:
    holding = (
        Holding.objects.in_force(timezone.localdate())
        .for_kind(kind)
        .filter(desk=desk, user__is_active=True)
        .select_related("user")
        .order_by("pk")
        .first()
    )
    if holding is None or holding.user is None:
        raise NothingToPlantError(f"somebody at desk {desk} who can sign in")
    return holding.user


@dataclass(slots=True)
class PlantedVote:
    """An open secret vote, and the sheets of its members, each with a code of its own."""

    session: Session
    voters: list[User]

    def hand_in(self, first: Choice, second: Choice) -> None:
        """Let the members vote by turns one thing and the other, in the same order every time."""
        for number, voter in enumerate(self.voters):
            self._hand_in(voter, (first, second)[number % 2], CODES[number])

    def hand_in_alone(self, voter: User) -> None:
        """Let one member hand in, with the code that whoever else it might be would have."""
        self._hand_in(voter, Choice.YES, CODES[0])

    def two_others(self) -> list[User]:
        """Return two voters, such as neither preside nor keep the minutes where there are any."""
        leading = Holding.objects.in_force(timezone.localdate()).filter(
            desk__body=self.session.body, desk__duty__in=(Duty.PRESIDE, Duty.KEEP_MINUTES)
        )
        busy = set(leading.values_list("user", flat=True))
        return sorted(self.voters, key=lambda voter: voter.pk in busy)[:2]

    def _hand_in(self, voter: User, choice: Choice, code: str) -> None:
        entry = self.session.roll.get(user=voter)
        hand_in(
            session=self.session,
            user=voter,
            choices=dict.fromkeys((option.pk for option in options_of(entry)), choice),
            code=code,
        )

    @property
    def addresses(self) -> list[str]:
        """The pages of the session, those first that tell of the count; papers are found by links."""
        first = self.session.get_absolute_url()
        pages = [page for page in addresses_in(SESSIONS, pk=self.session.pk) if page[-1] == "/"]
        telling = [f"{first}{page}/" for page in TELLING]
        return list(dict.fromkeys([first, *telling, *pages]))

    def close(self) -> None:
        """The chair closes."""
        opened_by = Round.objects.get(session=self.session).opened_by
        close_vote(session=self.session, user=opened_by)


def plant_vote() -> PlantedVote:
    """Open a secret vote on something that waits for a body, with an even number of voters."""
    for body in Body.objects.order_by("pk"):
        dossier = waiting_dossiers(body).first()
        if dossier is not None:
            _let_it_be_secret(dossier)
            return _vote_on(dossier, body)
    raise NothingToPlantError("a dossier that waits for the vote of a body")


def _let_it_be_secret(dossier: Dossier) -> None:
    Rule.objects.filter(key__startswith="vote").delete()
    rule = DecisionRule(
        threshold=Threshold(1, 2, strict=True),
        quorum=Threshold(1, 2, strict=True),
        secrecy=Secrecy.SECRET,
    )
    Rule.objects.create(
        key=f"vote.{dossier.kind}",
        value=rule.to_data(),
        legal_basis=REASON,
        valid_from=timezone.localdate(),
    )


def _vote_on(dossier: Dossier, body: Body) -> PlantedVote:
    chair, secretary = (_at(body, duty) for duty in (Duty.PRESIDE, Duty.KEEP_MINUTES))
    session = convene(
        body=body,
        title="Phiên thăm dò",
        held_on=timezone.localdate(),
        mode=SessionMode.HYBRID,
        place="",
        dossiers=[dossier],
        user=secretary,
    )
    members = [mandate.person for mandate in members_on(body, timezone.localdate())]
    choose_board(session=session, head=members[0], others=members[1:3], user=secretary)
    open_vote(session=session, user=chair)
    sheets = session.roll.filter(user__isnull=False, work_item__state=WorkState.OPEN)
    voters = [entry.user for entry in sheets.select_related("user") if entry.user is not None]
    even = len(voters) // 2 * 2
    if not even:
        raise NothingToPlantError("two members of the body who can sign in")
    return PlantedVote(session, voters[: min(even, len(CODES))])


def _at(body: Body, duty: Duty) -> User:
    desk = Desk.objects.filter(body=body, duty=duty).first()
    if desk is None:
        raise NothingToPlantError(f"somebody who may {duty} at {body}")
    return _holder(desk.pk, "")


def _insiders(dossier: Dossier) -> set[int]:
    """Return who may know of it, from the mandates alone, and wider than the house itself shows it.

    The unit, the personnel department, the inspection, and once it has come so far the bodies and
    the office. Everybody else must not notice anything.
    """
    today = timezone.localdate()
    holdings = Holding.objects.in_force(today).filter(user__isnull=False)
    inside = holdings.filter(desk__duty=Duty.INSPECT)
    inside |= holdings.filter(desk__unit=dossier.unit)
    inside |= holdings.filter(desk__unit__function=UnitFunction.PERSONNEL)
    heard = Hearing.objects.filter(proposal__dossier=dossier).order_by()
    inside |= holdings.filter(desk__body__in=heard.values("body"))
    if dossier.reach >= Stage.ISSUING.rank:
        inside |= holdings.filter(desk__duty=Duty.ISSUE)
    return set(inside.values_list("user", flat=True))
