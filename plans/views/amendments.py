"""Asking for activities that could not be planned."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from plans.forms import AmendmentForm
from plans.selectors.amendments import may_ask_for_addition, power_over
from plans.services.amendments import open_amendment
from workflow_app.approvals.errors import RefusalError
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .common import plan_and_amendment, visible_dossier


@require_http_methods(["GET", "POST"])
def ask(request: AuthenticatedHttpRequest, code: str) -> HttpResponse:
    """Ask why it could not be planned, then lead to the editor of the addition."""
    dossier = visible_dossier(request.user, code)
    if dossier.kind != "plan" or not may_ask_for_addition(dossier, request.user):
        raise Http404
    form = AmendmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        plan, __ = plan_and_amendment(dossier)
        try:
            amendment = open_amendment(plan=plan, user=request.user, **form.cleaned_data)
        except RefusalError as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect("plans:edit", code=amendment.dossier.code)
    context = {"dossier": dossier, "form": form, "power": power_over(dossier)}
    return render(request, "plans/amend.html", context, status=422 if form.errors else 200)
