"""Revocations: the content while it is drafted, and the list of what is to be recovered."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from awards.enums import Kind
from awards.forms_register import RecoveryFields, RevocationForm, initial_of
from awards.models import Revocation
from awards.selectors.revocations import recoveries, revocation_of
from awards.selectors.secretariat import works_in_secretariat
from awards.services.revocations import Recovery, note_recovery, save_revocation
from workflow_app.approvals.enums import Stage
from workflow_app.approvals.errors import RefusalError
from workflow_app.approvals.views.common import required_dossier
from workflow_app.organization.enums import Duty
from workflow_app.ui.typing import AuthenticatedHttpRequest


def _handled(request: AuthenticatedHttpRequest, code: str) -> Revocation:
    """Return the revocation for the secretariat's officers; 404 for everybody else."""
    if not works_in_secretariat(request.user, Duty.DRAFT):
        raise Http404
    return revocation_of(required_dossier(request.user, code, Kind.REVOCATION))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: AuthenticatedHttpRequest, code: str) -> HttpResponse:
    """Change ground, facts, day and money while the dossier is being drafted."""
    found = _handled(request, code)
    if not found.dossier.is_editable:
        return redirect(found)
    form = RevocationForm.of(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            save_revocation(revocation=found, user=request.user, **form.cleaned_data)
        except RefusalError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The revocation was saved; submit it on its page."))
            return redirect(found)
    context = {"revocation": found, "award": found.award, "form": form}
    status = 422 if form.errors else 200
    return render(request, "awards/register/revocation_edit.html", context, status=status)


@require_safe
def recovery_list(request: AuthenticatedHttpRequest) -> HttpResponse:
    """List what revoked awards still owe: the certificate, the money."""
    if not works_in_secretariat(request.user, Duty.DRAFT, Duty.SIGN, Duty.APPRAISE_CONTENT):
        raise Http404
    rows = recoveries(request.user)
    context = {
        "rows": rows,
        "due": sum(row.money_due for row in rows),
        "back": sum(row.money_back for row in rows),
    }
    return render(request, "awards/register/recoveries.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def recovery(request: AuthenticatedHttpRequest, code: str) -> HttpResponse:
    """Note what came back so far; the recovery is closed on the dossier's page."""
    found = _handled(request, code)
    if found.dossier.stage != Stage.RECOVERING:
        return redirect(found)
    form = RecoveryFields(request.POST or None, initial=initial_of(found))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            note_recovery(
                revocation=found,
                recovery=Recovery(
                    object_back_on=values["object_back_on"],
                    money_back=values["money_back"] or 0,
                    money_back_on=values["money_back_on"],
                    note=values["note"],
                ),
                user=request.user,
            )
        except RefusalError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Noted."))
            return redirect("awards:recoveries")
    context = {"revocation": found, "award": found.award, "form": form}
    status = 422 if form.errors else 200
    return render(request, "awards/register/recovery.html", context, status=status)
