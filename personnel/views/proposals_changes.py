"""One change of a draft: its form, and what the rules say of it while one types."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from personnel.forms import ChangeForm, initial_of
from personnel.models import Change, Proposal
from personnel.selectors.proposals import changes_of
from personnel.selectors.summary import FindingShown
from personnel.selectors.vetting import findings_with
from personnel.services.proposals import save_change, would_be
from workflow_app.approvals.errors import IncompleteError, RefusalError
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .proposals import draft_of


@require_http_methods(["GET", "POST"])
def change(request: AuthenticatedHttpRequest, code: str, uid: str = "") -> HttpResponse:
    """Show one change as a form; saving goes back to the draft, or on to one more."""
    proposal = draft_of(request, code)
    if not proposal.dossier.is_editable:
        return redirect(proposal)
    stored = _stored(proposal, uid)
    form = ChangeForm(
        request.POST or None,
        proposal=proposal,
        initial=initial_of(stored) if stored is not None else None,
    )
    if request.method == "POST" and form.is_valid():
        try:
            save_change(proposal=proposal, values=form.cleaned_data, user=request.user, uid=uid)
        except RefusalError as refusal:
            for reason in (refusal.message, *refusal.details):
                form.add_error(None, reason)
        else:
            messages.success(request, _("The change was saved."))
            if "next" in request.POST:
                return redirect("personnel:change_new", code=code)
            return redirect("personnel:proposal_edit", code=code)
    context = {
        "proposal": proposal,
        "dossier": proposal.dossier,
        "form": form,
        "change": stored,
        "findings": _findings(proposal, stored) if stored is not None else [],
    }
    status = 422 if form.errors else 200
    return render(request, "personnel/proposals_change.html", context, status=status)


def _stored(proposal: Proposal, uid: str) -> Change | None:
    if not uid:
        return None
    found = changes_of(proposal).filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def _findings(proposal: Proposal, change: Change) -> list[FindingShown]:
    return [FindingShown(finding) for finding in findings_with(proposal, change)]


@require_POST
def check(request: AuthenticatedHttpRequest, code: str, uid: str = "") -> HttpResponse:
    """Say what the rules find about a change as it stands in the form; nothing is stored."""
    proposal = draft_of(request, code)
    form = ChangeForm(request.POST, proposal=proposal)
    if not form.is_valid():
        return render(request, "personnel/proposals_findings.html", {"findings": []})
    typed = would_be(proposal=proposal, stored=_stored(proposal, uid), values=form.cleaned_data)
    try:
        findings = _findings(proposal, typed)
    except IncompleteError:
        findings = []
    return render(request, "personnel/proposals_findings.html", {"findings": findings})
