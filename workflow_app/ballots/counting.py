"""From hands to results: the numbers of an item's options are judged by its rule."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .enums import Choice, Method, NextStep, Result, Spoilt
from .models import Ballot, Option, RollEntry
from .rules import Candidate, DecisionRule, Roll, Tally, elect, follow_up, judge


@dataclass(frozen=True, slots=True)
class Hands:
    """Who could vote on an option, who took part, and what was said. Numbers of members.

    `in_writing` are those who handed in without being present.
    """

    members: int
    recused: int
    lapsed: int
    present: int
    in_writing: int = 0
    votes: Counter[str] = field(default_factory=Counter)

    @property
    def tally(self) -> Tally:
        """What was said."""
        return Tally(
            yes=self.votes[Choice.YES],
            no=self.votes[Choice.NO],
            abstain=self.votes[Choice.ABSTAIN],
            invalid=self.votes[Spoilt.INVALID],
        )

    @property
    def roll(self) -> Roll:
        """Who took part."""
        return Roll(
            members=self.members,
            convened=self.members,
            recused=self.recused,
            lapsed=self.lapsed,
            present=self.present,
            handed_in=self.votes.total(),
            in_writing=self.in_writing,
        )


def hands_from(roll: Sequence[RollEntry], recused: set[int], votes: Counter[str]) -> Hands:
    """Return the numbers of one option from the roll, the recused persons (ids) and the votes.

    Whoever is recused and has lost the seat is lapsed alone, as `Roll` has it: no member any more,
    so not one of those whom a rule keeps in its denominator for being merely recused.
    """
    members = [entry for entry in roll if entry.lapsed is None]
    able = [entry for entry in members if entry.person_id not in recused]
    return Hands(
        members=len(roll),
        recused=len(members) - len(able),
        lapsed=len(roll) - len(members),
        present=sum(entry.was_present for entry in able),
        in_writing=sum(entry.handed_in is not None and not entry.was_present for entry in able),
        votes=votes,
    )


def judge_item(
    ballot: Ballot,
    options: Sequence[Option],
    hands: Mapping[int, Hands],
    rule: DecisionRule,
    run: int,
) -> NextStep:
    """Write result and figures on the options, and the result on the item. Nothing is saved.

    `run` is which of the rule's ballots this is, from 1. Returns what follows for the options that
    are left open (TIED).
    """
    if ballot.method == Method.ELECT:
        following = _elect(ballot, options, hands, rule, run)
    else:
        following = _approve(options, hands, rule, run)
    ballot.result = whole_of(options)
    return following


def _approve(
    options: Sequence[Option], hands: Mapping[int, Hands], rule: DecisionRule, run: int
) -> NextStep:
    """Each option is adopted or not, for itself."""
    following = NextStep.NOTHING
    for option in options:
        verdict = judge(hands[option.pk].roll, hands[option.pk].tally, rule)
        option.figures, option.result = verdict.figures, verdict.result
        step = follow_up(verdict, rule, run).step
        if step != NextStep.NOTHING:
            option.result, following = Result.TIED, step
    return following


def _elect(
    ballot: Ballot,
    options: Sequence[Option],
    hands: Mapping[int, Hands],
    rule: DecisionRule,
    run: int,
) -> NextStep:
    """The options compete for the seats: the highest first."""
    candidates = [
        Candidate(str(option.pk), hands[option.pk].tally, option.is_favoured, hands[option.pk].roll)
        for option in options
    ]
    whole = hands[options[0].pk].roll
    election = elect(candidates, ballot.seats or 0, whole, rule, run)
    for option in options:
        key = str(option.pk)
        option.figures = election.verdicts[key].figures
        is_open = key in election.next.among
        option.result = Result.TIED if is_open else election.results[key]
    return election.next.step


def whole_of(options: Sequence[Option]) -> Result:
    """An item is open while an option is, adopted if one of its options is."""
    results = {option.result for option in options}
    for result in (Result.TIED, Result.ADOPTED, Result.NO_QUORUM):
        if result in results:
            return result
    return Result.REJECTED
