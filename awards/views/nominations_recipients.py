"""Whom one can nominate: a new one with a look at twins, and the secretariat's register of them."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from awards.enums import SubjectKind
from awards.forms_nominations import RecipientForm, SameForm, known_of
from awards.models import Recipient
from awards.selectors.history import history_of
from awards.selectors.nomination_lists import units_of_drafter
from awards.selectors.recipients import duplicates_of, recipients_for_secretariat
from awards.selectors.secretariat import works_in_secretariat
from awards.services.recipients import (
    add_recipient,
    change_recipient,
    merge_recipient,
    separate_recipient,
)
from workflow_app.approvals.errors import RefusalError
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .nominations import draft_of, say_refusal

PAGE = 50
KEPT = ("campaign", "unit", "award_type")


@require_http_methods(["GET", "POST"])
def new_recipient(request: AuthenticatedHttpRequest, kind: str) -> HttpResponse:
    """Enter somebody the search did not find; those who look the same are shown first."""
    if kind not in SubjectKind.values or not units_of_drafter(request.user).exists():
        raise Http404
    form = RecipientForm(request.POST or None, kind=kind, initial={"name": request.GET.get("q")})
    twins: list[Any] = []
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        twins = duplicates_of(kind=kind, name=data["name"], birth_date=data.get("birth_date"))
        seen = request.POST.getlist("another")
        if all(twin.key in seen for twin in twins):
            try:
                row = add_recipient(kind=kind, values=data, user=request.user, told_apart_from=seen)
            except RefusalError as refusal:
                form.add_error(None, refusal.message)
            else:
                return redirect(back_to_choice(request, f"r{row.pk}", row.name))
    context = {
        "form": form,
        "kind": kind,
        "twins": [(twin, back_to_choice(request, twin.key, twin.name)) for twin in twins],
        "back": back_to_choice(request, "", request.GET.get("q", "")),
    }
    status = 422 if form.errors else 409 if twins else 200
    return render(request, "awards/nominations/recipient_new.html", context, status=status)


def back_to_choice(request: AuthenticatedHttpRequest, key: str, name: str) -> str:
    """Return the page where award and nominee are chosen, as it was, with this nominee chosen."""
    kept = {field: request.GET[field] for field in KEPT if request.GET.get(field)}
    query = urlencode(kept | {"q": name, "nominee": key})
    return f"{reverse('awards:nomination_new')}?{query}"


@require_http_methods(["GET", "POST"])
def nominee(request: AuthenticatedHttpRequest, code: str) -> HttpResponse:
    """Correct what is known of the nominee of a draft."""
    nomination = draft_of(request, code)
    if not nomination.dossier.is_editable:
        return redirect(nomination)
    form, is_saved = _taken_details(request, nomination.recipient)
    if is_saved:
        return redirect("awards:nomination_edit", code=code)
    context = {"nomination": nomination, "dossier": nomination.dossier, "form": form}
    status = 422 if form.errors else 200
    return render(request, "awards/nominations/nominee.html", context, status=status)


def _taken_details(
    request: AuthenticatedHttpRequest, recipient: Recipient
) -> tuple[RecipientForm, bool]:
    """Return the form of the nominee's details, and whether what was sent has been saved."""
    form = RecipientForm(request.POST or None, kind=recipient.kind, initial=known_of(recipient))
    if request.method != "POST" or not form.is_valid():
        return form, False
    try:
        change_recipient(recipient=recipient, values=form.cleaned_data, user=request.user)
    except RefusalError as refusal:
        form.add_error(None, refusal.message)
        return form, False
    messages.success(request, _("The nominee's details were saved."))
    return form, True


@require_safe
def recipient_list(request: AuthenticatedHttpRequest) -> HttpResponse:
    """List all nominees for the secretariat, found by a part of the name."""
    if not works_in_secretariat(request.user):
        raise Http404
    text = request.GET.get("q", "")[:200]
    page = Paginator(recipients_for_secretariat(text), PAGE).get_page(request.GET.get("page"))
    return render(request, "awards/nominations/recipients.html", {"page": page, "text": text})


@require_http_methods(["GET", "POST"])
def recipient_page(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Show one nominee: details, awards, rows that look the same."""
    if not works_in_secretariat(request.user):
        raise Http404
    recipient = get_object_or_404(Recipient.objects.select_related("merged_into"), pk=pk)
    form, is_saved = _taken_details(request, recipient)
    if is_saved:
        return redirect("awards:recipient", pk=pk)
    context = recipient_context(recipient) | {"form": form}
    status = 422 if form.errors else 200
    return render(request, "awards/nominations/recipient.html", context, status=status)


def recipient_context(recipient: Recipient) -> dict[str, Any]:
    """Return the row with its twins (each with its row, and what the form takes for it) and awards."""
    form = SameForm(recipient=recipient)
    twins = duplicates_of(
        kind=recipient.kind,
        name=recipient.name,
        birth_date=recipient.birth_date,
        leave_out=recipient.pk,
    )
    rows = Recipient.objects.in_bulk(
        [int(twin.key[1:]) for twin in twins if twin.key.startswith("r")]
    )
    found = [(twin, rows.get(int(twin.key[1:])) if twin.key[0] == "r" else None) for twin in twins]
    return {
        "recipient": recipient,
        "same_form": form,
        "twins": [(twin, row, form.label_of(row) if row else "") for twin, row in found],
        "merged": recipient.merged.all(),
        "history": history_of(recipient),
    }


@require_POST
def same(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Say that the row is the same as another."""
    if not works_in_secretariat(request.user):
        raise Http404
    recipient = get_object_or_404(Recipient, pk=pk)
    form = SameForm(request.POST, recipient=recipient)
    if not form.is_valid():
        context = recipient_context(recipient) | {
            "form": RecipientForm(kind=recipient.kind, initial=known_of(recipient)),
            "same_form": form,
        }
        return render(request, "awards/nominations/recipient.html", context, status=422)
    try:
        merge_recipient(duplicate=recipient, into=form.cleaned_data["into"], user=request.user)
    except RefusalError as refusal:
        say_refusal(request, refusal)
    else:
        messages.success(request, _("The two rows are one from now on; nothing was deleted."))
    return redirect("awards:recipient", pk=pk)


@require_POST
def separate(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Take that back."""
    if not works_in_secretariat(request.user):
        raise Http404
    recipient = get_object_or_404(Recipient, pk=pk)
    try:
        separate_recipient(recipient=recipient, user=request.user)
    except RefusalError as refusal:
        say_refusal(request, refusal)
    else:
        messages.success(request, _("The rows are two again."))
    return redirect("awards:recipient", pk=pk)
