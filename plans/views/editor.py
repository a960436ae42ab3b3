"""The plan's editor: a sheet one types in, problems and totals beside it."""

import json
from typing import Any

from django.contrib import messages
from django.db.models import TextChoices
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from plans.content import content_of_dossier
from plans.enums import ActivityKind, GuestLevel
from plans.models import Amendment, Plan
from plans.selectors.amendments import power_over
from plans.selectors.cells import objectives_of
from plans.selectors.editor import (
    EditingState,
    areas_of,
    earlier_plans,
    editing_state,
    empty_cells,
    sheet_rows,
)
from plans.selectors.problems import problems_of
from plans.selectors.summary import summarise
from plans.services import editing
from plans.services.cells import Edit, Saved
from plans.services.cells import save_cells as write_cells
from workflow_app.approvals.errors import NotAllowedError, RefusalError
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.services.revisions import content_of
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .common import plan_and_amendment, say_refusal, visible_dossier

MOST_EDITS = 20_000


@require_safe
def edit(request: AuthenticatedHttpRequest, code: str) -> HttpResponse:
    """Let the unit's drafter type; everybody else reads, with the reason."""
    dossier = visible_dossier(request.user, code)
    state = editing_state(dossier, request.user)
    plan, amendment = plan_and_amendment(dossier)
    if not state.allowed:
        return _read_only(request, dossier, state)
    context = {
        "dossier": dossier,
        "plan": plan,
        "amendment": amendment,
        "rows": sheet_rows(plan, amendment),
        "empty": empty_cells(),
        "objectives": objectives_of(plan, amendment),
        "choices": {
            "kind": _in_words(ActivityKind),
            "guest_level": _in_words(GuestLevel),
            "focus_area": [("", "–"), *((area.code, area.name) for area in areas_of(plan))],
        },
        "can_copy": amendment is None and bool(earlier_plans(plan)),
        **_margin(dossier, amendment),
    }
    return render(request, "plans/edit.html", context)


def _in_words(choices: type[TextChoices]) -> list[tuple[str, str]]:
    """Return the choices with their words in the reader's language, found once for all lines."""
    return [(str(value), str(label)) for value, label in choices.choices]


def _read_only(
    request: AuthenticatedHttpRequest, dossier: Dossier, state: EditingState
) -> HttpResponse:
    """People of the unit read the draft as it lies; others what was last submitted, if anything."""
    content = None
    if state.is_own:
        content = content_of_dossier(dossier)
    elif dossier.revision is not None:
        content = content_of(dossier.revision)
    context = {
        "dossier": dossier,
        "state": state,
        "content": content,
        "problems": problems_of(content) if content else [],
        "revision": dossier.revision,
    }
    return render(request, "plans/read_only.html", context)


def _margin(dossier: Dossier, amendment: Amendment | None) -> dict[str, Any]:
    content = content_of_dossier(dossier)
    problems = problems_of(content)
    numbers = {line["uid"]: number for number, line in enumerate(content["activities"], start=1)}
    return {
        "summary": summarise(content, problems),
        "problems": sorted(
            ((numbers.get(problem.line, 0), problem) for problem in problems),
            key=lambda pair: (not pair[1].is_error, pair[0]),
        ),
        "power": power_over(dossier) if amendment else None,
    }


@require_safe
def margin(request: AuthenticatedHttpRequest, code: str) -> HttpResponse:
    """Answer with problems and totals as they are now."""
    dossier = visible_dossier(request.user, code)
    __, amendment = plan_and_amendment(dossier)
    if not editing_state(dossier, request.user).is_own:
        return HttpResponse(status=403)
    context = {"dossier": dossier, **_margin(dossier, amendment)}
    return render(request, "plans/_margin.html", context)


@require_POST
def save_cells(request: AuthenticatedHttpRequest, code: str) -> HttpResponse:
    """Save what was typed; the answer names every cell that was saved, wrong or changed by others."""
    dossier = visible_dossier(request.user, code)
    plan, amendment = plan_and_amendment(dossier)
    edits = _edits(request.body)
    if edits is None:
        return JsonResponse({"message": _("This could not be read.")}, status=400)
    try:
        saved = write_cells(plan=plan, amendment=amendment, edits=edits, user=request.user)
    except RefusalError as refusal:
        status = 403 if isinstance(refusal, NotAllowedError) else 409
        return JsonResponse({"message": refusal.message}, status=status)
    return JsonResponse(_answer(saved))


def _edits(body: bytes) -> list[Edit] | None:
    """Read the edits; nothing for a body that no page of ours sends."""
    try:
        rows = json.loads(body)["cells"]
        edits = [
            Edit(*(str(row[name]) for name in ("uid", "column", "text", "base"))) for row in rows
        ]
    except (ValueError, KeyError, TypeError):
        return None
    return edits if len(edits) <= MOST_EDITS else None


def _answer(saved: Saved) -> dict[str, Any]:
    return {
        "saved": f"{timezone.localtime():%H:%M}",
        "cells": saved.cells,
        "created": saved.created,
        "wrong": saved.wrong,
        "conflicts": [
            {
                "uid": conflict.uid,
                "column": conflict.column,
                "mine": conflict.mine,
                "theirs": conflict.theirs,
                "removed": conflict.is_removed,
            }
            for conflict in saved.conflicts
        ],
    }


@require_POST
def remove(request: AuthenticatedHttpRequest, code: str) -> HttpResponse:
    """Take the chosen lines out."""
    dossier, plan, amendment = _to_change(request, code)
    try:
        count = editing.remove_activities(
            plan=plan,
            amendment=amendment,
            uids=request.POST.getlist("uids"),
            user=request.user,
        )
    except RefusalError as refusal:
        say_refusal(request, refusal)
    else:
        messages.success(
            request,
            ngettext("%(count)s line was removed.", "%(count)s lines were removed.", count)
            % {"count": count},
        )
    return redirect("plans:edit", code=dossier.code)


@require_POST
def reorder(request: AuthenticatedHttpRequest, code: str) -> HttpResponse:
    """Put the lines into the order sent."""
    __, plan, amendment = _to_change(request, code)
    try:
        editing.reorder(
            plan=plan, amendment=amendment, uids=request.POST.getlist("uids"), user=request.user
        )
    except RefusalError as refusal:
        status = 403 if isinstance(refusal, NotAllowedError) else 409
        return JsonResponse({"message": refusal.message}, status=status)
    return HttpResponse(status=204)


def _to_change(
    request: AuthenticatedHttpRequest, code: str
) -> tuple[Dossier, Plan, Amendment | None]:
    dossier = visible_dossier(request.user, code)
    return (dossier, *plan_and_amendment(dossier))
