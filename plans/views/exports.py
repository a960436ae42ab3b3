"""Plans as Excel files: the template, one plan, a cluster's, all of a year."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from plans.exporting import AT_ONCE, start_export, workbook_of
from plans.filters import CampaignFilter
from plans.models import FocusArea, Plan
from plans.selectors.campaigns import rows_of, scope_of, units_in
from plans.selectors.editor import editing_state
from plans.sheets.exports import (
    file_name,
    plan_workbook,
    shown_content,
    template_workbook,
    title_of_year,
)
from workflow_app.approvals.models import Dossier
from workflow_app.organization.models import Cluster
from workflow_app.sheets.models import ExportFile
from workflow_app.sheets.sessions import XLSX
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .common import campaign_of, visible_dossier


@require_safe
def template(request: AuthenticatedHttpRequest, code: str) -> HttpResponse:
    """Hand out the sheet to fill in, with the lines that are there already."""
    dossier = _plan_dossier(request, code)
    if not editing_state(dossier, request.user).is_own:
        raise Http404
    plan = Plan.objects.select_related("dossier__unit", "campaign").get(dossier=dossier)
    return _file(template_workbook(plan), file_name("mau", dossier.code))


@require_safe
def export_plan(request: AuthenticatedHttpRequest, code: str) -> HttpResponse:
    """Hand out one plan: the unit's as it lies, for others as it was submitted."""
    dossier = _plan_dossier(request, code)
    is_own = editing_state(dossier, request.user).is_own
    content = shown_content(dossier, is_own=is_own)
    if content is None:
        messages.error(
            request, _("Nothing has been submitted yet; drafts are seen by their unit only.")
        )
        return redirect(dossier)
    areas = list(FocusArea.objects.filter(campaign__year=dossier.year))
    data = plan_workbook(content, areas=areas, draft=not dossier.is_final)
    return _file(data, file_name(dossier.code))


@require_safe
def export_year(request: AuthenticatedHttpRequest, year: int) -> HttpResponse:
    """Hand out the plans of exactly the units that the campaign's page shows."""
    campaign = campaign_of(year)
    scope = scope_of(request.user)
    units = units_in(campaign, request.user, scope)
    chosen = CampaignFilter(request.GET, queryset=units, year=year)
    rows = rows_of(campaign, units, request.user)
    by_pk = {row.unit.pk: row for row in rows}
    shown = chosen.apply([by_pk[unit.pk] for unit in chosen.qs if unit.pk in by_pk])
    dossiers = _dossiers(request, year).filter(unit__in=[row.unit.pk for row in shown])
    form = chosen.form
    cluster = form.cleaned_data.get("cluster") if form.is_bound and form.is_valid() else None
    title = title_of_year(campaign, cluster.name if cluster else "")
    return _many(request, list(dossiers), title, file_name("ke-hoach", year))


@require_safe
def export_cluster(request: AuthenticatedHttpRequest, year: int, number: int) -> HttpResponse:
    """Hand out the plans of a cluster that the user may see."""
    campaign = campaign_of(year)
    cluster = get_object_or_404(Cluster, year=year, number=number)
    dossiers = list(_dossiers(request, year).filter(cluster=cluster))
    if not dossiers:
        raise Http404
    title = title_of_year(campaign, cluster.name)
    return _many(request, dossiers, title, file_name("ke-hoach", year, f"cum-{number}"))


@require_safe
def export_file(request: AuthenticatedHttpRequest, pk: UUID) -> FileResponse:
    """Hand out a file that was made in the background, to the person it was made for."""
    made = get_object_or_404(ExportFile, pk=pk, owner=request.user)
    return FileResponse(
        made.file.open("rb"), as_attachment=True, filename=made.name, content_type=XLSX
    )


def _many(
    request: AuthenticatedHttpRequest, dossiers: list[Dossier], title: str, name: str
) -> HttpResponse:
    if len(dossiers) > AT_ONCE:
        job = start_export(user=request.user, dossiers=dossiers, title=title, name=name)
        return redirect("background:job", pk=job.pk)
    return _file(workbook_of(user=request.user, dossiers=dossiers, title=title), name)


def _dossiers(request: AuthenticatedHttpRequest, year: int) -> Any:
    dossiers = Dossier.objects.visible_to(request.user).filter(kind="plan", year=year)
    return dossiers.select_related("unit", "revision").order_by("unit__sort_key")


def _plan_dossier(request: AuthenticatedHttpRequest, code: str) -> Dossier:
    dossier = visible_dossier(request.user, code)
    if dossier.kind != "plan":
        raise Http404
    return dossier


def _file(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response
