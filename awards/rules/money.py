"""Money that goes with an award (Decree 152/2025/NĐ-CP, Article 49), in whole đồng.

(1) The base salary is the one in force on the date of the decision. (2) The product is rounded up
to tens of thousands. (5) One subject, several titles at one time: those of different counting
periods are each paid, of one counting period only the highest. (6) Several forms at one time are
each paid where period and merit differ. (7) A title and a form at the same time are both paid.
"""

import datetime as dt
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from awards.enums import AwardForm

STEP = 10_000


def amount_of(coefficient: Decimal, base_salary: int) -> int:
    """Return coefficient × base salary, rounded up to tens of thousands of đồng.

    8.0 × 2,340,000 is 18,720,000; 0.3 × 2,530,000 = 759,000 becomes 760,000.
    """
    if coefficient < 0 or base_salary < 0:
        raise ValueError("neither a coefficient nor a salary is below nothing")
    exact = Fraction(coefficient) * base_salary / STEP
    return -(-exact.numerator // exact.denominator) * STEP


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """One award of one subject, as far as money depends on it.

    `merit` tells achievements apart, for example the folded citation; empty where it is unknown.
    `base_salary` is the one in force on the date of its decision.
    """

    key: Hashable
    subject: Hashable
    form: str
    level: int
    coefficient: Decimal
    base_salary: int
    counts_from: dt.date | None
    counts_to: dt.date | None
    merit: str = ""

    @property
    def period(self) -> tuple[dt.date | None, dt.date | None]:
        """The counting period."""
        return self.counts_from, self.counts_to

    @property
    def rank(self) -> tuple[int, Decimal]:
        """The order of height: the level of the award, then its coefficient."""
        return self.level, self.coefficient


@dataclass(frozen=True, slots=True)
class Payment:
    """What one award brings, or `paid_with`: the key of the higher award paid in its place."""

    key: Hashable
    amount: int
    paid_with: Hashable | None = None

    @property
    def is_paid(self) -> bool:
        """Whether money is due for this award itself."""
        return self.paid_with is None


def pay(awards: Iterable[Granted]) -> list[Payment]:
    """Say of each award what is paid for it, in the order given.

    Two titles stand in each other's way in one counting period; two forms in one counting period,
    or with one and the same merit; medals and awards of different sorts never do. Whichever is
    highest is paid; of two of one height, the one given first.
    """
    listed = list(awards)
    order = sorted(range(len(listed)), key=lambda i: (listed[i].rank, -i), reverse=True)
    paid: list[Granted] = []
    instead: dict[int, Hashable] = {}
    for index in order:
        one = listed[index]
        higher = next((it for it in paid if _excludes(it, one)), None)
        if higher is None:
            paid.append(one)
        else:
            instead[index] = higher.key
    return [
        Payment(one.key, 0, instead[index])
        if index in instead
        else Payment(one.key, amount_of(one.coefficient, one.base_salary))
        for index, one in enumerate(listed)
    ]


def _excludes(paid: Granted, other: Granted) -> bool:
    if paid.subject != other.subject or paid.form != other.form:
        return False
    known = None not in other.period
    same_period = known and paid.period == other.period
    if paid.form == AwardForm.TITLE:
        return same_period
    if paid.form == AwardForm.FORM:
        return same_period or (bool(other.merit) and paid.merit == other.merit)
    return False
