"""The checks of nominations: facts are read here, judged by `awards.rules.eligibility`.

Many nominations cost as many statements as one. What an editor has typed so far is checked as it
is: pass the nomination with its attributes changed, saved or not.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Self

from django.utils import timezone
from django.utils.translation import gettext as _

from awards.models import AwardRule, Nomination
from awards.rules.eligibility import findings_of
from awards.rules.findings import Finding, is_eligible
from awards.rules.money import amount_of
from awards.rules.transition import is_more_favourable

from .facts import FactBook
from .types import RuleSet, Salaries


@dataclass(frozen=True, slots=True)
class RuleChoice:
    """By which version a nomination goes.

    `received_under` is the version of the day it was received, `newer` the one in force today
    where that is another; `reason` says in words why the one or the other counts.
    """

    rule: AwardRule | None
    received_under: AwardRule | None = None
    newer: AwardRule | None = None
    reason: str = ""

    @property
    def stays_under_old(self) -> bool:
        """Whether a newer version exists and does not count for it."""
        return self.newer is not None and self.rule is not self.newer


@dataclass(frozen=True, slots=True)
class Checked:
    """One nomination with the version it goes by, what was found, and the money it would bring."""

    nomination: Nomination
    choice: RuleChoice
    findings: list[Finding]
    amount: int

    @property
    def is_eligible(self) -> bool:
        """Whether nothing stands in the way."""
        return is_eligible(self.findings)

    @property
    def errors(self) -> list[Finding]:
        """What stands in the way."""
        return [it for it in self.findings if it.is_error]


def checks_of(nomination: Nomination, *, today: dt.date | None = None) -> list[Finding]:
    """Check one nomination by the version it goes by; each finding quotes its clause."""
    return check_many([nomination], today=today)[0].findings


def choice_of(nomination: Nomination, *, today: dt.date | None = None) -> RuleChoice:
    """Return the version a nomination goes by, the more-favourable clause applied.

    Facts are read only where there are two versions to choose from.
    """
    rules = RuleSet.load([nomination.award_type_id])
    old, new = _versions(nomination, rules, today or timezone.localdate())
    if old is None or new is None or _same(old, new):
        return RuleChoice(old or new, old)
    return check_many([nomination], today=today, rules=rules)[0].choice


def check_many(
    nominations: Collection[Nomination],
    *,
    today: dt.date | None = None,
    rules: RuleSet | None = None,
    salaries: Salaries | None = None,
) -> list[Checked]:
    """Check nominations in the order given; rules or salaries may be other than the stored ones."""
    bench = Bench.for_all(nominations, today=today, rules=rules, salaries=salaries)
    return [bench.check(nomination) for nomination in nominations]


@dataclass(slots=True)
class Bench:
    """What the checks of some nominations need, read once for all of them."""

    day: dt.date
    rules: RuleSet
    salaries: Salaries
    facts: FactBook
    _salary: int = field(init=False)

    @classmethod
    def for_all(
        cls,
        nominations: Collection[Nomination],
        *,
        today: dt.date | None = None,
        rules: RuleSet | None = None,
        salaries: Salaries | None = None,
    ) -> Self:
        """Read it; rules or salaries may be other than the stored ones."""
        day = today or timezone.localdate()
        return cls(
            day,
            rules or RuleSet.load({it.award_type_id for it in nominations}),
            salaries or Salaries.load(),
            FactBook(nominations, day),
        )

    def __post_init__(self) -> None:
        self._salary = self.salaries.on(self.day) or 0

    def check(self, nomination: Nomination) -> Checked:
        """Check one of them, which may have been read anew since; asks the database nothing."""
        old, new = _versions(nomination, self.rules, self.day)
        rule = old or new
        if rule is None:
            return Checked(nomination, RuleChoice(None), [_no_rule()], 0)
        findings, amount = self._under(nomination, rule)
        if old is None or new is None or _same(old, new):
            return Checked(nomination, RuleChoice(rule, old), findings, amount)
        new_findings, new_amount = self._under(nomination, new)
        better = is_more_favourable(
            old=findings, new=new_findings, old_amount=amount, new_amount=new_amount
        )
        if not better:
            choice = RuleChoice(old, old, new, _stays(nomination.received_on, new))
            return Checked(nomination, choice, findings, amount)
        by_amount = is_eligible(findings)
        choice = RuleChoice(new, old, new, _moves(by_amount=by_amount))
        return Checked(nomination, choice, new_findings, new_amount)

    def _under(self, nomination: Nomination, rule: AwardRule) -> tuple[list[Finding], int]:
        return findings_of(self.facts.of(nomination, rule)), amount_of(
            rule.coefficient, self._salary
        )


def _versions(
    nomination: Nomination, rules: RuleSet, day: dt.date
) -> tuple[AwardRule | None, AwardRule | None]:
    """Return the version it was received under, if it was, and the one in force on the day."""
    old = nomination.rule
    if old is None and nomination.received_on is not None:
        old = rules.on(nomination.award_type_id, nomination.received_on)
    return old, rules.on(nomination.award_type_id, day)


def _same(one: AwardRule, other: AwardRule) -> bool:
    # what a preview tries out has no key yet, whatever the type says
    return one is other or (bool(one.pk) and one.pk == other.pk)


def _no_rule() -> Finding:
    return Finding(
        name="no_rule",
        label=_("Rule of the award"),
        text=_("This award has no rule in force; an administrator can let one begin."),
        legal_basis="",
        is_met=False,
        is_error=True,
    )


def _stays(received_on: dt.date | None, new: AwardRule) -> str:
    return _(
        "Received on %(received)s, before the version of %(new)s began; that version is not more "
        "favourable for it."
    ) % _days(received_on, new)


def _days(received_on: dt.date | None, new: AwardRule) -> Mapping[str, str]:
    return {
        "received": f"{received_on:%d/%m/%Y}" if received_on else "–",
        "new": f"{new.valid_from:%d/%m/%Y}",
    }


def _moves(*, by_amount: bool) -> str:
    if by_amount:
        return _(
            "The newer version is more favourable: everything is met and the amount is higher."
        )
    return _("The newer version is more favourable: what stood in the way is met under it.")
