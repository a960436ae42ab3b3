"""The award secretariat's worklist: what differs first, the others passed together."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from awards.selectors.appraisal import appraisal_of, waiting_for, worklist_of
from awards.selectors.nomination_panels import heads_secretariat
from awards.selectors.secretariat import works_in_secretariat
from awards.services.appraisal import STEP, Refused, override_check
from workflow_app.approvals.enums import Outcome, Stage
from workflow_app.approvals.errors import RefusalError
from workflow_app.approvals.forms import OverrideForm
from workflow_app.organization.enums import Duty
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .nominations import visible_nomination
from .nominations_batch import decide_ticked


@require_http_methods(["GET", "POST"])
def appraisal(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Show a page of what waits, exceptions first; pass those of the others that were ticked."""
    if not works_in_secretariat(request.user):
        raise Http404
    chosen = request.GET.get("campaign", "")
    campaign = int(chosen) if chosen.isascii() and chosen.isdecimal() else None
    refused: list[Refused] = []
    if request.method == "POST":
        batch, refused = decide_ticked(
            request, waiting_for(request.user), step=STEP, outcome=Outcome.APPRAISED
        )
        if batch is not None:
            return redirect("awards:batch", batch.pk)
        if not refused:
            return redirect(request.get_full_path())
    context = {
        "work": worklist_of(request.user, campaign=campaign, number=request.GET.get("page", "")),
        "campaign": campaign,
        "refused": refused,
        "may_pass": works_in_secretariat(request.user, Duty.APPRAISE_CONTENT),
        "may_override": heads_secretariat(request.user),
    }
    return render(
        request, "awards/nominations/appraisal.html", context, status=409 if refused else 200
    )


@require_http_methods(["GET", "POST"])
def override(request: AuthenticatedHttpRequest, code: str, check: str) -> HttpResponse:
    """Ask the head of the secretariat why a nomination may go on against a check."""
    nomination = visible_nomination(request, code)
    if not heads_secretariat(request.user) or nomination.dossier.stage != Stage.APPRAISING_CONTENT:
        raise Http404
    finding = next((one for one in appraisal_of(nomination).open if one.name == check), None)
    if finding is None:
        raise Http404
    form = OverrideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            override_check(
                dossier=nomination.dossier,
                check=check,
                reason=form.cleaned_data["reason"],
                user=request.user,
            )
        except RefusalError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The check is overridden; your reason is on record."))
            return redirect(nomination)
    context = {
        "dossier": nomination.dossier,
        "about": nomination.dossier.title,
        "check": finding.label,
        "finding": finding,
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "approvals/override.html", context, status=status)
