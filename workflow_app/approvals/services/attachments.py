"""Files of a dossier: added, withdrawn (never deleted), opened."""

from collections.abc import Iterable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from workflow_app.accounts.models import User
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.approvals.models import Dossier, DossierAttachment
from workflow_app.approvals.selectors.attachments import may_attach, may_withdraw
from workflow_app.audit.services import Entry, record, record_many
from workflow_app.papers.files import FileRefusedError, store_upload

from .work import lock_dossier


@transaction.atomic
def attach_file(
    *, dossier: Dossier, user: User, upload: UploadedFile[Any], description: str = ""
) -> DossierAttachment:
    """Add a file to a dossier on its way: for its unit, and for whoever holds it now."""
    lock_dossier(dossier.pk)
    dossier.refresh_from_db(fields=["stage"])
    if dossier.is_final:
        raise ConflictError(_("The dossier is closed; its files stay as they are."))
    if not may_attach(user, dossier):
        raise NotAllowedError(_("Only its unit and whoever holds the dossier now may add files."))
    try:
        stored = store_upload(upload=upload, user=user)
    except FileRefusedError as refusal:
        raise IncompleteError(refusal.message) from refusal
    attachment = DossierAttachment.objects.create(
        dossier=dossier, file=stored, description=description.strip()[:255]
    )
    record(
        action="attachment.added",
        actor=user,
        object=attachment,
        dossier_code=dossier.code,
        data={"name": stored.name, "sha256": stored.sha256, "size": stored.size},
    )
    return attachment


@transaction.atomic
def withdraw_attachment(*, attachment: DossierAttachment, user: User) -> DossierAttachment:
    """Strike a file out; it stays on record."""
    dossier = attachment.dossier
    lock_dossier(dossier.pk)
    dossier.refresh_from_db(fields=["stage"])
    attachment.refresh_from_db(fields=["withdrawn_at"])
    if dossier.is_final:
        raise ConflictError(_("The dossier is closed; its files stay as they are."))
    if not may_withdraw(user, attachment):
        raise NotAllowedError(
            _("A file is withdrawn by the person who added it, until the deciding body has it.")
        )
    if attachment.withdrawn_at is not None:
        raise ConflictError(_("This file has been withdrawn already."))
    attachment.withdrawn_at = timezone.now()
    attachment.save(update_fields=["withdrawn_at"])
    record(action="attachment.withdrawn", actor=user, object=attachment, dossier_code=dossier.code)
    return attachment


def note_opening(*, attachment: DossierAttachment, user: User) -> None:
    """Log that a file of a confidential dossier was opened."""
    note_openings(attachments=[attachment], user=user)


@transaction.atomic
def note_openings(*, attachments: Iterable[DossierAttachment], user: User) -> None:
    """Log, of those that belong to a confidential dossier, that they were handed out together."""
    opened = [one for one in attachments if one.dossier.is_confidential]
    if opened:
        record_many(
            [
                Entry(
                    action="attachment.opened",
                    actor=user,
                    object=attachment,
                    dossier_code=attachment.dossier.code,
                )
                for attachment in opened
            ]
        )
