"""Pages of campaigns: the list, one campaign, preparing, opening, closing."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from awards.enums import Kind, Occasion
from awards.forms_campaigns import (
    AwardCampaignForm,
    CriterionFormSet,
    QuotaFormSet,
    criterion_rows,
    initial_criteria,
    initial_quotas,
    quota_rows,
)
from awards.models import AwardCampaign
from awards.selectors.campaigns import (
    by_cluster,
    campaigns_for,
    cluster_rows,
    criteria_of,
    deadlines_of,
    manages,
    oversees,
    own_rows,
    stages_of,
    unsigned_scores,
)
from awards.services import campaigns as services
from awards.services.reminders import remind_of_scores
from awards.services.reviews import open_reviews
from workflow_app.approvals.errors import RefusalError
from workflow_app.organization.models import Cluster
from workflow_app.ui.keyset import keyset_page
from workflow_app.ui.typing import AuthenticatedHttpRequest

PER_PAGE = 20


def campaign_for(request: AuthenticatedHttpRequest, pk: int) -> AwardCampaign:
    """Return a campaign that the person may know of; Http404 otherwise."""
    found = campaigns_for(request.user).select_related("council", "presidium").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def managed(request: AuthenticatedHttpRequest, pk: int) -> AwardCampaign:
    """Return a campaign that the person runs; Http404 otherwise."""
    if not manages(request.user):
        raise Http404
    return campaign_for(request, pk)


@require_safe
def campaign_list(request: AuthenticatedHttpRequest) -> HttpResponse:
    """List the campaigns, the newest first."""
    page = keyset_page(
        campaigns_for(request.user), ("-year", "-pk"), request.GET.get("after", ""), PER_PAGE
    )
    context = {"campaigns": page.rows, "page": page, "manages": manages(request.user)}
    return render(request, "awards/campaigns.html", context)


@require_safe
def campaign_page(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Show one campaign: what I owe, the calendar, how far clusters and dossiers are."""
    campaign = campaign_for(request, pk)
    sees_all = oversees(request.user)
    missing = unsigned_scores(campaign) if sees_all else []
    context = {
        "campaign": campaign,
        "manages": manages(request.user),
        "sees_all": sees_all,
        "own": own_rows(campaign, request.user),
        "deadlines": deadlines_of(campaign),
        "clusters": cluster_rows(campaign, request.user),
        "criteria": criteria_of(campaign),
        "quotas": campaign.quotas.select_related("award_type", "cluster"),
        "score_stages": stages_of(campaign, Kind.SELF_SCORE) if sees_all else [],
        "nomination_stages": stages_of(campaign, Kind.NOMINATION) if sees_all else [],
        "missing": by_cluster(missing),
        "missing_number": len(missing),
        "is_annual": campaign.occasion == Occasion.ANNUAL,
    }
    return render(request, "awards/campaign.html", context)


@require_http_methods(["GET", "POST"])
def edit_campaign(request: AuthenticatedHttpRequest, pk: int | None = None) -> HttpResponse:
    """Prepare a campaign or change one: words, days, score sheet, quotas."""
    if not manages(request.user):
        raise Http404
    campaign = managed(request, pk) if pk is not None else None
    model = campaign or _copied(request)
    is_fixed = campaign is not None and campaign.state != "prepared"
    form = AwardCampaignForm(request.POST or None, instance=campaign)
    criteria = CriterionFormSet(
        None if is_fixed else request.POST or None,
        initial=initial_criteria(model),
        prefix="criteria",
    )
    quotas = QuotaFormSet(
        request.POST or None,
        initial=initial_quotas(model, keep_clusters=campaign is not None),
        prefix="quotas",
        form_kwargs={"year": campaign.year if campaign is not None else None},
    )
    is_valid = (
        request.method == "POST"
        and form.is_valid()
        and quotas.is_valid()
        and (is_fixed or criteria.is_valid())
    )
    if is_valid:
        try:
            saved = services.save_campaign(
                campaign=campaign,
                values=form.values(),
                criteria=None if is_fixed else criterion_rows(criteria),
                quotas=quota_rows(quotas),
                user=request.user,
            )
        except RefusalError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The campaign is saved."))
            return redirect(saved)
    context = {
        "campaign": campaign,
        "form": form,
        "criteria": criteria,
        "quotas": quotas,
        "is_fixed": is_fixed,
        "lines": criteria_of(campaign) if campaign is not None and is_fixed else [],
        "models": campaigns_for(request.user).exclude(pk=pk or 0)[:3],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "awards/campaign_form.html", context, status=status)


def _copied(request: AuthenticatedHttpRequest) -> AwardCampaign | None:
    """Return the campaign whose sheet and quotas a new one begins with."""
    asked = request.GET.get("copy", "")
    return campaigns_for(request.user).filter(pk=asked).first() if asked.isdecimal() else None


@require_POST
def open_campaign(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Open it for every unit."""
    campaign = managed(request, pk)
    try:
        dossiers = services.open_campaign(campaign=campaign, user=request.user)
    except RefusalError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(
            request,
            _("The campaign is open. Self-scores were opened for %(number)s units.")
            % {"number": len(dossiers)},
        )
    return redirect(campaign)


@require_POST
def close_campaign(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Nothing new begins in it."""
    campaign = managed(request, pk)
    try:
        services.close_campaign(campaign=campaign, user=request.user)
    except RefusalError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The campaign is closed; what is on its way goes on."))
    return redirect(campaign)


@require_POST
def remind_units(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Remind the ticked units of the scores that they have not signed."""
    campaign = managed(request, pk)
    try:
        number = remind_of_scores(
            campaign=campaign,
            units={int(unit) for unit in request.POST.getlist("unit") if unit.isdecimal()},
            note=request.POST.get("note", "")[:500],
            user=request.user,
        )
    except RefusalError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Reminded: %(number)s units.") % {"number": number})
    return redirect(f"{campaign.get_absolute_url()}#missing")


@require_POST
def prepare_meeting(request: AuthenticatedHttpRequest, pk: int, cluster_pk: int) -> HttpResponse:
    """Open what the cluster chooses at its meeting."""
    campaign = campaign_for(request, pk)
    rows = {row.cluster.pk: row for row in cluster_rows(campaign, request.user)}
    row = rows.get(cluster_pk)
    if row is None or not (row.is_led or manages(request.user)):
        raise Http404
    cluster = Cluster.objects.get(pk=cluster_pk)
    try:
        opened = open_reviews(campaign=campaign, cluster=cluster, user=request.user)
    except RefusalError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(
            request,
            _("%(number)s choices are opened; the head of the cluster submits each.")
            % {"number": len(opened)},
        )
    return redirect(f"{campaign.get_absolute_url()}#clusters")
