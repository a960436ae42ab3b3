"""A unit's sheet on its way into its plan: drop it, confirm the columns, look, take over, undo."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from plans.importing import read_confirmed
from plans.models import Plan
from plans.selectors.editor import EditingState, editing_state
from plans.selectors.units import names_another_unit
from plans.services.import_undo import obstacles_to_undoing, undo_import
from plans.services.importing import (
    commit_import,
    described_sheet,
    point_at_heading,
    start_import,
)
from plans.sheets.previews import preview_of
from plans.sheets.showing import page_of, tabs_of
from workflow_app.accounts.models import User
from workflow_app.approvals.errors import RefusalError
from workflow_app.approvals.models import Dossier
from workflow_app.organization.enums import Duty
from workflow_app.organization.selectors.authority import authority_at, desk_of
from workflow_app.sheets.models import ImportSession, ImportState
from workflow_app.sheets.refusals import SheetRefused
from workflow_app.sheets.sessions import XLSX, read_upload, unread_job
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .common import say_refusal, visible_dossier
from .sheet_choices import ColumnsForm, chosen_by

EARLIER = 10


@require_http_methods(["GET", "POST"])
def start(request: AuthenticatedHttpRequest, code: str) -> HttpResponse:
    """Take a file in; one that cannot be read is turned away with the reason."""
    dossier, plan = _plan(request, code)
    state = editing_state(dossier, request.user)
    if not state.allowed:
        return _explain(request, dossier, state)
    error = ""
    if request.method == "POST":
        file = request.FILES.get("file")
        if isinstance(file, UploadedFile):
            try:
                data, sheets = read_upload(file)
                session = start_import(
                    plan=plan, data=data, sheets=sheets, name=file.name or "", user=request.user
                )
            except SheetRefused as refusal:
                error = str(refusal)
            except RefusalError as refusal:
                error = refusal.message
            else:
                return redirect("plans:import_session", pk=session.pk)
        else:
            error = _("Choose the file first.")
    earlier = ImportSession.objects.filter(target_kind="plan", target_id=dossier.code)
    context = {
        "dossier": dossier,
        "error": error,
        "earlier": earlier.defer("rows", "undo", "base").select_related("owner", "committed_by")[
            :EARLIER
        ],
    }
    return render(request, "plans/import.html", context, status=422 if error else 200)


@require_safe
def session(request: AuthenticatedHttpRequest, pk: UUID) -> HttpResponse:
    """Show the import where it stands: columns, being read, preview, result."""
    found, plan = _session(request, pk)
    if found.state in {ImportState.COMMITTED, ImportState.UNDONE}:
        return _result(request, found, plan)
    state = editing_state(plan.dossier, request.user)
    if not state.allowed:
        return _explain(request, plan.dossier, state)
    if found.state == ImportState.READING and not unread_job(found) and found.job is not None:
        if found.job.owner_id == request.user.pk:
            return redirect("background:job", pk=found.job_id)
        return render(request, "plans/import_reading.html", {"session": found, "plan": plan})
    if found.state == ImportState.PREVIEWED and "columns" not in request.GET:
        return _preview(request, found, plan)
    return _columns(request, found, plan)


def _columns(
    request: AuthenticatedHttpRequest,
    found: ImportSession,
    plan: Plan,
    form: ColumnsForm | None = None,
) -> HttpResponse:
    sheet = described_sheet(found, request.GET.get("sheet", ""))
    form = form or ColumnsForm(sheet, chosen=found.mapping if sheet["name"] == found.sheet else {})
    context = {
        "session": found,
        "plan": plan,
        "dossier": plan.dossier,
        "sheet": sheet,
        "sheets": found.understanding["sheets"],
        "form": form,
        "foreign": found.understanding.get("foreign", ""),
        "same_file": _same_file(found),
    }
    return render(request, "plans/import_columns.html", context, status=422 if form.error else 200)


def _same_file(found: ImportSession) -> ImportSession | None:
    """Return the import by which the very same file was taken over already."""
    others = ImportSession.objects.filter(
        target_kind=found.target_kind,
        target_id=found.target_id,
        sha256=found.sha256,
        state=ImportState.COMMITTED,
    )
    return others.defer("rows", "undo", "base").select_related("committed_by").first()


@require_POST
def columns(request: AuthenticatedHttpRequest, pk: UUID) -> HttpResponse:
    """Take what the person says about the columns, or where the heading is."""
    found, plan = _session(request, pk)
    name = request.POST.get("sheet", "")
    try:
        if "heading" in request.POST:
            row = request.POST.get("row", "")
            point_at_heading(
                session=found,
                plan=plan,
                sheet=name,
                row=int(row) if row.isdecimal() and len(row) < 6 else 0,  # noqa: PLR2004 -- a row
                user=request.user,
            )
            return redirect(f"{reverse('plans:import_session', args=[pk])}?columns=1")
        form = ColumnsForm(described_sheet(found, name), data=request.POST)
        if not form.is_valid():
            return _columns(request, found, plan, form)
        read_confirmed(
            session=found, plan=plan, sheet=form.sheet, mapping=form.mapping, user=request.user
        )
    except RefusalError as refusal:
        say_refusal(request, refusal)
    return redirect("plans:import_session", pk=pk)


def _preview(request: AuthenticatedHttpRequest, found: ImportSession, plan: Plan) -> HttpResponse:
    preview = preview_of(found, plan)
    state = request.GET.get("state", "")
    sheet = described_sheet(found)
    context = {
        "session": found,
        "plan": plan,
        "dossier": plan.dossier,
        "preview": preview,
        "ready": len(preview.ready),
        "sheet": sheet,
        "year_differs": sheet["year"] not in {None, found.year},
        "unit_differs": names_another_unit(sheet["unit"], plan.dossier.unit),
        "tabs": tabs_of(preview, state),
        "page": page_of(preview, found.headings, state=state, page=request.GET.get("page")),
        "state": state,
    }
    return render(request, "plans/import_preview.html", context)


@require_POST
def commit(request: AuthenticatedHttpRequest, pk: UUID) -> HttpResponse:
    """Take over all good rows or the chosen ones."""
    found, __ = _session(request, pk)
    try:
        done = commit_import(
            session=found,
            user=request.user,
            choice=chosen_by(request.POST),
            seen=request.POST.get("seen", ""),
        )
    except RefusalError as refusal:
        say_refusal(request, refusal)
    else:
        taken = done.counts["taken"]
        text = ngettext(
            "%(count)s row was taken over into the draft.",
            "%(count)s rows were taken over into the draft.",
            taken,
        )
        messages.success(request, text % {"count": taken})
    return redirect("plans:import_session", pk=pk)


def _result(request: AuthenticatedHttpRequest, found: ImportSession, plan: Plan) -> HttpResponse:
    state = editing_state(plan.dossier, request.user)
    committed = found.state == ImportState.COMMITTED
    context = {
        "session": found,
        "plan": plan,
        "dossier": plan.dossier,
        "state": state,
        "can_undo": committed and state.allowed,
        "obstacles": obstacles_to_undoing(found, plan) if committed and state.allowed else [],
    }
    return render(request, "plans/import_result.html", context)


@require_POST
def undo(request: AuthenticatedHttpRequest, pk: UUID) -> HttpResponse:
    """Take the import back, as a whole or as far as nobody changed its lines since."""
    found, __ = _session(request, pk)
    try:
        count = undo_import(session=found, user=request.user, partly="partly" in request.POST)
    except RefusalError as refusal:
        say_refusal(request, refusal)
    else:
        text = ngettext(
            "The import was undone: %(count)s line is as it was before.",
            "The import was undone: %(count)s lines are as they were before.",
            count,
        )
        messages.success(request, text % {"count": count})
    return redirect("plans:import_session", pk=pk)


@require_POST
def again(request: AuthenticatedHttpRequest, pk: UUID) -> HttpResponse:
    """Begin once more with the same file, for the rows that were not taken over."""
    found, plan = _session(request, pk)
    try:
        with found.file.open("rb") as file:
            data, sheets = read_upload(file)
        begun = start_import(
            plan=plan, data=data, sheets=sheets, name=found.name, user=request.user
        )
        if found.mapping:
            read_confirmed(
                session=begun,
                plan=plan,
                sheet=found.sheet,
                mapping=found.mapping,
                user=request.user,
            )
    except RefusalError as refusal:
        say_refusal(request, refusal)
        return redirect("plans:import_session", pk=pk)
    return redirect("plans:import_session", pk=begun.pk)


@require_safe
def original(request: AuthenticatedHttpRequest, pk: UUID) -> FileResponse:
    """Hand out the file as it came."""
    found, __ = _session(request, pk)
    return FileResponse(
        found.file.open("rb"), as_attachment=True, filename=found.name, content_type=XLSX
    )


def _plan(request: AuthenticatedHttpRequest, code: str) -> tuple[Dossier, Plan]:
    dossier = visible_dossier(request.user, code)
    if dossier.kind != "plan":
        raise Http404
    return dossier, _plan_of(dossier)


def _plan_of(dossier: Dossier) -> Plan:
    return Plan.objects.select_related("dossier__unit", "campaign").get(dossier=dossier)


def _session(request: AuthenticatedHttpRequest, pk: UUID) -> tuple[ImportSession, Plan]:
    """Return an import of a plan that the person's unit drafts; others know of no such thing."""
    found = get_object_or_404(
        ImportSession.objects.select_related("job", "owner", "committed_by", "undone_by"),
        pk=pk,
        target_kind="plan",
    )
    dossier = visible_dossier(request.user, found.target_id)
    if not _drafts(request.user, dossier):
        raise Http404
    return found, _plan_of(dossier)


def _drafts(user: User, dossier: Dossier) -> bool:
    return authority_at(user, desk_of(Duty.DRAFT, dossier.unit), kind=dossier.kind) is not None


def _explain(
    request: AuthenticatedHttpRequest, dossier: Dossier, state: EditingState
) -> HttpResponse:
    """Say to those who may know of the plan why they cannot import into it."""
    status = 409 if _drafts(request.user, dossier) else 403
    context: dict[str, Any] = {"dossier": dossier, "state": state}
    return render(request, "plans/import_refused.html", context, status=status)
