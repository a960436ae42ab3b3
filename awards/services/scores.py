"""The unit's own score and the office's column."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from awards.enums import Kind, Occasion
from awards.models import AwardCampaign, SelfScore
from awards.services import office
from workflow_app.accounts.models import User
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.services.opening import open_drafts
from workflow_app.approvals.steps import EffectContext
from workflow_app.lib.official import official_language
from workflow_app.organization.models import Unit
from workflow_app.organization.selectors.directory import clusters_by_unit
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
    dossiers = _new_dossiers(campaign, wanted)
    open_drafts(
        dossiers=dossiers,
        details=[SelfScore(dossier=dossier, campaign=campaign) for dossier in dossiers],
        due=due_after(0, start=campaign.scores_due),
        user=user,
    )
    return dossiers


def _new_dossiers(campaign: AwardCampaign, units: Sequence[Unit]) -> list[Dossier]:
    clusters = clusters_by_unit(campaign.year)
    with official_language():
        return [
            Dossier(
                kind=Kind.SELF_SCORE,
                code=score_code(campaign, unit),
                title=_("Self-score of %(unit)s, %(campaign)s")
                % {"unit": unit.short_name, "campaign": campaign.title},
                unit=unit,
                cluster=clusters.get(unit.pk),
                year=campaign.year,
            )
            for unit in units
        ]


def score_code(campaign: AwardCampaign, unit: Unit) -> str:
    """Return the code people quote: TD-2027-LH-DANANG; campaigns beside the year's add their number."""
    code = f"TD-{campaign.year}-{unit.code}"
    return code if campaign.occasion == Occasion.ANNUAL else f"{code}-D{campaign.pk}"


def pass_score(context: EffectContext) -> None:
    """The office's column is complete, and each large gap has its sentence."""
    office.require_complete(context.dossier)


def reopen_score(context: EffectContext) -> None:
    """The unit works on it again; the office's column stays until the next appraisal."""
    del context
