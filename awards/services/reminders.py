"""Reminding those who hold a score that their unit has not signed yet."""

from collections.abc import Collection

from django.db import transaction

from awards.enums import Kind
from awards.models import AwardCampaign
from awards.selectors.campaigns import unsigned_scores
from awards.services.campaigns import require_manager
from workflow_app.accounts.models import User
from workflow_app.approvals.services.reminders import remind_holders


@transaction.atomic
def remind_of_scores(
    *, campaign: AwardCampaign, units: Collection[int], note: str, user: User
) -> int:
    """Tell everybody who holds the score of one of these units; returns how many were reminded.

    Units that have signed meanwhile are left out. Raises IncompleteError when none is left.
    """
    require_manager(user)
    scores = [score for score in unsigned_scores(campaign) if score.dossier.unit_id in units]
    return remind_holders(
        dossiers=[score.dossier for score in scores],
        kind=Kind.SELF_SCORE,
        note=note,
        user=user,
        action="award_campaign.reminded",
        about=campaign,
    )
