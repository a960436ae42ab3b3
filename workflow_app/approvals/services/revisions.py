"""Freezing content: what is submitted is what is judged."""

import json

from django.utils.translation import gettext as _

from workflow_app.accounts.models import User
from workflow_app.approvals.errors import IncompleteError
from workflow_app.approvals.kinds import Content, get_kind
from workflow_app.approvals.models import Dossier, Revision
from workflow_app.audit.services import record
from workflow_app.lib.canonical import canonical_json, sha256_of


def freeze(*, dossier: Dossier, user: User, note: str = "") -> Revision:
    """Freeze the dossier's content as its next revision; unchanged content keeps the old one.

    Called inside the transaction of the submission. Raises IncompleteError with every error
    that the kind's own checks find.
    """
    kind = get_kind(dossier.kind)
    errors = [problem.text for problem in kind.problems_of(dossier) if problem.is_error]
    if errors:
        raise IncompleteError(_("The dossier cannot be submitted yet."), errors)
    content = kind.content_of(dossier)
    digest = sha256_of(content)
    current = dossier.revision
    if current is not None and current.sha256 == digest:
        return current
    revision = Revision.objects.create(
        dossier=dossier,
        number=current.number + 1 if current else 1,
        content=canonical_json(content),
        sha256=digest,
        note=note,
        author=user,
    )
    dossier.revision = revision
    dossier.save(update_fields=["revision", "updated"])
    record(
        action="revision.frozen",
        actor=user,
        object=revision,
        dossier_code=dossier.code,
        data={"number": revision.number, "sha256": digest},
    )
    return revision


def content_of(revision: Revision) -> Content:
    """Read a revision's content."""
    content: Content = json.loads(revision.content)
    return content
