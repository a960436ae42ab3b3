"""Ballots on paper: issued in the room, typed in sheet by sheet by the counting board."""

import secrets

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from workflow_app.approvals.errors import NotAllowedError, RefusalError
from workflow_app.ballots.enums import Channel, SessionState
from workflow_app.ballots.models import Option, Round, Session
from workflow_app.ballots.selectors.paper import papers_of, takes_paper
from workflow_app.ballots.services.paper import (
    counts_votes,
    enter_paper_sheet,
    issue_paper,
    note_collected,
    take_back_paper_sheet,
    warnings_of_paper,
)
from workflow_app.ballots.sheet_form import PaperForm
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .common import page_of, roles_of, session_for, status_of
from .page import show_session


class CollectedForm(forms.Form):
    """How many ballots the box held."""

    collected = forms.IntegerField(min_value=0, max_value=10_000)


@sensitive_post_parameters()
@sensitive_variables()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Issue ballots (chair, secretary, board), and type in what the box held (the board alone)."""
    session = session_for(request, pk)
    roles, is_board = roles_of(request, session), counts_votes(session, request.user)
    if not roles.prepares and not is_board:
        refusal = NotAllowedError(
            _("Ballots on paper are issued by the counting board, the chair or the secretary.")
        )
        return show_session(request, session, refusal=refusal)
    voting = session.rounds.filter(closed=None).first()
    if session.state != SessionState.VOTING or voting is None:
        messages.info(request, _("Ballots on paper are issued while a vote is open."))
        return redirect(session)
    if request.method != "POST":
        return _page(request, session, voting)
    what = request.POST.get("what", "")
    if what == "sheet":
        return _type_in(request, session, voting)
    try:
        _do(request, session, voting, what)
    except RefusalError as refusal:
        return _page(request, session, voting, refusal=refusal)
    return redirect("ballots:paper", pk=session.pk)


def _do(request: AuthenticatedHttpRequest, session: Session, voting: Round, what: str) -> None:
    if what == "issue":
        key = request.POST.get("person", "")
        found = voting.roll.select_related("person")
        entry = found.filter(person=int(key)).first() if key.isdecimal() else None
        if entry is None:
            raise NotAllowedError(_("Choose a member on the roll."))
        issue_paper(session=session, person=entry.person, user=request.user)
        messages.success(
            request, _("A ballot on paper is issued to %(person)s.") % {"person": entry.person}
        )
    elif what == "collected":
        form = CollectedForm(request.POST)
        if not form.is_valid():
            raise NotAllowedError(_("Write the number of ballots in the box."))
        note_collected(session=session, user=request.user, collected=form.cleaned_data["collected"])
        messages.success(request, _("Noted."))
    elif what == "back":
        take_back_paper_sheet(
            session=session,
            user=request.user,
            code=request.POST.get("code", ""),
            reason=request.POST.get("reason", ""),
        )
        messages.success(request, _("The sheet is taken out. Type it in again."))


@sensitive_variables()
def _type_in(request: AuthenticatedHttpRequest, session: Session, voting: Round) -> HttpResponse:
    """Put a sheet into the urn and show its code, here and now: it is stored in no message."""
    form = PaperForm(request.POST, options=_options(voting))
    if not form.is_valid():
        return _page(request, session, voting, form=form, status=422)
    try:
        code = enter_paper_sheet(
            session=session, user=request.user, choices=form.choices, token=form.sheet_token
        )
    except RefusalError as refusal:
        return _page(request, session, voting, refusal=refusal, form=form)
    return _page(request, session, voting, code=code)


def _options(voting: Round) -> list[Option]:
    options = Option.objects.filter(ballot__round=voting).select_related("ballot__dossier__unit")
    return list(options.order_by("ballot__order", "ballot", "order", "pk"))


@sensitive_variables()
def _page(
    request: AuthenticatedHttpRequest,
    session: Session,
    voting: Round,
    *,
    refusal: RefusalError | None = None,
    form: PaperForm | None = None,
    code: str = "",
    status: int = 200,
) -> HttpResponse:
    if form is None:
        token = {"token": secrets.token_urlsafe(16)}
        form = PaperForm(options=_options(voting), initial=token)
    is_board = counts_votes(session, request.user)
    roll = list(voting.roll.select_related("person").order_by("person__sort_key", "pk"))
    context = page_of(request, session, "paper") | {
        "refusal": refusal,
        "fits": takes_paper(voting),
        "form": form,
        "code": code,
        "papers": papers_of(voting),
        "warnings": warnings_of_paper(voting),
        "is_board": is_board,
        "board": list(session.board.select_related("person")),
        "holders": [entry.person for entry in roll if entry.channel == Channel.PAPER],
        "without_paper": [entry for entry in roll if entry.channel != Channel.PAPER],
    }
    status = status_of(refusal) if refusal is not None else status
    return render(request, "ballots/paper.html", context, status=status)
