"""Elections and quotas: the highest first, ties at the last seat, and who ends them."""

from typing import Any

import pytest

from workflow_app.ballots.enums import FinalSay, NextStep, Result, TieRule
from workflow_app.ballots.rules import Candidate, DecisionRule, Election, Next, Roll, Tally, elect
from workflow_app.lib.fractions import Threshold

IN, OUT, OVER, TIED, EMPTY = (
    Result.ADOPTED,
    Result.REJECTED,
    Result.PASSED_OVER,
    Result.TIED,
    Result.NO_QUORUM,
)
NINE = Roll(members=9, convened=9, recused=0, lapsed=0, present=9, handed_in=9)
WOMEN = "women_then_chair"


def rule(tie: str = "chair", **more: Any) -> DecisionRule:
    share = {"threshold": Threshold(1, 2, strict=True), "quorum": Threshold(2, 3)}
    return DecisionRule(**share | {"tie": TieRule(tie)} | more)


TWICE = rule("second_run", runs=2, then=FinalSay.CHAIR)
AWARD = rule(WOMEN, runs=2, then=FinalSay.OFFICER, repeats_missed=True)


def candidates(favour: dict[str, int], women: str = "") -> list[Candidate]:
    return [Candidate(key, Tally(yes, 9 - yes), key in women) for key, yes in favour.items()]


def outcome(election: Election) -> dict[Result, str]:
    """Read the results as "who got what", in the order of the alphabet."""
    found: dict[Result, str] = {}
    for key, result in sorted(election.results.items()):
        found[result] = found.get(result, "") + key
    return found


@pytest.mark.parametrize(
    ("favour", "seats", "women", "decides", "order", "expected"),
    (
        # enough seats: everybody who passes; more than half of 9 is 5
        ({"a": 9, "b": 5, "c": 4}, 3, "", rule(), "", {IN: "ab", OUT: "c"}),
        ({"a": 5, "b": 5, "c": 5}, 3, "", rule(), "", {IN: "abc"}),
        ({"a": 4, "b": 3}, 1, "", rule(), "", {OUT: "ab"}),
        # the highest are taken first; who passes beyond the seats is told so
        ({"a": 9, "b": 8, "c": 7}, 2, "", rule(), "", {IN: "ab", OVER: "c"}),
        ({"a": 6, "b": 7, "c": 4}, 1, "", rule(), "", {IN: "b", OVER: "a", OUT: "c"}),
        # equal votes above the last seat are no tie
        ({"a": 8, "b": 8, "c": 7}, 2, "", rule(), "", {IN: "ab", OVER: "c"}),
        # equal votes beyond the last seat are none either
        ({"a": 8, "b": 7, "c": 7}, 1, "", rule(), "", {IN: "a", OVER: "bc"}),
        # a tie at the last seat, open until the chair says whom
        ({"a": 8, "b": 7, "c": 7}, 2, "", rule(), "", {IN: "a", TIED: "bc"}),
        ({"a": 8, "b": 7, "c": 7}, 2, "", rule(), "c", {IN: "ac", OVER: "b"}),
        ({"a": 8, "b": 7, "c": 7}, 2, "", rule(), "cb", {IN: "ac", OVER: "b"}),
        # the chair names those in question; others are passed by
        ({"a": 8, "b": 7, "c": 7, "d": 4}, 2, "", rule(), "dab", {IN: "ab", OVER: "c", OUT: "d"}),
        # two seats among three
        ({"a": 7, "b": 7, "c": 7}, 2, "", rule(), "a", {TIED: "abc"}),
        ({"a": 7, "b": 7, "c": 7}, 2, "", rule(), "ca", {IN: "ac", OVER: "b"}),
        # a tie below the threshold is nobody's: no chair elects without a majority
        ({"a": 4, "b": 4}, 1, "", rule(), "a", {OUT: "ab"}),
        ({"a": 6, "b": 4, "c": 4}, 2, "", rule(), "bc", {IN: "a", OUT: "bc"}),
        # nobody of the tied
        ({"a": 8, "b": 7, "c": 7}, 2, "", rule("nobody"), "b", {IN: "a", OVER: "bc"}),
        # women first, or collectives of at least 70 % women (NĐ 152/2025 Đ4.6)
        ({"a": 8, "b": 7, "c": 7}, 2, "c", rule(WOMEN), "", {IN: "ac", OVER: "b"}),
        ({"a": 8, "b": 7, "c": 7}, 2, "c", rule(WOMEN), "b", {IN: "ac", OVER: "b"}),
        # two women, one seat: between them the chair decides
        ({"a": 7, "b": 7, "c": 7}, 1, "bc", rule(WOMEN), "", {OVER: "a", TIED: "bc"}),
        ({"a": 7, "b": 7, "c": 7}, 1, "bc", rule(WOMEN), "ac", {IN: "c", OVER: "ab"}),
        # one woman, two seats of three men and women: she has one, the chair gives the other
        ({"a": 7, "b": 7, "c": 7}, 2, "b", rule(WOMEN), "", {IN: "b", TIED: "ac"}),
        ({"a": 7, "b": 7, "c": 7}, 2, "b", rule(WOMEN), "c", {IN: "bc", OVER: "a"}),
        # no woman among them: the chair; a woman with fewer votes does not overtake
        ({"a": 7, "b": 7, "c": 6}, 1, "c", rule(WOMEN), "b", {IN: "b", OVER: "ac"}),
        # a second ballot comes before anybody's word
        ({"a": 8, "b": 7, "c": 7}, 2, "", TWICE, "b", {IN: "a", TIED: "bc"}),
        # no seats at all, no candidates at all
        ({"a": 9, "b": 9}, 0, "", rule(), "a", {OVER: "ab"}),
        ({}, 3, "", rule(), "", {}),
    ),
)
def test_seats_are_filled_from_the_highest_down(  # noqa: PLR0917 -- the columns of the table
    favour: dict[str, int],
    seats: int,
    women: str,
    decides: DecisionRule,
    order: str,
    expected: dict[Result, str],
) -> None:
    election = elect(candidates(favour, women), seats, NINE, decides, 1, tuple(order))
    assert outcome(election) == expected
    assert "".join(election.elected) == expected.get(IN, "")
    assert election.open_seats == seats - len(election.elected)
    assert "".join(election.next.among) == expected.get(TIED, "")


def test_a_tie_is_voted_again_and_then_the_chair_decides() -> None:
    first = elect(candidates({"a": 8, "b": 7, "c": 7}), 2, NINE, TWICE, 1)
    assert first.tied == ("b", "c")
    assert first.next == Next(NextStep.SECOND_RUN, FinalSay.NOBODY, ("b", "c"), 1)

    again = elect(candidates({"b": 5, "c": 6}), first.next.seats, NINE, TWICE, 2)
    assert outcome(again) == {IN: "c", OVER: "b"}
    assert again.next == Next()

    still = elect(candidates({"b": 6, "c": 6}), first.next.seats, NINE, TWICE, 2)
    assert outcome(still) == {TIED: "bc"}
    assert still.next == Next(NextStep.FINAL_SAY, FinalSay.CHAIR, ("b", "c"), 1)

    decided = elect(candidates({"b": 6, "c": 6}), first.next.seats, NINE, TWICE, 2, ["c", "b"])
    assert outcome(decided) == {IN: "c", OVER: "b"}
    assert decided.next == Next()


def test_who_fails_the_second_ballot_is_not_elected_by_the_chair() -> None:
    """Elsewhere a person was once marked elected without a majority (OpenSlides #3021)."""
    election = elect(candidates({"b": 4, "c": 4}), 1, NINE, TWICE, 2, ["b"])
    assert outcome(election) == {OUT: "bc"}
    assert election.next == Next()
    assert election.open_seats == 1


def test_a_tie_that_nobody_may_end_leaves_the_seat_empty() -> None:
    decides = rule("second_run", runs=2)
    election = elect(candidates({"b": 6, "c": 6}), 1, NINE, decides, 2, ["b"])
    assert outcome(election) == {OVER: "bc"}
    assert (election.tied, election.next) == (("b", "c"), Next())


def test_awards_that_miss_the_share_are_voted_once_more_while_the_quota_lasts() -> None:
    first = elect(candidates({"a": 8, "b": 4, "c": 3}), 2, NINE, AWARD, 1)
    assert outcome(first) == {IN: "a", OUT: "bc"}
    assert first.next == Next(NextStep.SECOND_RUN, FinalSay.NOBODY, ("b", "c"), 1)
    second = elect(candidates({"b": 4, "c": 4}), 1, NINE, AWARD, 2)
    assert second.next == Next(NextStep.FINAL_SAY, FinalSay.OFFICER, ("b", "c"), 1)
    assert outcome(second) == {OUT: "bc"}  # the officer's word is no vote of the body
    full = elect(candidates({"a": 8, "b": 6, "c": 3}), 2, NINE, AWARD, 1)
    assert full.next == Next()


def test_a_candidate_who_does_not_vote_on_themselves_loses_nothing_by_it() -> None:
    """Eight of the eight who may vote on a are as much as nine of nine."""
    own = Roll(members=9, convened=9, recused=1, lapsed=0, present=8, handed_in=8)
    a, b = Candidate("a", Tally(8, 0), roll=own), Candidate("b", Tally(9, 0))
    assert elect([a, b], 1, NINE, rule(), 1).tied == ("a", "b")
    less = Candidate("b", Tally(8, 1))
    assert elect([a, less], 1, NINE, rule(), 1).elected == ("a",)
    assert elect([a, b], 1, NINE, rule(), 1).verdicts["a"].figures["recused"] == 1


def test_without_a_quorum_nobody_is_elected_and_no_ballot_is_used_up() -> None:
    five = Roll(members=9, convened=9, recused=0, lapsed=0, present=5, handed_in=5)
    names = [Candidate(key, Tally(5, 0)) for key in "ab"]
    election = elect(names, 1, five, AWARD, 1, ["a"])
    assert outcome(election) == {EMPTY: "ab"}
    assert (election.tied, election.next, election.open_seats) == ((), Next(), 1)


def test_a_ballot_that_cannot_be_is_refused() -> None:
    two = candidates({"a": 8, "b": 7})
    for bad in (
        {"candidates": [*two, two[0]]},
        {"seats": -1},
        {"run": 0},
        {"run": 2},
        {"order_by_chair": ["a", "a"]},
    ):
        given: dict[str, Any] = {
            "candidates": two,
            "seats": 1,
            "roll": NINE,
            "rule": rule(),
            "run": 1,
        }
        with pytest.raises(ValueError, match=r"."):
            elect(**given | bad)
