"""Score sheets out as workbooks and in again: look through what was understood, then take it over."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from awards.content_scores import content_of_dossier
from awards.enums import RoundState, SheetState
from awards.forms_scores import WorkbookForm
from awards.models import AwardCampaign, PeerSheet
from awards.selectors.reading import sheets_for
from awards.services.cells import Cell
from awards.services.editing import import_cells
from awards.services.peers import import_sheets
from awards.sheets.scores import (
    OWN_SHEET,
    PEER_SHEETS,
    ReadBook,
    own_targets,
    own_workbook,
    peer_targets,
    peers_workbook,
    read_book,
)
from workflow_app.approvals.errors import RefusalError
from workflow_app.sheets.cells import Sheet
from workflow_app.sheets.refusals import SheetRefused
from workflow_app.sheets.sessions import clean_name, read_upload
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .scores import may_type
from .scores_common import say_refusal, say_saved, score_for, workbook

Reader = Callable[[list[Sheet]], ReadBook]


# --- A unit's own score --------------------------------------------------------------------


@require_safe
def own_out(request: AuthenticatedHttpRequest, code: str) -> HttpResponse:
    """Hand the unit's sheet out, filled as it stands."""
    score = score_for(request.user, code)
    if not may_type(request, score):
        raise Http404
    data = own_workbook(score, content_of_dossier(score.dossier))
    return workbook(data, f"tu-cham-diem-{score.dossier.code}.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
def own_in(request: AuthenticatedHttpRequest, code: str) -> HttpResponse:
    """Read an upload and show what it would change; the file is not kept, nothing is changed yet."""
    score = score_for(request.user, code)
    if not may_type(request, score):
        return redirect(score.dossier)

    def reader(sheets: list[Sheet]) -> ReadBook:
        targets = own_targets(content_of_dossier(score.dossier))
        return read_book(sheets, OWN_SHEET, targets, score.dossier.year)

    context = {
        "title": _("Self-score from a workbook"),
        "back": reverse("awards:score_edit", args=[code]),
        "back_label": score.dossier.code,
        "out": reverse("awards:score_workbook", args=[code]),
        "take": reverse("awards:score_take", args=[code]),
    }
    return _preview(request, reader, context)


@require_POST
def own_take(request: AuthenticatedHttpRequest, code: str) -> HttpResponse:
    """Take over the rows that were ticked; every value is checked again."""
    score = score_for(request.user, code)
    try:
        saved = import_cells(
            score=score,
            cells=_ticked(request),
            name=clean_name(request.POST.get("name", "")),
            user=request.user,
        )
    except RefusalError as refusal:
        say_refusal(request, refusal)
    else:
        _say_taken(request, saved)
    return redirect("awards:score_edit", code=code)


# --- The sheets that my unit owes ----------------------------------------------------------


def _owed(request: AuthenticatedHttpRequest, campaign: AwardCampaign) -> list[PeerSheet]:
    """Return the open sheets of my units, or the one of a round that is asked for."""
    sheets = sheets_for(request.user).filter(
        state=SheetState.ASKED,
        round__state=RoundState.OPEN,
        round__dossier__self_score__campaign=campaign,
    )
    wanted = request.GET.get("round", "")
    if wanted.isdecimal():
        sheets = sheets.filter(round=int(wanted))
    return list(
        sheets.select_related("unit", "round__revision", "round__dossier__unit")
        .prefetch_related("points")
        .order_by("unit__sort_key", "round__dossier__unit__sort_key")
    )


@require_safe
def peers_out(request: AuthenticatedHttpRequest, campaign: int) -> HttpResponse:
    """Hand out one workbook with every sheet that my unit still owes."""
    about = get_object_or_404(AwardCampaign, pk=campaign)
    sheets = _owed(request, about)
    if not sheets:
        raise Http404
    return workbook(peers_workbook(sheets), f"phieu-cham-{about.year}.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
def peers_in(request: AuthenticatedHttpRequest, campaign: int) -> HttpResponse:
    """Read an upload and show what it would change of the sheets that my unit still owes."""
    about = get_object_or_404(AwardCampaign, pk=campaign)
    sheets = _owed(request, about)
    if not sheets:
        raise Http404

    def reader(found: list[Sheet]) -> ReadBook:
        return read_book(found, PEER_SHEETS, peer_targets(sheets), about.year)

    context = {
        "title": _("Sheets of your unit from a workbook"),
        "back": f"{reverse('awards:scores')}?campaign={campaign}",
        "back_label": about.title,
        "out": reverse("awards:peer_workbook", args=[campaign]),
        "take": reverse("awards:peer_take", args=[campaign]),
    }
    return _preview(request, reader, context)


@require_POST
def peers_take(request: AuthenticatedHttpRequest, campaign: int) -> HttpResponse:
    """Take over the rows that were ticked; nothing is handed in by that."""
    by_sheet: dict[int, list[Cell]] = {}
    for cell in _ticked(request):
        sheet, __, uid = cell.uid.partition("-")
        if sheet.isdecimal():
            by_sheet.setdefault(int(sheet), []).append(Cell(uid, cell.column, cell.text, cell.base))
    try:
        saved = import_sheets(cells=by_sheet, user=request.user)
    except RefusalError as refusal:
        say_refusal(request, refusal)
    else:
        _say_taken(request, saved)
    return redirect(f"{reverse('awards:scores')}?campaign={campaign}#sheets")


# --- Both ----------------------------------------------------------------------------------


def _preview(
    request: AuthenticatedHttpRequest, reader: Reader, context: dict[str, Any]
) -> HttpResponse:
    form = WorkbookForm(request.POST or None, request.FILES or None)
    book: ReadBook | None = None
    file = request.FILES.get("file")
    if request.method == "POST" and form.is_valid() and isinstance(file, UploadedFile):
        try:
            book = reader(read_upload(file)[1])
        except SheetRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            if book.problem:
                form.add_error("file", book.problem)
                book = None
    name = clean_name(file.name or "") if isinstance(file, UploadedFile) else ""
    status = 422 if form.errors else 200
    return render(
        request,
        "awards/scores/import.html",
        context | {"form": form, "book": book, "name": name},
        status=status,
    )


def _ticked(request: AuthenticatedHttpRequest) -> list[Cell]:
    """Return the cells of the ticked rows, each with what stood there at the preview."""
    data = request.POST
    cells = []
    for key in data.getlist("row"):
        for column in ("points", "claim", "remark"):
            text = data.get(f"new:{key}:{column}")
            if text is not None:
                cells.append(Cell(key, column, text[:4000], data.get(f"old:{key}:{column}", "")))
    return cells


def _say_taken(request: AuthenticatedHttpRequest, saved: Any) -> None:
    if saved.wrong or saved.conflicts:
        say_saved(request, saved)
    messages.success(
        request,
        ngettext(
            "%(count)s cell was taken over.", "%(count)s cells were taken over.", len(saved.cells)
        )
        % {"count": len(saved.cells)},
    )
