"""Papers of a nomination's checklist: added and withdrawn by its unit, opened by who may see it."""

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from awards.enums import PaperKind
from awards.models import Nomination, NominationPaper
from workflow_app.accounts.models import User
from workflow_app.approvals.errors import ConflictError, IncompleteError
from workflow_app.approvals.services.drafting import require_editable
from workflow_app.audit.services import record
from workflow_app.papers.files import FileRefusedError, store_upload


@transaction.atomic
def add_paper(
    *,
    nomination: Nomination,
    kind: str,
    upload: UploadedFile[Any],
    user: User,
    issued_on: dt.date | None = None,
) -> NominationPaper:
    """Add a paper to the draft; IncompleteError when the file is not taken."""
    dossier = require_editable(dossier_id=nomination.dossier_id, user=user)
    if issued_on is not None and issued_on > timezone.localdate():
        raise IncompleteError(_("The date of the paper lies in the future."))
    try:
        stored = store_upload(upload=upload, user=user)
    except FileRefusedError as refusal:
        raise IncompleteError(refusal.message) from refusal
    paper = NominationPaper.objects.create(
        nomination=nomination,
        kind=PaperKind(kind),
        file=stored,
        issued_on=issued_on,
        added_by=user,
    )
    record(
        action="award.paper_added",
        actor=user,
        object=paper,
        dossier_code=dossier.code,
        data={"kind": str(paper.kind), "name": stored.name, "sha256": stored.sha256},
    )
    return paper


@transaction.atomic
def withdraw_paper(*, paper: NominationPaper, user: User) -> None:
    """Take a paper out of the draft; it stays on record."""
    dossier = require_editable(dossier_id=paper.nomination.dossier_id, user=user)
    locked = NominationPaper.objects.select_for_update(of=("self",), no_key=True).get(pk=paper.pk)
    if locked.withdrawn_at is not None:
        raise ConflictError(_("This paper has been withdrawn already."))
    locked.withdrawn_at = timezone.now()
    locked.save(update_fields=["withdrawn_at"])
    record(action="award.paper_withdrawn", actor=user, object=locked, dossier_code=dossier.code)
