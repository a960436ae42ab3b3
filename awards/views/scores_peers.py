"""A unit's sheet about another one: the frozen score at the left, my points at the right."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from awards.enums import RoundState, SheetState
from awards.forms_scores import ConflictForm
from awards.models import PeerSheet
from awards.selectors.reading import may_hand_in, sheets_for
from awards.selectors.sheets_scores import previous_points, rows_of
from awards.services.peers import declare_conflict, hand_in, save_sheet
from workflow_app.approvals.errors import RefusalError
from workflow_app.approvals.services.revisions import content_of
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .scores_common import answer, cells_of, is_typing, refused, say_refusal, say_saved


def sheet_for(request: AuthenticatedHttpRequest, pk: int) -> PeerSheet:
    """Return the sheet of my unit in a round, or 404: other units' sheets do not exist for me.

    Whoever scores for two units of a cluster gets the one still to be handed in first.
    """
    sheets = list(
        sheets_for(request.user)
        .filter(round=pk)
        .select_related(
            "unit", "given_by", "round__revision", "round__dossier__unit", "round__dossier__cluster"
        )
        .order_by("unit__sort_key")
    )
    if not sheets:
        raise Http404
    wanted = request.GET.get("unit", "")
    sheets.sort(key=lambda sheet: (sheet.unit.code != wanted, sheet.state != SheetState.ASKED))
    return sheets[0]


@require_safe
def sheet(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Show the frozen revision beside my unit's points."""
    return _page(request, sheet_for(request, pk))


def _page(
    request: AuthenticatedHttpRequest,
    sheet: PeerSheet,
    *,
    refusal: RefusalError | None = None,
    conflict_form: ConflictForm | None = None,
    status: int = 200,
) -> HttpResponse:
    content = content_of(sheet.round.revision)
    rows = rows_of(sheet, content)
    context: dict[str, Any] = {
        "sheet": sheet,
        "round": sheet.round,
        "dossier": sheet.round.dossier,
        "content": content,
        "groups": rows.groups,
        "total": rows.total,
        "most": rows.most,
        "missing": rows.missing,
        "previous": previous_points(sheet),
        "is_open": sheet.state == SheetState.ASKED and sheet.round.state == RoundState.OPEN,
        "may_hand_in": may_hand_in(request.user, sheet),
        "conflict_form": conflict_form or ConflictForm(auto_id="conflict_%s"),
        "refusal": refusal,
    }
    return render(request, "awards/scores/sheet.html", context, status=status)


@require_POST
def cells(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Keep what was typed, cell by cell or as a form."""
    mine = sheet_for(request, pk)
    if "hand_in" in request.POST:
        return _hand_in(request, mine)
    try:
        saved = save_sheet(sheet_id=mine.pk, cells=cells_of(request), user=request.user)
    except RefusalError as refusal:
        if is_typing(request):
            return refused(refusal)
        say_refusal(request, refusal)
        return _back(mine)
    if is_typing(request):
        return answer(saved)
    say_saved(request, saved)
    return _back(mine)


def _back(mine: PeerSheet) -> HttpResponse:
    page = reverse("awards:peer_sheet", args=[mine.round_id])
    return redirect(f"{page}?unit={mine.unit.code}")


def _hand_in(request: AuthenticatedHttpRequest, mine: PeerSheet) -> HttpResponse:
    """Save what the form holds, then hand in; what could be saved stays where handing in fails."""
    try:
        saved = save_sheet(sheet_id=mine.pk, cells=cells_of(request), user=request.user)
        if saved.wrong or saved.conflicts:
            say_saved(request, saved)
            return _back(mine)
        hand_in(sheet_id=mine.pk, user=request.user)
    except RefusalError as refusal:
        fresh = sheet_for(request, mine.round_id)
        return _page(request, fresh, refusal=refusal, status=422)
    messages.success(request, _("The sheet is handed in. It stands; nobody else sees it."))
    return redirect(f"{reverse('awards:scores')}?campaign={_campaign(mine)}#sheets")


def _campaign(mine: PeerSheet) -> int:
    campaign: int = mine.round.dossier.self_score.campaign_id
    return campaign


@require_POST
def conflict(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Declare that the unit does not score this one."""
    mine = sheet_for(request, pk)
    form = ConflictForm(request.POST, auto_id="conflict_%s")
    if not form.is_valid():
        return _page(request, mine, conflict_form=form, status=422)
    try:
        declare_conflict(sheet_id=mine.pk, user=request.user, reason=form.cleaned_data["reason"])
    except RefusalError as refusal:
        say_refusal(request, refusal)
        return _back(mine)
    messages.success(request, _("The conflict of interest is declared; your unit does not score."))
    return redirect("awards:scores")
