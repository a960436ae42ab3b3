"""One search over everything a person may know of."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from workflow_app.approvals.selectors.search import found_dossiers, found_units
from workflow_app.lib.text import search_text

from .common import user_of
from .worklist import STAGE_TONES

SHORTEST = 2


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Find dossiers and units, without marks and in any order of the words."""
    query = request.GET.get("q", "")[:200].strip()
    asked = len(search_text(query)) >= SHORTEST
    units = found_units(query) if asked else []
    dossiers, more = found_dossiers(user_of(request), query, units) if asked else ([], False)
    context = {
        "q": query,
        "asked": asked,
        "rows": [
            {"dossier": dossier, "tone": STAGE_TONES.get(dossier.stage, "blue")}
            for dossier in dossiers
        ],
        "has_more": more,
        "units": units,
    }
    return render(request, "approvals/search.html", context)
