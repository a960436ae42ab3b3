"""Thresholds of votes in whole numbers: never a float, never a rounded percentage."""

from dataclasses import dataclass
from math import gcd
from typing import Self


@dataclass(frozen=True, slots=True)
class Threshold:
    """A share of a total that votes must reach ("at least") or pass (``strict``, "more than")."""

    numerator: int
    denominator: int
    strict: bool = False

    def __post_init__(self) -> None:
        if not 0 < self.numerator <= self.denominator:
            raise ValueError("A threshold is more than nothing and at most everything.")
        if self.strict and self.numerator == self.denominator:
            raise ValueError("Nobody can have more than all votes.")

    @classmethod
    def percent(cls, percent: int, *, strict: bool = False) -> Self:
        """Return the exact fraction of a whole percentage: 80 becomes 4/5."""
        shared = gcd(percent, 100)
        return cls(percent // shared, 100 // shared, strict)

    def __str__(self) -> str:
        sign = ">" if self.strict else "≥"
        return f"{sign} {self.numerator}/{self.denominator}"

    def needed(self, total: int) -> int:
        """Return the fewest votes that meet the threshold.

        Of nobody, one vote is needed, which nobody can give: an empty room decides nothing.
        """
        if total < 0:
            raise ValueError("A total is never negative.")
        share = self.numerator * total
        if self.strict:
            return share // self.denominator + 1
        return max(1, -(-share // self.denominator))

    def met(self, votes: int, total: int) -> bool:
        """Say whether so many votes of so many are enough."""
        if not 0 <= votes <= total:
            raise ValueError("Votes lie between nothing and the total.")
        return votes >= self.needed(total)
