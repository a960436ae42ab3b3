"""The result of a closed session on paper, and the session on the wall of the room."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from workflow_app.ballots.enums import SessionState
from workflow_app.ballots.models import Session
from workflow_app.ballots.selectors.console import agenda_of, members_on, progress_of, roll_of
from workflow_app.ballots.selectors.quorum import arithmetics_for, room_of
from workflow_app.ballots.selectors.results import counts_of, results_of, totals
from workflow_app.ballots.selectors.withholding import withhold_names
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .common import session_for


@require_safe
def result(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Show the result as it is printed."""
    session = session_for(request, pk)
    results = results_of(session, request.user)
    if not results:
        messages.info(request, _("There is no result before the chair has closed the vote."))
        return redirect(session)
    roll = roll_of(session)
    context = {
        "session": session,
        "rounds": session.rounds.filter(closed__isnull=False).select_related(
            "opened_by", "closed_by"
        ),
        "results": results,
        "totals": totals(results),
        "roll": roll,
        "handed_in": sum(bool(entry.handed_in or entry.channel) for entry in roll),
    }
    return render(request, "ballots/result.html", context)


@require_safe
def screen(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Show the session large and plain for a projector: who is here, what is voted on, the result."""
    session = session_for(request, pk)
    context = _on_the_wall(request, session)
    template = "ballots/_screen.html" if request.htmx else "ballots/screen.html"
    return render(request, template, context)


def _on_the_wall(request: AuthenticatedHttpRequest, session: Session) -> dict[str, Any]:
    """Return what the room may see now: never how a vote stands, nor what is confidential.

    The room is not the person who projects: of a confidential dossier its code alone is on the
    wall, and numbers in the place of names.
    """
    items = [item for item in agenda_of(session, request.user) if not item.ballot.result]
    for item in items:
        if item.ballot.dossier.is_confidential:
            withhold_names(item.ballot.options.all())
    context: dict[str, Any] = {
        "session": session,
        "items": items,
        "is_planned": session.state in SessionState.preparing,
        "is_voting": session.state == SessionState.VOTING,
        "is_cancelled": session.state == SessionState.CANCELLED,
        "is_live": session.state in (*SessionState.preparing, SessionState.VOTING),
    }
    if session.state == SessionState.VOTING:
        context["progress"] = progress_of(session)
        context["items"] = [item for item in items if item.ballot.round_id is not None]
        return context
    context["results"] = counts_of(session, request.user)
    for found in context["results"]:
        if found.ballot.dossier.is_confidential:
            withhold_names(found.ballot.options.all())
    if session.state in SessionState.preparing:
        members = members_on(session.body, timezone.localdate())
        context["arithmetic"], __ = arithmetics_for(
            session, [item.ballot for item in items], len(members)
        )
        context["room"] = room_of(session, members)
    return context
