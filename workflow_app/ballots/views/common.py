"""What the pages share: finding the session, what this person may do, the page itself."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from workflow_app.approvals.errors import ConflictError, NotAllowedError, RefusalError
from workflow_app.ballots.enums import SessionState
from workflow_app.ballots.forms import AgendaForm
from workflow_app.ballots.models import Session
from workflow_app.ballots.selectors.console import (
    agenda_of,
    arithmetic_of,
    dropped_from,
    members_on,
    progress_of,
    roll_of,
)
from workflow_app.ballots.selectors.results import results_of, totals
from workflow_app.ballots.selectors.sessions import entry_of, sessions_visible_to
from workflow_app.organization.enums import Duty
from workflow_app.organization.selectors.authority import may
from workflow_app.ui.typing import AuthenticatedHttpRequest


def session_for(request: AuthenticatedHttpRequest, pk: int) -> Session:
    """Return the session if this person may know of it; 404 otherwise, as for one that is not."""
    found = sessions_visible_to(request.user).select_related("body", "term").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True, slots=True)
class Roles:
    """What this person is to the session."""

    presides: bool
    prepares: bool


def roles_of(request: AuthenticatedHttpRequest, session: Session) -> Roles:
    """Return whether the person presides over the body, or prepares its sessions."""
    presides = may(request.user, Duty.PRESIDE, session.body)
    keeps_minutes = may(request.user, Duty.KEEP_MINUTES, session.body)
    return Roles(presides, presides or keeps_minutes)


def status_of(refusal: RefusalError) -> int:
    """Return the status that tells a program what the sentence tells a person."""
    if isinstance(refusal, NotAllowedError):
        return 403
    return 409 if isinstance(refusal, ConflictError) else 422


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
    roles = roles_of(request, session)
    context: dict[str, Any] = {
        "session": session,
        "round": session.round,
        "body": session.body,
        "roles": roles,
        "refusal": refusal,
        "dropped": dropped_from(session),
        "is_planned": session.state in SessionState.preparing,
        "is_voting": session.state == SessionState.VOTING,
        "is_closed": session.state == SessionState.CLOSED,
    }
    if session.state in SessionState.preparing:
        members = members_on(session.body, timezone.localdate())
        context |= {
            "items": agenda_of(session, request.user),
            "members": members,
            "arithmetic": arithmetic_of(session.held_on, len(members)),
        }
        if roles.prepares:
            context["form"] = agenda_form or AgendaForm(body=session.body)
    else:
        context |= {"roll": roll_of(session), "entry": entry_of(session, request.user)}
    if session.state == SessionState.VOTING:
        context |= {
            "items": agenda_of(session, request.user),
            "progress": progress_of(session),
        }
    results = results_of(session)
    if results:
        context |= {
            "results": results,
            "totals": totals(results),
            "readable": {
                item.ballot.pk for item in agenda_of(session, request.user) if item.may_read
            },
        }
    wrong = agenda_form is not None and bool(agenda_form.errors)
    status = status_of(refusal) if refusal is not None else 422 if wrong else 200
    return render(request, "ballots/session.html", context, status=status)
