"""How a count becomes a result: the table, and what must hold for every count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow_app.ballots.enums import Denominator, Result
from workflow_app.ballots.rules import Count, DecisionRule, judge, threshold_of

ALL, CONVENED, PRESENT, CAST = (
    Denominator.ALL_MEMBERS,
    Denominator.CONVENED,
    Denominator.PRESENT,
    Denominator.CAST,
)
HALF, TWO_THIRDS = [1, 2, "more_than"], [2, 3, "at_least"]
EIGHTY, NINETY, ALL_OF_THEM = [4, 5, "at_least"], [9, 10, "at_least"], [1, 1, "at_least"]
YES, NO, EMPTY = Result.ADOPTED, Result.REJECTED, Result.NO_QUORUM


def count(members: int, yes: int, no: int = 0, abstain: int = 0, recused: int = 0) -> Count:
    """The quorum counts everybody who handed in, whatever they said."""
    return Count(members, recused, yes + no + abstain, yes, no, abstain)


@pytest.mark.parametrize(
    ("counted", "rule", "needed", "result"),
    (
        # 80 % of 17 is 13.6: fourteen, not thirteen
        (count(17, 14, 3), (HALF, EIGHTY, ALL), 14, YES),
        (count(17, 13, 4), (HALF, EIGHTY, ALL), 14, NO),
        # 80 % of 15 is exactly 12
        (count(15, 12, 3), (HALF, EIGHTY, ALL), 12, YES),
        (count(15, 11, 4), (HALF, EIGHTY, ALL), 12, NO),
        # 90 % of 9 is 8.1: all nine
        (count(9, 8, 1), (HALF, NINETY, ALL), 9, NO),
        (count(9, 9), (HALF, NINETY, ALL), 9, YES),
        # 90 % of 10 is exactly 9
        (count(10, 9, 1), (HALF, NINETY, ALL), 9, YES),
        # two thirds of 9 is 6, not 7
        (count(9, 6, 3), (HALF, TWO_THIRDS, ALL), 6, YES),
        (count(9, 5, 4), (HALF, TWO_THIRDS, ALL), 6, NO),
        # two thirds of 10 is 6.7: seven
        (count(10, 6, 4), (HALF, TWO_THIRDS, ALL), 7, NO),
        (count(10, 7, 3), (HALF, TWO_THIRDS, ALL), 7, YES),
        # more than half: a tie is not enough, of an even and of an odd body
        (count(10, 5, 5), (HALF, HALF, ALL), 6, NO),
        (count(10, 6, 4), (HALF, HALF, ALL), 6, YES),
        (count(11, 5, 6), (HALF, HALF, ALL), 6, NO),
        (count(11, 6, 5), (HALF, HALF, ALL), 6, YES),
        # a tie of the votes cast rejects as well
        (count(10, 4, 4, 2), (HALF, HALF, CAST), 5, NO),
        (count(10, 4, 3, 3), (HALF, HALF, CAST), 4, YES),
        # the quorum's edge: more than half of 134 is 68
        (count(134, 67), (HALF, HALF, ALL), 68, EMPTY),
        (count(134, 68), (HALF, HALF, ALL), 68, YES),
        (count(134, 67, 1), (HALF, HALF, ALL), 68, NO),
        # two thirds of 9 convened must come: five are not enough, whatever they say
        (count(9, 5), (TWO_THIRDS, HALF, PRESENT), 3, EMPTY),
        (count(9, 4, 2), (TWO_THIRDS, HALF, PRESENT), 4, YES),
        # of those present, those without an opinion count in the denominator
        (count(9, 3, 0, 3), (TWO_THIRDS, HALF, PRESENT), 4, NO),
        # of the votes cast, they do not
        (count(9, 3, 0, 3), (TWO_THIRDS, HALF, CAST), 2, YES),
        # nobody spoke for or against: nothing is adopted
        (count(9, 0, 0, 6), (TWO_THIRDS, HALF, CAST), 1, NO),
        # recusals leave quorum and denominator: of 5, two recused, two make a majority of three
        (count(5, 2, 0, 0, recused=2), (HALF, HALF, ALL), 2, YES),
        (count(5, 1, 1, 0, recused=2), (HALF, HALF, ALL), 2, NO),
        (count(5, 1, 0, 0, recused=2), (HALF, HALF, ALL), 2, EMPTY),
        (count(5, 2, 0, 0, recused=1), (HALF, HALF, ALL), 3, EMPTY),
        # everybody recused: nobody can decide
        (count(3, 0, recused=3), (HALF, HALF, ALL), 1, EMPTY),
        # unanimity, and convened members who stay away
        (count(7, 7), (HALF, ALL_OF_THEM, ALL), 7, YES),
        (count(7, 6), (HALF, ALL_OF_THEM, CONVENED), 7, NO),
        (count(7, 6), (HALF, ALL_OF_THEM, PRESENT), 6, YES),
        # a body of one, and an empty one
        (count(1, 1), (HALF, EIGHTY, ALL), 1, YES),
        (count(1, 0, 1), (HALF, EIGHTY, ALL), 1, NO),
        (count(0, 0), (HALF, HALF, ALL), 1, EMPTY),
    ),
)
def test_a_count_is_judged_by_exact_fractions(
    counted: Count, rule: tuple, needed: int, result: Result
) -> None:
    quorum, threshold, denominator = rule
    frozen = DecisionRule(
        quorum=threshold_of(quorum), threshold=threshold_of(threshold), denominator=denominator
    )
    verdict = judge(counted, frozen)
    assert (verdict.result, verdict.votes_needed) == (result, needed)


@st.composite
def fractions(draw: st.DrawFn) -> list:
    denominator = draw(st.integers(2, 20))
    strict = draw(st.booleans())
    numerator = draw(st.integers(1, denominator - strict))
    return [numerator, denominator, "more_than" if strict else "at_least"]


@st.composite
def rules(draw: st.DrawFn) -> DecisionRule:
    return DecisionRule(
        quorum=threshold_of(draw(fractions())),
        threshold=threshold_of(draw(fractions())),
        denominator=draw(st.sampled_from(Denominator)),
    )


@st.composite
def counts(draw: st.DrawFn) -> Count:
    members = draw(st.integers(0, 200))
    recused = draw(st.integers(0, members))
    taking_part = draw(st.integers(0, members - recused))
    yes = draw(st.integers(0, taking_part))
    no = draw(st.integers(0, taking_part - yes))
    return Count(members, recused, taking_part, yes, no, taking_part - yes - no)


@given(counts(), rules(), st.sampled_from(["absent", "no", "abstain"]))
def test_one_more_in_favour_never_rejects_what_was_adopted(
    counted: Count, rule: DecisionRule, from_where: str
) -> None:
    """Whether somebody comes in, or changes from against or from no opinion."""
    if judge(counted, rule).result != Result.ADOPTED:
        return
    room = {
        "absent": counted.eligible - counted.taking_part,
        "no": counted.no,
        "abstain": counted.abstain,
    }[from_where]
    if not room:
        return
    more = Count(
        counted.members,
        counted.recused,
        counted.taking_part + (from_where == "absent"),
        counted.yes + 1,
        counted.no - (from_where == "no"),
        counted.abstain - (from_where == "abstain"),
    )
    assert judge(more, rule).result == Result.ADOPTED


@given(counts(), rules())
def test_the_numbers_shown_agree_with_the_result(counted: Count, rule: DecisionRule) -> None:
    verdict = judge(counted, rule)
    has_quorum = counted.taking_part >= verdict.quorum_needed
    has_votes = bool(verdict.base) and counted.yes >= verdict.votes_needed
    expected = (YES if has_votes else NO) if has_quorum else EMPTY
    assert verdict.result == expected
