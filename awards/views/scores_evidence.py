"""What a claim rests on: lines of the unit's approved plans, and files."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from awards.forms_scores import EvidenceFileForm
from awards.models import Criterion, Evidence, SelfScore
from awards.services.editing import choose_evidence
from workflow_app.approvals.errors import RefusalError
from workflow_app.approvals.evidence import EvidenceItem, evidence_of
from workflow_app.approvals.models import DossierAttachment
from workflow_app.lib.text import fold
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .scores import may_type
from .scores_common import say_refusal, score_for


@require_http_methods(["GET", "HEAD", "POST"])
def evidence(request: AuthenticatedHttpRequest, code: str, criterion: int) -> HttpResponse:
    """Offer what was approved and the dossier's files; what is ticked is what the claim rests on."""
    score = score_for(request.user, code)
    if not may_type(request, score):
        return redirect(score.dossier)
    about = get_object_or_404(Criterion, group__campaign=score.campaign_id, pk=criterion)
    form = EvidenceFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            _choose(request, score, about, form.cleaned_data["file"])
        except RefusalError as refusal:
            say_refusal(request, refusal)
        else:
            if "again" in request.POST:
                return redirect("awards:score_evidence", code=code, criterion=criterion)
            messages.success(request, _("The evidence is saved."))
            return redirect(f"{reverse('awards:score_edit', args=[code])}#line-{criterion}")
    return render(request, "awards/scores/evidence.html", _context(request, score, about, form))


def _choose(
    request: AuthenticatedHttpRequest,
    score: SelfScore,
    criterion: Criterion,
    file: "UploadedFile[Any] | None",
) -> None:
    choose_evidence(
        score=score,
        criterion=criterion,
        items=request.POST.getlist("item"),
        attachments=[int(key) for key in request.POST.getlist("file_of") if key.isdecimal()],
        upload=file,
        user=request.user,
    )


def _context(
    request: AuthenticatedHttpRequest,
    score: SelfScore,
    criterion: Criterion,
    form: EvidenceFileForm,
) -> dict[str, Any]:
    campaign = score.campaign
    chosen = Evidence.objects.filter(line__self_score=score, line__criterion=criterion)
    lines = {f"{source}:{line}" for source, line in chosen.values_list("source", "source_line")}
    files = set(chosen.filter(file__isnull=False).values_list("file", flat=True))
    offered = evidence_of(score.dossier.unit_id, campaign.counts_from, campaign.counts_to)
    attachments = DossierAttachment.objects.filter(
        dossier=score.dossier, withdrawn_at__isnull=True
    ).select_related("file")
    q = request.GET.get("q", "")
    return {
        "score": score,
        "dossier": score.dossier,
        "criterion": criterion,
        "form": form,
        "q": q,
        "offered": [
            (item, item.key in lines) for item in offered if item.key in lines or _fits(item, q)
        ],
        "is_empty": not offered,
        "files": [(one, one.file_id in files) for one in attachments],
    }


def _fits(item: EvidenceItem, q: str) -> bool:
    """Tell whether every word of the search stands in the line."""
    words = fold(f"{item.label} {item.note} {item.dossier.code}")
    return all(word in words for word in fold(q).split())
