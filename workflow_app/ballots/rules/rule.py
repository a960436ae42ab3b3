"""The rule that a body decides by, as data."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import Enum
from typing import Any, Self

from django.utils.translation import gettext as _

from workflow_app.ballots.enums import Abstention, Denominator, FinalSay, Secrecy, TieRule
from workflow_app.lib.fractions import Threshold

from .shares import threshold_data, threshold_of

VERSION = 1
MOST_RUNS = 9
LARGEST_SMALL_BODY = 1000
ENUMS: dict[str, type[Enum]] = {
    "denominator": Denominator,
    "secrecy": Secrecy,
    "abstention": Abstention,
    "tie": TieRule,
    "then": FinalSay,
}
SHARES = ("threshold", "quorum")
SWITCHES = ("absent_in_writing", "recusal_leaves_denominator", "candidates_vote", "repeats_missed")
NUMBERS = {"runs": (1, MOST_RUNS), "small_body": (0, LARGEST_SMALL_BODY)}


class RuleError(ValueError):
    """A rule that code could not judge by; the message says why, for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRule:
    """How a body decides. A ballot keeps the rule of the day on which its vote opened.

    - ``denominator``, ``threshold``: the votes in favour must be this share of these. What enters
      each denominator is written at `counting.Roll.base`.
    - ``quorum``: the share of the members that must take part; see `counting.Roll.quorum_base`.
    - ``absent_in_writing``: a member who is not in the session may hand in in writing, and takes
      part by it (NĐ 98/2023 Đ30.7: absent members of an award council are asked in writing).
      In a written consultation everybody who answers is present, whatever this says.
    - ``abstention``: whether those without an opinion stay in the denominator.
    - ``recusal_leaves_denominator``: a recused member never votes and is never present for the
      item; this says whether they leave the denominator and the quorum as well.
    - ``candidates_vote``: whether a candidate votes on themselves; if not, whoever freezes the
      roll counts them among the recused of that one candidate.
    - ``tie``, ``runs``, ``then``: how the last seat is filled when several have the same votes,
      how many ballots there may be, and who decides what the last one leaves open.
    - ``repeats_missed``: whether missing the threshold leaves the matter open as well (awards,
      TT 01/2024/TT-TANDTC Đ29: two ballots, then the competent person). Where it does not, a
      missed threshold is final, and `then` speaks about ties alone: nobody is elected without
      the votes that the rule asks for.
    - ``small_body``: a secret ballot of so few voters or fewer gets a warning before it opens;
      0 for never.
    """

    denominator: Denominator = Denominator.ALL_MEMBERS
    threshold: Threshold
    quorum: Threshold
    secrecy: Secrecy = Secrecy.OPEN
    absent_in_writing: bool = True
    abstention: Abstention = Abstention.AGAINST
    recusal_leaves_denominator: bool = True
    candidates_vote: bool = False
    tie: TieRule = TieRule.NOBODY
    runs: int = 1
    then: FinalSay = FinalSay.NOBODY
    repeats_missed: bool = False
    small_body: int = 0
    legal_basis: str = ""

    def __post_init__(self) -> None:
        """Refuse what could not be judged by; plain text becomes the choice it names."""
        for name, choices in ENUMS.items():
            object.__setattr__(self, name, _choice(name, getattr(self, name), choices))
        right = {name: isinstance(getattr(self, name), Threshold) for name in SHARES}
        right |= {name: isinstance(getattr(self, name), bool) for name in SWITCHES}
        right |= {name: _within(getattr(self, name), *ends) for name, ends in NUMBERS.items()}
        if wrong := [name for name, is_right in right.items() if not is_right]:
            raise RuleError(_refusal(wrong[0], getattr(self, wrong[0])))
        if self.tie == TieRule.SECOND_RUN and self.runs == 1:
            raise RuleError(
                _("A tie can only be voted again when more than one ballot is allowed.")
            )

    @property
    def is_secret(self) -> bool:
        """Whether nobody may learn who voted how."""
        return self.secrecy == Secrecy.SECRET

    def is_small(self, voters: int) -> bool:
        """Tell whether the result of so few voters might give away how each of them voted."""
        return self.is_secret and voters <= self.small_body

    @classmethod
    def from_data(cls, data: object, legal_basis: str) -> Self:
        """Read what `to_data` wrote.

        RuleError for another version, for a missing or an unknown key, and for a value that
        cannot be read: a rule is never completed by guessing.
        """
        if not isinstance(data, Mapping) or data.get("version") != VERSION:
            raise RuleError(
                _("A rule of votes of version %(version)s was expected.") % {"version": VERSION}
            )
        known = {field.name for field in fields(cls)} - {"legal_basis"} | {"version"}
        if unknown := sorted(str(key) for key in set(data) - known):
            raise RuleError(
                _("A rule of votes knows nothing of: %(keys)s.") % {"keys": ", ".join(unknown)}
            )
        if missing := sorted(known - set(data)):
            raise RuleError(
                _("A rule of votes needs to say: %(keys)s.") % {"keys": ", ".join(missing)}
            )
        values = {key: value for key, value in data.items() if key != "version"}
        return cls(
            **values | {name: _share(name, data[name]) for name in SHARES}, legal_basis=legal_basis
        )

    def to_data(self) -> dict[str, Any]:
        """Return plain values for storing; the legal basis has a column of its own."""
        return {
            "version": VERSION,
            **{name: getattr(self, name).value for name in ENUMS},
            **{name: threshold_data(getattr(self, name)) for name in SHARES},
            **{name: getattr(self, name) for name in (*SWITCHES, *NUMBERS)},
        }


def _within(value: Any, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _choice(name: str, value: Any, choices: type[Enum]) -> Enum:
    try:
        return choices(value)
    except ValueError as error:
        raise RuleError(_refusal(name, value)) from error


def _share(name: str, value: Any) -> Threshold:
    try:
        return threshold_of(value)
    except ValueError as error:
        raise RuleError(f"{_refusal(name, value)} {error}") from error


def _refusal(name: str, value: Any) -> str:
    return _("A rule of votes cannot have “%(value)s” for “%(name)s”.") % {
        "value": value,
        "name": name,
    }
