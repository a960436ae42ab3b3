"""The unit's own score and the office's column."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from awards.enums import Kind, Occasion
from awards.models import AwardCampaign, SelfScore
from awards.services import office
from workflow_app.accounts.models import User
from workflow_app.approvals import engine
from workflow_app.approvals.enums import Stage
from workflow_app.approvals.models import Dossier, WorkItem
from workflow_app.approvals.services.work import new_work_item
from workflow_app.approvals.steps import EffectContext
from workflow_app.audit.services import Entry, record_many
from workflow_app.lib.official import official_language
from workflow_app.organization.enums import ClusterKind, Duty
from workflow_app.organization.models import ClusterMembership, Unit
from workflow_app.organization.services.authority import ensure_desks
from workflow_app.rulebook.selectors import due_after


@transaction.atomic
def open_scores(*, campaign: AwardCampaign, units: Sequence[Unit], user: User) -> list[Dossier]:
    """Open a self-score for each of these units that has none in the campaign, in bulk.

    Dossiers, cases, duties and log are written by a number of statements that does not grow with
    the units. Safe to repeat. Who may open a campaign is asked by the caller, who also tells the
    drafters.
    """
    AwardCampaign.objects.select_for_update(no_key=True).only("pk").get(pk=campaign.pk)
    have = set(SelfScore.objects.filter(campaign=campaign).values_list("dossier__unit", flat=True))
    wanted = [unit for unit in units if unit.pk not in have]
    if not wanted:
        return []
    now, due = timezone.now(), due_after(0, start=campaign.scores_due)
    dossiers = _new_dossiers(campaign, wanted, user, now, due)
    tasks = engine.start_many(dossiers)
    Dossier.objects.bulk_create(dossiers)
    SelfScore.objects.bulk_create(
        SelfScore(dossier=dossier, campaign=campaign) for dossier in dossiers
    )
    desks = ensure_desks((Duty.DRAFT, ("unit", unit.pk)) for unit in wanted)
    items = []
    for dossier, task in zip(dossiers, tasks, strict=True):
        item = new_work_item(
            kind=f"{Kind.SELF_SCORE}.draft",
            dossier=dossier,
            desk_id=desks[Duty.DRAFT, ("unit", dossier.unit_id)],
            due=due,
            opened=now,
        )
        item.task = task
        items.append(item)
    WorkItem.objects.bulk_create(items)
    record_many(
        [
            Entry(action="dossier.opened", actor=user, object=dossier, dossier_code=dossier.code)
            for dossier in dossiers
        ]
    )
    return dossiers


def _new_dossiers(
    campaign: AwardCampaign, units: Sequence[Unit], user: User, now: dt.datetime, due: dt.datetime
) -> list[Dossier]:
    clusters = clusters_of(campaign.year)
    with official_language():
        dossiers = [
            Dossier(
                kind=Kind.SELF_SCORE,
                code=score_code(campaign, unit),
                title=_("Self-score of %(unit)s, %(campaign)s")
                % {"unit": unit.short_name, "campaign": campaign.title},
                unit=unit,
                cluster_id=clusters.get(unit.pk),
                year=campaign.year,
                stage=Stage.DRAFTING,
                stage_since=now,
                stage_due=due,
                created_by=user,
            )
            for unit in units
        ]
    for dossier in dossiers:
        dossier.refresh_keys()
    return dossiers


def score_code(campaign: AwardCampaign, unit: Unit) -> str:
    """Return the code people quote: TD-2027-LH-DANANG; campaigns beside the year's add their number."""
    code = f"TD-{campaign.year}-{unit.code}"
    return code if campaign.occasion == Occasion.ANNUAL else f"{code}-D{campaign.pk}"


def clusters_of(year: int) -> Mapping[int, int]:
    """Return the cluster of each unit in a year; a block counts as one."""
    rows = ClusterMembership.objects.filter(
        year=year, cluster__kind__in=[ClusterKind.CLUSTER, ClusterKind.BLOCK]
    ).order_by("cluster__kind")
    return dict(rows.values_list("unit", "cluster"))


def pass_score(context: EffectContext) -> None:
    """The office's column is complete, and each large gap has its sentence."""
    office.require_complete(context.dossier)


def reopen_score(context: EffectContext) -> None:
    """The unit works on it again; the office's column stays until the next appraisal."""
    del context
