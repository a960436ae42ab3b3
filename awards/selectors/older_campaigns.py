"""Whether there is more than the latest campaigns that lists begin with."""

from awards.models import AwardCampaign

from .campaigns import LATEST_CAMPAIGNS


def has_older_campaigns() -> bool:
    """Tell whether some campaign is left out of a list that nobody narrowed down."""
    return AwardCampaign.objects.values("pk")[LATEST_CAMPAIGNS:][:1].exists()
