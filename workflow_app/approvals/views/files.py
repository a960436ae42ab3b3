"""Files of a dossier: upload, withdraw, download behind the dossier's own access check."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from workflow_app.approvals.errors import RefusalError
from workflow_app.approvals.forms import AttachmentForm
from workflow_app.approvals.models import DossierAttachment
from workflow_app.approvals.services.attachments import (
    attach_file,
    note_opening,
    withdraw_attachment,
)
from workflow_app.papers.files import download

from .common import dossier_for, status_of, user_of
from .dossier import BUILDERS, frame_context
from .page import frame_of


@require_POST
def upload(request: HttpRequest, code: str) -> HttpResponse:
    """Add a file; a refusal shows the page again with the reason."""
    dossier = dossier_for(request, code)
    form = AttachmentForm(request.POST, request.FILES)
    refusal: RefusalError | None = None
    if form.is_valid():
        try:
            attach_file(
                dossier=dossier,
                user=user_of(request),
                upload=form.cleaned_data["file"],
                description=form.cleaned_data["description"],
            )
        except RefusalError as refused:
            refusal = refused
        else:
            messages.success(request, _("The file is added."))
            return redirect(f"{dossier.get_absolute_url()}?tab=papers#tabs")
    frame = frame_of(user_of(request), dossier)
    context = frame_context(request, frame, "papers") | BUILDERS["papers"](request, frame)
    context |= {"upload_form": form, "upload_refusal": refusal}
    status = status_of(refusal) if refusal is not None else 422
    return render(request, "approvals/dossier.html", context, status=status)


@require_POST
def withdraw_file(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    """Strike a file out."""
    dossier = dossier_for(request, code)
    attachment = get_object_or_404(
        DossierAttachment.objects.select_related("file", "dossier"), dossier=dossier, pk=pk
    )
    try:
        withdraw_attachment(attachment=attachment, user=user_of(request))
        messages.success(request, _("The file is withdrawn; it stays on record, struck out."))
    except RefusalError as refusal:
        messages.error(request, refusal.message)
    return redirect(f"{dossier.get_absolute_url()}?tab=papers#tabs")


@require_safe
def file(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    """Hand out a file as a download; a confidential dossier's log notes who opened it."""
    dossier = dossier_for(request, code)
    attachment = get_object_or_404(
        DossierAttachment.objects.select_related("file", "dossier"), dossier=dossier, pk=pk
    )
    user = user_of(request)
    if attachment.withdrawn_at is not None and attachment.file.uploaded_by_id != user.pk:
        raise Http404
    note_opening(attachment=attachment, user=user)
    return download(attachment.file)
