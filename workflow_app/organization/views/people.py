"""People, their mandates and their accounts."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_tables2 import RequestConfig

from workflow_app.accounts.second_factor import has_second_factor
from workflow_app.audit.selectors import entries_of_object
from workflow_app.organization.forms import (
    AccountForm,
    EndMandateForm,
    PersonForm,
    ReasonForm,
)
from workflow_app.organization.models import Person
from workflow_app.organization.selectors import directory
from workflow_app.organization.selectors.access import may_administer
from workflow_app.organization.services.people import (
    deactivate_person,
    forget_second_factor,
    open_account,
    reactivate_person,
    save_person,
    send_link_again,
    unlock_account,
)
from workflow_app.organization.tables import PER_PAGE, PersonFilter, PersonTable
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .common import administration_readers, administrators_only, attempt, form_page


@administration_readers
def person_list(request: AuthenticatedHttpRequest) -> HttpResponse:
    """List everybody."""
    found = PersonFilter(request.GET, queryset=directory.people())
    table = PersonTable(found.qs)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    return render(
        request,
        "organization/people.html",
        {"filter": found, "table": table, "may_administer": may_administer(request.user)},
    )


@administration_readers
def person_page(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Show a person: what they hold, held, lend and were lent."""
    person = get_object_or_404(Person.objects.select_related("unit", "user"), pk=pk)
    today = timezone.localdate()
    mandates = list(directory.mandates_of(person))
    user = person.user
    return render(
        request,
        "organization/person.html",
        {
            "person": person,
            "current": [mandate for mandate in mandates if mandate.in_force_on(today)],
            "other": [mandate for mandate in mandates if not mandate.in_force_on(today)],
            "given": directory.delegations_given_by(user.pk) if user else (),
            "received": directory.delegations_received_by(user.pk) if user else (),
            "warn": person in directory.administrators_who_decide(today),
            "entries": entries_of_object("organization.person", person.pk)[:20],
            "today": today,
            "may_administer": may_administer(request.user),
            "has_second_factor": user is not None and has_second_factor(user),
        },
    )


@administrators_only
def person_edit(request: AuthenticatedHttpRequest, pk: int | None = None) -> HttpResponse:
    """Add a person or correct their facts."""
    person = get_object_or_404(Person, pk=pk) if pk else Person()
    initial = {"unit": person.unit} if person.unit_id else None
    form = PersonForm(request.POST or None, instance=person, initial=initial)
    if request.method == "POST" and attempt(
        form, lambda: save_person(person=form.save(commit=False), by=request.user)
    ):
        messages.success(request, _("Saved."))
        return redirect("organization:admin:person", pk=person.pk)
    cancel = (
        reverse("organization:admin:person", args=[pk])
        if pk
        else reverse("organization:admin:people")
    )
    return form_page(
        request,
        form,
        title=_("Change a person") if pk else _("Add a person"),
        subtitle=person.full_name,
        submit=_("Save"),
        cancel=cancel,
    )


@administrators_only
def account_open(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Open an account for a person."""
    person = get_object_or_404(Person.objects.select_related("unit"), pk=pk)
    form = AccountForm(request.POST or None)
    if request.method == "POST" and attempt(
        form, lambda: open_account(person=person, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("The account is open. A link to choose a password was sent."))
        return redirect("organization:admin:person", pk=pk)
    return form_page(
        request,
        form,
        title=_("Open an account"),
        subtitle=person.full_name,
        submit=_("Open and send the link"),
        cancel=reverse("organization:admin:person", args=[pk]),
    )


@administrators_only
def person_deactivate(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Close a person's work here, after showing what that ends."""
    person = get_object_or_404(Person.objects.select_related("unit", "user"), pk=pk)
    form = EndMandateForm(request.POST or None)
    if request.method == "POST" and attempt(
        form, lambda: deactivate_person(person=person, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("Deactivated. Nothing they did was changed."))
        return redirect("organization:admin:person", pk=pk)
    today = timezone.localdate()
    return render(
        request,
        "organization/deactivate.html",
        {
            "form": form,
            "person": person,
            "mandates": [m for m in directory.mandates_of(person) if m.in_force_on(today)],
        },
        status=422 if form.errors else 200,
    )


@administrators_only
def person_reactivate(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Take a person back who was deactivated."""
    person = get_object_or_404(Person.objects.select_related("user"), pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and attempt(
        form, lambda: reactivate_person(person=person, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("Taken back. Appoint them to what they hold from now on."))
        return redirect("organization:admin:person", pk=pk)
    return _ask_why(
        request,
        person,
        form,
        title=_("Take back"),
        explanation=_("The account opens again. Mandates that ended stay ended."),
    )


@administrators_only
def second_factor(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Reset the second factor of somebody who lost their phone."""
    person = get_object_or_404(Person.objects.select_related("user"), pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and attempt(
        form, lambda: forget_second_factor(person=person, by=request.user, **form.cleaned_data)
    ):
        messages.success(
            request, _("Reset. The person was told by e-mail and sets up a new one on signing in.")
        )
        return redirect("organization:admin:person", pk=pk)
    return _ask_why(
        request,
        person,
        form,
        title=_("Reset the second factor"),
        explanation=_(
            "Make sure that it is this person who asks: call them back on a number you know. "
            "They are signed out everywhere and told by e-mail."
        ),
    )


def _ask_why(
    request: AuthenticatedHttpRequest,
    person: Person,
    form: ReasonForm,
    *,
    title: str,
    explanation: str,
) -> HttpResponse:
    return form_page(
        request,
        form,
        title=f"{title}: {person.full_name}",
        subtitle=explanation,
        submit=title,
        cancel=reverse("organization:admin:person", args=[person.pk]),
    )


@administrators_only
@require_POST
def account_act(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Unlock an account, or send the link to choose a password once more."""
    person = get_object_or_404(Person.objects.select_related("user"), pk=pk, user__isnull=False)
    assert person.user is not None  # noqa: S101 -- asked for above
    if request.POST.get("act") == "unlock":
        unlock_account(user=person.user, by=request.user)
        messages.success(request, _("Failed sign-ins are forgotten; the person can try again."))
    elif person.user.is_active:
        send_link_again(person=person, by=request.user)
        messages.success(
            request, _("The link was sent to %(email)s.") % {"email": person.user.email}
        )
    return redirect("organization:admin:person", pk=pk)
