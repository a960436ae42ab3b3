"""Changing the agenda of a session being prepared, opening and closing its vote."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from workflow_app.approvals.errors import NotAllowedError, RefusalError
from workflow_app.ballots.enums import Result
from workflow_app.ballots.forms import AgendaForm, DropForm
from workflow_app.ballots.models import Ballot, Session
from workflow_app.ballots.services.closing import close_vote
from workflow_app.ballots.services.rounds import open_vote
from workflow_app.ballots.services.sessions import (
    add_to_agenda,
    reorder_agenda,
    send_back,
    take_off_agenda,
)
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .common import roles_of, session_for, show_session

STEPS = {"up": -1, "down": 1}


def _ballot_of(session: Session, ballot_pk: int) -> Ballot:
    """Return the item of this very session; an id of another session's item is not found."""
    found = session.ballots.select_related("dossier__unit", "session__body").filter(pk=ballot_pk)
    ballot = found.first()
    if ballot is None:
        raise Http404
    return ballot


@require_POST
def add_items(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Put the ticked dossiers on the agenda."""
    session = session_for(request, pk)
    if not roles_of(request, session).prepares:
        refusal = NotAllowedError(_("This is for the chair or the secretary of the body."))
        return show_session(request, session, refusal=refusal)
    form = AgendaForm(request.POST, body=session.body)
    if not form.is_valid():
        return show_session(request, session, agenda_form=form)
    return _act(
        request,
        session,
        lambda: add_to_agenda(session=session, dossiers=form.chosen, user=request.user),
        ngettext(
            "%(number)s dossier put on the agenda.",
            "%(number)s dossiers put on the agenda.",
            len(form.chosen),
        )
        % {"number": len(form.chosen)},
    )


@require_POST
def move_item(request: AuthenticatedHttpRequest, pk: int, ballot_pk: int) -> HttpResponse:
    """Move an item one place up or down, or to where it was before when it is at the end."""
    session = session_for(request, pk)
    ballot = _ballot_of(session, ballot_pk)
    order = list(session.ballots.filter(result="").values_list("pk", flat=True))
    step = STEPS.get(request.POST.get("to", ""), 0)
    if ballot.pk in order:
        here = order.index(ballot.pk)
        there = min(max(here + step, 0), len(order) - 1)
        order.insert(there, order.pop(here))
    return _act(
        request,
        session,
        lambda: reorder_agenda(session=session, order=order, user=request.user),
        anchor=f"#item-{ballot.pk}",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def drop_item(request: AuthenticatedHttpRequest, pk: int, ballot_pk: int) -> HttpResponse:
    """Take an item off the agenda, or send its dossier back, with a reason."""
    session = session_for(request, pk)
    ballot = _ballot_of(session, ballot_pk)
    roles = roles_of(request, session)
    if not roles.prepares:
        refusal = NotAllowedError(_("This is for the chair or the secretary of the body."))
        return show_session(request, session, refusal=refusal)
    form = DropForm(request.POST or None, may_send_back=roles.presides)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data.get("what", Result.REMOVED)
        drop = send_back if asked == Result.RETURNED else take_off_agenda
        words = (
            _("The dossier went back to its unit with your reason.")
            if asked == Result.RETURNED
            else _("Taken off. The dossier waits for a later session.")
        )
        reason = form.cleaned_data["reason"]
        return _act(
            request, session, lambda: drop(ballot=ballot, user=request.user, reason=reason), words
        )
    context = {"session": session, "ballot": ballot, "form": form, "roles": roles}
    status = 422 if request.method == "POST" else 200
    return render(request, "ballots/drop.html", context, status=status)


@require_POST
def open_session(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """The chair opens the vote."""
    session = session_for(request, pk)
    return _act(
        request,
        session,
        lambda: open_vote(session=session, user=request.user),
        _("The vote is open. Every member has been told and can vote now."),
    )


@require_POST
def close_session(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """The chair closes the vote; the dossiers go on right after."""
    session = session_for(request, pk)
    return _act(
        request,
        session,
        lambda: close_vote(session=session, user=request.user),
        _("The vote is closed and counted. The dossiers go on now."),
    )


def _act(
    request: AuthenticatedHttpRequest,
    session: Session,
    deed: Callable[[], Any],
    done: str = "",
    anchor: str = "",
) -> HttpResponse:
    """Do it and go back to the session; a refusal is shown there with its reason."""
    try:
        deed()
    except RefusalError as refusal:
        return show_session(request, session, refusal=refusal)
    if done:
        messages.success(request, done)
    return redirect(session.get_absolute_url() + anchor)
