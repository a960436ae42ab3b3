"""Annual plans: campaigns, plans, activity lines, ad-hoc additions."""

from .campaigns import Campaign, CampaignDeadline, CampaignFile, FocusArea
from .plans import Activity, Amendment, Plan

__all__ = [
    "Activity",
    "Amendment",
    "Campaign",
    "CampaignDeadline",
    "CampaignFile",
    "FocusArea",
    "Plan",
]
