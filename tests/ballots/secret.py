"""Secret ballots on plans, by a rule of the rulebook: what the tests of secrecy share."""

from collections.abc import Mapping
from typing import Any

from tests.ballots.agenda import more_members, planned
from tests.cast import START, Cast
from workflow_app.accounts.models import User
from workflow_app.ballots.enums import Choice, Method
from workflow_app.ballots.models import Ballot, Option, Session
from workflow_app.ballots.questions import Proposition, Question
from workflow_app.ballots.rules.defaults import PERSONS
from workflow_app.ballots.selectors.sheets import options_of
from workflow_app.ballots.services.board import choose_board
from workflow_app.ballots.services.rounds import open_vote
from workflow_app.ballots.services.urn import new_code
from workflow_app.ballots.services.voting import hand_in
from workflow_app.ballots.verification import verify_ballots, verify_rounds
from workflow_app.organization.models import Person
from workflow_app.rulebook.models import Rule

BASIS = "Điều lệ Liên hiệp, Điều 12"
YES, NO, ABSTAIN = Choice.YES, Choice.NO, Choice.ABSTAIN


def secret_rule(key: str = "vote.plan", **changes: Any) -> Rule:
    """From now on plans are voted on in secret, as persons are."""
    rule, __ = Rule.objects.update_or_create(
        key=key,
        valid_from=START,
        defaults={"value": PERSONS | changes, "legal_basis": BASIS},
    )
    return rule


def asking(
    *names: str,
    seats: int | None = None,
    people: Mapping[str, Person] | None = None,
    favoured: tuple[str, ...] = (),
) -> Question:
    """Plans put these options to the vote; with `seats` they compete for them."""
    known = people or {}
    return Question(
        propositions=lambda *_: [
            Proposition(name, name.title(), known.get(name), name in favoured) for name in names
        ],
        method=lambda *_: (Method.ELECT, seats) if seats is not None else (Method.APPROVE, None),
    )


def with_board(cast: Cast, session: Session) -> Session:
    """Sơn heads the counting board; Kiên and Xuân count with him."""
    choose_board(
        session=session,
        head=cast.people["son"],
        others=[cast.people["kien"], cast.people["xuan"]],
        user=cast.son,
    )
    return session


def secret_vote(cast: Cast, number: int = 1, **rule: Any) -> Session:
    """So many plans are put to a secret vote."""
    secret_rule(**rule)
    return open_vote(session=with_board(cast, planned(cast, number)), user=cast.phuong)


def everybody(cast: Cast, more: int) -> list[User]:
    """The five members and so many more."""
    return [*cast.members(), *more_members(cast, more)]


def hand(
    session: Session, user: User, said: Choice | Mapping[str, Choice] = YES, code: str = ""
) -> str:
    """Hand in one choice for everything, or one for each key; return the check code."""
    code = code or new_code()
    entry = session.roll.get(user=user)
    choices = {
        option.pk: said if isinstance(said, Choice) else said[option.key]
        for option in options_of(entry)
    }
    hand_in(session=session, user=user, choices=choices, code=code)
    return code


def figures(ballot: Ballot, key: str = "") -> dict[str, int]:
    return Option.objects.get(ballot=ballot, key=key).figures


def results(ballot: Ballot) -> dict[str, str]:
    return dict(ballot.options.values_list("key", "result"))


def verified() -> bool:
    """Whether everything recounts, and rolls, codes, seats and runs agree."""
    return verify_ballots().ok and verify_rounds().ok
