"""What a kind of dossier puts to the vote. A feature registers its kinds; plain ones need not.

Without a registration the dossier itself is the one option, adopted or not.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workflow_app.approvals.models import Dossier
from workflow_app.organization.models import Desk, Person

from .enums import Method

if TYPE_CHECKING:
    from workflow_app.accounts.models import User

    from .models import Session


@dataclass(frozen=True, slots=True)
class Proposition:
    """One thing that gets a yes, a no or nothing.

    `key` is what the feature knows it by; `person` is the candidate, who does not vote on
    themselves where the rule says so.
    """

    key: str
    label: str
    person: Person | None = None
    is_favoured: bool = False


@dataclass(frozen=True, slots=True)
class Concern:
    """Why a person may have an interest in a dossier: a hint for the chair, not a recusal.

    `key` names the option it is about, empty for the whole dossier.
    """

    person: Person
    reason: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """A person whom an item is about, in the words of a short CV: facts are labels and values."""

    name: str
    proposed: str
    facts: tuple[tuple[str, str], ...]


Profiles = Callable[[Mapping[int, Mapping[str, Any]], "User", "Session"], dict[int, list[Profile]]]


@dataclass(frozen=True, slots=True)
class Question:
    """What the sessions must know of a kind.

    `propositions(dossier, step)` lists the options; `on_results(dossier, step, results)` is told
    once, in the transaction that lets the dossier go on, the result of each key ("adopted" or
    "rejected"); `concerns(dossier, people)` finds interests; `method` and `seats` are asked where
    the options compete for seats; `rule_kind(dossier, step)` names the rule "vote.<kind>";
    `authors_vote` says that whoever submitted or signed the dossier only laid it out and votes too.

    `officer(dossier, step)` is the desk of whoever decides what the last ballot leaves open, where
    the rule gives that to the competent officer; without it, it is the chair of the body.
    `order(dossier, step)` is a number by which dossiers that are put on an agenda together are put
    in order, the smallest first (awards: the lowest first); a kind without it counts as 0.
    `profiles(contents, reader, session)` returns, by dossier, the short CVs of whom its frozen
    content names, for somebody who decides on them or prepares that, and logs whose files it read.
    """

    propositions: Callable[[Dossier, str], Sequence[Proposition]]
    on_results: Callable[[Dossier, str, Mapping[str, str]], None] | None = None
    concerns: Callable[[Dossier, Sequence[Person]], Sequence[Concern]] | None = None
    method: Callable[[Dossier, str], tuple[Method, int | None]] | None = None
    rule_kind: Callable[[Dossier, str], str] | None = None
    authors_vote: bool = False
    officer: Callable[[Dossier, str], Desk] | None = None
    order: Callable[[Dossier, str], int] | None = None
    profiles: Profiles | None = None


_questions: dict[str, Question] = {}


def register_question(kind: str, question: Question) -> None:
    """Say what dossiers of a kind put to the vote."""
    _questions[kind] = question


def question_of(kind: str) -> Question:
    """Return what a kind puts to the vote; the dossier as a whole by default."""
    return _questions.get(kind, WHOLE)


def rule_kind(dossier: Dossier, step: str) -> str:
    """Return the kind by which the vote's rule is looked up."""
    question = question_of(dossier.kind)
    return question.rule_kind(dossier, step) if question.rule_kind else dossier.kind


def method_of(dossier: Dossier, step: str) -> tuple[Method, int | None]:
    """Return how the options are judged, and the number of seats where they compete."""
    question = question_of(dossier.kind)
    return question.method(dossier, step) if question.method else (Method.APPROVE, None)


def order_of(dossier: Dossier, step: str) -> int:
    """Return the number by which the dossier takes its place among those put on with it."""
    question = question_of(dossier.kind)
    return question.order(dossier, step) if question.order else 0


WHOLE = Question(propositions=lambda dossier, __: [Proposition("", dossier.title)])
