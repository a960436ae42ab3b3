"""The result of closed rounds, item by item. Before the closing there is none, for nobody."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import BigAutoField, Prefetch, QuerySet, prefetch_related_objects

from workflow_app.accounts.models import User
from workflow_app.approvals.visibility import visible_dossiers
from workflow_app.ballots.enums import Choice, InterestState, Result, Secrecy
from workflow_app.ballots.models import Ballot, Interest, LastWord, Option, RollEntry, Session
from workflow_app.ballots.rules import result_sentence
from workflow_app.db.planning import row_by_row
from workflow_app.db.prepared import Select
from workflow_app.organization.selectors.standing import SelectFor

from .withholding import withhold_unreadable
from .words import rule_words


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody and what they said for it."""

    name: str
    reason: str = ""


@dataclass(slots=True)
class OptionResult:
    """One option: the result, its arithmetic, and in an open vote who voted how."""

    option: Option
    sentence: str
    figures: dict[str, Any]
    voices: dict[str, list[Voice]] = field(default_factory=dict)
    absent: list[Voice] = field(default_factory=list)
    recused: list[Voice] = field(default_factory=list)

    @property
    def yes(self) -> list[Voice]:
        """Those in favour."""
        return self.voices.get(Choice.YES, [])

    @property
    def no(self) -> list[Voice]:
        """Those against."""
        return self.voices.get(Choice.NO, [])

    @property
    def abstain(self) -> list[Voice]:
        """Those without an opinion."""
        return self.voices.get(Choice.ABSTAIN, [])


@dataclass(slots=True)
class ItemResult:
    """One item of a closed round with the results of its options."""

    number: int
    ballot: Ballot
    rule: str
    options: list[OptionResult] = field(default_factory=list)
    is_withheld: bool = False

    @property
    def is_adopted(self) -> bool:
        """Whether the dossier was adopted, or one of its options."""
        return self.ballot.result == Result.ADOPTED

    @property
    def is_secret(self) -> bool:
        """Whether nobody is told who voted how."""
        return self.ballot.secrecy == Secrecy.SECRET

    @property
    def is_tied(self) -> bool:
        """Whether something was left open."""
        return self.ballot.result == Result.TIED

    @property
    def has_next(self) -> bool:
        """Whether a further ballot takes up what was left open."""
        return hasattr(self.ballot, "next")

    @property
    def goes_on(self) -> bool:
        """Whether the dossier moves after this result; without a quorum it waits."""
        return self.ballot.result in (Result.ADOPTED, Result.REJECTED)


def results_of(session: Session, user: User | None = None) -> list[ItemResult]:
    """Return the results of a session's closed rounds: seven statements however many items.

    With a user, only what this person may know of, and no names or reasons of a dossier that they
    may not open; without one, for papers, all.
    """
    ballots, readable = _ballots_of(session, user)
    interests = (
        Interest.objects.filter(state=InterestState.DECLARED)
        .select_related("person")
        .order_by("person__sort_key", "pk")
    )
    prefetch_related_objects(
        ballots,
        Prefetch("options", _options().prefetch_related("votes")),
        Prefetch("interests", interests),
        Prefetch("last_words", LastWord.objects.select_related("user")),
    )
    rolls: dict[int, list[RollEntry]] = {}
    for entry in _rolls(session=session.pk):
        rolls.setdefault(entry.round_id, []).append(entry)
    closed = withhold_unreadable(ballots, user, readable) if user else set()
    found = [
        _item(number, ballot, rolls.get(ballot.round_id or 0, []))
        for number, ballot in enumerate(ballots, start=1)
    ]
    for item in found:
        if item.ballot.pk in closed:
            _withhold_reasons(item)
    return found


def counts_of(session: Session, user: User) -> list[ItemResult]:
    """Return the same results without who voted how: two statements, and no vote is read."""
    ballots, readable = _ballots_of(session, user)
    prefetch_related_objects(ballots, Prefetch("options", _options()))
    withhold_unreadable(ballots, user, readable)
    return [
        ItemResult(
            number,
            ballot,
            rule_words(ballot),
            [_counted(ballot, one) for one in ballot.options.all()],
        )
        for number, ballot in enumerate(ballots, start=1)
    ]


def _ballots_of(session: Session, user: User | None) -> tuple[list[Any], set[int]]:
    """Return the items that this person may know of, and which dossiers they may open."""
    if user is None:
        ballots: list[Any] = _closed_items(session=session.pk)
        readable = set()
    else:
        seen: list[Any] = _closed_items_for.of(user, session=session.pk)
        ballots = [one for one in seen if one.sees or not one.dossier.is_confidential]
        readable = {one.dossier_id for one in seen if one.sees}
    for ballot in ballots:
        ballot.session = session
    return ballots, readable


def _options() -> QuerySet[Option]:
    return Option.objects.order_by("order", "pk")


def _closed(session: Any) -> QuerySet[Ballot]:
    return (
        Ballot.objects.filter(session=session, round__closed__isnull=False)
        .exclude(result__in=Result.dropped)
        .select_related("dossier__unit", "revision", "round", "decided_by", "next")
        .defer("revision__content")
        .order_by("round__number", "order", "pk")
    )


_closed_items: Select[Ballot] = Select(_closed, session=BigAutoField())
_closed_items_for: SelectFor[Ballot] = SelectFor(
    lambda user, session: _closed(session).annotate(
        sees=row_by_row(visible_dossiers(user, "dossier__"))
    ),
    session=BigAutoField(),
)
_rolls: Select[RollEntry] = Select(
    lambda session: (
        RollEntry.objects.filter(round__session=session)
        .select_related("person")
        .order_by("person__sort_key", "pk")
    ),
    session=BigAutoField(),
)


def _withhold_reasons(item: ItemResult) -> None:
    """Who is recused may be a candidate, and reasons may name one."""
    item.is_withheld = True
    for option in item.options:
        option.recused = []
        option.voices = {
            choice: [Voice(voice.name) for voice in voices]
            for choice, voices in option.voices.items()
        }


def _item(number: int, ballot: Ballot, roll: list[RollEntry]) -> ItemResult:
    item = ItemResult(number=number, ballot=ballot, rule=rule_words(ballot))
    item.options = [_option(ballot, option, roll) for option in ballot.options.all()]
    return item


def _counted(ballot: Ballot, option: Option) -> OptionResult:
    figures = option.figures or {}
    sentence = result_sentence(ballot.decision_rule, figures) if figures else ""
    return OptionResult(option, sentence, figures)


def _option(ballot: Ballot, option: Option, roll: list[RollEntry]) -> OptionResult:
    result = _counted(ballot, option)
    spoken = set()
    for interest in ballot.interests.all():
        if interest.option_id in (None, option.pk):
            spoken.add(interest.person_id)
            result.recused.append(Voice(interest.person.full_name, interest.reason))
    if ballot.secrecy == Secrecy.SECRET:
        return result
    votes = {vote.entry_id: vote for vote in option.votes.all()}
    for entry in roll:  # in the order of names
        if vote := votes.get(entry.pk):
            voice = Voice(entry.person.full_name, vote.reason)
            result.voices.setdefault(vote.choice, []).append(voice)
        elif entry.person_id not in spoken:
            result.absent.append(Voice(entry.person.full_name))
    return result


def totals(results: list[ItemResult]) -> dict[str, int]:
    """Count the items by result, for the first line of the page."""
    kinds = [item.ballot.result for item in results]
    return {
        "items": len(kinds),
        "adopted": kinds.count(Result.ADOPTED),
        "rejected": kinds.count(Result.REJECTED),
        "no_quorum": kinds.count(Result.NO_QUORUM),
        "tied": kinds.count(Result.TIED),
    }
