"""A slate of candidates from a workbook: drop it, look through the rows, take them over."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from personnel.enums import ChangeKind
from personnel.forms import SlateForm
from personnel.models import Proposal
from personnel.selectors.proposals import members_of
from personnel.services.proposals import import_slate
from personnel.sheets.slate import SLATE, Slate, read_slate
from workflow_app.approvals.errors import RefusalError
from workflow_app.organization.enums import SeatPost
from workflow_app.organization.models import Person
from workflow_app.sheets.refusals import SheetRefused
from workflow_app.sheets.sessions import XLSX, clean_name, read_upload
from workflow_app.sheets.writing import write_template
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .proposals import draft_of, say_refusal


@require_http_methods(["GET", "POST"])
def slate(request: AuthenticatedHttpRequest, code: str) -> HttpResponse:
    """Read an upload and show what was understood; the file is not kept, nothing is changed yet."""
    proposal = draft_of(request, code)
    if not proposal.dossier.is_editable:
        return redirect(proposal)
    form = SlateForm(request.POST or None, request.FILES or None)
    found: Slate | None = None
    file = request.FILES.get("file")
    if request.method == "POST" and form.is_valid() and isinstance(file, UploadedFile):
        try:
            found = read_slate(read_upload(file)[1], proposal)
        except SheetRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            if found.problem:
                form.add_error("file", found.problem)
                found = None
    context = {
        "proposal": proposal,
        "dossier": proposal.dossier,
        "form": form,
        "slate": found,
        "ready": [row for row in found.rows if not row.problems] if found else [],
        "wrong": [row for row in found.rows if row.problems] if found else [],
        "name": clean_name(file.name or "") if isinstance(file, UploadedFile) else "",
        "posts": SeatPost,
    }
    status = 422 if form.errors else 200
    return render(request, "personnel/proposals_slate.html", context, status=status)


@require_POST
def take(request: AuthenticatedHttpRequest, code: str) -> HttpResponse:
    """Take over the rows that were ticked; every value is checked again."""
    proposal = draft_of(request, code)
    rows = _rows(request, proposal)
    try:
        written = import_slate(
            proposal=proposal, rows=rows, name=request.POST.get("name", ""), user=request.user
        )
    except RefusalError as refusal:
        say_refusal(request, refusal)
        return redirect("personnel:proposal_slate", code=code)
    messages.success(
        request,
        ngettext(
            "%(count)s change was taken over.", "%(count)s changes were taken over.", len(written)
        )
        % {"count": len(written)},
    )
    return redirect("personnel:proposal_edit", code=code)


def _rows(request: AuthenticatedHttpRequest, proposal: Proposal) -> list[dict[str, Any]]:
    """Return the values of the ticked rows; what is not one of ours is left empty and refused."""
    data = request.POST
    numbers = [number for number in data.getlist("row") if number.isdecimal()]
    people = Person.objects.in_bulk(_keys(data.get(f"{number}-entering") for number in numbers))
    members = members_of(proposal).in_bulk(
        _keys(data.get(f"{number}-leaving") for number in numbers)
    )
    return [
        {
            "kind": _choice(ChangeKind.values, data.get(f"{number}-kind"), ChangeKind.ADD),
            "entering": people.get(_key(data.get(f"{number}-entering"))),
            "leaving": members.get(_key(data.get(f"{number}-leaving"))),
            "post": _choice(SeatPost.values, data.get(f"{number}-post"), ""),
            "reason": data.get(f"{number}-reason", "")[:4000],
        }
        for number in numbers
    ]


def _choice(values: list[str], text: str | None, otherwise: str) -> str:
    return text if text in values else otherwise


def _key(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() else 0


def _keys(texts: Any) -> list[int]:
    return [key for text in texts if (key := _key(text))]


@require_safe
def slate_template(request: AuthenticatedHttpRequest, code: str) -> HttpResponse:
    """Hand out the empty workbook."""
    draft_of(request, code)
    return HttpResponse(
        write_template(SLATE),
        content_type=XLSX,
        headers={
            "Content-Disposition": content_disposition_header(
                as_attachment=True, filename="danh-sach-nhan-su.xlsx"
            )
        },
    )
