"""Awards of earlier years from a workbook: looked through row by row, then entered together."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from awards.selectors.register import ORDER, enters_old_awards, register_rows
from awards.services.register_import import (
    TARGET,
    begin_import,
    sheet_of,
    take_register,
    undo_register_import,
)
from awards.sheets.register_schema import HISTORY
from workflow_app.approvals.errors import RefusalError
from workflow_app.sheets.models import ImportSession, ImportState
from workflow_app.sheets.refusals import SheetRefused
from workflow_app.sheets.sessions import clean_name, read_upload
from workflow_app.sheets.writing import write_template
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .register_files import workbook_response

EARLIER = 50


class RegisterWorkbookForm(forms.Form):
    """A list of awards to be looked through."""

    file = forms.FileField(
        label=gettext_lazy("Workbook (.xlsx)"),
        help_text=gettext_lazy(
            "The unit's own list, or the empty workbook filled in. It is kept as the source."
        ),
    )


def _require_keeper(request: AuthenticatedHttpRequest) -> None:
    if not enters_old_awards(request.user):
        raise Http404


def _batch(request: AuthenticatedHttpRequest, pk: UUID) -> ImportSession:
    _require_keeper(request)
    batches = ImportSession.objects.select_related("owner", "committed_by", "undone_by")
    return get_object_or_404(batches, pk=pk, target_kind=TARGET)


@require_http_methods(["GET", "HEAD", "POST"])
def batches(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Take an upload to be looked through, and list what was taken over before."""
    _require_keeper(request)
    form = RegisterWorkbookForm(request.POST or None, request.FILES or None)
    file = request.FILES.get("file")
    if request.method == "POST" and form.is_valid() and isinstance(file, UploadedFile):
        try:
            data, sheets = read_upload(file)
            batch, __ = begin_import(
                data=data, sheets=sheets, name=clean_name(file.name or ""), user=request.user
            )
        except SheetRefused as refusal:
            form.add_error("file", str(refusal))
        except RefusalError as refusal:
            form.add_error("file", refusal.message)
        else:
            return redirect("awards:register_batch", pk=batch.pk)
    earlier = ImportSession.objects.filter(target_kind=TARGET).select_related(
        "owner", "committed_by"
    )
    context = {"form": form, "earlier": earlier[:EARLIER]}
    status = 422 if form.errors else 200
    return render(request, "awards/register/imports.html", context, status=status)


@require_safe
def template(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Hand out the empty workbook."""
    _require_keeper(request)
    return workbook_response(write_template(HISTORY), "khen-thuong-cac-nam-truoc.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: AuthenticatedHttpRequest, pk: UUID) -> HttpResponse:
    """Show what was understood of an upload, or what a batch brought; take the ticked rows over."""
    found = _batch(request, pk)
    refused: RefusalError | None = None
    if request.method == "POST":
        try:
            taken = take_register(session=found, choices=_choices(request), user=request.user)
        except RefusalError as refusal:
            refused = refusal
        else:
            words = ngettext(
                "%(count)s award was entered into the register.",
                "%(count)s awards were entered into the register.",
                taken.added,
            )
            messages.success(request, words % {"count": taken.added})
            if taken.known:
                words = ngettext(
                    "%(count)s row stood there already and was left out.",
                    "%(count)s rows stood there already and were left out.",
                    taken.known,
                )
                messages.info(request, words % {"count": taken.known})
            return redirect("awards:register_batch", pk=pk)
    if found.state != ImportState.PREVIEWED:
        awards = register_rows().filter(pk__in=(found.undo or {}).get("awards", ()))
        context: dict[str, Any] = {
            "batch": found,
            "awards": awards.order_by(*ORDER),
            "refused": refused,
        }
        return render(request, "awards/register/batch.html", context, status=_status(refused))
    context = {"batch": found, "sheet": sheet_of(found), "refused": refused}
    return render(request, "awards/register/import.html", context, status=_status(refused))


def _status(refused: RefusalError | None) -> int:
    return 409 if refused is not None else 200


def _choices(request: AuthenticatedHttpRequest) -> dict[int, str]:
    """Return who each ticked row is, by its number."""
    data = request.POST
    return {
        int(number): data.get(f"{number}-nominee", "")
        for number in data.getlist("row")
        if number.isascii() and number.isdecimal() and len(number) <= 6  # noqa: PLR2004 -- digits
    }


@require_POST
def undo(request: AuthenticatedHttpRequest, pk: UUID) -> HttpResponse:
    """Take a batch out of the register again."""
    found = _batch(request, pk)
    try:
        number = undo_register_import(session=found, user=request.user)
    except RefusalError as refusal:
        messages.error(request, " ".join([refusal.message, *refusal.details]))
    else:
        words = ngettext(
            "%(count)s award left the register.", "%(count)s awards left the register.", number
        )
        messages.success(request, words % {"count": number})
    return redirect("awards:register_batch", pk=pk)
