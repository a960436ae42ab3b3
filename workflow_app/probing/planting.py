"""The hidden things that a probe plants, inside a transaction that is rolled back.

They are made by the services that people use, in the names of people who hold the duty, so that
whatever a service leaves behind (duties, notices, log, queue) is there to be found.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from personnel.enums import ChangeKind
from personnel.services.proposals import open_proposal, save_change
from workflow_app.accounts.models import User
from workflow_app.approvals import announcing
from workflow_app.approvals.enums import Outcome, WorkState
from workflow_app.approvals.errors import RefusalError
from workflow_app.approvals.models import Dossier, WorkItem
from workflow_app.approvals.services.decisions import decide
from workflow_app.approvals.steps import step_of_work
from workflow_app.ballots.enums import Choice, Secrecy, SessionMode
from workflow_app.ballots.models import Round, Session
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

CODES = [new_code() for __ in range(20)]
NAME = "Hoàng Phượng Vĩ Dạ"
"""A name that nobody bears: whoever finds it was told."""
REASON = "Lý do thăm dò hoa ngọc lan"


@dataclass(slots=True)
class Planted:
    """Something hidden: where it is, the words that give it away, and who may know of it."""

    name: str
    addresses: list[str]
    words: list[str]
    insiders: set[int] = field(default_factory=set)


@contextmanager
def rolled_back() -> Iterator[None]:
    """Whatever happens inside never happened."""
    with transaction.atomic():
        with announcing.at_once():
            yield
        transaction.set_rollback(True)


class NothingToPlantError(Exception):
    """The federation lacks who would be needed; the message says whom."""


def candidate() -> Person:
    """Enter a person whom nobody knows; that the person exists is no secret, the proposal is."""
    return Person.objects.create(full_name=NAME, position="Chuyên viên")


def plant_proposal(*, person: Person, steps: int) -> Planted:
    """Open a confidential proposal of the person and carry it so many steps on, if it gets there."""
    drafter, unit, term = _where_to_plant()
    proposal = open_proposal(
        unit=unit,
        term=term,
        user=drafter,
        reason=REASON,
        effective_on=timezone.localdate() + dt.timedelta(days=30),
    )
    values = {"kind": ChangeKind.ADD, "entering": person, "reason": REASON}
    save_change(proposal=proposal, values=values, user=drafter)
    dossier = proposal.dossier
    passed = list(_carried(dossier, steps))
    dossier.refresh_from_db()
    return Planted(
        name=f"a proposal after {', '.join(passed) or 'its opening'}",
        addresses=[dossier.get_absolute_url()],
        words=[dossier.code, NAME, REASON],
        insiders=_insiders(dossier),
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
        if waiting is None or waiting.desk is None or step is None or step.by_ballot:
            return
        onwards = [one for one in step.outcomes if one not in Outcome.sends_back]
        try:
            decide(
                dossier=dossier,
                step=step.name,
                outcome=onwards[0],
                user=_holder(waiting.desk.pk, dossier.kind),
            )
        except RefusalError:
            return
        yield step.name


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
            entry = self.session.roll.get(user=voter)
            choice = (first, second)[number % 2]
            hand_in(
                session=self.session,
                user=voter,
                choices=dict.fromkeys((option.pk for option in options_of(entry)), choice),
                code=CODES[number],
            )

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
    rank = dossier.reach
    today = timezone.localdate()
    holdings = Holding.objects.in_force(today).filter(user__isnull=False)
    inside = holdings.filter(desk__duty=Duty.INSPECT)
    inside |= holdings.filter(desk__unit=dossier.unit)
    inside |= holdings.filter(desk__unit__function=UnitFunction.PERSONNEL)
    if rank > 0 and dossier.body_id is not None:
        inside |= holdings.filter(desk__body=dossier.body_id)
    if dossier.stage == "issuing":
        inside |= holdings.filter(desk__duty=Duty.ISSUE)
    return set(inside.values_list("user", flat=True))
