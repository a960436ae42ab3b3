"""Elections and quotas: highest first, ties at the last seat, further ballots, the last word."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from workflow_app.ballots.enums import FinalSay, NextStep, Result, TieRule

from .counting import Roll, Tally, Verdict, judge
from .rule import DecisionRule


@dataclass(frozen=True, slots=True)
class Candidate:
    """One name on the ballot.

    ``favoured`` marks a woman, or a collective with at least 70 % women (NĐ 152/2025 Đ4.6).
    ``roll`` is this candidate's own roll where it differs from the others': a member of the body
    who does not vote on themselves is among the recused of it.
    """

    key: str
    tally: Tally
    favoured: bool = False
    roll: Roll | None = None


@dataclass(frozen=True, slots=True)
class Next:
    """What follows: nothing, another ballot, or somebody's last word.

    ``among`` are the candidates it is about, sorted, and ``seats`` how many of them it may give a
    seat; both are empty for a vote on one item. ``who`` has the last word.
    """

    step: NextStep = NextStep.NOTHING
    who: FinalSay = FinalSay.NOBODY
    among: tuple[str, ...] = ()
    seats: int = 0


@dataclass(frozen=True, slots=True)
class Election:
    """The outcome of one ballot among candidates.

    ``tied`` names those who stood level at the last seat, sorted, however it was resolved; whoever
    is still unresolved has the result TIED, and ``next`` says what happens to them.
    """

    results: dict[str, Result]
    verdicts: dict[str, Verdict]
    tied: tuple[str, ...]
    next: Next
    open_seats: int

    @property
    def elected(self) -> tuple[str, ...]:
        """The keys of those who have a seat, sorted."""
        return tuple(sorted(key for key, it in self.results.items() if it == Result.ADOPTED))


def follow_up(verdict: Verdict, rule: DecisionRule, run: int) -> Next:
    """Say what follows the run-th ballot (from 1) on one item.

    Only a missed threshold leaves something open, and only where the rule repeats it. Without a
    quorum nothing was decided: the same ballot waits for a session that has one.
    """
    _require_run(run, rule)
    if verdict.result != Result.REJECTED or not rule.repeats_missed:
        return Next()
    return _next(rule, run, (), 0)


def elect(  # noqa: PLR0917 -- the whole of an election in one place
    candidates: Sequence[Candidate],
    seats: int,
    roll: Roll,
    rule: DecisionRule,
    run: int,
    order_by_chair: Sequence[str] = (),
) -> Election:
    """Fill at most so many seats (or a quota of awards) by the run-th ballot, counted from 1.

    Who does not reach the rule's threshold gets no seat, whatever anybody says. The others are
    taken from the highest down, by votes in favour of those who may vote on them (so that a
    candidate who does not vote on themselves loses nothing by it). Among equals at the last seat
    the tie rule decides; ``order_by_chair`` is the choice of whoever has the last word, best
    first, once it is known. Names in it that are not in question are passed by.

    The second ballot is an election of its own: call again with the candidates and seats that
    ``next`` names, and with the run after this one.
    """
    _require_run(run, rule)
    if seats < 0:
        raise ValueError("seats are a whole number, not below nothing")
    _require_once([candidate.key for candidate in candidates])
    _require_once(order_by_chair)
    verdicts = {it.key: judge(it.roll or roll, it.tally, rule) for it in candidates}
    results = {key: verdict.result for key, verdict in verdicts.items()}
    rank = {
        it.key: Fraction(it.tally.yes, (it.roll or roll).eligible)
        for it in candidates
        if results[it.key] == Result.ADOPTED
    }
    safe, tied = _line(rank, seats)
    for key in rank:
        results[key] = Result.ADOPTED if key in safe else Result.PASSED_OVER
    left = seats - len(safe)
    following = Next()
    if tied:
        favoured = {it.key for it in candidates if it.favoured}
        winners, level = _women_first(tied, favoured, left) if _asks_women(rule) else (set(), tied)
        named, following = _last_seats(level, left - len(winners), rule, run, order_by_chair)
        results |= dict.fromkeys(winners | named, Result.ADOPTED)
        results |= dict.fromkeys(following.among, Result.TIED)
        left -= len(winners | named)
    elif left and rule.repeats_missed:
        missed = sorted(key for key, result in results.items() if result == Result.REJECTED)
        if missed:
            following = _next(rule, run, tuple(missed), left)
    return Election(results, verdicts, tuple(sorted(tied)), following, left)


def _line(rank: dict[str, Fraction], seats: int) -> tuple[set[str], set[str]]:
    """Draw the line under the last seat: who is safely above it, and who stands level on it."""
    if len(rank) <= seats:
        return set(rank), set()
    if not seats:
        return set(), set()
    height = sorted(rank.values(), reverse=True)
    last, first_out = height[seats - 1], height[seats]
    if last > first_out:
        return {key for key, value in rank.items() if value >= last}, set()
    above = {key for key, value in rank.items() if value > last}
    return above, {key for key, value in rank.items() if value == last}


def _asks_women(rule: DecisionRule) -> bool:
    return rule.tie == TieRule.WOMEN_THEN_CHAIR


def _women_first(tied: set[str], favoured: set[str], seats: int) -> tuple[set[str], set[str]]:
    """Return who of the tied has a seat by NĐ 152/2025 Đ4.6, and who is still level after that."""
    women = tied & favoured
    return (women, tied - women) if len(women) <= seats else (set(), women)


def _last_seats(
    level: set[str], seats: int, rule: DecisionRule, run: int, order: Sequence[str]
) -> tuple[set[str], Next]:
    """Return who of the level ones is named for the last seats, or else what follows for them."""
    among = tuple(sorted(level))
    following = {
        TieRule.NOBODY: Next(),
        TieRule.SECOND_RUN: _next(rule, run, among, seats),
    }.get(rule.tie, Next(NextStep.FINAL_SAY, FinalSay.CHAIR, among, seats))
    if not seats:
        return set(), Next()
    named = [key for key in order if key in level][:seats]
    if following.step == NextStep.FINAL_SAY and len(named) == seats:
        return set(named), Next()
    return set(), following


def _next(rule: DecisionRule, run: int, among: tuple[str, ...], seats: int) -> Next:
    if run < rule.runs:
        return Next(NextStep.SECOND_RUN, FinalSay.NOBODY, among, seats)
    if rule.then == FinalSay.NOBODY:
        return Next()
    return Next(NextStep.FINAL_SAY, rule.then, among, seats)


def _require_run(run: int, rule: DecisionRule) -> None:
    if not 1 <= run <= rule.runs:
        raise ValueError(f"the rule allows {rule.runs} ballots, this is number {run}")


def _require_once(keys: Sequence[str]) -> None:
    if len(set(keys)) != len(keys):
        raise ValueError("a candidate is named twice")
