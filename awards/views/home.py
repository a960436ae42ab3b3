"""The errand's first page: the newest campaign, else their list."""

from django.http import HttpResponse
from django.shortcuts import redirect

from awards.selectors.campaigns import campaigns_for
from workflow_app.ui.typing import AuthenticatedHttpRequest


def home(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Lead to the newest campaign that the person may know of, or to their list while there is none."""
    newest = campaigns_for(request.user).first()
    return redirect(newest.get_absolute_url() if newest else "awards:campaigns")
