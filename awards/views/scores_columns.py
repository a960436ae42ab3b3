"""The score in three columns: the unit's own, its peers' median and spread, the office's."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from awards.models import SelfScore
from awards.selectors.columns import FEWEST_SHOWN, Columns, columns_of
from awards.selectors.reading import Reading, posts_for, reading_of
from awards.selectors.secretariat import belongs
from awards.selectors.three_columns import sheets_shown, units_missing
from awards.services.office import save_office_cells
from workflow_app.approvals.enums import Stage
from workflow_app.approvals.errors import RefusalError
from workflow_app.organization.enums import Duty
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .scores_common import (
    answer,
    cells_of,
    is_typing,
    refused,
    say_refusal,
    say_saved,
    score_for,
)


@require_safe
def columns(request: AuthenticatedHttpRequest, code: str) -> HttpResponse:
    """Show the columns that the person may know; the secretariat types its own here."""
    score = score_for(request.user, code)
    if score.dossier.revision is None:
        return redirect(score.dossier)
    reading = reading_of(request.user, score)
    found = columns_of(score.dossier)
    return render(request, "awards/scores/columns.html", context_of(request, score, reading, found))


def context_of(
    request: AuthenticatedHttpRequest, score: SelfScore, reading: Reading, found: Columns
) -> dict[str, Any]:
    """Return what the page shows: nothing of a column that the person may not know."""
    dossier = score.dossier
    shows_peers = reading.peers and (len(found.peers) >= FEWEST_SHOWN or reading.sheets)
    return {
        "score": score,
        "dossier": dossier,
        "columns": found,
        "reading": reading,
        "shows_peers": shows_peers and bool(found.peers),
        "too_few": reading.peers and not shows_peers and bool(found.peers),
        "no_sheets": reading.peers and not found.peers,
        "shows_office": reading.office,
        "may_score": may_score(request, score),
        "missing": units_missing(dossier) if reading.missing else None,
        "sheets": sheets_shown(dossier, with_names=reading.names) if reading.sheets else [],
    }


def may_score(request: AuthenticatedHttpRequest, score: SelfScore) -> bool:
    """Tell whether the person appraises for the secretariat and the score lies with it."""
    posts = posts_for(request.user)
    return (
        score.dossier.stage == Stage.APPRAISING_CONTENT
        and any(post.duty == Duty.APPRAISE_CONTENT for post in posts)
        and belongs(posts)
    )


@require_POST
def office(request: AuthenticatedHttpRequest, code: str) -> HttpResponse:
    """Save the office's points and sentences."""
    score = score_for(request.user, code)
    try:
        saved = save_office_cells(dossier=score.dossier, cells=cells_of(request), user=request.user)
    except RefusalError as refusal:
        if is_typing(request):
            return refused(refusal)
        say_refusal(request, refusal)
        return redirect("awards:score_columns", code=code)
    if is_typing(request):
        return answer(saved)
    say_saved(request, saved)
    return redirect("awards:score_columns", code=code)
