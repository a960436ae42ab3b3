"""The last word on what the last ballot left open: of the chair, an officer, or two who agree."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from workflow_app.approvals.errors import NotAllowedError, RefusalError
from workflow_app.approvals.selectors.authority import who_could
from workflow_app.approvals.visibility import kept_from
from workflow_app.ballots.enums import Result
from workflow_app.ballots.forms import FinalSayForm
from workflow_app.ballots.models import Ballot
from workflow_app.ballots.selectors.knowing import known_items
from workflow_app.ballots.selectors.last_word import (
    Deciders,
    deciders_of,
    desk_to_speak_at,
    open_options,
    seats_of,
    waits_for_final_say,
)
from workflow_app.ballots.selectors.sessions import sessions_visible_to
from workflow_app.ballots.services.last_word import last_word_path, say_finally
from workflow_app.organization.models import Desk
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .common import session_for, status_of
from .page import show_session


@require_http_methods(["GET", "HEAD", "POST"])
def last_word(request: AuthenticatedHttpRequest, ballot_pk: int) -> HttpResponse:
    """Show the page from a duty, which knows the item alone."""
    ballot = get_object_or_404(Ballot, pk=ballot_pk)
    return final_say(request, ballot.session_id, ballot.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def final_say(request: AuthenticatedHttpRequest, pk: int, ballot_pk: int) -> HttpResponse:
    """Let whom the rule names decide, with the reason; they need not be of the body.

    Who knows the session is told whose word it is; for everybody else the page is not there.
    """
    ballot = get_object_or_404(
        Ballot.objects.select_related("dossier__unit", "dossier__cluster", "session__body"),
        pk=ballot_pk,
        session=pk,
    )
    known = known_items(Ballot.objects.filter(pk=ballot.pk), request.user)
    sees_session = sessions_visible_to(request.user).filter(pk=pk).exists() and known.exists()
    if ballot.result != Result.TIED and ballot.last_words.filter(user=request.user).exists():
        return _decided(request, ballot, sees_session=sees_session)
    if not waits_for_final_say(ballot):
        raise Http404
    options = open_options(ballot)
    deciders = deciders_of(ballot, options)
    desk = desk_to_speak_at(request.user, ballot, deciders)
    if desk is None or (ballot.dossier_id, request.user.pk) in kept_from([ballot.dossier]):
        if not sees_session:
            raise Http404
        return show_session(request, session_for(request, pk), refusal=_whose(ballot, deciders))
    return _speak(request, ballot, deciders, desk, sees_session=sees_session)


def _whose(ballot: Ballot, deciders: Deciders) -> RefusalError:
    names = "; ".join(who_could(desk, ballot.dossier.kind) for desk in deciders.desks)
    return NotAllowedError(
        _("By the rule the last word on this item is with: %(names)s.") % {"names": names}
    )


def _speak(
    request: AuthenticatedHttpRequest,
    ballot: Ballot,
    deciders: Deciders,
    desk: Desk,
    *,
    sees_session: bool,
) -> HttpResponse:
    options = open_options(ballot)
    seats = seats_of(ballot, deciders)
    said = next((seat.word for seat in seats if seat.desk == desk), None)
    others = [seat for seat in seats if seat.desk != desk]
    proposed = said or next((seat.word for seat in others if seat.word is not None), None)
    form = FinalSayForm(
        request.POST or None,
        ballot=ballot,
        open_ones=options,
        initial={"chosen": [key or "whole" for key in proposed.chosen] if proposed else []},
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        chosen, reason = form.chosen, form.cleaned_data["reason"]
        try:
            after = say_finally(ballot=ballot, chosen=chosen, reason=reason, user=request.user)
        except RefusalError as refusal:
            form.add_error(None, [refusal.message, *refusal.details])
            status = status_of(refusal)
        else:
            return _said(request, after, sees_session=sees_session)
    elif request.method == "POST":
        status = 422
    context: dict[str, Any] = {
        "session": ballot.session,
        "sees_session": sees_session,
        "ballot": ballot,
        "form": form,
        "options": options,
        "who": deciders.who,
        "own": said,
        "others": [_shown(seat, options) for seat in others],
    }
    return render(request, "ballots/final_say.html", context, status=status)


def _shown(seat: Any, options: list[Any]) -> dict[str, Any]:
    """Return a seat with what was chosen there in words."""
    chosen = seat.word.chosen if seat.word else []
    return {
        "desk": seat.desk,
        "people": seat.people,
        "word": seat.word,
        "chosen": [option.label for option in options if option.key in chosen],
    }


def _said(request: AuthenticatedHttpRequest, ballot: Ballot, *, sees_session: bool) -> HttpResponse:
    if ballot.result != Result.TIED:
        messages.success(request, _("Decided. The dossier goes on now."))
        return redirect(ballot.session) if sees_session else redirect(last_word_path(ballot))
    messages.success(
        request, _("Noted with your reason. It is decided as soon as both have said the same.")
    )
    return redirect(last_word_path(ballot))


def _decided(
    request: AuthenticatedHttpRequest, ballot: Ballot, *, sees_session: bool
) -> HttpResponse:
    """Show whoever spoke what came of it."""
    context = {
        "session": ballot.session,
        "sees_session": sees_session,
        "ballot": ballot,
        "decided": list(ballot.options.order_by("order", "pk")),
        "words": list(ballot.last_words.select_related("user")),
    }
    return render(request, "ballots/final_say.html", context)
