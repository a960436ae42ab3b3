"""The result of a closed vote, item by item. Before the closing there is none, for nobody."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch

from workflow_app.ballots.enums import Choice, Result, SessionState
from workflow_app.ballots.models import Ballot, Recusal, RollEntry, Session, Vote
from workflow_app.ballots.rules import result_sentence, rule_sentence

from .console import put_to_vote


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody and what they said for it."""

    name: str
    reason: str = ""


@dataclass(slots=True)
class ItemResult:
    """One item: the result, its arithmetic, and who voted how."""

    number: int
    ballot: Ballot
    rule: str
    sentence: str
    figures: dict[str, Any]
    voices: dict[str, list[Voice]] = field(default_factory=dict)
    absent: list[Voice] = field(default_factory=list)
    recused: list[Voice] = field(default_factory=list)

    @property
    def is_adopted(self) -> bool:
        """Whether the dossier was adopted."""
        return self.ballot.result == Result.ADOPTED

    @property
    def goes_on(self) -> bool:
        """Whether the dossier moves after this result; without a quorum it waits."""
        return self.ballot.result in (Result.ADOPTED, Result.REJECTED)

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


def results_of(session: Session) -> list[ItemResult]:
    """Return the results of a closed session: four statements however many items and members."""
    if session.state != SessionState.CLOSED:
        return []
    votes = Vote.objects.select_related("entry__person").order_by("entry__person__sort_key", "pk")
    recusals = Recusal.objects.select_related("entry__person").order_by(
        "entry__person__sort_key", "pk"
    )
    ballots = (
        put_to_vote(session)
        .select_related("dossier__unit", "revision")
        .prefetch_related(Prefetch("votes", votes), Prefetch("recusals", recusals))
    )
    roll = list(session.roll.select_related("person").order_by("person__sort_key", "pk"))
    return [_result(number, ballot, roll) for number, ballot in enumerate(ballots, start=1)]


def _result(number: int, ballot: Ballot, roll: list[RollEntry]) -> ItemResult:
    threshold, quorum = ballot.threshold or [], ballot.quorum or []
    result = ItemResult(
        number=number,
        ballot=ballot,
        rule=rule_sentence(quorum, threshold, ballot.denominator),
        sentence=result_sentence(ballot.figures or {}, threshold, ballot.denominator),
        figures=ballot.figures or {},
    )
    spoken = set()
    for vote in ballot.votes.all():
        if vote.entry is not None:
            spoken.add(vote.entry_id)
            voice = Voice(vote.entry.person.full_name, vote.reason)
            result.voices.setdefault(vote.choice, []).append(voice)
    for recusal in ballot.recusals.all():
        spoken.add(recusal.entry_id)
        result.recused.append(Voice(recusal.entry.person.full_name, recusal.reason))
    result.absent = [Voice(entry.person.full_name) for entry in roll if entry.pk not in spoken]
    return result


def totals(results: list[ItemResult]) -> dict[str, int]:
    """Count the items by result, for the first line of the page."""
    kinds = [item.ballot.result for item in results]
    return {
        "items": len(kinds),
        "adopted": kinds.count(Result.ADOPTED),
        "rejected": kinds.count(Result.REJECTED),
        "no_quorum": kinds.count(Result.NO_QUORUM),
    }
