"""What was planned otherwise: another day or place; and a vote that is broken off."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from workflow_app.approvals.errors import ConflictError, NotAllowedError, RefusalError
from workflow_app.ballots.enums import SessionMode, SessionState
from workflow_app.ballots.forms import BreakOffForm, WhenForm
from workflow_app.ballots.models import Session
from workflow_app.ballots.selectors.console import progress_of
from workflow_app.ballots.services.breaking_off import break_off
from workflow_app.ballots.services.changing import CHANGEABLE, When, change_session
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .common import not_for_you, roles_of, session_for, status_of
from .page import show_session


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Change day, hour, place or mode of a session that has not begun."""
    session = session_for(request, pk)
    if not roles_of(request, session).prepares:
        return show_session(request, session, refusal=not_for_you())
    if session.state not in CHANGEABLE:
        refusal = ConflictError(
            _("The session has begun; its day, place and way of meeting stay as they are.")
        )
        return show_session(request, session, refusal=refusal)
    form = WhenForm(request.POST or None, initial=_planned(session))
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            changed = change_session(session=session, when=_when(form), user=request.user)
        except RefusalError as refusal:
            form.add_error(None, [refusal.message, *refusal.details])
            status = status_of(refusal)
        else:
            messages.success(request, _done(session, changed))
            return redirect(session)
    context = {
        "session": session,
        "form": form,
        "is_convened": session.state == SessionState.CONVENED,
    }
    return render(request, "ballots/change.html", context, status=status)


def _planned(session: Session) -> dict[str, Any]:
    due = timezone.localtime(session.due) if session.due is not None else None
    return {
        "mode": session.mode,
        "held_on": session.held_on,
        "begins": session.begins,
        "place": session.place,
        "due_on": due.date() if due else None,
        "due_at": due.time() if due else None,
    }


def _when(form: WhenForm) -> When:
    data = form.cleaned_data
    return When(
        held_on=data["held_on"],
        begins=data["begins"],
        mode=SessionMode(data["mode"]),
        place=data["place"],
        due=data["due"],
    )


def _done(session: Session, changed: list[str]) -> str:
    if not changed:
        return _("Nothing was changed.")
    if session.state == SessionState.CONVENED:
        return _("Changed. Every member has got a notice that says what.")
    return _("Changed. The members are told when they are called.")


@require_http_methods(["GET", "HEAD", "POST"])
def break_off_vote(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Let the chair end the open vote without a count, with the reason."""
    session = session_for(request, pk)
    if not roles_of(request, session).presides:
        refusal: RefusalError = NotAllowedError(_("Only the chair breaks a vote off."))
        return show_session(request, session, refusal=refusal)
    voting = session.rounds.filter(closed=None).first()
    if session.state != SessionState.VOTING or voting is None:
        refusal = ConflictError(_("No vote is open that could be broken off."))
        return show_session(request, session, refusal=refusal)
    form = BreakOffForm(request.POST or None)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            break_off(session=session, user=request.user, reason=form.cleaned_data["reason"])
        except RefusalError as refused:
            form.add_error(None, [refused.message, *refused.details])
            status = status_of(refused)
        else:
            messages.success(
                request, _("The vote is broken off. Its items stand on the agenda once more.")
            )
            return redirect(session)
    context = {
        "session": session,
        "form": form,
        "round": voting,
        "progress": progress_of(session),
    }
    return render(request, "ballots/break_off.html", context, status=status)
