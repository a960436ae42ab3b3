"""Counting: whole numbers and exact fractions, never a rounded percentage."""

from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from workflow_app.lib.fractions import Threshold

from .enums import Denominator, Result


@dataclass(frozen=True, slots=True)
class Count:
    """What was counted on one item. All are numbers of members."""

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

    def base(self, denominator: str) -> int:
        """Of how many the threshold is a share."""
        return {
            Denominator.ALL_MEMBERS: self.eligible,
            Denominator.CONVENED: self.eligible,
            Denominator.PRESENT: self.taking_part,
            Denominator.CAST: self.yes + self.no,
        }[Denominator(denominator)]


@dataclass(frozen=True, slots=True)
class DecisionRule:
    """The rule a ballot is judged by, as it stood when the vote opened."""

    quorum: Threshold
    threshold: Threshold
    denominator: str
    legal_basis: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result with its arithmetic; `figures` is what is stored and printed."""

    result: Result
    count: Count
    quorum_needed: int
    votes_needed: int
    base: int

    @property
    def figures(self) -> dict[str, Any]:
        """Return the numbers as plain values."""
        return asdict(self.count) | {
            "eligible": self.count.eligible,
            "quorum_needed": self.quorum_needed,
            "votes_needed": self.votes_needed,
            "base": self.base,
        }


def judge(count: Count, rule: DecisionRule) -> Verdict:
    """Judge a count by a rule: the quorum first, then the votes in favour."""
    base = count.base(rule.denominator)
    if not rule.quorum.met(count.taking_part, count.eligible):
        result = Result.NO_QUORUM
    elif base and rule.threshold.met(count.yes, base):
        result = Result.ADOPTED
    else:
        result = Result.REJECTED
    return Verdict(
        result=result,
        count=count,
        quorum_needed=rule.quorum.needed(count.eligible),
        votes_needed=rule.threshold.needed(base),
        base=base,
    )


def threshold_of(value: list[Any]) -> Threshold:
    """Read [numerator, denominator, "at_least" or "more_than"]."""
    numerator, denominator, comparison = value
    return Threshold(numerator, denominator, strict=comparison == "more_than")


def threshold_words(value: list[Any]) -> str:
    """Say a threshold in words: "more than 1/2"."""
    numerator, denominator, comparison = value
    if comparison == "more_than":
        return _("more than %(share)s") % {"share": f"{numerator}/{denominator}"}
    return _("at least %(share)s") % {"share": f"{numerator}/{denominator}"}


def rule_sentence(quorum: list[Any], threshold: list[Any], denominator: str) -> str:
    """Return the rule as one sentence, for the chair before the vote and for the minutes."""
    return _("Adopted by %(share)s of %(base)s, when %(quorum)s of the members take part.") % {
        "share": threshold_words(threshold),
        "base": Denominator(denominator).label,
        "quorum": threshold_words(quorum),
    }


def result_sentence(figures: dict[str, Any], threshold: list[Any], denominator: str) -> str:
    """Return the result's arithmetic as one sentence from the stored figures."""
    return _(
        "%(part)s of %(eligible)s members took part (quorum %(quorum)s); in favour %(yes)s, "
        "against %(no)s, no opinion %(abstain)s; needed: %(share)s of %(base_number)s "
        "(%(base)s), that is %(needed)s."
    ) % {
        "part": figures["taking_part"],
        "eligible": figures["eligible"],
        "quorum": figures["quorum_needed"],
        "yes": figures["yes"],
        "no": figures["no"],
        "abstain": figures["abstain"],
        "share": threshold_words(threshold),
        "base_number": figures["base"],
        "base": Denominator(denominator).label,
        "needed": figures["votes_needed"],
    }
