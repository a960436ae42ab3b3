"""Campaigns of awards: the list, one campaign, opening it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from awards.models import AwardCampaign
from workflow_app.ui.typing import AuthenticatedHttpRequest


def campaign_list(request: AuthenticatedHttpRequest) -> HttpResponse:
    """List the campaigns, the newest first."""
    return render(request, "awards/campaigns.html", {"campaigns": AwardCampaign.objects.all()})


def campaign_page(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Show one campaign."""
    campaign = get_object_or_404(AwardCampaign, pk=pk)
    return render(request, "awards/campaign.html", {"campaign": campaign})
