"""Nominations to the State: the list with its deadlines, and what is noted on each."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from awards.enums import UpwardState
from awards.forms_upward import AnswerForm, SendForm, UpwardForm
from awards.models import Upward
from awards.selectors.secretariat import works_in_secretariat
from awards.services.upward import answer_upward, save_upward, send_upward
from awards.sheets.upward import upward_workbook
from workflow_app.approvals.errors import RefusalError
from workflow_app.audit.services import record
from workflow_app.organization.enums import Duty
from workflow_app.organization.selectors.posts import holds
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .register_files import workbook_response


def reads_upward(request: AuthenticatedHttpRequest) -> bool:
    """Tell whether the list is shown: to the secretariat and the inspection."""
    return works_in_secretariat(request.user) or holds(request.user, Duty.INSPECT)


def _kept(request: AuthenticatedHttpRequest, pk: int | None) -> Upward | None:
    """Return the row for the secretariat's officers; 404 for everybody else."""
    if not works_in_secretariat(request.user, Duty.APPRAISE_CONTENT):
        raise Http404
    return get_object_or_404(Upward.objects.select_related("recipient"), pk=pk) if pk else None


@require_safe
def upward_list(request: AuthenticatedHttpRequest) -> HttpResponse:
    """List what is asked of the State: what is due first, then what waits, then what is answered."""
    if not reads_upward(request):
        raise Http404
    rows = list(Upward.objects.prefetch_related("recipient").order_by("due", "pk"))
    order = [UpwardState.PREPARED, UpwardState.SENT, UpwardState.GRANTED, UpwardState.REFUSED]
    rows.sort(key=lambda row: order.index(UpwardState(row.state)))
    if "xlsx" in request.GET:
        with transaction.atomic():
            record(action="upward.exported", actor=request.user, data={"rows": len(rows)})
        return workbook_response(upward_workbook(rows), "de-nghi-nha-nuoc.xlsx")
    context = {
        "rows": rows,
        "today": timezone.localdate(),
        "may_edit": works_in_secretariat(request.user, Duty.APPRAISE_CONTENT),
    }
    return render(request, "awards/register/upward.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: AuthenticatedHttpRequest, pk: int | None = None) -> HttpResponse:
    """Put a nomination on the list, or correct it."""
    found = _kept(request, pk)
    form = UpwardForm(request.POST or None, upward=found)
    title = _("Nomination to the State")
    return _done(
        request,
        form,
        title,
        lambda values: save_upward(upward=found, user=request.user, **values),
        found,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def send(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Note that it was sent."""
    found = _kept(request, pk)
    assert found is not None  # noqa: S101 -- a key was given
    form = SendForm(request.POST or None, initial={"sent_on": timezone.localdate()})
    title = _("Sent to the State: %(award)s") % {"award": found.award}
    return _done(
        request,
        form,
        title,
        lambda values: send_upward(upward=found, user=request.user, **values),
        found,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Note what the State decided."""
    found = _kept(request, pk)
    assert found is not None  # noqa: S101 -- a key was given
    form = AnswerForm(request.POST or None, initial={"answered_on": timezone.localdate()})
    title = _("Answer of the State: %(award)s") % {"award": found.award}
    return _done(
        request,
        form,
        title,
        lambda values: answer_upward(upward=found, user=request.user, **values),
        found,
    )


def _done(
    request: AuthenticatedHttpRequest,
    form: forms.Form,
    title: str,
    act: Callable[[dict[str, Any]], object],
    upward: Upward | None,
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except RefusalError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Noted."))
            return redirect("awards:upward")
    context = {"form": form, "title": title, "upward": upward}
    status = 422 if form.errors else 200
    return render(request, "awards/register/upward_form.html", context, status=status)
