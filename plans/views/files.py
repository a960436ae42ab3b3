"""Files of guidance: everybody who sees the campaign reads them, the office adds and removes."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from plans.enums import CampaignState
from plans.models import Campaign, CampaignFile
from plans.selectors.campaigns import scope_of
from plans.services import files
from workflow_app.accounts.models import User
from workflow_app.papers.files import FileRefusedError, download
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .common import campaign_of


def _seen(user: User, year: int) -> Campaign:
    campaign = campaign_of(year)
    if campaign.state == CampaignState.PREPARED and not scope_of(user).is_manager:
        raise Http404
    return campaign


def _managed(user: User, year: int) -> Campaign:
    if not scope_of(user).is_manager:
        raise Http404
    return campaign_of(year)


@require_safe
def file(request: AuthenticatedHttpRequest, year: int, pk: int) -> FileResponse:
    """Give a file of guidance."""
    campaign = _seen(request.user, year)
    found = get_object_or_404(CampaignFile.objects.select_related("file"), campaign=campaign, pk=pk)
    return download(found.file)


@require_POST
def upload(request: AuthenticatedHttpRequest, year: int) -> HttpResponse:
    """Add a file of guidance."""
    campaign = _managed(request.user, year)
    sent = request.FILES.get("file")
    if sent is None:
        messages.error(request, _("Choose a file first."))
        return redirect("plans:campaign_edit", year=year)
    try:
        added = files.add_file(campaign=campaign, upload=sent, user=request.user)
    except FileRefusedError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("%(name)s was added.") % {"name": added.file.name})
    return redirect("plans:campaign_edit", year=year)


@require_POST
def remove(request: AuthenticatedHttpRequest, year: int, pk: int) -> HttpResponse:
    """Take a file of guidance off the page."""
    campaign = _managed(request.user, year)
    found = get_object_or_404(
        CampaignFile.objects.select_related("file", "campaign"), campaign=campaign, pk=pk
    )
    files.remove_file(file=found, user=request.user)
    messages.success(request, _("%(name)s was removed.") % {"name": found.file.name})
    return redirect("plans:campaign_edit", year=year)
