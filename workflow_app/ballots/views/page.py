"""The page of one session: for the members what is decided, for chair and secretary the console."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from workflow_app.approvals.errors import RefusalError
from workflow_app.ballots.enums import Result, SessionState
from workflow_app.ballots.forms import AgendaForm
from workflow_app.ballots.models import Session
from workflow_app.ballots.selectors.console import (
    Item,
    agenda_of,
    dropped_from,
    members_on,
    progress_of,
    roll_of,
)
from workflow_app.ballots.selectors.knowing import known_of
from workflow_app.ballots.selectors.last_word import undecided_of
from workflow_app.ballots.selectors.quorum import arithmetics_for, room_of
from workflow_app.ballots.selectors.results import results_of, totals
from workflow_app.ballots.selectors.sessions import entry_of
from workflow_app.ballots.selectors.warnings import warnings_before_opening
from workflow_app.ballots.services.paper import counts_votes
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .common import NOT_OVER, Roles, page_of, roles_of, session_for, status_of


def show_session(
    request: AuthenticatedHttpRequest,
    session: Session,
    *,
    refusal: RefusalError | None = None,
    agenda_form: AgendaForm | None = None,
) -> HttpResponse:
    """Draw the session's page; a refusal stands on top of it with its reason."""
    if refusal is not None:
        session = session_for(request, session.pk)  # as it is now, not as it was before
    context = page_of(request, session, "session")
    items = agenda_of(session, request.user)
    context |= {
        "round": session.round,
        "refusal": refusal,
        "dropped": dropped_from(session, request.user),
        "is_planned": session.state in SessionState.preparing,
        "is_voting": session.state == SessionState.VOTING,
        "is_closed": session.state == SessionState.CLOSED,
        "is_cancelled": session.state == SessionState.CANCELLED,
        "counts_votes": session.state in NOT_OVER and counts_votes(session, request.user),
        "items": [item for item in items if not item.ballot.result],
    }
    context["joins"] = context["joins"] or context["counts_votes"]
    if session.state in SessionState.preparing:
        context |= _preparing(session, context["items"], context["roles"], agenda_form)
    if context["round"] is not None:
        context |= {"roll": roll_of(session), "entry": entry_of(session, request.user)}
    if session.state == SessionState.VOTING:
        context["progress"] = progress_of(session)
    context |= _results(request, session, items)
    wrong = agenda_form is not None and bool(agenda_form.errors)
    status = status_of(refusal) if refusal is not None else 422 if wrong else 200
    return render(request, "ballots/session.html", context, status=status)


def _preparing(
    session: Session, items: list[Item], roles: Roles, agenda_form: AgendaForm | None
) -> dict[str, Any]:
    members = members_on(session.body, timezone.localdate())
    ballots = [item.ballot for item in items]
    strictest, each = arithmetics_for(session, ballots, len(members))
    is_secret = any(one.is_secret for one in each)
    found: dict[str, Any] = {
        "members": members,
        "arithmetic": strictest,
        "arithmetics": each,
        "room": room_of(session, members),
        "needs_board": is_secret and not session.is_written,
        "board": list(session.board.select_related("person")),
        "warnings": warnings_before_opening(session) if roles.presides and is_secret else [],
    }
    if roles.prepares:
        found["form"] = agenda_form or AgendaForm(body=session.body)
    return found


def _results(
    request: AuthenticatedHttpRequest, session: Session, items: list[Item]
) -> dict[str, Any]:
    results = results_of(session, request.user)
    if not results:  # a vote that was broken off has minutes all the same
        was_opened = session.state == SessionState.CANCELLED and session.round is not None
        return {"has_minutes": was_opened}
    known = known_of(session, request.user)
    tied = session.ballots.filter(result=Result.TIED, next=None, pk__in=known.items)
    return {
        "results": results,
        "totals": totals(results),
        "readable": {item.ballot.pk for item in items if item.may_read},
        "undecided": undecided_of(
            tied.select_related("dossier__cluster", "session__body"), request.user
        ),
        "closed_rounds": sorted({one.ballot.round.number for one in results if one.ballot.round}),
    }


def show_agenda(
    request: AuthenticatedHttpRequest, session: Session, refusal: RefusalError | None = None
) -> HttpResponse:
    """Draw the agenda alone, for a page that has just moved an item."""
    session = session_for(request, session.pk)
    items = agenda_of(session, request.user)
    context = {
        "session": session,
        "roles": roles_of(request, session),
        "is_planned": session.state in SessionState.preparing,
        "items": [item for item in items if not item.ballot.result],
        "refusal": refusal,
    }
    status = 200 if refusal is None else 422
    return render(request, "ballots/_agenda.html", context, status=status)
