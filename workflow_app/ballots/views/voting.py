"""The voting sheet: choose, read again, hand in once."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from workflow_app.approvals.errors import ConflictError, NotAllowedError, RefusalError
from workflow_app.ballots.enums import Choice, SessionState
from workflow_app.ballots.forms import SheetForm
from workflow_app.ballots.models import RollEntry, Session
from workflow_app.ballots.selectors.sessions import entry_of, own_interests, own_votes
from workflow_app.ballots.selectors.sheets import options_of
from workflow_app.ballots.services.voting import hand_in, too_late
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .common import session_for, status_of

CHANGE, FILL, HAND_IN = "change", "fill", "hand_in"


@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Let a member on the roll vote; whoever sends the same sheet twice learns it was received."""
    session = session_for(request, pk)
    entry = entry_of(session, request.user)
    refusal = _why_not(session, entry, posted=request.method == "POST")
    if entry is None or refusal is not None:
        return _refused(request, session, entry, refusal)
    if entry.handed_in is not None:
        already = request.method == "POST"
        return _received_already(request, entry) if already else _received(request, session, entry)
    options = options_of(entry)
    if request.method != "POST":
        return _show_sheet(request, session, entry, SheetForm(options=options))
    return _posted(request, session, entry, SheetForm(request.POST, options=options))


def _posted(
    request: AuthenticatedHttpRequest, session: Session, entry: RollEntry, form: SheetForm
) -> HttpResponse:
    step = request.POST.get("step", "")
    if step in (CHANGE, FILL):
        return _show_sheet(request, session, entry, _put_back(form, fill=step == FILL))
    if not form.is_valid():
        return _show_sheet(request, session, entry, form)
    if step == HAND_IN:
        return _hand_in(request, session, form)
    context = {"session": session, "entry": entry, "form": form, "keep": keep_key(entry)}
    return render(request, "ballots/sheet_review.html", context)


def keep_key(entry: RollEntry) -> str:
    """Name under which the browser keeps the choices: of this session and person."""
    return f"sheet-{entry.round_id}-{entry.pk}"


def _put_back(form: SheetForm, *, fill: bool) -> SheetForm:
    """Return the sheet as it was filled in, without complaint about what is still open.

    With `fill`, every item that has no choice yet gets "in favour".
    """
    given = {name: form.data.get(name, "") for name in form.fields}
    if fill:
        for option in form.options:
            name = f"choice-{option.pk}"
            given[name] = given[name] or Choice.YES
    return SheetForm(initial=given, options=form.options)


def _why_not(session: Session, entry: RollEntry | None, *, posted: bool) -> RefusalError | None:
    if entry is None:
        if session.state in SessionState.preparing:
            return ConflictError(
                _("The vote is not open yet. Members are told as soon as the chair opens it.")
            )
        return NotAllowedError(_("You are not on the roll of this vote."))
    if entry.round.is_open or entry.handed_in is not None:
        return None
    if posted:
        return too_late(entry.round)
    return ConflictError(_("The vote was closed before you handed in a sheet."))


def _refused(
    request: AuthenticatedHttpRequest,
    session: Session,
    entry: RollEntry | None,
    refusal: RefusalError | None,
) -> HttpResponse:
    context = {
        "session": session,
        "refusal": refusal,
        "forget": keep_key(entry) if entry is not None else "",
    }
    status = status_of(refusal) if refusal is not None else 403
    return render(request, "ballots/sheet_refused.html", context, status=status)


def _show_sheet(
    request: AuthenticatedHttpRequest,
    session: Session,
    entry: RollEntry,
    form: SheetForm,
) -> HttpResponse:
    context = {
        "session": session,
        "form": form,
        "keep": keep_key(entry),
        "recusals": own_interests(entry),
        "icons": {Choice.YES: "check", Choice.NO: "x", Choice.ABSTAIN: "minus"},
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "ballots/sheet.html", context, status=status)


def _hand_in(request: AuthenticatedHttpRequest, session: Session, form: SheetForm) -> HttpResponse:
    try:
        hand_in(session=session, user=request.user, choices=form.choices, reasons=form.reasons)
    except RefusalError as refusal:
        entry = entry_of(session, request.user)
        if entry is not None and entry.handed_in is not None:
            return _received_already(request, entry)
        return _refused(request, session, entry, refusal)
    messages.success(request, _("Your sheet is handed in. Thank you."))
    return redirect("ballots:sheet", pk=session.pk)


def _received_already(request: AuthenticatedHttpRequest, entry: RollEntry) -> HttpResponse:
    """Say so and show what counts; nothing was added and nothing changed."""
    time = date_format(timezone.localtime(entry.handed_in), "H:i")
    messages.info(
        request,
        _("Your sheet was already received at %(time)s. It counts once, as shown here.")
        % {"time": time},
    )
    return redirect("ballots:sheet", pk=entry.round.session_id)


def _received(
    request: AuthenticatedHttpRequest, session: Session, entry: RollEntry
) -> HttpResponse:
    context = {
        "session": session,
        "entry": entry,
        "votes": own_votes(entry),
        "recusals": own_interests(entry),
        "keep": keep_key(entry),
        "is_closed": not entry.round.is_open,
    }
    return render(request, "ballots/sheet_received.html", context)
