"""Papers of a nomination: added, withdrawn, opened."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from awards.forms_nominations import PaperForm
from awards.models import NominationPaper
from awards.services.nomination_papers import add_paper, withdraw_paper
from workflow_app.approvals.errors import RefusalError
from workflow_app.papers.files import download
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .nominations import draft_of, editor_context, form_of, say_refusal, visible_nomination


@require_POST
def add(request: AuthenticatedHttpRequest, code: str) -> HttpResponse:
    """Add a paper; a refusal shows the editor again with the reason."""
    nomination = draft_of(request, code)
    form = PaperForm(request.POST, request.FILES)
    if form.is_valid():
        data = form.cleaned_data
        try:
            add_paper(
                nomination=nomination,
                kind=data["kind"],
                upload=data["file"],
                issued_on=data["issued_on"],
                user=request.user,
            )
        except RefusalError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The paper was added."))
            return redirect("awards:nomination_edit", code=code)
    context = editor_context(nomination) | {"form": form_of(nomination), "paper_form": form}
    return render(request, "awards/nominations/edit.html", context, status=422)


@require_POST
def withdraw(request: AuthenticatedHttpRequest, code: str, pk: int) -> HttpResponse:
    """Take a paper out of the draft."""
    nomination = draft_of(request, code)
    paper = get_object_or_404(NominationPaper, nomination=nomination, pk=pk)
    try:
        withdraw_paper(paper=paper, user=request.user)
    except RefusalError as refusal:
        say_refusal(request, refusal)
    else:
        messages.success(request, _("The paper was withdrawn; it stays on record."))
    return redirect("awards:nomination_edit", code=code)


@require_safe
def paper(request: AuthenticatedHttpRequest, code: str, pk: int) -> HttpResponseBase:
    """Hand out a paper as a download to whoever may see the nomination."""
    nomination = visible_nomination(request, code)
    papers = NominationPaper.objects.select_related("file")
    wanted = get_object_or_404(papers, nomination=nomination, pk=pk)
    if wanted.withdrawn_at is not None and wanted.added_by_id != request.user.pk:
        raise Http404
    return download(wanted.file)
