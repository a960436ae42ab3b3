"""What the pages of scores share: finding a score, reading cells, answering."""

import json
from typing import Any

from django.contrib import messages
from django.db.models import CharField
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from awards.enums import Kind
from awards.models import SelfScore
from awards.services.cells import Cell, Saved
from workflow_app.accounts.models import User
from workflow_app.approvals.errors import NotAllowedError, RefusalError
from workflow_app.approvals.visibility import visible_of_kind
from workflow_app.organization.selectors.standing import SelectFor
from workflow_app.sheets.sessions import XLSX

CELL, BASE = "cell:", "base:"
MOST_CELLS = 2_000
LONGEST = 20_000


def score_for(user: User, code: str) -> SelfScore:
    """Return the self-score, or 404 for those who may not know of it."""
    found = _seen.of(user, code=code)
    if not found:
        raise Http404
    return found[0]


_seen: SelectFor[SelfScore] = SelectFor(
    lambda user, code: SelfScore.objects.select_related(
        "campaign",
        "dossier__unit",
        "dossier__cluster",
        "dossier__revision",
        "dossier__sent_back",
    ).filter(visible_of_kind(user, Kind.SELF_SCORE), dossier__code=code),
    code=CharField(),
)


def say_refusal(request: HttpRequest, refusal: RefusalError) -> None:
    """Tell the person why the act was not done."""
    messages.error(request, " ".join([refusal.message, *refusal.details]))


def is_typing(request: HttpRequest) -> bool:
    """Tell whether the page saves cells as they are typed, rather than sending its form."""
    return request.content_type == "application/json"


def cells_of(request: HttpRequest) -> list[Cell]:
    """Read cells from JSON or from the fields of a form; nothing from what no page of ours sends."""
    if is_typing(request):
        return _from_json(request.body)
    data = request.POST
    cells = []
    for name, text in data.items():
        if name.startswith(CELL) and name.count(":") == 2:  # noqa: PLR2004 -- cell:<line>:<column>
            __, uid, column = name.split(":")
            base = data.get(f"{BASE}{uid}:{column}")
            cells.append(Cell(uid, column, str(text)[:LONGEST], base))
    return cells[:MOST_CELLS]


def _from_json(body: bytes) -> list[Cell]:
    try:
        rows = json.loads(body)["cells"]
        cells = [
            Cell(*(str(row[name])[:LONGEST] for name in ("uid", "column", "text", "base")))
            for row in rows
        ]
    except (ValueError, KeyError, TypeError):
        return []
    return cells[:MOST_CELLS]


def answer(saved: Saved) -> JsonResponse:
    """Name every cell that was saved, is wrong or was changed by somebody else."""
    return JsonResponse(
        {
            "saved": f"{timezone.localtime():%H:%M}",
            "cells": saved.cells,
            "wrong": saved.wrong,
            "conflicts": [
                {
                    "uid": conflict.uid,
                    "column": conflict.column,
                    "mine": conflict.mine,
                    "theirs": conflict.theirs,
                }
                for conflict in saved.conflicts
            ],
        }
    )


def refused(refusal: RefusalError) -> JsonResponse:
    """Answer a page that saves while one types."""
    status = 403 if isinstance(refusal, NotAllowedError) else 409
    return JsonResponse({"message": " ".join([refusal.message, *refusal.details])}, status=status)


def say_saved(request: HttpRequest, saved: Saved) -> None:
    """Tell a page without scripts what became of its cells."""
    for *__, problem in saved.wrong:
        messages.error(request, problem)
    for conflict in saved.conflicts:
        messages.warning(
            request,
            _("A colleague has written “%(theirs)s” in the meantime; yours was “%(mine)s”.")
            % {"theirs": conflict.theirs, "mine": conflict.mine},
        )
    if not saved.wrong and not saved.conflicts:
        messages.success(request, _("Saved."))


def workbook(data: bytes, name: str) -> HttpResponse:
    """Hand a workbook out."""
    disposition: Any = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(data, content_type=XLSX, headers={"Content-Disposition": disposition})
