"""The papers of a session to download: board pack, minutes, minutes of a count, resolution."""

from collections.abc import Callable
from typing import TypeVar

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from workflow_app.approvals.errors import RefusalError
from workflow_app.ballots.models import Round, Session
from workflow_app.ballots.pack import pack_pdf
from workflow_app.ballots.papers import (
    counting_minutes_docx,
    counting_minutes_pdf,
    minutes_docx,
    minutes_pdf,
    resolution_docx,
    resolution_pdf,
)
from workflow_app.lib.text import fold
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .common import not_for_you, roles_of, session_for
from .page import show_session

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TYPES = {"pdf": PDF, "docx": DOCX}
Answer = TypeVar("Answer", bound=HttpResponseBase)


def _known(ending: str) -> str:
    if ending not in TYPES:
        raise Http404
    return ending


def _file(
    request: AuthenticatedHttpRequest,
    session: Session,
    make: Callable[[], bytes],
    name: str,
    ending: str,
) -> HttpResponse:
    """Give the paper as a file; where it cannot be drawn up yet, say why on the session's page."""
    try:
        content = make()
    except RefusalError as refusal:
        return show_session(request, session, refusal=refusal)
    return _protected(HttpResponse(content, content_type=TYPES[ending]), session, name, ending)


def _protected(response: Answer, session: Session, name: str, ending: str) -> Answer:
    """Name the file after the session; no browser takes it for anything but what it says."""
    title = slugify(fold(f"{name} {session.title}"))[:80]
    response["Content-Disposition"] = f'attachment; filename="{title}.{ending}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@never_cache
@require_safe
def board_pack(request: AuthenticatedHttpRequest, pk: int) -> HttpResponseBase:
    """Give the agenda with the papers of every item as one PDF, as far as this person may read."""
    session = session_for(request, pk)
    return _protected(
        FileResponse(pack_pdf(session, request.user), content_type=PDF), session, "tai lieu", "pdf"
    )


@never_cache
@require_safe
def minutes(request: AuthenticatedHttpRequest, pk: int, ending: str) -> HttpResponse:
    """Give the minutes; whole to chair and secretary, to others what they may know of."""
    session = session_for(request, pk)
    if not session.rounds.filter(closed__isnull=False).exists():
        raise Http404
    reader = None if roles_of(request, session).prepares else request.user
    make = minutes_pdf if _known(ending) == "pdf" else minutes_docx
    return _file(request, session, lambda: make(session, reader), "bien ban", ending)


@never_cache
@require_safe
def counting_minutes(
    request: AuthenticatedHttpRequest, pk: int, number: int, ending: str
) -> HttpResponse:
    """Give the minutes of the count of a closed round."""
    session = session_for(request, pk)
    voting = Round.objects.filter(session=session, number=number, closed__isnull=False).first()
    if voting is None:
        raise Http404
    voting.session = session
    reader = None if roles_of(request, session).prepares else request.user
    make = counting_minutes_pdf if _known(ending) == "pdf" else counting_minutes_docx
    name = f"bien ban kiem phieu {number}"
    return _file(request, session, lambda: make(voting, reader), name, ending)


@never_cache
@require_safe
def resolution(request: AuthenticatedHttpRequest, pk: int, ending: str) -> HttpResponse:
    """Give chair and secretary the resolution on what was adopted, to be signed."""
    session = session_for(request, pk)
    if not roles_of(request, session).prepares:
        return show_session(request, session, refusal=not_for_you())
    make = resolution_pdf if _known(ending) == "pdf" else resolution_docx
    return _file(request, session, lambda: make(session), "nghi quyet", ending)
