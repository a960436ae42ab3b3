"""Who is there: the secretary's list, one tap for each arrival, leaving and absence."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from workflow_app.approvals.errors import ConflictError, RefusalError
from workflow_app.ballots.enums import Presence
from workflow_app.ballots.models import Session
from workflow_app.ballots.selectors.console import agenda_of, members_on
from workflow_app.ballots.selectors.quorum import arithmetics_for, room_of
from workflow_app.ballots.services.attendance import (
    note_absence,
    note_all_present,
    note_arrival,
    note_leaving,
)
from workflow_app.organization.models import Person
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .common import NOT_OVER, act, not_for_you, page_of, roles_of, session_for, status_of
from .page import show_session


@require_http_methods(["GET", "HEAD", "POST"])
def attendance(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Show who is there and note who comes, goes, or will not come."""
    session = session_for(request, pk)
    if not roles_of(request, session).prepares:
        return show_session(request, session, refusal=not_for_you())
    if request.method != "POST":
        return _list(request, session)
    what, person = request.POST.get("what", ""), _person(session, request.POST.get("person", ""))
    if what == "all":
        return _all(request, session)
    if person is None:
        return _list(request, session, ConflictError(_("This member is no longer in the body.")))
    return act(
        request,
        lambda: _note(request, session, person, what),
        f"{request.path}#member-{person.pk}",
        lambda refusal: _list(request, session, refusal),
    )


def _note(request: AuthenticatedHttpRequest, session: Session, person: Person, what: str) -> None:
    if what in Presence.values:
        note_arrival(session=session, person=person, presence=Presence(what), user=request.user)
    elif what == "left":
        note_leaving(session=session, person=person, user=request.user)
    elif what == "absent":
        reason = request.POST.get("reason", "")
        note_absence(session=session, person=person, reason=reason, user=request.user)
    else:
        raise ConflictError(_("The page showed an older state. Please look again."))


def _all(request: AuthenticatedHttpRequest, session: Session) -> HttpResponse:
    try:
        number = note_all_present(session=session, presence=Presence.IN_ROOM, user=request.user)
    except RefusalError as refusal:
        return _list(request, session, refusal)
    words = ngettext(
        "%(number)s member noted as present in the room.",
        "%(number)s members noted as present in the room.",
        number,
    )
    messages.success(request, words % {"number": number})
    return redirect(request.path)


def _person(session: Session, key: str) -> Person | None:
    members = members_on(session.body, timezone.localdate()) if key.isdecimal() else []
    return next((one.person for one in members if one.person_id == int(key)), None)


def _list(
    request: AuthenticatedHttpRequest, session: Session, refusal: RefusalError | None = None
) -> HttpResponse:
    session = session_for(request, session.pk)
    members = members_on(session.body, timezone.localdate())
    items = [item.ballot for item in agenda_of(session, request.user) if not item.ballot.result]
    strictest, __ = arithmetics_for(session, items, len(members))
    context = page_of(request, session, "attendance") | {
        "refusal": refusal,
        "room": room_of(session, members),
        "arithmetic": strictest,
        "may_note": session.state in NOT_OVER,
    }
    status = 200 if refusal is None else status_of(refusal)
    return render(request, "ballots/attendance.html", context, status=status)
