"""What must hold for every rule, every roll and every count."""

import json
import re
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from workflow_app.ballots.enums import (
    Abstention,
    Denominator,
    FinalSay,
    NextStep,
    Result,
    Secrecy,
    TieRule,
)
from workflow_app.ballots.rules import (
    Candidate,
    DecisionRule,
    Roll,
    Tally,
    elect,
    judge,
    need_words,
    result_sentence,
    rule_details,
    rule_sentence,
    share_text,
    threshold_words,
)
from workflow_app.lib.fractions import Threshold

MOST = 140


@st.composite
def thresholds(draw: st.DrawFn) -> Threshold:
    denominator = draw(st.sampled_from((1, 2, 3, 4, 5, 7, 10, 20, 100)))
    strict = draw(st.booleans()) and denominator > 1
    return Threshold(draw(st.integers(1, denominator - strict)), denominator, strict)


@st.composite
def rules(draw: st.DrawFn) -> DecisionRule:
    runs = draw(st.integers(1, 3))
    ties = [tie for tie in TieRule if runs > 1 or tie != TieRule.SECOND_RUN]
    return DecisionRule(
        denominator=draw(st.sampled_from(Denominator)),
        threshold=draw(thresholds()),
        quorum=draw(thresholds()),
        secrecy=draw(st.sampled_from(Secrecy)),
        absent_in_writing=draw(st.booleans()),
        abstention=draw(st.sampled_from(Abstention)),
        recusal_leaves_denominator=draw(st.booleans()),
        candidates_vote=draw(st.booleans()),
        tie=draw(st.sampled_from(ties)),
        runs=runs,
        then=draw(st.sampled_from(FinalSay)),
        repeats_missed=draw(st.booleans()),
        small_body=draw(st.integers(0, 9)),
        legal_basis="Điều lệ",
    )


@st.composite
def rolls(draw: st.DrawFn, rule: DecisionRule) -> Roll:
    recused, lapsed = draw(st.integers(0, 9)), draw(st.integers(0, 9))
    convened = recused + lapsed + draw(st.integers(0, MOST))
    members = convened + draw(st.sampled_from((0, 0, 0, 5)))
    present = draw(st.integers(0, convened - recused - lapsed))
    away = convened - recused - lapsed - present
    in_writing = draw(st.integers(0, away)) if rule.absent_in_writing else 0
    handed_in = in_writing + draw(st.integers(0, present))
    return Roll(members, convened, recused, lapsed, present, handed_in, in_writing)


@st.composite
def tallies(draw: st.DrawFn, total: int) -> Tally:
    """Mostly in favour, so that much is adopted."""
    others = draw(st.integers(0, total))
    others = min(others, draw(st.integers(0, total)))
    no = draw(st.integers(0, others))
    abstain = draw(st.integers(0, others - no))
    return Tally(total - others, no, abstain, others - no - abstain)


@st.composite
def votes(draw: st.DrawFn) -> tuple[Roll, Tally, DecisionRule]:
    rule = draw(rules())
    roll = draw(rolls(rule))
    return roll, draw(tallies(roll.handed_in)), rule


ONE_MORE = {
    # where one more in favour may come from, and what of the roll comes with it
    "against": ({"no": -1}, {}),
    "no opinion": ({"abstain": -1}, {}),
    "invalid": ({"invalid": -1}, {}),
    "present and silent": ({}, {"handed_in": 1}),
    "comes in late": ({}, {"present": 1, "handed_in": 1}),
    "absent, writes": ({}, {"in_writing": 1, "handed_in": 1}),
    "recused, and is not any more": ({}, {"recused": -1, "present": 1, "handed_in": 1}),
    "convened late": ({}, {"convened": 1, "present": 1, "handed_in": 1}),
    "a seat filled": ({}, {"members": 1, "convened": 1, "present": 1, "handed_in": 1}),
    "a seat that did not end": ({}, {"lapsed": -1, "present": 1, "handed_in": 1}),
}


def changed(numbers: Any, by: dict[str, int]) -> Any:
    return replace(numbers, **{name: getattr(numbers, name) + step for name, step in by.items()})


BETTER = (Result.NO_QUORUM, Result.REJECTED, Result.ADOPTED)


@given(votes())
def test_one_more_in_favour_never_makes_a_result_worse(
    vote: tuple[Roll, Tally, DecisionRule],
) -> None:
    """Adopted stays adopted, and no quorum is lost, wherever the vote comes from."""
    roll, tally, rule = vote
    before = BETTER.index(judge(roll, tally, rule).result)
    for where, (of_tally, of_roll) in ONE_MORE.items():
        if where == "absent, writes" and not rule.absent_in_writing:
            continue
        try:
            others, more = changed(roll, of_roll), changed(tally, {"yes": 1, **of_tally})
        except ValueError:  # there is nobody of that kind
            continue
        assert BETTER.index(judge(others, more, rule).result) >= before, where


@given(votes(), st.randoms())
def test_a_recount_of_the_ballots_in_any_order_equals_the_count(
    vote: tuple[Roll, Tally, DecisionRule], shuffle: Any
) -> None:
    roll, tally, rule = vote
    ballots = [
        name for name in ("yes", "no", "abstain", "invalid") for __ in range(getattr(tally, name))
    ]
    shuffle.shuffle(ballots)
    count = Counter(ballots)
    again = Tally(count["yes"], count["no"], count["abstain"], count["invalid"])
    stored = json.loads(json.dumps(rule.to_data()))
    rule_again = DecisionRule.from_data(stored, rule.legal_basis)
    verdict = judge(roll, tally, rule)
    assert judge(roll, again, rule_again) == verdict
    assert json.loads(json.dumps(verdict.figures)) == verdict.figures


@given(rules())
def test_a_stored_rule_is_the_same_rule(rule: DecisionRule) -> None:
    data = rule.to_data()
    assert DecisionRule.from_data(data, rule.legal_basis) == rule
    assert DecisionRule.from_data(json.loads(json.dumps(data)), rule.legal_basis) == rule
    assert all(type(value) in {str, int, bool, list} for value in data.values())


@given(votes())
def test_a_verdict_is_what_fractions_say(vote: tuple[Roll, Tally, DecisionRule]) -> None:
    """The same in another way: shares compared as fractions, not votes with a number needed."""
    roll, tally, rule = vote
    verdict = judge(roll, tally, rule)

    def reached(part: int, total: int, share: Threshold) -> bool:
        wanted = Fraction(share.numerator, share.denominator)
        if not total:
            return False
        return Fraction(part, total) > wanted if share.strict else Fraction(part, total) >= wanted

    if not reached(roll.taking_part, roll.quorum_base(rule), rule.quorum):
        expected = Result.NO_QUORUM
    elif reached(tally.yes, roll.base(tally, rule), rule.threshold):
        expected = Result.ADOPTED
    else:
        expected = Result.REJECTED
    assert verdict.result == expected


# --- Elections ------------------------------------------------------------------------------


@st.composite
def elections(draw: st.DrawFn) -> dict[str, Any]:
    """Few members and many candidates, so that there are ties."""
    rule = draw(rules())
    members = draw(st.integers(1, 7))
    roll = Roll(members, members, 0, 0, members, members)
    keys = draw(st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=8))
    candidates = [Candidate(key, draw(tallies(members)), draw(st.booleans())) for key in keys]
    return {
        "candidates": candidates,
        "seats": draw(st.integers(0, 6)),
        "roll": roll,
        "rule": rule,
        "run": draw(st.integers(1, rule.runs)),
        "order_by_chair": draw(st.lists(st.sampled_from("abcdefgh"), unique=True)),
    }


@given(elections(), st.randoms())
def test_the_order_of_the_candidates_never_matters(given_: dict[str, Any], shuffle: Any) -> None:
    others = list(given_["candidates"])
    shuffle.shuffle(others)
    assert elect(**given_ | {"candidates": others}) == elect(**given_)


@given(elections())
def test_seats_go_to_no_more_than_there_are_and_to_none_who_misses_the_share(
    given_: dict[str, Any],
) -> None:
    election = elect(**given_)
    assert len(election.elected) + election.open_seats == given_["seats"]
    assert election.open_seats >= 0
    passed = {key for key, it in election.verdicts.items() if it.result == Result.ADOPTED}
    seated = {Result.ADOPTED, Result.PASSED_OVER, Result.TIED}
    assert {key for key, it in election.results.items() if it in seated} == passed


@given(elections())
def test_nobody_is_passed_over_for_somebody_with_fewer_votes(given_: dict[str, Any]) -> None:
    election = elect(**given_)
    yes = {candidate.key: candidate.tally.yes for candidate in given_["candidates"]}
    elected = [yes[key] for key in election.elected]
    for key, result in election.results.items():
        if result in {Result.PASSED_OVER, Result.TIED} and elected:
            assert yes[key] <= min(elected)


@given(elections())
def test_whoever_is_tied_has_a_next_step_and_a_seat_to_hope_for(given_: dict[str, Any]) -> None:
    election = elect(**given_)
    tied = {key for key, result in election.results.items() if result == Result.TIED}
    following = election.next
    assert tied <= set(election.tied)
    assert (following.step == NextStep.NOTHING) == (not following.among)
    if tied:
        assert set(following.among) == tied
        assert 0 < following.seats == election.open_seats < len(tied)
    elif following.among:  # the share was missed, and is voted again
        assert {election.results[key] for key in following.among} == {Result.REJECTED}
    if following.step == NextStep.SECOND_RUN:
        assert given_["run"] < given_["rule"].runs


@given(elections())
def test_one_more_in_favour_never_costs_a_candidate_the_seat(given_: dict[str, Any]) -> None:
    candidates = {candidate.key: candidate for candidate in given_["candidates"]}
    for key in elect(**given_).elected:
        for said in ("no", "abstain", "invalid"):
            tally = candidates[key].tally
            if getattr(tally, said):
                more = replace(candidates[key], tally=changed(tally, {"yes": 1, said: -1}))
                others = list((candidates | {key: more}).values())
                assert key in elect(**given_ | {"candidates": others}).elected


# --- Words ----------------------------------------------------------------------------------

SHARE = (
    r"(?P<{0}how>at least|more than) (?:(?P<{0}above>\d+)/(?P<{0}below>\d+)|(?P<{0}percent>\d+) %)"
)
RULE = re.compile(
    rf"Adopted by {SHARE.format('t')} of (?P<base>[a-z ]+), "
    rf"when {SHARE.format('q')} of the members take part\."
)
RESULT = re.compile(
    r"(?P<part>\d+) of (?P<total>\d+) members took part \(at least (?P<quorum>\d+) had to\); "
    r"in favour (?P<yes>\d+), against (?P<no>\d+), no opinion (?P<abstain>\d+), "
    rf"invalid (?P<invalid>\d+); {SHARE.format('t')} of (?P<number>\d+) "
    r"\((?P<base>[a-z ]+?)(?: without (?P<out>[^)]*))?\) needs (?P<needed>\d+)\."
)


def read_share(found: re.Match[str], prefix: str) -> Threshold:
    """Read a share back from its words; 80 % is 4/5 and nothing near it."""
    strict = found[f"{prefix}how"] == "more than"
    if found[f"{prefix}percent"]:
        return Threshold.percent(int(found[f"{prefix}percent"]), strict=strict)
    return Threshold(int(found[f"{prefix}above"]), int(found[f"{prefix}below"]), strict)


def same_share(one: Threshold, other: Threshold) -> bool:
    return (one.strict, Fraction(one.numerator, one.denominator)) == (
        other.strict,
        Fraction(other.numerator, other.denominator),
    )


def read(pattern: re.Pattern[str], sentence: str) -> re.Match[str]:
    found = pattern.fullmatch(sentence)
    assert found, sentence
    return found


@given(rules())
def test_the_sentence_of_a_rule_says_that_rule(rule: DecisionRule) -> None:
    with override("en"):
        found = read(RULE, rule_sentence(rule))
        assert found["base"] == rule.denominator.label
    assert same_share(read_share(found, "t"), rule.threshold)
    assert same_share(read_share(found, "q"), rule.quorum)


@given(votes())
def test_whoever_works_out_the_sentence_of_a_result_gets_that_result(
    vote: tuple[Roll, Tally, DecisionRule],
) -> None:
    roll, tally, rule = vote
    verdict = judge(roll, tally, rule)
    with override("en"):
        found = read(RESULT, result_sentence(rule, verdict.figures))
        assert found["base"] == rule.denominator.label
    number = {
        name: int(text) for name, text in found.groupdict().items() if text and text.isdecimal()
    }
    share = read_share(found, "t")
    assert share.needed(number["number"]) == number["needed"]
    quorate = number["part"] >= number["quorum"] == rule.quorum.needed(number["total"])
    adopted = number["yes"] >= number["needed"]
    expected = (Result.ADOPTED if adopted else Result.REJECTED) if quorate else Result.NO_QUORUM
    assert verdict.result == expected
    left_out = sum(int(text) for text in re.findall(r"\d+", found["out"] or ""))
    whole = {
        Denominator.ALL_MEMBERS: roll.members,
        Denominator.CONVENED: roll.convened,
        Denominator.PRESENT: number["part"],
        Denominator.CAST: number["yes"] + number["no"] + number["abstain"],
    }[rule.denominator]
    assert whole - left_out == number["number"]


def numbers_in(text: str) -> list[str]:
    """English writes a single one as a word."""
    return sorted(re.findall(r"\d+", re.sub(r"\b[Oo]ne\b", "1", text)))


@given(votes())
def test_both_languages_say_the_same_numbers(vote: tuple[Roll, Tally, DecisionRule]) -> None:
    roll, tally, rule = vote
    figures = judge(roll, tally, rule).figures
    said = {}
    for language in ("vi", "en"):
        with override(language):
            said[language] = (
                numbers_in(result_sentence(rule, figures)),
                numbers_in(rule_sentence(rule)),
                numbers_in(" ".join(rule_details(rule))),
            )
    assert said["vi"] == said["en"]


@pytest.mark.parametrize(
    ("threshold", "text"),
    (
        (Threshold(4, 5), "80 %"),
        (Threshold.percent(90), "90 %"),
        (Threshold(1, 2, strict=True), "1/2"),
        (Threshold(2, 3), "2/3"),
        (Threshold(3, 4), "3/4"),
        (Threshold(1, 1), "100 %"),
        (Threshold(2, 7), "2/7"),
        (Threshold(333, 1000), "333/1000"),  # never 33 %
        (Threshold(33, 100), "33 %"),
    ),
)
def test_a_share_is_written_as_percent_only_where_that_is_exact(
    threshold: Threshold, text: str
) -> None:
    assert share_text(threshold) == text


def test_eighty_percent_of_seventeen_needs_fourteen() -> None:
    rule = DecisionRule(threshold=Threshold(4, 5), quorum=Threshold(2, 3))
    with override("en"):
        assert need_words(rule, 17) == "at least 80 % of 17 needs 14"
        assert threshold_words([2, 3, "at_least"]) == "at least 2/3"
        assert threshold_words(Threshold(1, 2, strict=True)) == "more than 1/2"
