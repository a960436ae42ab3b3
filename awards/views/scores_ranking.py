"""The ranking of a cluster: raw, median, normalised, place, the line of the quota drawn across."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from awards.forms_scores import WorkbookForm
from awards.models import AwardCampaign, Ranking
from awards.selectors.ranking import RankingData, missing_before_due, ranking_of
from awards.selectors.ranking_page import may_freeze, page_rows, quotas_of, versions_of
from awards.selectors.reading import knows_of_ranking, may_see_ranking
from awards.services.ranking import freeze
from awards.sheets.ranking import Comparison, Line, compare, lines_now, lines_of, ranking_workbook
from workflow_app.approvals.errors import RefusalError
from workflow_app.organization.models import Cluster
from workflow_app.sheets.refusals import SheetRefused
from workflow_app.sheets.sessions import read_upload
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
        "missing": missing_before_due(data),
    }


@require_safe
def ranking_export(request: AuthenticatedHttpRequest, campaign: int, cluster: int) -> HttpResponse:
    """Hand the ranking out as it is shown, or one of its frozen versions."""
    about, place = _seen(request, campaign, cluster)
    frozen = _version(about, place, request.GET.get("version", ""))
    data = ranking_workbook(
        _lines(about, place, frozen),
        campaign=about,
        cluster=place,
        version=frozen.number if frozen is not None else None,
    )
    suffix = f"-ban-{frozen.number}" if frozen is not None else ""
    return workbook(data, f"xep-hang-{about.year}-cum-{place.number}{suffix}.xlsx")


class CompareForm(WorkbookForm):
    """A ranking on paper, and with which version it is to be compared."""

    version = forms.ChoiceField(label=gettext_lazy("Compared with"), required=False)

    def __init__(self, *args: Any, versions: list[Ranking]) -> None:
        super().__init__(*args)
        choices = [
            (str(one.number), _("Version %(number)s") % {"number": one.number}) for one in versions
        ]
        self.fields["version"] = forms.ChoiceField(
            label=_("Compared with"),
            required=False,
            choices=[*choices, ("", _("The ranking as it is shown now"))],
            initial=choices[0][0] if choices else "",
        )
        self.fields["file"].help_text = _("A ranking as it was handed out here. It is not kept.")


@require_http_methods(["GET", "HEAD", "POST"])
def ranking_compare(request: AuthenticatedHttpRequest, campaign: int, cluster: int) -> HttpResponse:
    """Say of a workbook, cell by cell, whether it agrees with the ranking; nothing is changed."""
    about, place = _seen(request, campaign, cluster)
    versions = list(Ranking.objects.filter(campaign=about, cluster=place).order_by("-number"))
    form = CompareForm(request.POST or None, request.FILES or None, versions=versions)
    file = request.FILES.get("file")
    result: Comparison | None = None
    frozen: Ranking | None = None
    if request.method == "POST" and form.is_valid() and isinstance(file, UploadedFile):
        frozen = _version(about, place, form.cleaned_data["version"])
        try:
            result = compare(read_upload(file)[1], _lines(about, place, frozen), about.year)
        except SheetRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            if result.problem:
                form.add_error("file", result.problem)
                result = None
    context = {
        "campaign": about,
        "cluster": place,
        "form": form,
        "result": result,
        "frozen": frozen,
    }
    status = 422 if form.errors else 200
    return render(request, "awards/scores/compare.html", context, status=status)


def _seen(
    request: AuthenticatedHttpRequest, campaign: int, cluster: int
) -> tuple[AwardCampaign, Cluster]:
    """Return both for those who may be shown the figures now."""
    about, place = _found(request, campaign, cluster)
    if not may_see_ranking(request.user, about, place):
        raise Http404
    return about, place


def _version(campaign: AwardCampaign, cluster: Cluster, number: str) -> Ranking | None:
    """Return the frozen version that is asked for; None for the ranking as it stands."""
    if not number:
        return None
    wanted = int(number) if number.isascii() and number.isdecimal() and len(number) < 6 else 0  # noqa: PLR2004 -- digits
    return get_object_or_404(Ranking, campaign=campaign, cluster=cluster, number=wanted)


def _lines(campaign: AwardCampaign, cluster: Cluster, frozen: Ranking | None) -> list[Line]:
    return lines_of(frozen) if frozen is not None else lines_now(ranking_of(campaign, cluster))


@require_POST
def ranking_freeze(request: AuthenticatedHttpRequest, campaign: int, cluster: int) -> HttpResponse:
    """Freeze the ranking as it stands."""
    about, place = _found(request, campaign, cluster)
    try:
        frozen = freeze(
            campaign=about,
            cluster=place,
            user=request.user,
            reason=request.POST.get("reason", "")[:500],
        )
    except RefusalError as refusal:
        say_refusal(request, refusal)
    else:
        messages.success(
            request, _("The ranking is frozen as version %(number)s.") % {"number": frozen.number}
        )
    return redirect("awards:ranking", campaign=campaign, cluster=cluster)
