"""How a count becomes a result: worked cases, each as a clerk would work it out on paper."""

from typing import Any

import pytest

from workflow_app.ballots.enums import Abstention, Denominator, FinalSay, NextStep, Result
from workflow_app.ballots.rules import (
    DecisionRule,
    Next,
    Roll,
    RuleError,
    Tally,
    follow_up,
    judge,
    threshold_of,
)

ALL, CONVENED, PRESENT, CAST = (
    Denominator.ALL_MEMBERS,
    Denominator.CONVENED,
    Denominator.PRESENT,
    Denominator.CAST,
)
HALF, TWO_THIRDS = [1, 2, "more_than"], [2, 3, "at_least"]
EIGHTY, NINETY, UNANIMOUS = [4, 5, "at_least"], [9, 10, "at_least"], [1, 1, "at_least"]
YES, NO, EMPTY = Result.ADOPTED, Result.REJECTED, Result.NO_QUORUM
LEFT_OUT = {"abstention": Abstention.LEFT_OUT}
STAY = {"recusal_leaves_denominator": False}


def rule(threshold: list[Any], base: str = ALL, quorum: Any = None, **more: Any) -> DecisionRule:
    return DecisionRule(
        threshold=threshold_of(threshold),
        quorum=threshold_of(quorum or HALF),
        denominator=Denominator(base),
        **more,
    )


def votes(yes: int = 0, no: int = 0, abstain: int = 0, invalid: int = 0) -> Tally:
    return Tally(yes, no, abstain, invalid)


def body(members: int, tally: Tally, **more: int) -> Roll:
    """`silent` are present and hand nothing in; `writing` are absent and hand in in writing."""
    silent, writing = more.pop("silent", 0), more.pop("writing", 0)
    return Roll(
        members=members,
        convened=more.pop("convened", members),
        recused=more.pop("recused", 0),
        lapsed=more.pop("lapsed", 0),
        present=tally.total - writing + silent,
        handed_in=tally.total,
        in_writing=writing,
    )


# NĐ 98/2023 Đ30.7: 80 % and 90 % of the total number of council members, for every size of council
@pytest.mark.parametrize(
    ("members", "eighty", "ninety"),
    (
        (1, 1, 1),
        (2, 2, 2),
        (3, 3, 3),
        (4, 4, 4),
        (5, 4, 5),
        (6, 5, 6),
        (7, 6, 7),
        (8, 7, 8),
        (9, 8, 9),
        (10, 8, 9),
        (11, 9, 10),
        (12, 10, 11),
        (13, 11, 12),
        (14, 12, 13),
        (15, 12, 14),
        (16, 13, 15),
        (17, 14, 16),
        (18, 15, 17),
        (19, 16, 18),
        (20, 16, 18),
        (21, 17, 19),
        (22, 18, 20),
        (23, 19, 21),
        (24, 20, 22),
        (25, 20, 23),
    ),
)
def test_eighty_and_ninety_percent_of_all_members(members: int, eighty: int, ninety: int) -> None:
    for share, needed in ((EIGHTY, eighty), (NINETY, ninety)):
        for yes, result in ((needed, YES), (needed - 1, NO)):
            tally = votes(yes, members - yes)
            verdict = judge(body(members, tally), tally, rule(share, quorum=TWO_THIRDS))
            assert (verdict.votes_needed, verdict.result) == (needed, result)


M = 134  # the Presidium of the sixth term


@pytest.mark.parametrize(
    ("members", "tally", "more", "decides", "base", "needed", "result"),
    (
        # --- two thirds: of 9 it is six, not seven; of 10 it is seven
        (9, votes(6, 3), {}, rule(TWO_THIRDS), 9, 6, YES),
        (9, votes(5, 4), {}, rule(TWO_THIRDS), 9, 6, NO),
        (10, votes(7, 3), {}, rule(TWO_THIRDS), 10, 7, YES),
        (10, votes(6, 4), {}, rule(TWO_THIRDS), 10, 7, NO),
        (3, votes(2, 1), {}, rule(TWO_THIRDS), 3, 2, YES),
        (M, votes(90, 44), {}, rule(TWO_THIRDS), M, 90, YES),
        (M, votes(89, 45), {}, rule(TWO_THIRDS), M, 90, NO),
        # --- more than half: half is not enough, of an even and of an odd body
        (10, votes(5, 5), {}, rule(HALF), 10, 6, NO),
        (10, votes(6, 4), {}, rule(HALF), 10, 6, YES),
        (11, votes(5, 6), {}, rule(HALF), 11, 6, NO),
        (11, votes(6, 5), {}, rule(HALF), 11, 6, YES),
        (19, votes(10, 9), {}, rule(HALF), 19, 10, YES),
        (M, votes(67, 67), {}, rule(HALF), M, 68, NO),
        (M, votes(68, 66), {}, rule(HALF), M, 68, YES),
        # --- all members: who stays away counts against
        (17, votes(13), {}, rule(EIGHTY), 17, 14, NO),
        (17, votes(14), {}, rule(EIGHTY), 17, 14, YES),
        (10, votes(5, 1), {}, rule(HALF), 10, 6, NO),
        # --- unanimity
        (7, votes(7), {}, rule(UNANIMOUS), 7, 7, YES),
        (7, votes(6), {}, rule(UNANIMOUS), 7, 7, NO),
        (7, votes(6), {}, rule(UNANIMOUS, PRESENT), 6, 6, YES),
        # --- convened: who was not called is not counted, for the quorum neither
        (12, votes(6, 3), {"convened": 9}, rule(TWO_THIRDS, CONVENED), 9, 6, YES),
        (12, votes(6, 3), {}, rule(TWO_THIRDS, ALL), 12, 8, NO),
        (12, votes(5), {"convened": 9}, rule(HALF, CONVENED), 9, 5, YES),
        (12, votes(5), {}, rule(HALF, CONVENED), 12, 7, EMPTY),
        # --- present: who is there and hands nothing in counts; who is away does not
        (9, votes(4, 2), {}, rule(HALF, PRESENT), 6, 4, YES),
        (9, votes(3, 3), {}, rule(HALF, PRESENT), 6, 4, NO),
        (9, votes(4, 2), {"silent": 2}, rule(HALF, PRESENT), 8, 5, NO),
        (9, votes(5, 1), {"silent": 2}, rule(HALF, PRESENT), 8, 5, YES),
        # --- cast: the valid ballots alone
        (9, votes(3, 2), {"silent": 2}, rule(HALF, CAST), 5, 3, YES),
        (9, votes(3, 2, invalid=2), {}, rule(HALF, CAST), 5, 3, YES),
        (9, votes(4, 4), {}, rule(HALF, CAST), 8, 5, NO),
        (9, votes(invalid=9), {}, rule(HALF, CAST), 0, 1, NO),
        # --- abstentions stay, or leave, whatever the denominator
        (10, votes(4, 3, abstain=3), {}, rule(HALF, CAST), 10, 6, NO),
        (10, votes(4, 3, abstain=3), {}, rule(HALF, CAST, **LEFT_OUT), 7, 4, YES),
        (10, votes(4, 4, abstain=2), {}, rule(HALF, CAST, **LEFT_OUT), 8, 5, NO),
        (9, votes(3, 0, abstain=3), {}, rule(HALF, PRESENT), 6, 4, NO),
        (9, votes(3, 0, abstain=3), {}, rule(HALF, PRESENT, **LEFT_OUT), 3, 2, YES),
        (9, votes(5, 0, abstain=4), {}, rule(TWO_THIRDS), 9, 6, NO),
        (9, votes(4, 1, abstain=4), {}, rule(TWO_THIRDS, **LEFT_OUT), 5, 4, YES),
        (9, votes(0, 0, abstain=9), {}, rule(HALF, **LEFT_OUT), 0, 1, NO),
        # --- invalid ballots take part; they count in every denominator but the votes cast
        (9, votes(5, 2, invalid=2), {}, rule(TWO_THIRDS), 9, 6, NO),
        (9, votes(4, 2, invalid=3), {}, rule(HALF, PRESENT), 9, 5, NO),
        (9, votes(2, invalid=3), {}, rule(HALF, CAST), 2, 2, YES),
        # --- recusals leave quorum and denominator: of five, two recused, two are a majority
        (5, votes(2), {"recused": 2}, rule(HALF), 3, 2, YES),
        (5, votes(1, 1), {"recused": 2}, rule(HALF), 3, 2, NO),
        (5, votes(1), {"recused": 2}, rule(HALF), 3, 2, EMPTY),
        (17, votes(12, 3), {"recused": 2}, rule(EIGHTY), 15, 12, YES),
        (17, votes(12, 4), {"recused": 1}, rule(EIGHTY), 16, 13, NO),
        (9, votes(8), {"recused": 1}, rule(NINETY), 8, 8, YES),
        # --- where recusals stay, they count like members who stay away
        (5, votes(2, 1), {"recused": 2}, rule(HALF, **STAY), 5, 3, NO),
        (5, votes(3), {"recused": 2}, rule(HALF, **STAY), 5, 3, YES),
        (5, votes(2), {"recused": 3}, rule(HALF, **STAY), 5, 3, EMPTY),
        (9, votes(4, 2), {"recused": 3}, rule(HALF, PRESENT, **STAY), 6, 4, YES),
        # --- everybody recused: nobody can decide
        (3, votes(), {"recused": 3}, rule(HALF), 0, 1, EMPTY),
        # --- seats that end in mid-session leave everything
        (17, votes(13, 3), {"lapsed": 1}, rule(EIGHTY), 16, 13, YES),
        (17, votes(13, 3), {"silent": 1}, rule(EIGHTY), 17, 14, NO),
        (10, votes(5, 4), {"lapsed": 1}, rule(HALF), 9, 5, YES),
        (10, votes(3, 1), {"lapsed": 3}, rule(HALF), 7, 4, NO),
        (10, votes(4), {"lapsed": 3}, rule(HALF), 7, 4, YES),
        (10, votes(4), {"lapsed": 2}, rule(HALF), 8, 5, EMPTY),
        (10, votes(4, 2), {"lapsed": 2, "recused": 2}, rule(HALF), 6, 4, YES),
        (12, votes(4), {"convened": 9, "lapsed": 2}, rule(HALF, CONVENED), 7, 4, YES),
        # --- the quorum's edge: more than half of 134 is 68
        (M, votes(67), {}, rule(HALF), M, 68, EMPTY),
        (M, votes(68), {}, rule(HALF), M, 68, YES),
        (M, votes(67, 1), {}, rule(HALF), M, 68, NO),
        # --- two thirds of 9 must come: five are not enough, whatever they say
        (9, votes(5), {}, rule(HALF, PRESENT, TWO_THIRDS), 5, 3, EMPTY),
        (9, votes(6), {}, rule(HALF, PRESENT, TWO_THIRDS), 6, 4, YES),
        # --- who is there counts for the quorum, whether they hand in or not
        (9, votes(3), {"silent": 3}, rule(HALF, CAST, TWO_THIRDS), 3, 2, YES),
        (9, votes(3), {"silent": 2}, rule(HALF, CAST, TWO_THIRDS), 3, 2, EMPTY),
        # --- the quorum with absent members in writing (NĐ 98/2023 Đ30.7)
        (17, votes(14, 1), {"writing": 4}, rule(EIGHTY, quorum=TWO_THIRDS), 17, 14, YES),
        (17, votes(12), {"writing": 2}, rule(HALF, quorum=TWO_THIRDS), 17, 9, YES),
        (17, votes(11), {"writing": 2}, rule(HALF, quorum=TWO_THIRDS), 17, 9, EMPTY),
        (9, votes(6), {"writing": 6}, rule(HALF, PRESENT, TWO_THIRDS), 6, 4, YES),
        (9, votes(3, 1, invalid=1), {"writing": 2}, rule(HALF, PRESENT), 5, 3, YES),
        # --- a body of one, and an empty one
        (1, votes(1), {}, rule(EIGHTY), 1, 1, YES),
        (1, votes(0, 1), {}, rule(EIGHTY), 1, 1, NO),
        (0, votes(), {}, rule(HALF), 0, 1, EMPTY),
    ),
)
def test_a_count_is_judged_by_exact_fractions(  # noqa: PLR0917 -- the columns of the table
    members: int,
    tally: Tally,
    more: dict[str, int],
    decides: DecisionRule,
    base: int,
    needed: int,
    result: Result,
) -> None:
    verdict = judge(body(members, tally, **dict(more)), tally, decides)
    assert (verdict.base, verdict.votes_needed, verdict.result) == (base, needed, result)


def test_the_figures_hold_every_number_of_the_minutes() -> None:
    tally = votes(11, 2, 1, 1)
    roll = body(19, tally, recused=1, lapsed=1, silent=1, writing=2)
    verdict = judge(roll, tally, rule(HALF, quorum=TWO_THIRDS))
    assert verdict.figures == {
        "members": 19,
        "convened": 19,
        "recused": 1,
        "lapsed": 1,
        "eligible": 17,
        "present": 14,
        "in_writing": 2,
        "taking_part": 16,
        "handed_in": 15,
        "yes": 11,
        "no": 2,
        "abstain": 1,
        "invalid": 1,
        "quorum_base": 17,
        "quorum_needed": 12,
        "base": 17,
        "votes_needed": 9,
    }
    assert (verdict.quorum_needed, verdict.votes_needed, verdict.base) == (12, 9, 17)


@pytest.mark.parametrize(
    "numbers",
    (
        {"members": -1},
        {"members": 8},  # fewer than were convened
        {"members": 12, "convened": 8},  # nine are present
        {"recused": 5, "lapsed": 5},
        {"present": 10},
        {"recused": 1},  # one of the nine who are present
        {"lapsed": 1},
        {"in_writing": 1},  # nine present and one away make ten
        {"present": 8},  # nine ballots: did one come in writing?
        {"present": 0, "handed_in": 1, "in_writing": 2},
        {"handed_in": True},
    ),
)
def test_a_roll_that_no_body_can_have_is_refused(numbers: dict[str, int]) -> None:
    nine = {"members": 9, "convened": 9, "recused": 0, "lapsed": 0, "present": 9, "handed_in": 9}
    Roll(**nine)
    with pytest.raises(ValueError, match=r"."):
        Roll(**nine | numbers)


def test_ballots_that_nobody_handed_in_are_not_counted() -> None:
    nine = body(9, votes(9))
    for tally in (votes(10), votes(8), votes(5, 2, 2, 1)):
        with pytest.raises(ValueError, match="handed in"):
            judge(nine, tally, rule(HALF))


def test_the_absent_vote_only_where_the_rule_lets_them() -> None:
    """Votes of absent members were once counted elsewhere (OpenSlides #5745)."""
    tally = votes(6)
    roll = body(9, tally, writing=1)
    assert judge(roll, tally, rule(HALF)).result == YES
    with pytest.raises(ValueError, match="absent"):
        judge(roll, tally, rule(HALF, absent_in_writing=False))


TWICE = {"runs": 2, "repeats_missed": True}


@pytest.mark.parametrize(
    ("yes", "more", "run", "step", "who"),
    (
        # an award: two ballots, then the heads of the cluster (TT 01/2024/TT-TANDTC Đ29)
        (13, TWICE | {"then": "cluster_heads"}, 1, NextStep.SECOND_RUN, FinalSay.NOBODY),
        (13, TWICE | {"then": "cluster_heads"}, 2, NextStep.FINAL_SAY, FinalSay.CLUSTER_HEADS),
        (13, TWICE | {"then": "officer"}, 2, NextStep.FINAL_SAY, FinalSay.OFFICER),
        (13, TWICE | {"then": "nobody"}, 2, NextStep.NOTHING, FinalSay.NOBODY),
        (14, TWICE | {"then": "officer"}, 1, NextStep.NOTHING, FinalSay.NOBODY),
        # a personnel change that misses the threshold is rejected, and no chair adopts it
        (13, {"runs": 2, "then": "chair"}, 1, NextStep.NOTHING, FinalSay.NOBODY),
        (13, {"runs": 2, "then": "chair"}, 2, NextStep.NOTHING, FinalSay.NOBODY),
        # without a quorum nothing was decided, and no ballot is used up
        (11, TWICE | {"then": "officer"}, 1, NextStep.NOTHING, FinalSay.NOBODY),
    ),
)
def test_what_follows_a_ballot_on_one_item(
    yes: int, more: dict[str, Any], run: int, step: NextStep, who: FinalSay
) -> None:
    decides = rule(EIGHTY, quorum=TWO_THIRDS, **more)
    tally = votes(yes)
    verdict = judge(body(17, tally), tally, decides)
    assert follow_up(verdict, decides, run) == Next(step, who)


def test_there_is_no_ballot_beyond_those_the_rule_allows() -> None:
    tally = votes(9)
    verdict = judge(body(9, tally), tally, rule(HALF))
    for run in (0, 2):
        with pytest.raises(ValueError, match="ballots"):
            follow_up(verdict, rule(HALF), run)


def test_a_rule_says_what_is_wrong_with_it() -> None:
    data = rule(HALF).to_data()
    with pytest.raises(RuleError, match="minimum"):
        DecisionRule.from_data(data | {"minimum": 3}, "")
    with pytest.raises(RuleError, match="runs"):
        DecisionRule.from_data({key: data[key] for key in data if key != "runs"}, "")
    with pytest.raises(RuleError, match="threshold"):
        DecisionRule.from_data(data | {"threshold": [2, 1, "at_least"]}, "")
    with pytest.raises(RuleError, match="1"):
        DecisionRule.from_data(data | {"version": 2}, "")


def test_a_secret_ballot_of_few_warns() -> None:
    secret = rule(HALF, secrecy="secret", small_body=5)
    assert [secret.is_small(voters) for voters in (0, 5, 6)] == [True, True, False]
    assert not rule(HALF, small_body=5).is_small(3)
    assert not rule(HALF, secrecy="secret").is_small(1)
