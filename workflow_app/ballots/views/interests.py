"""Interests: asked, declared none, declared. Chair and secretary note them; a member their own."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from workflow_app.approvals.errors import ConflictError, RefusalError
from workflow_app.ballots.enums import InterestState
from workflow_app.ballots.models import Ballot, Interest, Option, Session
from workflow_app.ballots.selectors.console import agenda_of, members_on
from workflow_app.ballots.selectors.interests import interests_in
from workflow_app.ballots.selectors.quorum import room_of
from workflow_app.ballots.services.interests import declare_interest, note_none_declared
from workflow_app.organization.models import Mandate
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .common import act, not_for_you, page_of, roles_of, session_for, status_of
from .page import show_session


@require_http_methods(["GET", "HEAD", "POST"])
def interests(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Show the three states of every item, and note what is declared in the room."""
    session = session_for(request, pk)
    if not roles_of(request, session).prepares:
        return show_session(request, session, refusal=not_for_you())
    if request.method != "POST":
        return _overview(request, session)
    if request.POST.get("what") == "rest":
        return _note_rest(request, session)
    ballot = _item(request, session)
    back = request.path + (f"#item-{ballot.pk}" if ballot else "")
    return act(
        request,
        lambda: _declare(request, session, ballot, request.POST.get("person", "")),
        back,
        lambda refusal: _overview(request, session, refusal),
        _("Noted."),
    )


def _items(request: AuthenticatedHttpRequest, session: Session) -> list[Ballot]:
    """The items that are still open and that this person may know of."""
    return [item.ballot for item in agenda_of(session, request.user) if not item.ballot.result]


def _item(request: AuthenticatedHttpRequest, session: Session) -> Ballot | None:
    key = request.POST.get("item", "")
    return next((one for one in _items(request, session) if str(one.pk) == key), None)


def _declare(
    request: AuthenticatedHttpRequest, session: Session, ballot: Ballot | None, person: str
) -> None:
    members = {str(one.person_id): one for one in members_on(session.body, timezone.localdate())}
    if ballot is None or person not in members:
        raise ConflictError(_("The page showed an older state. Please look again."))
    declare_interest(
        ballot=ballot,
        person=members[person].person,
        state=_state(request.POST.get("state", "")),
        user=request.user,
        reason=request.POST.get("reason", ""),
        option=_option(ballot, request.POST.get("option", "")),
    )


def _state(value: str) -> InterestState:
    if value not in InterestState.values:
        raise ConflictError(_("The page showed an older state. Please look again."))
    return InterestState(value)


def _option(ballot: Ballot, key: str) -> Option | None:
    return next((one for one in ballot.options.all() if str(one.pk) == key), None)


def _note_rest(request: AuthenticatedHttpRequest, session: Session) -> HttpResponse:
    """Everybody who was there and said nothing has declared none."""
    ballots = [ballot for ballot in _items(request, session) if ballot.round_id is None]
    asked = request.POST.get("item", "")
    chosen = [ballot for ballot in ballots if str(ballot.pk) == asked] if asked else ballots
    room = room_of(session, members_on(session.body, timezone.localdate()))
    people = [seat.mandate.person for seat in room.present]
    try:
        if not people:
            raise ConflictError(_("Nobody is noted as present; note the attendance first."))
        number = note_none_declared(
            session=session, ballots=chosen, people=people, user=request.user
        )
    except RefusalError as refusal:
        return _overview(request, session, refusal)
    words = ngettext("%(number)s declaration noted.", "%(number)s declarations noted.", number)
    messages.success(request, words % {"number": number})
    return redirect(request.path)


def _overview(
    request: AuthenticatedHttpRequest, session: Session, refusal: RefusalError | None = None
) -> HttpResponse:
    members = members_on(session.body, timezone.localdate())
    found = interests_in(_items(request, session), members)
    context = page_of(request, session, "interests") | {
        "refusal": refusal,
        "items": found,
        "members": members,
        "present": len(room_of(session, members).present),
    }
    status = 200 if refusal is None else status_of(refusal)
    return render(request, "ballots/interests.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def own_interests(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Let a member declare for themselves, item by item."""
    session = session_for(request, pk)
    mandate = _own_mandate(request, session)
    if mandate is None:
        refusal = ConflictError(_("Only a member of the body declares an interest here."))
        return show_session(request, session, refusal=refusal)
    if request.method != "POST":
        return _own_page(request, session, mandate)
    ballot = _item(request, session)
    return act(
        request,
        lambda: _declare(request, session, ballot, str(mandate.person_id)),
        request.path + (f"#item-{ballot.pk}" if ballot else ""),
        lambda refusal: _own_page(request, session, mandate, refusal),
        _("Your declaration is noted."),
    )


def _own_mandate(request: AuthenticatedHttpRequest, session: Session) -> Mandate | None:
    members = members_on(session.body, timezone.localdate())
    return next((one for one in members if one.person.user_id == request.user.pk), None)


def _own_page(
    request: AuthenticatedHttpRequest,
    session: Session,
    mandate: Mandate,
    refusal: RefusalError | None = None,
) -> HttpResponse:
    ballots = _items(request, session)
    rows = Interest.objects.filter(ballot__in=ballots, person=mandate.person_id)
    declared = {row.ballot_id: row for row in rows.select_related("option").order_by("-option")}
    context = page_of(request, session, "own_interests") | {
        "refusal": refusal,
        "items": [(ballot, declared.get(ballot.pk)) for ballot in ballots],
    }
    status = 200 if refusal is None else status_of(refusal)
    return render(request, "ballots/own_interests.html", context, status=status)
