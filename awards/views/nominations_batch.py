"""Many nominations at once: submitted by a drafter, signed by the head, from a list to check first."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from awards.models import Batch, Nomination
from awards.selectors.batches import result_of, under_way
from awards.selectors.nomination_lists import lines_of, waiting_for_act
from awards.services import batches
from awards.services.appraisal import Refused, decide_many
from workflow_app.approvals.enums import Outcome, Stage
from workflow_app.approvals.errors import RefusalError
from workflow_app.approvals.models import Dossier
from workflow_app.lib.text import whole_number
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


BACK = {
    "draft": reverse_lazy("awards:nomination_batch", args=["submit"]),
    "sign": reverse_lazy("awards:nomination_batch", args=["sign"]),
    "appraise": reverse_lazy("awards:appraisal"),
}
"""Where the dossiers of an act on many were chosen, by its step."""


@require_http_methods(["GET", "POST"])
def batch(request: AuthenticatedHttpRequest, name: str) -> HttpResponse:
    """Show what waits for the act, then do it with each that was ticked; refusals are listed."""
    act = ACTS.get(name)
    if act is None:
        raise Http404
    refused: list[Refused] = []
    waiting = waiting_for_act(request.user, act.stage)
    if request.method == "POST":
        batch, refused = decide_ticked(request, waiting, step=act.step, outcome=act.outcome)
        if batch is not None:
            return redirect("awards:batch", batch.pk)
        if not refused:
            return redirect("awards:nominations")
    now = under_way(request.user)
    rows = list(waiting.all())
    lines = lines_of(row for row in rows if row.dossier_id not in now.dossiers)
    context = {
        "act": act,
        "name": name,
        "lines": lines,
        "refused": refused,
        "under_way": len(rows) - len(lines),
        "own_batches": now.own,
    }
    return render(request, "awards/nominations/batch.html", context, status=409 if refused else 200)


@require_safe
def result(request: AuthenticatedHttpRequest, job: UUID) -> HttpResponse:
    """Say how far an act on many is, and what came of each dossier, to who pressed the button."""
    own = Batch.objects.filter(job__owner=request.user, decision_in_hand__isnull=True)
    found = get_object_or_404(own.select_related("job"), pk=job)
    context = {
        "job": found.job,
        "result": result_of(found, request.user),
        "back": BACK.get(found.step, "/"),
    }
    return render(request, "awards/nominations/batch_result.html", context)


def decide_ticked(
    request: AuthenticatedHttpRequest,
    waiting: QuerySet[Nomination],
    *,
    step: str,
    outcome: Outcome,
) -> tuple[Batch | None, list[Refused]]:
    """Decide on those that were ticked: a few now, many by the worker, whose act is returned.

    The person is told how many went on; those that did not are returned.
    """
    chosen = ticked(request, waiting)
    if len(chosen) > batches.AT_ONCE:
        try:
            batch = batches.start_batch(
                dossiers=chosen, step=step, outcome=outcome, user=request.user
            )
        except RefusalError as refusal:
            messages.error(request, refusal.message)
            return None, []
        return batch, []
    done, refused = decide_many(dossiers=chosen, step=step, outcome=outcome, user=request.user)
    say_done(request, len(done))
    return None, refused


def ticked(
    request: AuthenticatedHttpRequest, waiting: QuerySet[Nomination]
) -> list[tuple[Dossier, int | None]]:
    """Return the ticked dossiers among these, each with the revision that was shown."""
    wanted = set(request.POST.getlist("dossier"))
    return [
        (row.dossier, whole_number(request.POST.get(f"revision-{row.pk}", "")))
        for row in waiting.select_related("dossier")
        if str(row.pk) in wanted
    ]


def say_done(request: AuthenticatedHttpRequest, number: int) -> None:
    """Tell how many dossiers went on; the list of the others follows on the page."""
    words = ngettext("%(count)s dossier went on.", "%(count)s dossiers went on.", number)
    message = words % {"count": number}
    (messages.success if number else messages.warning)(request, message)
