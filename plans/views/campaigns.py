"""Campaigns: the list of years, one year with its board and table, reminders, preparation."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from plans.enums import CampaignState
from plans.filters import CampaignFilter
from plans.forms import CampaignForm, FocusAreaFormSet, ReminderForm, area_rows
from plans.models import Campaign
from plans.selectors.campaigns import (
    UnitRow,
    board_of,
    chart_of,
    counted,
    may_begin,
    name_holders,
    numbers_of,
    rows_of,
    scope_of,
    units_in,
)
from plans.services import campaigns as campaign_services
from plans.services import preparing
from plans.services.reminders import remind
from plans.tasks import start_opening
from workflow_app.approvals.errors import RefusalError
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Unit
from workflow_app.organization.selectors.posts import held_at
from workflow_app.ui.keyset import keyset_page
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .common import campaign_of, say_refusal

PER_PAGE = 50
YEARS_PER_PAGE = 4


@require_safe
def campaigns(request: AuthenticatedHttpRequest) -> HttpResponse:
    """List the years, the newest first, a few on each page: the plans of every year are counted."""
    scope = scope_of(request.user)
    found = Campaign.objects.order_by("-year")
    if not scope.is_manager:
        found = found.exclude(state=CampaignState.PREPARED)
    page = keyset_page(found, ("-year",), request.GET.get("after", ""), YEARS_PER_PAGE)
    context = {"campaigns": counted(page.rows), "page": page, "scope": scope}
    return render(request, "plans/campaigns.html", context)


@require_safe
def campaign(request: AuthenticatedHttpRequest, year: int) -> HttpResponse:
    """Show guidance and deadlines, who has handed in, where it is stuck."""
    scope = scope_of(request.user)
    found = campaign_of(year)
    if found.state == CampaignState.PREPARED and not scope.is_manager:
        raise Http404
    units = units_in(found, request.user, scope)
    chosen = CampaignFilter(request.GET, queryset=units, year=year)
    rows = rows_of(found, units, request.user)
    by_pk = {row.unit.pk: row for row in rows}
    shown = chosen.apply([by_pk[unit.pk] for unit in chosen.qs if unit.pk in by_pk])
    view = "table" if request.GET.get("view") == "table" else "board"
    context = {
        "campaign": found,
        "scope": scope,
        "filter": chosen,
        "rows": rows,
        "shown": shown,
        "numbers": numbers_of(rows),
        "chart": chart_of(rows),
        "view": view,
        "tabs": _tabs(request, view),
        "own": (own := _own_row(rows)),
        "may_begin": own is not None and may_begin(request.user, found, own),
        "export_query": chosen.query,
    }
    if view == "board":
        context["board"] = columns = board_of(shown)
        drawn = [row for column in columns for row in column.rows]
    else:
        context["page"] = page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
        drawn = list(page.object_list)
    name_holders([*drawn, *rows[:1]])
    return render(request, "plans/campaign.html", context)


def _own_row(rows: list[UnitRow]) -> UnitRow | None:
    """Most people have one unit: their page leads with its plan."""
    return rows[0] if len(rows) == 1 else None


def _tabs(request: AuthenticatedHttpRequest, view: str) -> list[dict[str, Any]]:
    tabs = []
    for name, label, icon in (
        ("board", _("Board"), "layout-board"),
        ("table", _("Table"), "layout-list"),
    ):
        query = request.GET.copy()
        query.pop("page", None)
        query["view"] = name
        tabs.append(
            {
                "label": label,
                "url": f"?{query.urlencode()}",
                "current": name == view,
                "icon": icon,
            }
        )
    return tabs


@require_POST
def begin(request: AuthenticatedHttpRequest, year: int) -> HttpResponse:
    """Open the draft of a unit that the opening for all did not reach, by who drafts for it."""
    found = campaign_of(year)
    units = held_at(request.user, "unit", Duty.DRAFT)
    unit = get_object_or_404(Unit, code=request.POST.get("unit", ""), pk__in=units)
    if found.state == CampaignState.PREPARED:
        raise Http404
    try:
        plan = campaign_services.open_own_plan(campaign=found, unit=unit, user=request.user)
    except RefusalError as refusal:
        say_refusal(request, refusal)
        return redirect(found)
    return redirect("plans:edit", plan.code)


@require_POST
def remind_units(request: AuthenticatedHttpRequest, year: int) -> HttpResponse:
    """Show whom the reminder reaches; with `confirm` send it."""
    scope = scope_of(request.user)
    if not scope.is_manager:
        raise Http404
    found = campaign_of(year)
    units = units_in(found, request.user, scope).filter(
        pk__in=[value for value in request.POST.getlist("units") if value.isdecimal()]
    )
    rows = rows_of(found, units, request.user)
    name_holders(rows)
    form = ReminderForm(request.POST if "confirm" in request.POST else None)
    if form.is_bound and form.is_valid():
        try:
            count = remind(
                campaign=found, rows=rows, note=form.cleaned_data["note"], user=request.user
            )
        except RefusalError as refusal:
            say_refusal(request, refusal)
        else:
            messages.success(
                request,
                ngettext("%(count)s unit was reminded.", "%(count)s units were reminded.", count)
                % {"count": count},
            )
        return redirect(found)
    context = {
        "campaign": found,
        "form": form,
        "rows": [row for row in rows if row.can_be_reminded],
        "left_out": [row for row in rows if not row.can_be_reminded],
    }
    return render(request, "plans/remind.html", context)


@require_http_methods(["GET", "POST"])
def edit_campaign(request: AuthenticatedHttpRequest, year: int | None = None) -> HttpResponse:
    """Prepare a campaign or change one: guidance, focus areas, deadlines, deciding body."""
    if not scope_of(request.user).is_manager:
        raise Http404
    found = campaign_of(year) if year is not None else None
    form = CampaignForm(request.POST or None, instance=found)
    areas = FocusAreaFormSet(
        request.POST or None,
        initial=preparing.initial_areas(found, copy_from=request.GET.get("copy", "")),
        prefix="areas",
    )
    if request.method == "POST" and form.is_valid() and areas.is_valid():
        try:
            saved = preparing.save_campaign(
                campaign=found,
                values=form.values(),
                deadlines=form.deadlines(),
                areas=area_rows(areas),
                user=request.user,
            )
        except RefusalError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, str(saved))
            return redirect(saved)
    years = Campaign.objects.exclude(year=year or 0).values_list("year", flat=True)
    context = {"campaign": found, "form": form, "areas": areas, "years": years}
    status = 422 if form.errors else 200
    return render(request, "plans/campaign_form.html", context, status=status)


@require_POST
def open_campaign(request: AuthenticatedHttpRequest, year: int) -> HttpResponse:
    """Start creating drafts for all units, and show how far it is."""
    if not scope_of(request.user).is_manager:
        raise Http404
    found = campaign_of(year)
    try:
        job = start_opening(campaign=found, user=request.user)
    except RefusalError as refusal:
        say_refusal(request, refusal)
        return redirect(found)
    return redirect("background:job", pk=job.pk)


@require_POST
def close_campaign(request: AuthenticatedHttpRequest, year: int) -> HttpResponse:
    """End the year's campaign."""
    if not scope_of(request.user).is_manager:
        raise Http404
    found = campaign_of(year)
    try:
        campaign_services.close_campaign(campaign=found, user=request.user)
    except RefusalError as refusal:
        say_refusal(request, refusal)
    else:
        messages.success(request, _("The campaign is closed; plans on their way go on."))
    return redirect(found)
