"""The end of a term or a change of heads: one screen, a preview, one act."""

import datetime as dt

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from workflow_app.organization.fields import PersonField
from workflow_app.organization.forms import HandoverScopeForm, SuccessorForm
from workflow_app.organization.models import Body, Mandate, Person, Unit
from workflow_app.organization.selectors import directory
from workflow_app.organization.services.handover import (
    Change,
    HandoverPreview,
    hand_over,
    preview_hand_over,
)
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .common import administrators_only, attempt

ONE_DAY = dt.timedelta(days=1)


@administrators_only
def handover(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Ask for whose posts; list them with their holders; preview; hand over."""
    posted = request.method == "POST"
    scope = HandoverScopeForm((request.POST if posted else request.GET) or None)
    context: dict[str, object] = {"scope": scope}
    if not scope.is_bound or not scope.is_valid():
        status = 422 if scope.errors else 200
        return render(request, "organization/handover.html", context, status=status)
    place, day = scope.cleaned_data["place"], scope.cleaned_data["on"]
    people = list(Person.objects.filter(is_active=True).select_related("unit"))
    lines = _lines(request, _mandates(place, day), people)
    context |= {"lines": lines, "place": place, "people": _labels(people)}
    if posted and all(form.is_valid() for __, form in lines):
        changes = [_change(mandate, form, day) for mandate, form in lines]
        preview: HandoverPreview = preview_hand_over(changes=changes, by=request.user)
        basis = scope.cleaned_data["basis"]
        if request.POST.get("confirm") and attempt(
            scope, lambda: hand_over(changes=changes, basis=basis, by=request.user)
        ):
            messages.success(request, _("Handed over. Permissions change on that day."))
            return _back_to(place)
        context["preview"] = preview
    return render(request, "organization/handover.html", context)


def _mandates(place: Unit | Body, day: dt.date) -> QuerySet[Mandate]:
    """Mandates that hold on the eve and could be handed over."""
    held = directory.holders_on(day - ONE_DAY)
    found = held.filter(unit=place) if isinstance(place, Unit) else held.filter(body=place)
    return found.order_by("seat__number", "role", "person__sort_key")


def _lines(
    request: AuthenticatedHttpRequest, mandates: QuerySet[Mandate], people: list[Person]
) -> list[tuple[Mandate, SuccessorForm]]:
    data = request.POST if request.POST.get("lines") else None
    return (
        [
            (mandate, SuccessorForm(data, prefix=f"m{mandate.pk}", people=people))
            for mandate in mandates
        ]
        if data
        else [
            (mandate, SuccessorForm(prefix=f"m{mandate.pk}", people=people)) for mandate in mandates
        ]
    )


def _labels(people: list[Person]) -> list[str]:
    field = PersonField()
    return [field.label_of(person) for person in people]


def _change(mandate: Mandate, form: SuccessorForm, day: dt.date) -> Change:
    what = form.cleaned_data["what"]
    if what == SuccessorForm.CONTINUE:
        return Change(mandate, mandate.person, day)
    successor = form.cleaned_data["successor"] if what == SuccessorForm.REPLACE else None
    return Change(mandate, successor, day)


def _back_to(place: Unit | Body) -> HttpResponse:
    if isinstance(place, Unit):
        return redirect("organization:unit", code=place.code)
    return redirect("organization:body", code=place.code)
