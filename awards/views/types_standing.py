"""The award secretariat's page of one recipient: matters and ratings that the checks rest on."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from awards.enums import Completion
from awards.forms_standing import MatterEndForm, MatterForm, RatingForm
from awards.models import Matter, Recipient
from awards.selectors.history import Family, families_of, history_of
from awards.selectors.standing import keeps_facts, reads_facts
from awards.selectors.types import award_names
from awards.services.standing import end_matter, record_matter, set_rating
from workflow_app.approvals.errors import RefusalError
from workflow_app.organization.views.common import attempt
from workflow_app.ui.typing import AuthenticatedHttpRequest


@require_http_methods(["GET", "POST"])
def standing(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Show and write down what is known of a nominee; for everybody else there is no page."""
    recipient = _recipient(request, pk)
    keeps = keeps_facts(request.user)
    if request.method == "POST" and not keeps:
        raise Http404
    of_matter = request.POST.get("form") == "matter"
    data = request.POST or None
    matter = MatterForm(data if of_matter else None, prefix="matter")
    rating = RatingForm(None if of_matter else data, prefix="rating", subject=recipient.kind)
    form = matter if of_matter else rating
    act: Callable[..., Any] = record_matter if of_matter else set_rating
    if request.method == "POST" and attempt(
        form, lambda: act(recipient=recipient, user=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("It is written down; the checks count with it from now on."))
        return redirect("awards:standing", pk=recipient.pk)
    family = families_of([recipient])[recipient.pk]
    context = {
        "recipient": recipient,
        "keeps": keeps,
        "matters": _matters(family),
        "end_form": MatterEndForm(),
        "ratings": _ratings(recipient),
        "history": history_of(recipient),
        "matter_form": matter,
        "rating_form": rating,
    }
    status = 422 if matter.errors or rating.errors else 200
    return render(request, "awards/types/standing.html", context, status=status)


@require_POST
def matter_end(request: AuthenticatedHttpRequest, pk: int, matter: int) -> HttpResponse:
    """Say that a matter has ended."""
    recipient = _recipient(request, pk)
    if not keeps_facts(request.user):
        raise Http404
    family = families_of([recipient])[recipient.pk]
    row = get_object_or_404(Matter, pk=matter, recipient__in=family.own)
    form = MatterEndForm(request.POST)
    try:
        ended = attempt(
            form, lambda: end_matter(matter=row, user=request.user, **form.cleaned_data)
        )
    except RefusalError as refusal:
        messages.error(request, refusal.message)
    else:
        _tell(request, form, ended=ended)
    return redirect("awards:standing", pk=recipient.pk)


def _tell(request: AuthenticatedHttpRequest, form: forms.Form, *, ended: bool) -> None:
    if ended:
        messages.success(request, _("The matter has ended."))
    else:
        messages.error(
            request, " ".join(str(one) for errors in form.errors.values() for one in errors)
        )


def _recipient(request: AuthenticatedHttpRequest, pk: int) -> Recipient:
    """Return the recipient for those who may read the page; nobody reads their own."""
    if not reads_facts(request.user):
        raise Http404
    others = Recipient.objects.exclude(person__user=request.user)
    return get_object_or_404(others, pk=pk)


def _matters(family: Family) -> list[Matter]:
    return list(Matter.objects.filter(recipient__in=family.own))


def _ratings(recipient: Recipient) -> list[dict[str, Any]]:
    names = award_names()
    return [
        {
            "rating": rating,
            "level": Completion(rating.completion).label,
            "titles": [names.get(code, code) for code in rating.titles],
        }
        for rating in recipient.ratings.all()
    ]
