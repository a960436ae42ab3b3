"""What was planned otherwise: name, day, place, officers; a session or a vote that comes to nothing."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from workflow_app.approvals.errors import ConflictError, NotAllowedError, RefusalError
from workflow_app.ballots.enums import SessionMode, SessionState
from workflow_app.ballots.forms import BreakOffForm, ChairForm, ReasonForm, WhenForm
from workflow_app.ballots.models import Session
from workflow_app.ballots.selectors.console import people_of, progress_of
from workflow_app.ballots.selectors.knowing import known_items
from workflow_app.ballots.services.breaking_off import break_off
from workflow_app.ballots.services.cancelling import cancel_session, why_not_cancelled
from workflow_app.ballots.services.changing import (
    UNDER_WAY,
    Arrangement,
    change_chair,
    change_session,
    has_begun,
)
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .common import not_for_you, roles_of, session_for, status_of
from .page import show_session


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Change name, day, hour, place, mode, chair or secretary of a session that has not begun."""
    session = session_for(request, pk)
    if not roles_of(request, session).prepares:
        return show_session(request, session, refusal=not_for_you())
    if session.state not in SessionState.before:
        return show_session(request, session, refusal=ConflictError(has_begun()))
    form = WhenForm(request.POST or None, people=people_of(session.body), initial=_planned(session))
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            changed = change_session(session=session, plan=_plan(form), user=request.user)
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
    names = ("title", "mode", "held_on", "begins", "place", "link")
    return {name: getattr(session, name) for name in names} | {
        "chair": session.chair_id,
        "secretary": session.secretary_id,
        "due_on": due.date() if due else None,
        "due_at": due.time() if due else None,
    }


def _plan(form: WhenForm) -> Arrangement:
    data = form.cleaned_data
    return Arrangement(
        title=data["title"],
        held_on=data["held_on"],
        begins=data["begins"],
        mode=SessionMode(data["mode"]),
        place=data["place"],
        link=data["link"],
        due=data["due"],
        chair=data["chair"],
        secretary=data["secretary"],
    )


def _done(session: Session, changed: list[str]) -> str:
    if not changed:
        return _("Nothing was changed.")
    if session.state == SessionState.CONVENED:
        return _("Changed. Every member has got a notice that says what.")
    return _("Changed. The members are told when they are called.")


@require_http_methods(["GET", "HEAD", "POST"])
def chair(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Note that somebody else takes the chair of a session under way."""
    session = session_for(request, pk)
    if not roles_of(request, session).prepares:
        return show_session(request, session, refusal=not_for_you())
    if session.state not in UNDER_WAY:
        refusal = ConflictError(_("The session is not under way."))
        return show_session(request, session, refusal=refusal)
    others = people_of(session.body)
    if session.chair_id is not None:
        others = others.exclude(pk=session.chair_id)
    form = ChairForm(request.POST or None, people=others)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            noted = change_chair(
                session=session,
                chair=form.cleaned_data["chair"],
                reason=form.cleaned_data["reason"],
                at=form.moment,
                user=request.user,
            )
        except RefusalError as refused:
            form.add_error(None, [refused.message, *refused.details])
            status = status_of(refused)
        else:
            done = _("%(person)s has the chair now; the minutes say so.")
            messages.success(request, done % {"person": noted.after})
            return redirect(session)
    return render(request, "ballots/chair.html", {"session": session, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Call a session off before it has voted on anything, with the reason."""
    session = session_for(request, pk)
    if not roles_of(request, session).prepares:
        return show_session(request, session, refusal=not_for_you())
    why_not = why_not_cancelled(session)
    if why_not:
        return show_session(request, session, refusal=ConflictError(why_not))
    form = ReasonForm(request.POST or None)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            cancel_session(session=session, user=request.user, reason=form.cleaned_data["reason"])
        except RefusalError as refused:
            form.add_error(None, [refused.message, *refused.details])
            status = status_of(refused)
        else:
            messages.success(request, _("The session is cancelled. Its dossiers wait for another."))
            return redirect(session)
    context = {
        "session": session,
        "form": form,
        "act": _("Cancel the session"),
        "icon": "ban",
        "warning": _("A cancelled session cannot be taken up again."),
        "keep": _("Keep the session"),
        "items": known_items(session.ballots.filter(result=""), request.user).count(),
        "is_convened": session.convened is not None,
    }
    return render(request, "ballots/cancel.html", context, status=status)


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
        "act": _("Break the vote off"),
        "icon": "x",
        "warning": _(
            "Nothing is counted. What was handed in is wiped unread, and everybody votes again."
        ),
        "keep": _("Keep it open"),
        "round": voting,
        "progress": progress_of(session),
    }
    return render(request, "ballots/break_off.html", context, status=status)
