"""Proposals: the list of those one may know of, opening one, and typing it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from personnel.content import content_of_dossier
from personnel.forms import NewProposalForm, ProposalForm
from personnel.models import Proposal
from personnel.selectors.access import is_concerned
from personnel.selectors.proposals import KIND, changes_of, proposals_for
from personnel.selectors.proposals import proposal_of as proposal_of_dossier
from personnel.selectors.summary import by_change, effect_of, rows_of
from personnel.selectors.vetting import drafters_vetting_of, problems_of
from personnel.services.proposals import (
    open_proposal,
    remove_change,
    reorder_changes,
    save_proposal,
)
from workflow_app.approvals.errors import RefusalError
from workflow_app.approvals.views.common import required_dossier
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Unit
from workflow_app.organization.selectors.authority import authority_at, desk_of
from workflow_app.organization.selectors.posts import held_at
from workflow_app.ui.keyset import keyset_page
from workflow_app.ui.typing import AuthenticatedHttpRequest

PAGE = 25


def units_of_drafter(request: AuthenticatedHttpRequest) -> list[int]:
    """Return the units for which the person drafts proposals."""
    return held_at(request.user, "unit", Duty.DRAFT)


def visible_proposal(request: AuthenticatedHttpRequest, code: str) -> Proposal:
    """Return the proposal, or 404 for those who may not know of it."""
    return proposal_of_dossier(required_dossier(request.user, code, KIND))


def draft_of(request: AuthenticatedHttpRequest, code: str) -> Proposal:
    """Return the proposal for its drafters while they may type; 404 for all others."""
    proposal = visible_proposal(request, code)
    desk = desk_of(Duty.DRAFT, proposal.dossier.unit)
    if authority_at(request.user, desk, kind=KIND) is None:
        raise Http404
    return proposal


def say_refusal(request: AuthenticatedHttpRequest, refusal: RefusalError) -> None:
    """Tell the person why the act was not done."""
    messages.error(request, " ".join([refusal.message, *refusal.details]))


@require_safe
def proposal_list(request: AuthenticatedHttpRequest) -> HttpResponse:
    """List the proposals that the person may know of, the newest first."""
    if not is_concerned(request.user):
        raise Http404
    found, after = proposals_for(request.user), request.GET.get("after", "")
    page = keyset_page(found, ("-pk",), after, PAGE)
    context = {"page": page, "may_open": bool(units_of_drafter(request))}
    return render(request, "personnel/proposals.html", context)


@require_http_methods(["GET", "POST"])
def new(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Choose body and term, then lead to the editor."""
    units = Unit.objects.filter(pk__in=units_of_drafter(request))
    if not units:
        raise Http404
    form = NewProposalForm(request.POST or None, units=units)
    if request.method == "POST" and form.is_valid():
        try:
            proposal = open_proposal(user=request.user, **form.cleaned_data)
        except RefusalError as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect("personnel:proposal_edit", code=proposal.dossier.code)
    return render(
        request, "personnel/proposals_new.html", {"form": form}, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
def edit(request: AuthenticatedHttpRequest, code: str) -> HttpResponse:
    """Type a proposal: reason and day above, the changes as rows, their problems beside them."""
    proposal = draft_of(request, code)
    if not proposal.dossier.is_editable:
        return redirect(proposal)
    initial = {"reason": proposal.reason, "effective_on": proposal.effective_on}
    form = ProposalForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            save_proposal(proposal=proposal, user=request.user, **form.cleaned_data)
        except RefusalError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The proposal was saved."))
            return redirect("personnel:proposal_edit", code=code)
    context = editor_context(proposal) | {"form": form}
    status = 422 if form.errors else 200
    return render(request, "personnel/proposals_edit.html", context, status=status)


def editor_context(proposal: Proposal) -> dict[str, Any]:
    """Return the rows with what the vetting will find, and the body before and after."""
    content = content_of_dossier(proposal.dossier)
    changes = list(changes_of(proposal))
    rows = rows_of(content, changes)
    found = by_change(drafters_vetting_of(proposal))
    for row in rows:
        row.findings.extend(found.get(row.uid, []))
    return {
        "proposal": proposal,
        "dossier": proposal.dossier,
        "rows": rows,
        "missing": [problem for problem in problems_of(content) if problem.is_error],
        "effect": effect_of(proposal, changes),
    }


@require_POST
def remove(request: AuthenticatedHttpRequest, code: str, uid: str) -> HttpResponse:
    """Take a change out."""
    proposal = draft_of(request, code)
    try:
        remove_change(proposal=proposal, uid=uid, user=request.user)
    except RefusalError as refusal:
        say_refusal(request, refusal)
    else:
        messages.success(request, _("The change was taken out of the draft."))
    return redirect("personnel:proposal_edit", code=code)


@require_POST
def move(request: AuthenticatedHttpRequest, code: str, uid: str) -> HttpResponse:
    """Move a change up by one place; with `down` in the form, down by one."""
    proposal = draft_of(request, code)
    uids = list(proposal.changes.order_by("order", "pk").values_list("uid", flat=True))
    if uid not in uids:
        raise Http404
    place = uids.index(uid)
    other = place + (1 if "down" in request.POST else -1)
    if 0 <= other < len(uids):
        uids[place], uids[other] = uids[other], uids[place]
        try:
            reorder_changes(proposal=proposal, uids=uids, user=request.user)
        except RefusalError as refusal:
            say_refusal(request, refusal)
    return redirect("personnel:proposal_edit", code=code)
