"""The result of a closed session: on paper, and on the wall of the room."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from workflow_app.ballots.selectors.console import roll_of
from workflow_app.ballots.selectors.results import results_of, totals
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .common import session_for


def _show(request: AuthenticatedHttpRequest, pk: int, template: str) -> HttpResponse:
    session = session_for(request, pk)
    results = results_of(session)
    if not results:
        messages.info(request, _("There is no result before the chair has closed the vote."))
        return redirect(session)
    roll = roll_of(session)
    context = {
        "session": session,
        "round": session.round,
        "results": results,
        "totals": totals(results),
        "roll": roll,
        "handed_in": sum(entry.handed_in is not None for entry in roll),
    }
    return render(request, template, context)


@require_safe
def result(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Show the result as it is printed."""
    return _show(request, pk, "ballots/result.html")


@require_safe
def screen(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Show the result large and plain, for a projector."""
    return _show(request, pk, "ballots/screen.html")
