"""The names that callers use until they hand over a roll and a tally."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, overload

from workflow_app.ballots.enums import Abstention, Denominator

from . import counting, words
from .counting import Roll, Tally, Verdict
from .rule import DecisionRule
from .shares import threshold_of


@dataclass(frozen=True, slots=True)
class Count:
    """What was counted on one item of an open vote. All are numbers of members."""

    members: int
    recused: int
    taking_part: int
    yes: int
    no: int
    abstain: int

    @property
    def eligible(self) -> int:
        """Members who may vote on this item."""
        return self.members - self.recused


FORMER_FIGURES = (
    "members",
    "recused",
    "taking_part",
    "yes",
    "no",
    "abstain",
    "eligible",
    "quorum_needed",
    "votes_needed",
    "base",
)


@overload
def judge(count: Count, rule: DecisionRule, /) -> Verdict: ...
@overload
def judge(roll: Roll, tally: Tally, rule: DecisionRule, /) -> Verdict: ...
def judge(*given: Any) -> Verdict:
    """Judge a count; see `counting.judge`. A `Count` gives the figures that were stored of it."""
    if isinstance(given[0], Roll):
        return counting.judge(*given)
    count, rule = given
    cast = rule.denominator == Denominator.CAST
    rule = replace(rule, abstention=Abstention.LEFT_OUT if cast else Abstention.AGAINST)
    roll = Roll(
        members=count.members,
        convened=count.members,
        recused=count.recused,
        lapsed=0,
        present=count.taking_part,
        handed_in=count.yes + count.no + count.abstain,
    )
    verdict = counting.judge(roll, Tally(count.yes, count.no, count.abstain), rule)
    return replace(verdict, figures={key: verdict.figures[key] for key in FORMER_FIGURES})


def _rule(quorum: Sequence[Any], threshold: Sequence[Any], denominator: str) -> DecisionRule:
    return DecisionRule(
        quorum=threshold_of(quorum),
        threshold=threshold_of(threshold),
        denominator=Denominator(denominator),
    )


@overload
def rule_sentence(rule: DecisionRule, /) -> str: ...
@overload
def rule_sentence(quorum: Sequence[Any], threshold: Sequence[Any], denominator: str, /) -> str: ...
def rule_sentence(*given: Any) -> str:
    """Say the rule; see `words.rule_sentence`."""
    rule = given[0] if isinstance(given[0], DecisionRule) else _rule(*given)
    return words.rule_sentence(rule)


@overload
def result_sentence(rule: DecisionRule, figures: Mapping[str, int], /) -> str: ...
@overload
def result_sentence(
    figures: Mapping[str, int], threshold: Sequence[Any], denominator: str, /
) -> str: ...
def result_sentence(*given: Any) -> str:
    """Say the arithmetic of a result; see `words.result_sentence`."""
    if isinstance(given[0], DecisionRule):
        return words.result_sentence(*given)
    figures, threshold, denominator = given
    return words.result_sentence(_rule(threshold, threshold, denominator), figures)
