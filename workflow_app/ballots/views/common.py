"""What the pages share: finding the session, what this person may do, acting and coming back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import BigAutoField
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from workflow_app.approvals.errors import ConflictError, NotAllowedError, RefusalError
from workflow_app.ballots.enums import Secrecy, SessionState
from workflow_app.ballots.models import Ballot, Session
from workflow_app.ballots.selectors.sessions import sessions_visible_to
from workflow_app.ballots.services.cancelling import why_not_cancelled
from workflow_app.ballots.services.paper import counts_votes
from workflow_app.organization.enums import Duty
from workflow_app.organization.selectors.authority import may
from workflow_app.organization.selectors.standing import SelectFor
from workflow_app.ui.typing import AuthenticatedHttpRequest

NOT_OVER = (*SessionState.preparing, SessionState.VOTING)


def session_for(request: AuthenticatedHttpRequest, pk: int) -> Session:
    """Return the session if this person may know of it; 404 otherwise, as for one that is not."""
    found = _visible.of(request.user, pk=pk)
    if not found:
        raise Http404
    return found[0]


_visible: SelectFor[Session] = SelectFor(
    lambda user, pk: (
        sessions_visible_to(user)
        .select_related("body", "term", "chair", "secretary")
        .filter(pk=pk)
        .order_by()
    ),
    pk=BigAutoField(),
)


def ballot_of(session: Session, ballot_pk: int) -> Ballot:
    """Return the item of this very session; an id of another session's item is not found."""
    found = session.ballots.select_related("dossier__unit", "session__body").filter(pk=ballot_pk)
    ballot = found.first()
    if ballot is None:
        raise Http404
    return ballot


@dataclass(frozen=True, slots=True)
class Roles:
    """What this person is to the session."""

    presides: bool
    prepares: bool
    votes: bool


def roles_of(request: AuthenticatedHttpRequest, session: Session) -> Roles:
    """Return whether the person presides over the body, prepares its sessions, sits in it."""
    presides = may(request.user, Duty.PRESIDE, session.body)
    keeps_minutes = may(request.user, Duty.KEEP_MINUTES, session.body)
    votes = may(request.user, Duty.VOTE, session.body)
    return Roles(presides, presides or keeps_minutes, votes)


def not_for_you() -> NotAllowedError:
    """Say whose the act is."""
    return NotAllowedError(_("This is for the chair or the secretary of the body."))


def status_of(refusal: RefusalError) -> int:
    """Return the status that tells a program what the sentence tells a person."""
    if isinstance(refusal, NotAllowedError):
        return 403
    return 409 if isinstance(refusal, ConflictError) else 422


def page_of(
    request: AuthenticatedHttpRequest, session: Session, current: str, roles: Roles | None = None
) -> dict[str, Any]:
    """Return what every page of a session has in its head: the session, the roles, the tabs."""
    roles = roles or roles_of(request, session)
    is_over = session.state not in NOT_OVER
    tabs: list[tuple[str, str, str, bool]] = [
        ("session", _("Agenda and result"), "list-check", True),
        ("pack", _("Papers"), "files", True),
        ("attendance", _("Attendance"), "user-check", roles.prepares and not session.is_written),
        ("interests", _("Interests"), "scale", roles.prepares and not is_over),
        ("own_interests", _("My interests"), "scale", roles.votes and not is_over),
        ("board", _("Counting board"), "users", roles.prepares and not session.is_written),
        ("paper", _("Ballots on paper"), "file-text", _may_issue(request, session, roles)),
        ("codes", _("Check codes"), "shield-check", _has_codes(session)),
    ]
    return {
        "session": session,
        "body": session.body,
        "roles": roles,
        "joins": roles.prepares or roles.votes,
        "may_change": roles.prepares and session.state in SessionState.before,
        "may_cancel": roles.prepares and _may_be_cancelled(session),
        "tabs": [
            {
                "label": label,
                "icon": icon,
                "url": reverse(f"ballots:{name}", args=[session.pk]),
                "current": name == current,
            }
            for name, label, icon, is_shown in tabs
            if is_shown
        ],
    }


def _may_be_cancelled(session: Session) -> bool:
    """Tell whether the session can be called off; asks the database only once it has begun."""
    if session.state in SessionState.before:
        return True
    return session.state == SessionState.SITTING and not why_not_cancelled(session)


def _may_issue(request: AuthenticatedHttpRequest, session: Session, roles: Roles) -> bool:
    """Tell whether ballots on paper are this person's business now."""
    if session.state != SessionState.VOTING or session.is_written:
        return False
    return roles.prepares or counts_votes(session, request.user)


def _has_codes(session: Session) -> bool:
    secret = session.ballots.filter(secrecy=Secrecy.SECRET, round__closed__isnull=False)
    return secret.exists()


def act(
    request: AuthenticatedHttpRequest,
    deed: Callable[[], Any],
    back: str,
    again: Callable[[RefusalError], HttpResponse],
    done: str = "",
) -> HttpResponse:
    """Do it and go back; a refusal is shown on the page itself (`again`) with its reason."""
    try:
        deed()
    except RefusalError as refusal:
        return again(refusal)
    if done:
        messages.success(request, done)
    return redirect(back)
