"""The errand's first page: the campaign that runs, else the register."""

from django.http import HttpResponse
from django.shortcuts import redirect

from awards.models import AwardCampaign
from workflow_app.ui.typing import AuthenticatedHttpRequest


def home(__: AuthenticatedHttpRequest) -> HttpResponse:
    """Lead to the newest campaign, or to their list while there is none."""
    newest = AwardCampaign.objects.order_by("-year", "-pk").first()
    return redirect(newest.get_absolute_url() if newest else "awards:campaigns")
