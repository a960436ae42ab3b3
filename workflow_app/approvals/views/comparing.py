"""Two revisions side by side."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from workflow_app.approvals.kinds import get_kind
from workflow_app.approvals.models import Revision
from workflow_app.approvals.selectors.comparison import Reader, compare
from workflow_app.approvals.selectors.opinions import reading_of
from workflow_app.approvals.services.revisions import content_of

from .common import dossier_for, user_of

DRAFT = "draft"


@require_safe
def comparison(request: HttpRequest, code: str) -> HttpResponse:
    """Show what changed between two revisions: the last two unless the address names others.

    The unit itself may also compare its unsubmitted draft (`to=draft`).
    """
    dossier = dossier_for(request, code)
    kind = get_kind(dossier.kind)
    revisions = list(dossier.revisions.select_related("author").order_by("number"))
    may_draft = dossier.is_editable and reading_of(user_of(request), dossier).is_author
    wants_draft = request.GET.get("to") == DRAFT
    if wants_draft and not may_draft:
        raise Http404
    last = _numbered(revisions, request.GET.get("to", ""), -1) if not wants_draft else None
    first_default = -1 if wants_draft else -2
    first = _numbered(revisions, request.GET.get("from", ""), first_default)
    context = {"dossier": dossier, "revisions": revisions, "may_draft": may_draft}
    if first is not None and (wants_draft or last is not None):
        new = kind.content_of(dossier) if last is None else content_of(last)
        reader = Reader(kind.lines_key, kind.line_title, kind.field_labels(), kind.words)
        context |= {
            "first": first,
            "last": last,
            "comparison": compare(content_of(first), new, reader),
        }
    return render(request, "approvals/compare.html", context)


def _numbered(revisions: list[Revision], text: str, position: int) -> Revision | None:
    """Return the revision the address names (404 for one that is not), else the one at the place."""
    if not text:
        return revisions[position] if len(revisions) >= -position else None
    for revision in revisions:
        if str(revision.number) == text:
            return revision
    raise Http404
