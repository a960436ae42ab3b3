"""What the pages share: who may open them, and how a refusal reaches the form."""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from workflow_app.organization.fields import DayField
from workflow_app.organization.selectors.access import may_administer, may_read_administration
from workflow_app.ui.typing import AuthenticatedHttpRequest

P = ParamSpec("P")
View = Callable[Concatenate[AuthenticatedHttpRequest, P], HttpResponse]


def administrators_only(view: View[P]) -> View[P]:
    """Open the page to administrators; for everybody else it does not exist."""

    @wraps(view)
    def guarded(
        request: AuthenticatedHttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        if not may_administer(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def administration_readers(view: View[P]) -> View[P]:
    """Open the page to administrators and inspectors."""

    @wraps(view)
    def guarded(
        request: AuthenticatedHttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        if not may_read_administration(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def attempt(form: forms.BaseForm, act: Callable[[], Any]) -> bool:
    """Do the act if the form is filled in well; put a refusal's sentences on the form."""
    if not form.is_valid():
        return False
    try:
        act()
    except ValidationError as refusal:
        known = refusal.message_dict if hasattr(refusal, "error_dict") else {}
        for name, messages in known.items():
            form.add_error(name if name in form.fields else None, messages)
        if not known:
            form.add_error(None, refusal.messages)
        return False
    return True


def day_asked(request: AuthenticatedHttpRequest) -> dt.date:
    """Return the day of the page (?on=), today when none or nonsense is given."""
    try:
        return DayField(required=False).clean(request.GET.get("on", "")) or timezone.localdate()
    except ValidationError:
        return timezone.localdate()


def form_page(
    request: AuthenticatedHttpRequest,
    form: forms.BaseForm,
    *,
    title: str,
    submit: str,
    cancel: str,
    subtitle: str = "",
) -> HttpResponse:
    """Show one form with its two buttons; with mistakes, as what it is."""
    context = {
        "form": form,
        "title": title,
        "subtitle": subtitle,
        "submit": submit,
        "cancel": cancel,
    }
    status = 422 if form.errors else 200
    return render(request, "organization/form.html", context, status=status)
