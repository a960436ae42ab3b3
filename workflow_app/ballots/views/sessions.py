"""The list of sessions, convening one, and the page of one."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from workflow_app.approvals.errors import RefusalError
from workflow_app.ballots.enums import SessionMode, SessionState
from workflow_app.ballots.forms import ConveneForm
from workflow_app.ballots.models import Session
from workflow_app.ballots.selectors.console import members_on, people_of, progress_of
from workflow_app.ballots.selectors.quorum import arithmetic_of
from workflow_app.ballots.selectors.rules import decision_rule_for
from workflow_app.ballots.selectors.sessions import (
    bodies_of,
    sessions_in_order,
    waiting_dossiers,
    with_counts,
)
from workflow_app.ballots.services.sessions import Particulars, convene
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Body
from workflow_app.organization.selectors.authority import holds_anywhere
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .common import roles_of, session_for, status_of
from .page import show_session

PER_PAGE = 30
READERS = (Duty.VOTE, Duty.PRESIDE, Duty.KEEP_MINUTES, Duty.INSPECT)
ICONS = {
    SessionState.VOTING: "checklist",
    SessionState.SITTING: "users",
    SessionState.CONVENED: "mail",
    SessionState.PLANNED: "calendar-event",
    SessionState.CLOSED: "gavel",
    SessionState.CANCELLED: "ban",
}


@require_safe
def sessions(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Show the sessions this person may know of, those that vote now first."""
    user = request.user
    known = list(sessions_in_order(user).values_list("pk", "state"))
    states = Counter(state for __, state in known)
    serves = list(bodies_of(user, Duty.KEEP_MINUTES, Duty.PRESIDE))
    if not states and not serves and not holds_anywhere(user, *READERS):
        raise Http404
    asked = request.GET.get("state", "")
    is_filtered = asked in SessionState.values
    keys = [pk for pk, state in known if not is_filtered or state == asked]
    page = Paginator(keys, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "sessions": with_counts(list(page.object_list), user),
        "total": sum(states.values()),
        "tabs": _tabs(states, asked),
        "is_filtered": is_filtered,
        "serves": serves,
        "waiting": waiting_dossiers(serves[0]).count() if len(serves) == 1 else 0,
    }
    return render(request, "ballots/sessions.html", context)


def _tabs(states: Counter[str], asked: str) -> list[dict[str, Any]]:
    every = {
        "label": _("All"),
        "url": reverse("ballots:sessions"),
        "current": asked not in SessionState.values,
        "icon": "list",
        "count": sum(states.values()),
    }
    return [every] + [
        {
            "label": state.label,
            "url": f"{reverse('ballots:sessions')}?state={state.value}",
            "current": asked == state,
            "icon": icon,
            "count": states[state],
        }
        for state, icon in ICONS.items()
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def convene_session(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Plan a session: body, day, mode, place, and the dossiers to be decided."""
    bodies = list(bodies_of(request.user, Duty.KEEP_MINUTES, Duty.PRESIDE))
    if not bodies:
        if holds_anywhere(request.user, *READERS):
            raise PermissionDenied(_("This is for the chair or the secretary of the body."))
        raise Http404
    scheduled = _session_about(request, bodies)
    if scheduled is not None:
        return redirect(scheduled)
    body = _body_asked(request, bodies)
    if body is None:
        return render(request, "ballots/choose_body.html", {"bodies": bodies})
    form = ConveneForm(
        request.POST or None, body=body, people=people_of(body), initial=_initial(request, body)
    )
    if request.method != "POST":
        return _convene_page(request, body, form)
    if not form.is_valid():
        return _convene_page(request, body, form, status=422)
    try:
        session = _convene(request, body, form)
    except RefusalError as refusal:
        form.add_error(None, [refusal.message, *refusal.details])
        return _convene_page(request, body, form, status=status_of(refusal))
    messages.success(request, _("The session is convened. You can still change the agenda."))
    return redirect(session)


def _convene_page(
    request: AuthenticatedHttpRequest, body: Body, form: ConveneForm, status: int = 200
) -> HttpResponse:
    members = members_on(body, timezone.localdate())
    context = {
        "form": form,
        "body": body,
        "arithmetic": arithmetic_of(decision_rule_for("", timezone.localdate()), len(members)),
    }
    return render(request, "ballots/convene.html", context, status=status)


def _session_about(request: AuthenticatedHttpRequest, bodies: list[Body]) -> Session | None:
    """Return the session on whose agenda the dossier already stands from which one comes."""
    code = request.GET.get("dossier", "")
    if not code or request.method == "POST":
        return None
    return Session.objects.filter(
        body__in=bodies, ballots__dossier__code=code, ballots__result=""
    ).first()


def _body_asked(request: AuthenticatedHttpRequest, bodies: list[Body]) -> Body | None:
    asked, code = request.GET.get("body", ""), request.GET.get("dossier", "")
    if code and not asked:
        found = next((body for body in bodies if body.dossiers.filter(code=code).exists()), None)
        if found is not None:
            return found
    if not asked:
        return bodies[0] if len(bodies) == 1 else None
    found = next((body for body in bodies if str(body.pk) == asked), None)
    if found is None:
        raise Http404
    return found


def _initial(request: AuthenticatedHttpRequest, body: Body) -> dict[str, Any]:
    """Tick the dossier from whose page one comes."""
    code = request.GET.get("dossier", "")
    chosen = waiting_dossiers(body).filter(code=code) if code else []
    return {"dossiers": [dossier.pk for dossier in chosen]}


def _convene(request: AuthenticatedHttpRequest, body: Body, form: ConveneForm) -> Any:
    data = form.cleaned_data
    return convene(
        body=body,
        title=data["title"],
        held_on=data["held_on"],
        mode=SessionMode(data["mode"]),
        place=data["place"],
        dossiers=form.chosen,
        user=request.user,
        begins=data["begins"],
        due=data["due"],
        particulars=Particulars(data["chair"], data["secretary"], data["link"]),
    )


@require_safe
def session_page(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Show one session: its agenda, who votes, and after the closing the results."""
    return show_session(request, session_for(request, pk))


@require_safe
def handed_in(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Answer how many sheets are in, for the page that asks every ten seconds."""
    session = session_for(request, pk)
    context = {
        "session": session,
        "roles": roles_of(request, session),
        "is_voting": session.state == SessionState.VOTING,
        "progress": progress_of(session),
    }
    return render(request, "ballots/_handed_in.html", context)
