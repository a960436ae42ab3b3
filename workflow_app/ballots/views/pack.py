"""The board pack: the agenda with the papers of every item, and who has opened them."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from workflow_app.ballots.selectors.console import agenda_of, members_on
from workflow_app.ballots.selectors.pack import note_readers, pack_of
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .common import page_of, session_for


@require_safe
def pack(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Show the papers by item; to chair and secretary also who has opened them."""
    session = session_for(request, pk)
    context = page_of(request, session, "pack")
    members = members_on(session.body, timezone.localdate())
    reader = next((one for one in members if one.person.user_id == request.user.pk), None)
    found = pack_of(reader, agenda_of(session, request.user))
    if context["roles"].prepares:
        note_readers(found, members)
    context |= {"pack": found, "members": len(members)}
    return render(request, "ballots/pack.html", context)
