"""A unit's own score: where it is typed, and the list of everything of scores that is mine."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from awards.content_scores import content_of_dossier
from awards.models import SelfScore
from awards.rules.scoring import own_points, scheme_of, total_of, totals_by_group
from awards.selectors.latest import latest_campaigns
from awards.selectors.lists_scores import campaigns_with_scores, my_scores
from awards.selectors.problems_scores import problems_of
from awards.services.editing import save_cells
from workflow_app.approvals.errors import RefusalError
from workflow_app.lib.text import whole_number
from workflow_app.organization.enums import Duty
from workflow_app.organization.selectors.posts import held_at
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .scores_common import answer, cells_of, is_typing, refused, say_refusal, say_saved, score_for


@require_safe
def mine(request: AuthenticatedHttpRequest) -> HttpResponse:
    """List my units' own scores, the sheets they owe, and the rankings that concern them."""
    wanted = whole_number(request.GET.get("campaign", ""))
    latest = latest_campaigns()
    campaigns = campaigns_with_scores(request.user, latest, wanted)
    campaign = next((one for one in campaigns if one.pk == wanted), None)
    campaign = campaign or (campaigns[0] if campaigns else None)
    context = {
        "campaigns": campaigns,
        "campaign": campaign,
        "has_older": latest.has_older,
        "mine": my_scores(request.user, campaign) if campaign else None,
    }
    return render(request, "awards/scores/mine.html", context)


@require_safe
def edit(request: AuthenticatedHttpRequest, code: str) -> HttpResponse:
    """Let the unit's drafter type; everybody else is led to the dossier."""
    score = score_for(request.user, code)
    if not may_type(request, score):
        return redirect(score.dossier)
    content = content_of_dossier(score.dossier)
    context = {"score": score, "dossier": score.dossier, "content": content, **_margin(content)}
    return render(request, "awards/scores/edit.html", context)


def may_type(request: AuthenticatedHttpRequest, score: SelfScore) -> bool:
    """Tell whether the person drafts for the unit and the score lies with it."""
    units = held_at(request.user, "unit", Duty.DRAFT)
    return score.dossier.is_editable and score.dossier.unit_id in units


def _margin(content: dict[str, Any]) -> dict[str, Any]:
    scheme, own = scheme_of(content), own_points(content)
    totals = totals_by_group(scheme, own)
    return {
        "problems": sorted(problems_of(content), key=lambda problem: not problem.is_error),
        "total": total_of(scheme, own),
        "most": scheme.most,
        "totals": [(group["name"], totals[group["order"]]) for group in content["groups"]],
    }


@require_safe
def margin(request: AuthenticatedHttpRequest, code: str) -> HttpResponse:
    """Answer with problems and totals as they are now."""
    score = score_for(request.user, code)
    if not may_type(request, score):
        return HttpResponse(status=403)
    content = content_of_dossier(score.dossier)
    context = {"dossier": score.dossier, **_margin(content)}
    return render(request, "awards/scores/_margin.html", context)


@require_POST
def cells(request: AuthenticatedHttpRequest, code: str) -> HttpResponse:
    """Save what was typed, cell by cell or as a form."""
    score = score_for(request.user, code)
    try:
        saved = save_cells(score=score, cells=cells_of(request), user=request.user)
    except RefusalError as refusal:
        if is_typing(request):
            return refused(refusal)
        say_refusal(request, refusal)
        return redirect(score.dossier)
    if is_typing(request):
        return answer(saved)
    say_saved(request, saved)
    return redirect("awards:score_edit", code=code)
