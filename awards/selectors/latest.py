"""The latest campaigns: what a list of awards shows that nobody narrowed down."""

from dataclasses import dataclass

from awards.enums import CampaignState
from awards.models import AwardCampaign

LATEST = 3
"""So many: such a list stays as long as it is, however long the past."""


@dataclass(frozen=True, slots=True)
class Latest:
    """The keys and years of the latest campaigns, and whether there are older ones besides."""

    keys: list[int]
    years: list[int]
    has_older: bool


def latest_campaigns() -> Latest:
    """Return those in which there can be anything, so none that is being prepared; one statement."""
    begun = AwardCampaign.objects.exclude(state=CampaignState.PREPARED)
    rows = list(begun.values_list("pk", "year")[: LATEST + 1])
    shown = rows[:LATEST]
    years = sorted({year for __, year in shown})
    return Latest([key for key, __ in shown], years, has_older=len(rows) > LATEST)
