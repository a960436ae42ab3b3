"""Papers of a file. What is attached is sealed before it reaches the disk."""

import datetime as dt
import hashlib
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from personnel.enums import PaperKind
from personnel.models import PersonFile, PersonPaper
from personnel.selectors.access import access_to
from workflow_app.accounts.models import User
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.audit.services import record
from workflow_app.organization.models import Person
from workflow_app.papers.files import accepted_type, harmless_name
from workflow_app.papers.models import StoredFile
from workflow_app.vault.keyring import is_current, seal, unseal
from workflow_app.vault.registry import Reseal

BLOCK = 4096  # bytes; the size of a scan says little, but not even that is told exactly


@sensitive_variables()
@transaction.atomic
def add_paper(
    *,
    person: Person,
    kind: str,
    issued_on: dt.date,
    user: User,
    upload: UploadedFile[Any] | None = None,
) -> PersonPaper:
    """Add a paper to the file; FileRefusedError when what is attached is not taken."""
    if not access_to(user, person).keeps:
        raise NotAllowedError(_("Papers are added by the personnel department."))
    if issued_on > timezone.localdate():
        raise IncompleteError(_("The date of the paper lies in the future."))
    PersonFile.objects.bulk_create([PersonFile(person=person)], ignore_conflicts=True)
    file = PersonFile.objects.select_for_update().get(person=person)
    paper = PersonPaper.objects.create(
        file=file,
        kind=PaperKind(kind),
        issued_on=issued_on,
        attachment=store_sealed(upload=upload, user=user) if upload else None,
        added_by=user,
    )
    _log("person.paper_added", paper, user)
    return paper


@transaction.atomic
def withdraw_paper(*, paper: PersonPaper, user: User) -> None:
    """Take a paper out of the checklist; it stays in the file, marked."""
    found = _locked(paper)
    if not access_to(user, found.file.person).keeps:
        raise NotAllowedError(_("Papers are withdrawn by the personnel department."))
    if found.withdrawn_at is not None:
        raise ConflictError(_("This paper was withdrawn already."))
    found.withdrawn_at = timezone.now()
    found.save(update_fields=["withdrawn_at"])
    _log("person.paper_withdrawn", found, user)


@sensitive_variables()
@transaction.atomic
def read_paper(*, paper: PersonPaper, user: User) -> bytes:
    """Return what is attached, and log who was given it; one's own papers are one's own."""
    person = paper.file.person
    is_own = person.user_id == user.pk and paper.kind in PaperKind.own_kinds
    if not (access_to(user, person).reads or is_own):
        raise NotAllowedError(_("This paper is read by those who handle the file."))
    if paper.attachment is None:
        raise IncompleteError(_("Nothing is attached to this paper."))
    content = opened(paper.attachment)
    _log("person.paper_read", paper, user)
    return content


@sensitive_variables()
def store_sealed(*, upload: UploadedFile[Any], user: User) -> StoredFile:
    """Keep an upload under seal; the row's size and hash are those of the seal on the disk.

    Raises FileRefusedError for what is empty, too large, or of a type that is not accepted.
    """
    kind = accepted_type(upload)
    upload.seek(0)
    token = seal(upload.read(), block=BLOCK)
    stored = StoredFile(
        name=harmless_name(upload.name or "", kind), media_type=kind.media_type, uploaded_by=user
    )
    _keep(stored, token)
    return stored


def _keep(stored: StoredFile, token: bytes) -> None:
    stored.size, stored.sha256 = len(token), hashlib.sha256(token).hexdigest()
    stored.file.save(stored.name, ContentFile(token), save=False)
    stored.save()


@sensitive_variables()
def opened(stored: StoredFile) -> bytes:
    """Return the content of a sealed file."""
    with stored.file.open("rb") as file:
        return unseal(file.read())


# --- A change of keys ----------------------------------------------------------------------


def attachments() -> list[Any]:
    """Return the keys of all papers with something attached."""
    papers = PersonPaper.objects.filter(attachment__isnull=False).order_by("pk")
    return list(papers.values_list("pk", flat=True))


def sealed_attachment(key: Any) -> bytes:
    """Return what is attached as it lies on the disk."""
    paper = PersonPaper.objects.select_related("attachment").get(pk=key)
    return _sealed(paper)


@transaction.atomic
def replace_attachment(key: Any, reseal: Reseal) -> bool:
    """Put an attachment under the first key: a new file, the row that points at it, the old gone.

    A file is never written over: a power cut leaves the old one, and a stray that is swept away.
    """
    paper = PersonPaper.objects.select_related("attachment").get(pk=key)
    token = _sealed(paper)
    if paper.attachment is None or is_current(token):
        return False
    before = str(paper.attachment.file.name)
    storage = paper.attachment.file.storage
    _keep(paper.attachment, reseal(token))
    transaction.on_commit(lambda: storage.delete(before))
    return True


def _sealed(paper: PersonPaper) -> bytes:
    if paper.attachment is None:
        return b""
    with paper.attachment.file.open("rb") as file:
        return bytes(file.read())


def _locked(paper: PersonPaper) -> PersonPaper:
    PersonFile.objects.select_for_update().get(pk=paper.file_id)
    return PersonPaper.objects.select_related("file__person").get(pk=paper.pk)


def _log(action: str, paper: PersonPaper, user: User) -> None:
    data = {"kind": paper.kind, "issued_on": paper.issued_on.isoformat()}
    record(action=action, actor=user, object=paper.file, data=data)
