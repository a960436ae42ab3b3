"""Many nominations at once: submitted by a drafter, signed by the head, from a list to check first."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from awards.models import Nomination
from awards.selectors.nomination_lists import lines_of, waiting_for_act
from awards.services.appraisal import Refused, decide_many
from workflow_app.approvals.enums import Outcome, Stage
from workflow_app.approvals.models import Dossier
from workflow_app.ui.typing import AuthenticatedHttpRequest


@dataclass(frozen=True, slots=True)
class Act:
    """What is done with many: at which stage, by which step, with which words."""

    stage: Stage
    step: str
    outcome: Outcome
    title: str | Promise
    button: str | Promise


ACTS = {
    "submit": Act(
        Stage.DRAFTING,
        "draft",
        Outcome.SUBMITTED,
        _("Submit nominations"),
        _("Submit the ticked ones for signature"),
    ),
    "sign": Act(
        Stage.SIGNING,
        "sign",
        Outcome.SIGNED,
        _("Sign nominations"),
        _("Sign the ticked ones and send them on"),
    ),
}


@require_http_methods(["GET", "POST"])
def batch(request: AuthenticatedHttpRequest, name: str) -> HttpResponse:
    """Show what waits for the act, then do it with each that was ticked; refusals are listed."""
    act = ACTS.get(name)
    if act is None:
        raise Http404
    refused: list[Refused] = []
    if request.method == "POST":
        done, refused = decide_many(
            dossiers=ticked(request, list(waiting_for_act(request.user, act.stage))),
            step=act.step,
            outcome=act.outcome,
            user=request.user,
        )
        say_done(request, len(done))
        if not refused:
            return redirect("awards:nominations")
    lines = lines_of(waiting_for_act(request.user, act.stage))
    context = {"act": act, "name": name, "lines": lines, "refused": refused}
    return render(request, "awards/nominations/batch.html", context, status=409 if refused else 200)


def ticked(
    request: AuthenticatedHttpRequest, nominations: list[Nomination]
) -> list[tuple[Dossier, int | None]]:
    """Return the ticked dossiers among these, each with the revision that was shown."""
    wanted = set(request.POST.getlist("dossier"))
    return [
        (row.dossier, _revision(request.POST.get(f"revision-{row.pk}", "")))
        for row in nominations
        if str(row.pk) in wanted
    ]


def _revision(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() else None


def say_done(request: AuthenticatedHttpRequest, number: int) -> None:
    """Tell how many dossiers went on; the list of the others follows on the page."""
    words = ngettext("%(count)s dossier went on.", "%(count)s dossiers went on.", number)
    message = words % {"count": number}
    (messages.success if number else messages.warning)(request, message)
