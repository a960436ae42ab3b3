"""Who holds what, appointing, ending, and the home of administration."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from workflow_app.organization.consequences import open_things
from workflow_app.organization.forms import AppointForm, EndMandateForm, ReasonForm
from workflow_app.organization.models import Body, Delegation, Mandate, Person, Unit
from workflow_app.organization.selectors import directory
from workflow_app.organization.selectors.access import may_administer
from workflow_app.organization.services.appointments import appoint, end_mandate
from workflow_app.organization.services.delegations import revoke_delegation
from workflow_app.organization.tables import PER_PAGE, HolderFilter, HolderTable
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .common import administration_readers, administrators_only, attempt, day_asked, form_page


@administration_readers
def home(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Say what can be set up here and what deserves attention."""
    today = timezone.localdate()
    units = Unit.objects.in_force(today)
    without_head = units.planning().exclude(
        pk__in=Mandate.objects.in_force(today)
        .filter(role="unit_head", unit__isnull=False)
        .values("unit")
    )
    active = Person.objects.filter(is_active=True)
    return render(
        request,
        "organization/home.html",
        {
            "units": units.count(),
            "people": active.count(),
            "mandates": Mandate.objects.in_force(today).count(),
            "without_head": without_head,
            "without_account": active.filter(
                user__isnull=True, mandates__in=Mandate.objects.in_force(today)
            )
            .distinct()
            .count(),
            "deciding_administrators": directory.administrators_who_decide(today),
            "may_administer": may_administer(request.user),
        },
    )


@administration_readers
def holders(request: AuthenticatedHttpRequest) -> HttpResponse:
    """List who holds what on a day."""
    day = day_asked(request)
    found = HolderFilter(request.GET, queryset=directory.holders_on(day))
    table = HolderTable(found.qs)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    return render(
        request,
        "organization/holders.html",
        {
            "filter": found,
            "table": table,
            "day": day,
            "is_today": day == timezone.localdate(),
            "may_administer": may_administer(request.user),
        },
    )


def _appoint_initial(request: AuthenticatedHttpRequest) -> dict[str, object]:
    """Fill in what the page one came from knows."""
    initial: dict[str, object] = {"valid_from": timezone.localdate()}
    person, place = request.GET.get("person", ""), request.GET.get("place", "")
    if person.isdecimal():
        initial["person"] = Person.objects.select_related("unit").filter(pk=int(person)).first()
    if place:
        initial["place"] = (
            Unit.objects.filter(code=place).first() or Body.objects.filter(code=place).first()
        )
    if request.GET.get("role"):
        initial["role"] = request.GET["role"]
    return initial


@administrators_only
def mandate_appoint(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Appoint somebody."""
    form = AppointForm(request.POST or None, initial=_appoint_initial(request))
    if request.method == "POST" and attempt(
        form, lambda: appoint(by=request.user, **form.cleaned_data)
    ):
        person = form.cleaned_data["person"]
        messages.success(request, _("%(person)s is appointed.") % {"person": person})
        return redirect("organization:admin:person", pk=person.pk)
    return form_page(
        request,
        form,
        title=_("Appoint"),
        subtitle=_("Permissions begin on the first day and end after the last, by themselves."),
        submit=_("Appoint"),
        cancel=reverse("organization:admin:holders"),
    )


@administrators_only
def mandate_end(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """End a mandate, after showing what hangs on it."""
    mandate = get_object_or_404(
        Mandate.objects.select_related("person", "unit", "body", "seat"), pk=pk
    )
    form = EndMandateForm(request.POST or None)
    if request.method == "POST" and attempt(
        form, lambda: end_mandate(mandate=mandate, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("The mandate ends on that day."))
        return redirect("organization:admin:person", pk=mandate.person_id)
    return render(
        request,
        "organization/end.html",
        {
            "form": form,
            "mandate": mandate,
            "delegations": mandate.delegations.filter(revoked_at__isnull=True).select_related(
                "delegate"
            ),
            "open_things": open_things({mandate.unit_id} if mandate.unit_id else set()),
        },
        status=422 if form.errors else 200,
    )


@administrators_only
def delegation_revoke(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Revoke anybody's delegation."""
    delegation = get_object_or_404(
        Delegation.objects.select_related("mandate__person", "delegate"),
        pk=pk,
        revoked_at__isnull=True,
    )
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and attempt(
        form,
        lambda: revoke_delegation(
            delegation=delegation, reason=form.cleaned_data["reason"], by=request.user
        ),
    ):
        messages.success(request, _("Revoked. It gives nothing any more."))
        return redirect("organization:admin:person", pk=delegation.mandate.person_id)
    return render(
        request,
        "organization/revoke.html",
        {"form": form, "delegation": delegation},
        status=422 if form.errors else 200,
    )
