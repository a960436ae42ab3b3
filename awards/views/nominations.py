"""Nominations of one's unit: the list, the editor."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from awards.content_nominations import content_of_dossier
from awards.enums import Kind
from awards.forms_nominations import NominationForm
from awards.models import Nomination
from awards.selectors.nomination_checks import problems_of
from awards.selectors.nominations import nomination_of
from awards.services.nominations import save_nomination
from workflow_app.approvals.errors import RefusalError
from workflow_app.approvals.models import Dossier
from workflow_app.organization.enums import Duty
from workflow_app.organization.selectors.authority import authority_at, desk_of
from workflow_app.ui.typing import AuthenticatedHttpRequest


def visible_nomination(request: AuthenticatedHttpRequest, code: str) -> Nomination:
    """Return the nomination, or 404 for those who may not know of it."""
    dossiers = Dossier.objects.visible_to(request.user).filter(kind=Kind.NOMINATION)
    return nomination_of(get_object_or_404(dossiers, code=code))


def draft_of(request: AuthenticatedHttpRequest, code: str) -> Nomination:
    """Return the nomination for its unit's drafters; 404 for all others."""
    nomination = visible_nomination(request, code)
    desk = desk_of(Duty.DRAFT, nomination.dossier.unit)
    if authority_at(request.user, desk, kind=Kind.NOMINATION) is None:
        raise Http404
    return nomination


@require_http_methods(["GET", "POST"])
def edit(request: AuthenticatedHttpRequest, code: str) -> HttpResponse:
    """Type a nomination."""
    nomination = draft_of(request, code)
    if not nomination.dossier.is_editable:
        return redirect(nomination)
    form = NominationForm(request.POST or None, nomination=nomination)
    if request.method == "POST" and form.is_valid():
        try:
            save_nomination(nomination=nomination, values=form.cleaned_data, user=request.user)
        except RefusalError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The nomination was saved."))
            return redirect("awards:nomination_edit", code=code)
    context = {
        "nomination": nomination,
        "dossier": nomination.dossier,
        "form": form,
        "problems": problems_of(content_of_dossier(nomination.dossier)),
    }
    status = 422 if form.errors else 200
    return render(request, "awards/nominations/edit.html", context, status=status)
