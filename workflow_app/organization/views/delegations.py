"""My delegations: whoever holds a mandate lets somebody act for them, and takes it back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from workflow_app.organization.forms import DelegateForm, ReasonForm
from workflow_app.organization.models import Delegation
from workflow_app.organization.rules import PERSONAL_ROLES
from workflow_app.organization.selectors import directory
from workflow_app.organization.services.delegations import delegate, revoke_delegation
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .common import attempt


def my_delegations(request: AuthenticatedHttpRequest) -> HttpResponse:
    """List what I gave and what I was given; give a new one."""
    today = timezone.localdate()
    own = directory.own_mandates(request.user.pk, today)
    received = list(directory.delegations_received_by(request.user.pk))
    if not own and not received:
        raise Http404
    mandates = own.exclude(role__in=PERSONAL_ROLES)
    form = DelegateForm(request.POST or None, mandates=mandates)
    if request.method == "POST" and attempt(
        form, lambda: delegate(**form.cleaned_data, by=request.user)
    ):
        messages.success(request, _("Delegated. It can be revoked at any time."))
        return redirect("organization:delegations")
    return render(
        request,
        "organization/delegations.html",
        {
            "form": form if mandates else None,
            "given": directory.delegations_given_by(request.user.pk),
            "received": received,
            "today": today,
        },
        status=422 if form.errors else 200,
    )


def revoke(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Ask why, then revoke; only one's own."""
    delegation = get_object_or_404(
        Delegation.objects.select_related("mandate__person", "delegate"),
        pk=pk,
        mandate__person__user=request.user,
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
        return redirect("organization:delegations")
    return render(
        request,
        "organization/revoke.html",
        {"form": form, "delegation": delegation},
        status=422 if form.errors else 200,
    )
