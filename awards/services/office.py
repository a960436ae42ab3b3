"""The office's column: points of the award secretariat, and a sentence for each large gap."""

from collections.abc import Sequence
from fractions import Fraction

from django.db import transaction
from django.utils.translation import gettext as _

from awards.models import OfficePoint, SelfScore
from awards.performers import award_secretariat
from awards.selectors.columns import columns_of
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Stage
from workflow_app.approvals.errors import ConflictError, IncompleteError
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.selectors.authority import recorded_authority
from workflow_app.approvals.services.decisions import require_authority
from workflow_app.approvals.services.revisions import content_of
from workflow_app.approvals.services.work import lock_dossier
from workflow_app.audit.services import record
from workflow_app.organization.enums import Duty
from workflow_app.organization.selectors.authority import desk_of

from .cells import Cell, Lines, Saved

TEXTS = {"sentence": 2000}


@transaction.atomic
def save_office_cells(*, dossier: Dossier, cells: Sequence[Cell], user: User) -> Saved:
    """Write points and sentences of the office, while the score is being appraised.

    Cells that cannot be read, hold more than the most, or were changed by a colleague come back.
    Raises ConflictError at any other stage, NotAllowedError for others than the secretariat.
    """
    lock_dossier(dossier.pk)
    dossier = Dossier.objects.select_related("unit", "cluster", "revision").get(pk=dossier.pk)
    revision = dossier.revision
    if dossier.stage != Stage.APPRAISING_CONTENT or revision is None:
        raise ConflictError(_("The office scores while the self-score lies with it."))
    desk = desk_of(Duty.APPRAISE_CONTENT, award_secretariat())
    holding = require_authority(user=user, desk=desk, dossier=dossier)
    score = SelfScore.objects.get(dossier=dossier)
    content = content_of(revision)
    saved = Saved()
    lines = Lines(
        score.office_points.all(),
        new=lambda criterion: OfficePoint(self_score=score, criterion_id=criterion),
        most={int(line["uid"]): Fraction(line["most"]) for line in content["lines"]},
        texts=TEXTS,
        is_strict=True,
    )
    for cell in cells:
        lines.write(cell, saved)
    lines.store()
    if saved.cells:
        record(
            action="score.office_saved",
            actor=user,
            object=score,
            authority=recorded_authority(holding),
            dossier_code=dossier.code,
            data={
                "revision": revision.sha256,
                "cells": [[uid, column, text] for uid, column, text in saved.cells],
            },
        )
    return saved


def require_complete(dossier: Dossier) -> None:
    """Raise IncompleteError while points of the office or sentences on large gaps are missing."""
    columns = columns_of(dossier)
    lacking = [
        _("%(criterion)s: the office has not scored it yet") % {"criterion": row.title}
        for row in columns.rows
        if row.lacks_office
    ]
    lacking += [
        _("%(criterion)s: the points differ by more than %(limit)s; a sentence is owed")
        % {"criterion": row.title, "limit": columns.gap_limit}
        for row in columns.rows
        if row.owes_sentence
    ]
    if lacking:
        raise IncompleteError(_("The office's column is not complete."), lacking)
