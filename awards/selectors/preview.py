"""What a new version or a new base salary would do to the campaigns that run: a dry run."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from awards.enums import CampaignState
from awards.models import AwardRule, Nomination
from awards.rules.findings import Finding
from workflow_app.accounts.models import User
from workflow_app.approvals.models import Dossier

from .checks import Checked, check_many
from .types import RuleSet, Salaries


@dataclass(frozen=True, slots=True)
class Effect:
    """What happens to one nomination: before and after, and why.

    `is_visible` says whether the reader may know what is in the dossier; else only its code, its
    state and the names of the checks are shown.
    """

    before: Checked
    after: Checked
    is_visible: bool = False

    @property
    def nomination(self) -> Nomination:
        """The nomination."""
        return self.after.nomination

    @property
    def opens(self) -> bool:
        """Whether it becomes eligible."""
        return self.after.is_eligible and not self.before.is_eligible

    @property
    def closes(self) -> bool:
        """Whether it is no longer eligible."""
        return self.before.is_eligible and not self.after.is_eligible

    @property
    def stays_under_old(self) -> bool:
        """Whether it goes on by the version it was received under."""
        return self.after.choice.stays_under_old

    @property
    def money_before(self) -> int:
        """What it would bring before; nothing while something stands in the way."""
        return self.before.amount if self.before.is_eligible else 0

    @property
    def money_after(self) -> int:
        """What it would bring afterwards."""
        return self.after.amount if self.after.is_eligible else 0

    @property
    def money_changes(self) -> bool:
        """Whether another amount would be paid."""
        return self.money_before != self.money_after

    @property
    def differs(self) -> bool:
        """Whether anything changes for it."""
        return self.opens or self.closes or self.money_changes or bool(self.new_errors)

    @property
    def new_errors(self) -> list[Finding]:
        """What stands in the way only afterwards."""
        known = {it.name for it in self.before.errors}
        return [it for it in self.after.errors if it.name not in known]

    @property
    def gone_errors(self) -> list[Finding]:
        """What no longer stands in the way."""
        still = {it.name for it in self.after.errors}
        return [it for it in self.before.errors if it.name not in still]


@dataclass(frozen=True, slots=True)
class Preview:
    """The effects on all running nominations of an award; those that change come first."""

    day: dt.date
    effects: Sequence[Effect]

    @property
    def opening(self) -> int:
        """How many become eligible."""
        return sum(it.opens for it in self.effects)

    @property
    def closing(self) -> int:
        """How many are no longer eligible."""
        return sum(it.closes for it in self.effects)

    @property
    def staying(self) -> int:
        """How many go on by the version they were received under."""
        return sum(it.stays_under_old for it in self.effects)

    @property
    def difference(self) -> int:
        """How much more money all of them would bring, in đồng."""
        return sum(it.money_after - it.money_before for it in self.effects)


def running_nominations(award_types: Collection[int] | None = None) -> QuerySet[Nomination]:
    """Return the nominations of running campaigns that are on their way and not decided yet."""
    found = Nomination.objects.filter(
        campaign__state=CampaignState.OPEN,
        award__isnull=True,
        dossier__in=Dossier.objects.live().order_by().values("pk"),
    )
    if award_types is not None:
        found = found.filter(award_type__in=award_types)
    return found.select_related(
        "dossier", "campaign", "award_type", "recipient__unit", "rule__award_type"
    ).order_by("award_type__level", "dossier__code")


def effect_of_version(rule: AwardRule, *, user: User) -> Preview:
    """Compare the running nominations with and without a version that is not saved.

    They are looked at on the day it begins (today at the earliest), with what is known today. What
    is not received yet is taken to be received under the new version.
    """
    day = max(rule.valid_from, timezone.localdate())
    rules = RuleSet.load([rule.award_type_id])
    nominations = _known_to(user, running_nominations([rule.award_type_id]))
    return _compare(
        nominations,
        check_many(nominations, today=day, rules=rules),
        check_many(nominations, today=day, rules=rules.with_version(rule)),
        day,
        user,
    )


def effect_of_salary(since: dt.date, amount: int, *, user: User) -> Preview:
    """Compare the money of the running nominations, were they decided on the day it begins."""
    day = max(since, timezone.localdate())
    nominations = _known_to(user, running_nominations())
    rules, salaries = RuleSet.load(), Salaries.load()
    return _compare(
        nominations,
        check_many(nominations, today=day, rules=rules, salaries=salaries),
        check_many(nominations, today=day, rules=rules, salaries=salaries.with_row(since, amount)),
        day,
        user,
    )


def _known_to(user: User, nominations: QuerySet[Nomination]) -> list[Nomination]:
    """Leave out the reader's own: nobody learns from a preview that they are nominated."""
    return list(nominations.exclude(recipient__person__user=user))


def _compare(
    nominations: Sequence[Nomination],
    before: Sequence[Checked],
    after: Sequence[Checked],
    day: dt.date,
    user: User,
) -> Preview:
    visible = set(
        Dossier.objects.visible_to(user)
        .filter(pk__in=[it.dossier_id for it in nominations])
        .order_by()
        .values_list("pk", flat=True)
    )
    effects = [
        Effect(old, new, is_visible=new.nomination.dossier_id in visible)
        for old, new in zip(before, after, strict=True)
    ]
    effects.sort(key=lambda it: (not (it.opens or it.closes), not it.differs))
    return Preview(day, effects)
