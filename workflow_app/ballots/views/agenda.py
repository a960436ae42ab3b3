"""The agenda of a session being prepared, and its voting: open, remind, close, announce."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from workflow_app.approvals.errors import IncompleteError, RefusalError
from workflow_app.ballots.enums import Result
from workflow_app.ballots.forms import AgendaForm, DropForm
from workflow_app.ballots.models import Session
from workflow_app.ballots.services.closing import close_vote
from workflow_app.ballots.services.notices import announce, remind
from workflow_app.ballots.services.rounds import open_vote
from workflow_app.ballots.services.sessions import (
    add_to_agenda,
    call_members,
    group_items,
    reorder_agenda,
    send_back,
    take_off_agenda,
)
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .common import act, ballot_of, not_for_you, roles_of, session_for
from .page import show_agenda, show_session

STEPS = {"up": -1, "down": 1}


def _act(
    request: AuthenticatedHttpRequest,
    session: Session,
    deed: Callable[[], Any],
    done: str,
    anchor: str = "",
) -> HttpResponse:
    """Do it and go back to the session's page, where a refusal is shown with its reason as well."""
    return act(
        request,
        deed,
        session.get_absolute_url() + anchor,
        lambda refusal: show_session(request, session, refusal=refusal),
        done,
    )


@require_POST
def add_items(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Put the ticked dossiers on the agenda."""
    session = session_for(request, pk)
    if not roles_of(request, session).prepares:
        return show_session(request, session, refusal=not_for_you())
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
    ballot = ballot_of(session, ballot_pk)
    order = list(session.ballots.filter(result="").values_list("pk", flat=True))
    step = STEPS.get(request.POST.get("to", ""), 0)
    if ballot.pk in order:
        here = order.index(ballot.pk)
        there = min(max(here + step, 0), len(order) - 1)
        order.insert(there, order.pop(here))
    return _ordered(request, session, order, f"#item-{ballot.pk}")


@require_POST
def order_items(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Put the whole agenda in the order in which it was drawn."""
    session = session_for(request, pk)
    order = [int(key) for key in request.POST.getlist("order") if key.isdecimal()]
    return _ordered(request, session, order, "#agenda")


def _ordered(
    request: AuthenticatedHttpRequest, session: Session, order: list[int], anchor: str
) -> HttpResponse:
    try:
        reorder_agenda(session=session, order=order, user=request.user)
    except RefusalError as refusal:
        if request.htmx:
            return show_agenda(request, session, refusal)
        return show_session(request, session, refusal=refusal)
    if request.htmx:
        return show_agenda(request, session)
    return redirect(session.get_absolute_url() + anchor)


@require_POST
def group(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Vote on the ticked items as one group; without any, on each by itself."""
    session = session_for(request, pk)
    ballots = [int(key) for key in request.POST.getlist("item") if key.isdecimal()]
    if len(ballots) == 1:
        refusal = IncompleteError(_("A group has two items or more."))
        return show_session(request, session, refusal=refusal)
    return _act(
        request,
        session,
        lambda: group_items(session=session, ballots=ballots, user=request.user),
        _("These items are voted on together.") if ballots else _("Each item is voted on alone."),
        "#agenda",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def drop_item(request: AuthenticatedHttpRequest, pk: int, ballot_pk: int) -> HttpResponse:
    """Take an item off the agenda, or send its dossier back, with a reason."""
    session = session_for(request, pk)
    ballot = ballot_of(session, ballot_pk)
    roles = roles_of(request, session)
    if not roles.prepares:
        return show_session(request, session, refusal=not_for_you())
    form = DropForm(request.POST or None, may_send_back=roles.presides)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data.get("what", Result.REMOVED)
        drop = send_back if asked == Result.RETURNED else take_off_agenda
        reason = form.cleaned_data["reason"]
        return _act(
            request,
            session,
            lambda: drop(ballot=ballot, user=request.user, reason=reason),
            _("The dossier went back to its unit with your reason.")
            if asked == Result.RETURNED
            else _("Taken off. The dossier waits for a later session."),
        )
    context = {"session": session, "ballot": ballot, "form": form, "roles": roles}
    status = 422 if request.method == "POST" else 200
    return render(request, "ballots/drop.html", context, status=status)


@require_POST
def call(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Convene: every member is told the day and where the papers are."""
    session = session_for(request, pk)
    return _act(
        request,
        session,
        lambda: call_members(session=session, user=request.user),
        _("The members are convened. Each has got a notice that leads to the papers."),
    )


@require_POST
def open_session(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """The chair opens the vote on the ticked items; without a choice, on all that wait."""
    session = session_for(request, pk)
    items: list[int] | None = None
    if "choose" in request.POST:
        items = [int(key) for key in request.POST.getlist("item") if key.isdecimal()]
    return _act(
        request,
        session,
        lambda: open_vote(session=session, user=request.user, items=items),
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


@require_POST
def remind_members(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Remind those whose sheet has not come in; who they are is not shown."""
    session = session_for(request, pk)
    return _act(
        request,
        session,
        lambda: remind(session=session, user=request.user),
        _("Whoever has not handed in has been reminded, once an hour at most."),
    )


@require_POST
def announce_results(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Tell the members that the results stand."""
    session = session_for(request, pk)
    return _act(
        request,
        session,
        lambda: announce(session=session, user=request.user),
        _("The results are announced. Every member has got a notice."),
    )
