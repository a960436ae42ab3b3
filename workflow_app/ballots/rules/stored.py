"""A rule of votes as the rulebook stores it.

The value is `DecisionRule.to_data`, except that ``threshold`` and ``quorum`` may be null: then the
general rules ``ballot.threshold`` and ``ballot.quorum`` give the share. So what was stored of those
two keeps its meaning for every vote that has no share of its own.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from .rule import SHARES, DecisionRule

ROOT = "vote"
GENERAL = {"threshold": "ballot.threshold", "quorum": "ballot.quorum"}


class InForce(Protocol):
    """A rule of the rulebook on a day."""

    @property
    def value(self) -> Any:
        """The value as it is stored."""

    @property
    def legal_basis(self) -> str:
        """The text that justifies it."""


def resolve(data: Any, legal_basis: str, general: Mapping[str, InForce]) -> DecisionRule:
    """Return the rule that the stored value means, with the general shares where it has none.

    Where the share of votes comes from the general rule, so does the legal basis: it is what the
    result rests on. RuleError where the value cannot be read.
    """
    taken = {
        name: general[key]
        for name, key in GENERAL.items()
        if isinstance(data, Mapping) and name in data and data[name] is None
    }
    if isinstance(data, Mapping):
        data = {**data, **{name: rule.value for name, rule in taken.items()}}
    if "threshold" in taken:
        legal_basis = taken["threshold"].legal_basis
    return DecisionRule.from_data(data, legal_basis)


def inherited(data: Mapping[str, Any]) -> tuple[str, ...]:
    """Name the shares that the value takes from the general rules."""
    return tuple(name for name in SHARES if data.get(name) is None)


def keys_for(kind: str, body_code: str, known: Iterable[str]) -> list[str]:
    """Return the keys of the rulebook that speak about such a vote, the closest first.

    ``vote.award.flag`` of the body HDTDKT: vote.award.flag.HDTDKT, vote.award.flag,
    vote.award.HDTDKT, vote.award, vote.
    """
    parts = [ROOT, *(part for part in kind.split(".") if part)]
    wanted: list[str] = []
    for length in range(len(parts), 0, -1):
        key = ".".join(parts[:length])
        of_body = [f"{key}.{body_code}"] if body_code and length > 1 else []
        wanted += [*of_body, key]
    there = set(known)
    return [key for key in wanted if key in there]
