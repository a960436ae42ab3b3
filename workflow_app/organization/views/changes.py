"""Changing units and clusters: facts, mergers and splits, heads and members."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from workflow_app.organization.forms import (
    ClusterHeadsForm,
    ClusterMembersForm,
    ClusterYearForm,
    SuccessionForm,
    UnitForm,
)
from workflow_app.organization.models import Cluster, Unit
from workflow_app.organization.selectors import directory
from workflow_app.organization.services.clusters import (
    open_cluster_year,
    set_cluster_heads,
    set_cluster_members,
)
from workflow_app.organization.services.units import preview_succession, save_unit, succeed_units
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .common import administrators_only, attempt, form_page


@administrators_only
def unit_edit(request: AuthenticatedHttpRequest, code: str = "") -> HttpResponse:
    """Add a unit or correct its facts."""
    unit = get_object_or_404(Unit, code=code) if code else Unit()
    initial = {"supervising_department": unit.supervising_department} if code else None
    form = UnitForm(request.POST or None, instance=unit, initial=initial)
    if request.method == "POST" and attempt(
        form, lambda: save_unit(unit=form.save(commit=False), by=request.user)
    ):
        messages.success(request, _("Saved. The former facts stay in the history."))
        return redirect("organization:unit", code=form.instance.code)
    return form_page(
        request,
        form,
        title=_("Change a unit") if code else _("Add a unit"),
        subtitle=unit.short_name if code else "",
        submit=_("Save"),
        cancel=reverse("organization:unit", args=[code]) if code else reverse("organization:units"),
    )


@administrators_only
def succession(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Merge, split or rename: first what it touches, then the deed."""
    form = SuccessionForm(request.POST or None)
    report = None
    if request.method == "POST" and form.is_valid():
        facts = {
            name: form.cleaned_data[name] for name in ("predecessors", "successors", "effective")
        }
        if request.POST.get("confirm") and attempt(
            form, lambda: succeed_units(by=request.user, **form.cleaned_data)
        ):
            messages.success(request, _("Done. The old units keep their name and history."))
            return redirect("organization:unit", code=form.cleaned_data["successors"][0].code)
        if not form.errors:
            report = preview_succession(**facts)
    return render(
        request,
        "organization/succession.html",
        {"form": form, "report": report},
        status=422 if form.errors else 200,
    )


@administrators_only
def cluster_heads(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Name the head and the deputy head of a cluster."""
    cluster = get_object_or_404(Cluster, pk=pk)
    form = ClusterHeadsForm(request.POST or None, cluster=cluster)
    if request.method == "POST" and attempt(
        form, lambda: set_cluster_heads(cluster=cluster, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("Saved. Their heads may now sign for the cluster."))
        return redirect("organization:cluster", pk=pk)
    return _cluster_form(request, cluster, form, _("Heads of the cluster"))


@administrators_only
def cluster_members(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Choose the members of a cluster."""
    cluster = get_object_or_404(Cluster, pk=pk)
    form = ClusterMembersForm(request.POST or None, cluster=cluster)
    if request.method == "POST" and attempt(
        form,
        lambda: set_cluster_members(
            cluster=cluster, members=list(form.cleaned_data["members"]), by=request.user
        ),
    ):
        messages.success(request, _("Saved."))
        return redirect("organization:cluster", pk=pk)
    return _cluster_form(request, cluster, form, _("Members of the cluster"))


def _cluster_form(
    request: AuthenticatedHttpRequest,
    cluster: Cluster,
    form: ClusterHeadsForm | ClusterMembersForm,
    title: str,
) -> HttpResponse:
    return form_page(
        request,
        form,
        title=title,
        subtitle=str(cluster),
        submit=_("Save"),
        cancel=reverse("organization:cluster", args=[cluster.pk]),
    )


@administrators_only
def cluster_year(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Lay out a new year's clusters as in an earlier year."""
    years = directory.cluster_years()
    initial = {"to_year": years[0] + 1} if years else None
    form = ClusterYearForm(request.POST or None, years=years, initial=initial)
    if request.method == "POST" and attempt(
        form, lambda: open_cluster_year(by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("The clusters of the year are laid out; correct them now."))
        year = form.cleaned_data["to_year"]
        return redirect(f"{reverse('organization:chart')}?year={year}")
    return form_page(
        request,
        form,
        title=_("Clusters of a new year"),
        subtitle=_("Units that have ended since are left out."),
        submit=_("Lay out"),
        cancel=reverse("organization:chart"),
    )
