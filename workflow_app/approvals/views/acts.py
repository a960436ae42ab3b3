"""Deciding: one door for every button of a dossier's page."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from workflow_app.approvals.enums import Outcome
from workflow_app.approvals.errors import ConflictError, IncompleteError, RefusalError
from workflow_app.approvals.kinds import get_kind
from workflow_app.approvals.models import Decision, Dossier
from workflow_app.approvals.selectors.actions import OUTCOME_VERBS, Action, available_actions
from workflow_app.approvals.services.decisions import decide, withdraw

from .common import Trail, dossier_for, status_of, user_of
from .page import button_of


@require_POST
def act(request: HttpRequest, code: str) -> HttpResponse:
    """Do what the button says; a refusal shows why, with everything that was typed."""
    dossier = dossier_for(request, code)
    action = _asked(request, dossier)
    button = button_of(dossier, action, request.POST)
    if not button.form.is_valid():
        return _again(request, dossier, button, None, 422)
    try:
        decision = _do(request, dossier, action, button.form.cleaned_data)
    except RefusalError as refusal:
        return _again(request, dossier, button, refusal, status_of(refusal))
    messages.success(
        request,
        _("Done: %(outcome)s – %(dossier)s.")
        % {"outcome": decision.get_outcome_display(), "dossier": dossier.title},
    )
    trail = Trail.read(request.POST)
    if "next" in request.POST and trail.came_from_list:
        return redirect(trail.next_url(user_of(request)))
    return redirect(dossier.get_absolute_url())


def _asked(request: HttpRequest, dossier: Dossier) -> Action:
    """Return the action asked for. One that is not offered now still gets its refusal in words."""
    step = request.POST.get("step", "")
    try:
        outcome = Outcome(request.POST.get("outcome", ""))
    except ValueError:
        raise Http404 from None
    for action in available_actions(user_of(request), dossier).buttons:
        if action.outcome == outcome and action.step == step:
            return action
    return Action(
        step=step,
        outcome=outcome,
        label=OUTCOME_VERBS.get(outcome, outcome.label),
        authority="",
        next_title="",
        needs_reason=outcome in Outcome.needs_reason,
        is_forward=outcome not in Outcome.needs_reason,
    )


def _do(request: HttpRequest, dossier: Dossier, action: Action, data: dict[str, Any]) -> Decision:
    user, reason = user_of(request), str(data.get("reason", ""))
    if action.outcome == Outcome.WITHDRAWN:
        return withdraw(dossier=dossier, user=user, reason=reason)
    return decide(
        dossier=dossier,
        step=action.step or "-",
        outcome=action.outcome,
        user=user,
        reason=reason,
        revision_number=_seen_revision(request),
        data=data,
    )


def _seen_revision(request: HttpRequest) -> int | None:
    """Return the revision that the page showed; pages of a first draft show none."""
    text = request.POST.get("revision", "")
    if not text:
        return None
    try:
        return int(text)
    except ValueError:
        raise Http404 from None


def _again(
    request: HttpRequest, dossier: Dossier, button: Any, refusal: RefusalError | None, status: int
) -> HttpResponse:
    context = {
        "dossier": dossier,
        "button": button,
        "refusal": refusal,
        "is_conflict": isinstance(refusal, ConflictError),
        "edit_url": get_kind(dossier.kind).edit_url(dossier)
        if isinstance(refusal, IncompleteError)
        else "",
        "trail": Trail.read(request.POST),
        "revision_seen": request.POST.get("revision", ""),
    }
    return render(request, "approvals/act.html", context, status=status)
