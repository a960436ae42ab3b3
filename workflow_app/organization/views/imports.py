"""Importing the organisation: what I understood, what would change, then the deed."""

import json
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from workflow_app.organization.fields import DayField
from workflow_app.organization.files import read_organization_file
from workflow_app.organization.forms import ImportForm
from workflow_app.organization.services.import_plan import plan_import
from workflow_app.organization.services.importing import import_organization
from workflow_app.organization.workbook import write_workbook
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .common import administration_readers, administrators_only

SALT = "organization.import"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@administrators_only
def import_page(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Take a file and show what it would change; nothing is written."""
    form = ImportForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            data = read_organization_file(upload.name, upload.read())
            context["plan"] = plan_import(data)
            context["token"] = _token(data, form.cleaned_data["on"].isoformat(), request)
        except ValidationError as refusal:
            form.add_error("file", refusal)
    return render(request, "organization/import.html", context, status=422 if form.errors else 200)


def _token(data: dict[str, Any], on: str, request: AuthenticatedHttpRequest) -> str:
    """Carry the file's facts to the confirmation, signed for this person."""
    facts = {"data": json.dumps(data, default=str, ensure_ascii=False), "on": on}
    return signing.dumps(facts, salt=f"{SALT}.{request.user.pk}", compress=True)


@administrators_only
def import_confirm(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Do what was previewed."""
    try:
        facts = signing.loads(
            request.POST.get("token", ""), salt=f"{SALT}.{request.user.pk}", max_age=6 * 60 * 60
        )
        plan = import_organization(
            json.loads(facts["data"]), on=DayField().clean(facts["on"]), by=request.user
        )
    except (signing.BadSignature, ValidationError):
        messages.error(request, _("The preview is no longer true. Choose the file once more."))
        return redirect("organization:admin:import")
    summary = plan.summary
    messages.success(
        request,
        _("Imported: %(new)s new, %(changed)s changed, %(unchanged)s unchanged.") % summary,
    )
    return redirect("organization:chart")


@administration_readers
def export_workbook(request: AuthenticatedHttpRequest) -> HttpResponse:  # noqa: ARG001 -- a view
    """Give the whole organisation as a workbook that can be read back."""
    response = HttpResponse(write_workbook(), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="to-chuc.xlsx"'
    return response
