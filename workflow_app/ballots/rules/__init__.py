"""How bodies decide: the rule as data, counting, elections, and both in words."""

from .counting import Roll, Tally, Verdict, judge
from .election import Candidate, Election, Next, elect, follow_up
from .rule import DecisionRule, RuleError
from .shares import share_text, threshold_data, threshold_of, threshold_words
from .words import base_words, need_words, result_sentence, rule_details, rule_sentence

__all__ = (
    "Candidate",
    "DecisionRule",
    "Election",
    "Next",
    "Roll",
    "RuleError",
    "Tally",
    "Verdict",
    "base_words",
    "elect",
    "follow_up",
    "judge",
    "need_words",
    "result_sentence",
    "rule_details",
    "rule_sentence",
    "share_text",
    "threshold_data",
    "threshold_of",
    "threshold_words",
)
