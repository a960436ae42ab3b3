"""Award campaigns: prepare, open for every unit at once, close."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from awards.enums import CampaignState, CriterionKind, Kind, Occasion
from awards.models import AwardCampaign, AwardType, CriteriaGroup, Criterion, Quota, SelfScore
from awards.selectors.campaigns import manages
from awards.services.scores import open_scores
from workflow_app.accounts.models import User
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.services.opening import tell_drafters
from workflow_app.audit.services import gathered, record
from workflow_app.organization.models import Cluster, Unit

ZERO, WHOLE = Decimal(0), Decimal(1)


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """One line of a score sheet as it is typed; lines of one group stand together."""

    group: str
    code: str
    text: str
    kind: CriterionKind
    most: Decimal
    needs_evidence: bool = True
    weight: Decimal = WHOLE


@dataclass(frozen=True, slots=True)
class QuotaRow:
    """How many of an award every cluster, or one cluster, may nominate."""

    award_type: AwardType
    number: int
    cluster: Cluster | None = None


def require_manager(user: User) -> None:
    """Award campaigns are run by the award secretariat and the office."""
    if not manages(user):
        raise NotAllowedError(_("Award campaigns are run by the award secretariat and the office."))


@transaction.atomic
@gathered()
def save_campaign(
    *,
    campaign: AwardCampaign | None,
    values: Mapping[str, Any],
    criteria: Sequence[CriterionRow] | None,
    quotas: Sequence[QuotaRow],
    user: User,
) -> AwardCampaign:
    """Write a campaign with its score sheet and quotas.

    Once it is open, units score by its sheet: `criteria` is None then, and the sheet stays. Raises
    IncompleteError for days out of order and for a sheet that cannot be read.
    """
    require_manager(user)
    if campaign is not None:
        campaign = AwardCampaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
        if campaign.state == CampaignState.CLOSED:
            raise ConflictError(_("The campaign is closed."))
        if criteria is not None and campaign.state != CampaignState.PREPARED:
            raise ConflictError(_("Units score by this sheet already; it stays as it is."))
    campaign = campaign or AwardCampaign()
    for name, value in values.items():
        setattr(campaign, name, value)
    _require_days_in_order(campaign)
    campaign.save()
    if criteria is not None:
        _write_sheet(campaign, criteria)
    _write_quotas(campaign, quotas)
    record(
        action="award_campaign.changed",
        actor=user,
        object=campaign,
        data={
            "year": campaign.year,
            "title": campaign.title,
            "criteria": len(criteria) if criteria is not None else None,
            "quotas": {f"{row.award_type.code}/{row.cluster or '*'}": row.number for row in quotas},
        },
    )
    return campaign


def _require_days_in_order(campaign: AwardCampaign) -> None:
    if campaign.counts_to < campaign.counts_from:
        raise IncompleteError(_("The period that is counted ends before it begins."))
    if not campaign.scores_due <= campaign.peers_due <= campaign.nominations_due:
        raise IncompleteError(
            _("Units score first, then their peers, then they nominate: the days must follow.")
        )


def _write_sheet(campaign: AwardCampaign, rows: Sequence[CriterionRow]) -> None:
    codes = [row.code for row in rows]
    double = sorted({code for code in codes if codes.count(code) > 1})
    if double:
        raise IncompleteError(
            _("These codes stand twice on the score sheet: %(codes)s.")
            % {"codes": ", ".join(double)}
        )
    Criterion.objects.filter(group__campaign=campaign).delete()
    campaign.criteria_groups.all().delete()
    groups: dict[str, CriteriaGroup] = {}
    places: dict[str, int] = {}
    for row in rows:
        group = groups.get(row.group)
        if group is None:
            group = groups[row.group] = CriteriaGroup.objects.create(
                campaign=campaign, order=len(groups) + 1, name=row.group, weight=row.weight
            )
        elif group.weight != row.weight:
            raise IncompleteError(
                _("The group “%(group)s” has two different weights.") % {"group": row.group}
            )
        places[row.group] = places.get(row.group, 0) + 1
        Criterion.objects.create(
            group=group,
            order=places[row.group],
            code=row.code,
            text=row.text,
            kind=row.kind,
            most=row.most,
            needs_evidence=row.needs_evidence,
        )


def _write_quotas(campaign: AwardCampaign, rows: Sequence[QuotaRow]) -> None:
    keys = [(row.award_type.pk, row.cluster.pk if row.cluster else None) for row in rows]
    if len(set(keys)) != len(keys):
        raise IncompleteError(_("A quota stands twice."))
    campaign.quotas.all().delete()
    Quota.objects.bulk_create(
        Quota(
            campaign=campaign,
            award_type=row.award_type,
            cluster=row.cluster,
            number=row.number,
        )
        for row in rows
    )


@transaction.atomic
@gathered()
def open_campaign(*, campaign: AwardCampaign, user: User) -> list[Dossier]:
    """Open the campaign: a self-score for every planning unit of an annual one, in bulk.

    Safe to repeat: units that came later get theirs, nobody gets two. Ad-hoc, thematic and foreign
    occasions have no scores: units nominate at once. Raises IncompleteError without a score sheet.
    """
    require_manager(user)
    locked = AwardCampaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    if locked.state == CampaignState.CLOSED:
        raise ConflictError(_("The campaign is closed."))
    dossiers: list[Dossier] = []
    if locked.occasion == Occasion.ANNUAL:
        _require_sheet(locked)
        have = SelfScore.objects.filter(campaign=locked).values("dossier__unit")
        units = Unit.objects.planning().in_force(timezone.localdate()).exclude(pk__in=have)
        dossiers = open_scores(campaign=locked, units=list(units), user=user)
    locked.state = CampaignState.OPEN
    locked.opened = locked.opened or timezone.now()
    locked.opened_by = locked.opened_by or user
    locked.save(update_fields=["state", "opened", "opened_by"])
    tell_drafters(
        dossiers=dossiers,
        event="award_campaign.opened",
        subject=_("%(campaign)s is open: your unit's score waits for you") % {"campaign": locked},
        body=locked.guidance,
        path=locked.get_absolute_url(),
    )
    record(
        action="award_campaign.opened",
        actor=user,
        object=locked,
        data={"year": locked.year, "title": locked.title, "scores": len(dossiers)},
    )
    return dossiers


def _require_sheet(campaign: AwardCampaign) -> None:
    points = Criterion.objects.filter(group__campaign=campaign, kind=CriterionKind.MAIN)
    if sum((criterion.most for criterion in points), ZERO) <= 0:
        raise IncompleteError(_("The score sheet has no criteria yet."))


@transaction.atomic
@gathered()
def close_campaign(*, campaign: AwardCampaign, user: User) -> AwardCampaign:
    """No new score or nomination begins; what is on its way goes on to its end."""
    require_manager(user)
    locked = AwardCampaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    if locked.state != CampaignState.OPEN:
        raise ConflictError(_("The campaign is not open."))
    locked.state = CampaignState.CLOSED
    locked.save(update_fields=["state"])
    on_their_way = Dossier.objects.live().filter(kind=Kind.NOMINATION, nomination__campaign=locked)
    record(
        action="award_campaign.closed",
        actor=user,
        object=locked,
        data={"year": locked.year, "title": locked.title, "on_their_way": on_their_way.count()},
    )
    return locked
