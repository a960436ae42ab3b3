"""The counting board: chosen by the session; and afterwards the codes that were counted."""

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from workflow_app.approvals.errors import RefusalError
from workflow_app.ballots.enums import SessionState
from workflow_app.ballots.forms import BoardForm
from workflow_app.ballots.models import CountedCode, Option, Session
from workflow_app.ballots.selectors.console import people_of
from workflow_app.ballots.services.board import FEWEST, MOST, choose_board
from workflow_app.organization.models import Body, ClusterMembership, Mandate, Person
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .common import not_for_you, page_of, roles_of, session_for, status_of
from .page import show_session


@require_http_methods(["GET", "HEAD", "POST"])
def board(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Write down whom the session chose to count: three to five, no candidate among them."""
    session = session_for(request, pk)
    roles = roles_of(request, session)
    if not roles.prepares:
        return show_session(request, session, refusal=not_for_you())
    chosen = list(session.board.select_related("person"))
    initial = {f"person{place}": one.person_id for place, one in enumerate(chosen, start=1)}
    form = BoardForm(request.POST or None, people=_eligible(session), initial=initial)
    status = 200
    if request.method == "POST" and form.is_valid():
        head, *others = form.people
        try:
            choose_board(session=session, head=head, others=others, user=request.user)
        except RefusalError as refusal:
            form.add_error(None, [refusal.message, *refusal.details])
            status = status_of(refusal)
        else:
            messages.success(request, _("The counting board is noted."))
            return redirect("ballots:board", pk=session.pk)
    elif request.method == "POST":
        status = 422
    context = page_of(request, session, "board", roles) | {
        "form": form,
        "chosen": chosen,
        "fewest": FEWEST,
        "most": MOST,
        "may_choose": session.state in SessionState.preparing,
    }
    return render(request, "ballots/board.html", context, status=status)


def _eligible(session: Session) -> QuerySet[Person]:
    """Members and officers of the body, and whom the session has chosen, without candidates.

    In a cluster also who works for its units: where the heads of most units stand, or of all, too few
    of its members are left to count.
    """
    standing = Option.objects.filter(
        ballot__session=session, ballot__result="", person__isnull=False
    )
    of_body = people_of(session.body).values("pk")
    chosen = session.board.values("person")
    people = Person.objects.filter(
        Q(pk__in=of_body) | Q(pk__in=chosen) | Q(pk__in=_people_of_cluster(session.body))
    )
    return people.exclude(pk__in=standing.values("person")).order_by("sort_key", "pk")


def _people_of_cluster(body: Body) -> QuerySet[Mandate, int | None]:
    mandates = Mandate.objects.in_force(timezone.localdate()).filter(person__is_active=True)
    units = ClusterMembership.objects.filter(cluster=body.cluster_id).values("unit")
    return mandates.filter(unit__in=units).values_list("person", flat=True)


@sensitive_post_parameters("code")
@sensitive_variables("code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def codes(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Publish the counted codes of closed rounds, and look for one that a voter types.

    The code comes by POST alone, so that it stands in no address and no log; that somebody
    looked, and for what, is written nowhere.
    """
    session = session_for(request, pk)
    rows = (
        CountedCode.objects.filter(round__session=session, round__closed__isnull=False)
        .select_related("round")
        .order_by("round__number", "code")
    )
    rounds: dict[int, list[CountedCode]] = {}
    for row in rows:
        rounds.setdefault(row.round.number, []).append(row)
    code = "".join(request.POST.get("code", "").upper().split()).replace("-", "")
    found = next((row for row in rows if row.code.replace("-", "") == code), None)
    context = page_of(request, session, "codes") | {
        "rounds": sorted(rounds.items()),
        "asked": bool(code),
        "found": found,
    }
    return render(request, "ballots/codes.html", context)
