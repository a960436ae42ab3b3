"""The voting sheet: choose, read again, hand in once.

Nothing about a secret choice is kept outside the urn: not in the session store, a message, an
address or a page. The check code travels in the form alone; whoever sends the same sheet twice
is known by it and gets the receipt again.
"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from workflow_app.approvals.errors import ConflictError, NotAllowedError, RefusalError
from workflow_app.ballots.enums import Channel, Choice, Secrecy, SessionState
from workflow_app.ballots.models import RollEntry, Session
from workflow_app.ballots.padding import evenly_long
from workflow_app.ballots.selectors.sessions import entry_of, own_interests, own_votes
from workflow_app.ballots.selectors.sheets import options_of, options_to_show
from workflow_app.ballots.services.urn import new_code
from workflow_app.ballots.services.voting import hand_in, has_come_in, too_late
from workflow_app.ballots.sheet_form import CODE, GROUP, SheetForm
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .common import session_for, status_of

CHANGE, FILL, HAND_IN = "change", "fill", "hand_in"


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@evenly_long
def sheet(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Let a member on the roll vote; whoever sends the same sheet twice learns it was received."""
    session = session_for(request, pk)
    entry = entry_of(session, request.user)
    refusal = _why_not(session, entry, posted=request.method == "POST")
    if entry is None or refusal is not None:
        return _refused(request, session, entry, refusal)
    if entry.handed_in is not None:
        sent_again = request.method == "POST"
        return _sent_again(request, entry) if sent_again else _received(request, session, entry)
    if request.method != "POST":
        form = SheetForm(options=options_to_show(entry), initial={CODE: new_code()})
        return _show_sheet(request, session, entry, form)
    return _posted(request, session, entry)


@sensitive_variables()
def _posted(request: AuthenticatedHttpRequest, session: Session, entry: RollEntry) -> HttpResponse:
    step = request.POST.get("step", "")
    if step == HAND_IN:  # shows none of the items, unless something is missing
        form = SheetForm(request.POST, options=options_of(entry))
        if form.is_valid():
            return _hand_in(request, session, form)
    form = SheetForm(request.POST, options=options_to_show(entry))
    if step in (CHANGE, FILL):
        return _show_sheet(request, session, entry, _put_back(form, fill=step == FILL))
    if not form.is_valid():
        return _show_sheet(request, session, entry, form)
    context = {"session": session, "entry": entry, "form": form, "keep": keep_key(entry)}
    return render(request, "ballots/sheet_review.html", context)


def keep_key(entry: RollEntry) -> str:
    """Name under which the browser keeps the choices of open items: of this round and person."""
    return f"sheet-{entry.round_id}-{entry.pk}"


@sensitive_variables()
def _put_back(form: SheetForm, *, fill: bool) -> SheetForm:
    """Return the sheet as it was filled in, without complaint about what is still open.

    With `fill`, every item that has no choice yet gets "in favour".
    """
    given = {name: form.data.get(name, "") for name in form.fields}
    if fill:
        apart = [f"choice-{option.pk}" for option in form.options if option not in form.grouped]
        for name in [*apart, *([GROUP] if form.grouped else [])]:
            given[name] = given[name] or Choice.YES
    return SheetForm(initial=given, options=form.options)


def _why_not(session: Session, entry: RollEntry | None, *, posted: bool) -> RefusalError | None:
    if entry is None:
        if session.state in SessionState.preparing:
            return ConflictError(
                _("The vote is not open yet. Members are told as soon as the chair opens it.")
            )
        return NotAllowedError(_("You are not on the roll of this vote."))
    if entry.round.is_open and entry.channel == Channel.PAPER:
        return ConflictError(_("You have taken a ballot on paper; it counts, and only once."))
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


@sensitive_variables()
def _show_sheet(
    request: AuthenticatedHttpRequest,
    session: Session,
    entry: RollEntry,
    form: SheetForm,
) -> HttpResponse:
    context = {
        "session": session,
        "round": entry.round,
        "form": form,
        "keep": keep_key(entry) if form.is_kept else "",
        "recusals": own_interests(entry),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "ballots/sheet.html", context, status=status)


@sensitive_variables()
def _hand_in(request: AuthenticatedHttpRequest, session: Session, form: SheetForm) -> HttpResponse:
    code = form.cleaned_data.get(CODE, "")
    try:
        entry = hand_in(
            session=session,
            user=request.user,
            choices=form.choices,
            reasons=form.reasons,
            code=code,
        )
    except RefusalError as refusal:
        found = entry_of(session, request.user)
        if found is not None and found.handed_in is not None:
            return _sent_again(request, found)
        return _refused(request, session, found, refusal)
    if form.is_secret:
        return _received(request, session, entry, code=code)
    messages.success(request, _("Your sheet is handed in. Thank you."))
    return redirect("ballots:sheet", pk=session.pk)


@sensitive_variables()
def _sent_again(request: AuthenticatedHttpRequest, entry: RollEntry) -> HttpResponse:
    """Show what counts; nothing was added and nothing changed.

    A secret sheet is known again by its code; one with another code is a second sheet.
    """
    session = entry.round.session
    code = request.POST.get(CODE, "")
    if has_come_in(entry.round, code):
        return _received(request, session, entry, code=code)
    if entry.round.ballots.filter(secrecy=Secrecy.SECRET).exists():
        refusal = ConflictError(
            _("You have already handed in your sheet."),
            [_("It counts as you handed it in; this second one was not taken.")],
        )
        return _refused(request, session, entry, refusal)
    time = date_format(timezone.localtime(entry.handed_in), "H:i")
    messages.info(
        request,
        _("Your sheet was already received at %(time)s. It counts once, as shown here.")
        % {"time": time},
    )
    return redirect("ballots:sheet", pk=session.pk)


@sensitive_variables()
def _received(
    request: AuthenticatedHttpRequest, session: Session, entry: RollEntry, code: str = ""
) -> HttpResponse:
    """Show the receipt; the code only in answer to the sheet that carried it."""
    secrecies = set(entry.round.ballots.values_list("secrecy", flat=True))
    context = {
        "session": session,
        "entry": entry,
        "code": code,
        "is_secret": Secrecy.SECRET in secrecies,
        "votes": own_votes(entry) if Secrecy.OPEN in secrecies else [],
        "recusals": own_interests(entry),
        "keep": keep_key(entry),
        "is_closed": not entry.round.is_open,
    }
    return render(request, "ballots/sheet_received.html", context)
