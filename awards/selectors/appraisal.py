"""What the award secretariat sees: every check of a nomination, and which dossiers differ."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone

from awards.enums import Kind
from awards.models import AwardCampaign, CheckOverride, Nomination
from awards.rules.findings import Finding
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Stage
from workflow_app.approvals.models import Dossier
from workflow_app.rulebook.selectors import due_after, rule_on

from .checks import Checked, RuleChoice, check_many

RELATED = (
    "dossier__unit",
    "dossier__cluster",
    "dossier__revision",
    "campaign",
    "award_type",
    "recipient__person__unit",
    "recipient__unit",
    "rule__award_type",
)


@dataclass(frozen=True, slots=True)
class Appraisal:
    """The checks of one nomination, and what of them the head has let pass on this revision."""

    nomination: Nomination
    choice: RuleChoice
    findings: list[Finding]
    overrides: dict[str, CheckOverride] = field(default_factory=dict)
    amount: int = 0

    @property
    def open(self) -> list[Finding]:
        """What stands in the way and nobody has let pass."""
        return [one for one in self.findings if one.is_error and one.name not in self.overrides]

    @property
    def overridden(self) -> list[Finding]:
        """What stands in the way and was let pass."""
        return [one for one in self.findings if one.is_error and one.name in self.overrides]

    @property
    def to_judge(self) -> list[Finding]:
        """What no rule decides: people look at it."""
        return [one for one in self.findings if one.is_open]

    @property
    def differs(self) -> bool:
        """Whether something stands in the way."""
        return bool(self.open)


def appraisal_of(nomination: Nomination) -> Appraisal:
    """Check one nomination by the version of the rule it goes by."""
    return appraisals_of([nomination])[0]


def appraisals_of(nominations: Sequence[Nomination]) -> list[Appraisal]:
    """Check nominations in the order given; the number of statements is that of one."""
    if not nominations:
        return []
    overrides: dict[int, dict[str, CheckOverride]] = defaultdict(dict)
    revisions = {one.pk: one.dossier.revision_id for one in nominations}
    for row in CheckOverride.objects.filter(nomination__in=list(revisions)).select_related("by"):
        if row.revision_id == revisions[row.nomination_id]:
            overrides[row.nomination_id][row.check_name] = row
    return [_appraisal(checked, overrides) for checked in check_many(nominations)]


def _appraisal(checked: Checked, overrides: dict[int, dict[str, CheckOverride]]) -> Appraisal:
    nomination = checked.nomination
    return Appraisal(
        nomination=nomination,
        choice=checked.choice,
        findings=checked.findings,
        overrides=overrides.get(nomination.pk, {}),
        amount=checked.amount,
    )


@dataclass(frozen=True, slots=True)
class Worklist:
    """What waits for appraisal, exceptions first; `campaigns` are those it comes from."""

    differing: list[Appraisal]
    within: list[Appraisal]
    campaigns: list[AwardCampaign]
    return_days: int

    @property
    def total(self) -> int:
        """How many dossiers wait."""
        return len(self.differing) + len(self.within)


def worklist_of(user: User, *, campaign: int | None = None) -> Worklist:
    """Return the nominations that wait for the secretariat, as far as the user may know of them."""
    seen = Dossier.objects.visible_to(user).filter(
        kind=Kind.NOMINATION, stage=Stage.APPRAISING_CONTENT
    )
    waiting = (
        Nomination.objects.filter(dossier__in=seen.order_by().values("pk"))
        .select_related(*RELATED)
        .order_by("award_type__level", "dossier__unit__sort_key", "pk")
    )
    found = list(waiting)
    campaigns = {one.campaign_id: one.campaign for one in found}
    chosen = [one for one in found if campaign in (None, one.campaign_id)]
    appraisals = appraisals_of(chosen)
    return Worklist(
        differing=[one for one in appraisals if one.differs],
        within=[one for one in appraisals if not one.differs],
        campaigns=list(campaigns.values()),
        return_days=int(rule_on("deadline.return_award").value),
    )


def return_due(dossier: Dossier, days: int) -> dt.datetime:
    """Return until when an incomplete dossier goes back: so many working days after it came."""
    return due_after(days, start=timezone.localdate(dossier.stage_since))


def before_bodies(bodies: Sequence[int]) -> Q:
    """Return the condition on Nomination: it stands before one of these bodies now."""
    return Q(dossier__body__in=bodies, dossier__stage__in=(Stage.COUNCIL, Stage.DECIDING))
