"""Reminding those who hold a plan that it waits for them."""

from collections.abc import Sequence

from django.db import transaction

from plans.models import Campaign
from plans.selectors.campaigns import UnitRow
from workflow_app.accounts.models import User
from workflow_app.approvals.services.reminders import remind_holders

from .campaigns import require_campaign_manager


@transaction.atomic
def remind(*, campaign: Campaign, rows: Sequence[UnitRow], note: str, user: User) -> int:
    """Tell everybody who holds one of these plans; returns how many units were reminded.

    Raises IncompleteError when nobody of them has anything left to do.
    """
    require_campaign_manager(user)
    return remind_holders(
        dossiers=[row.plan for row in rows if row.can_be_reminded and row.plan is not None],
        kind="plan",
        note=note,
        user=user,
        action="campaign.reminded",
        about=campaign,
    )
