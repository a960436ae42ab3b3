"""The ranking of a cluster: raw, median, normalised, place, the line of the quota drawn across."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from awards.models import AwardCampaign
from awards.selectors.ranking import RankingData, ranking_of
from awards.selectors.ranking_page import may_freeze, page_rows, quotas_of, versions_of
from awards.selectors.reading import knows_of_ranking, may_see_ranking
from awards.services.ranking import freeze
from awards.sheets.ranking import ranking_workbook
from workflow_app.approvals.errors import RefusalError
from workflow_app.organization.models import Cluster
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .scores_common import say_refusal, workbook


def _found(
    request: AuthenticatedHttpRequest, campaign: int, cluster: int
) -> tuple[AwardCampaign, Cluster]:
    """Return both, or 404 for those whom the ranking does not concern."""
    about = get_object_or_404(AwardCampaign, pk=campaign)
    place = get_object_or_404(
        Cluster.objects.select_related("head_unit", "deputy_unit"), pk=cluster, year=about.year
    )
    if not knows_of_ranking(request.user, place):
        raise Http404
    return about, place


@require_safe
def ranking(request: AuthenticatedHttpRequest, campaign: int, cluster: int) -> HttpResponse:
    """Show the ranking, or say from when on it is shown."""
    about, place = _found(request, campaign, cluster)
    context: dict[str, Any] = {"campaign": about, "cluster": place, "data": None}
    if may_see_ranking(request.user, about, place):
        data = ranking_of(about, place)
        context |= _shown(request, data)
    return render(request, "awards/scores/ranking.html", context)


def _shown(request: AuthenticatedHttpRequest, data: RankingData) -> dict[str, Any]:
    quotas = quotas_of(data.campaign, data.cluster)
    wanted = request.GET.get("quota", "")
    quota = next((one for one in quotas if str(one.award_type_id) == wanted), None)
    quota = quota or (quotas[0] if quotas else None)
    return {
        "data": data,
        "quotas": quotas,
        "quota": quota,
        "rows": page_rows(data, quota.number if quota else None),
        "line": data.line(quota.number) if quota else None,
        "versions": versions_of(data),
        "may_freeze": may_freeze(request.user, data),
    }


@require_safe
def ranking_export(request: AuthenticatedHttpRequest, campaign: int, cluster: int) -> HttpResponse:
    """Hand the ranking out as it is shown; nothing for those who may not see it yet."""
    about, place = _found(request, campaign, cluster)
    if not may_see_ranking(request.user, about, place):
        raise Http404
    data = ranking_workbook(ranking_of(about, place))
    return workbook(data, f"xep-hang-{about.year}-cum-{place.number}.xlsx")


@require_POST
def ranking_freeze(request: AuthenticatedHttpRequest, campaign: int, cluster: int) -> HttpResponse:
    """Freeze the ranking as it stands."""
    about, place = _found(request, campaign, cluster)
    try:
        frozen = freeze(campaign=about, cluster=place, user=request.user)
    except RefusalError as refusal:
        say_refusal(request, refusal)
    else:
        messages.success(
            request, _("The ranking is frozen as version %(number)s.") % {"number": frozen.number}
        )
    return redirect("awards:ranking", campaign=campaign, cluster=cluster)
