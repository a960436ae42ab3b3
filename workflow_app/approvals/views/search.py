"""One search over everything a person may know of."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import number_format
from django.views.decorators.http import require_safe

from workflow_app.approvals.selectors.search import SEARCHED, found_dossiers, found_units, has_older
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
    older = request.GET.get("older") == "1"
    dossiers, more = (
        found_dossiers(user_of(request), query, units, older=older) if asked else ([], False)
    )
    context = {
        "q": query,
        "asked": asked,
        "rows": [
            {"dossier": dossier, "tone": STAGE_TONES.get(dossier.stage, "blue")}
            for dossier in dossiers
        ],
        "has_more": more,
        "searched": _grouped(SEARCHED) if asked and not older and has_older() else "",
        "units": units,
    }
    return render(request, "approvals/search.html", context)


def _grouped(number: int) -> str:
    return str(number_format(number, force_grouping=True))
