"""Typing a self-score: cells, evidence, what a workbook brings. For the unit's drafter, while it drafts."""

from collections.abc import Collection, Sequence
from fractions import Fraction
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from awards.enums import Kind
from awards.models import Criterion, Evidence, SelfScore, SelfScoreLine
from awards.rules.points import plain
from workflow_app.accounts.models import User
from workflow_app.approvals.errors import ConflictError, NotAllowedError
from workflow_app.approvals.evidence import evidence_of
from workflow_app.approvals.models import Dossier, DossierAttachment
from workflow_app.approvals.services.attachments import attach_file
from workflow_app.approvals.services.work import lock_dossier
from workflow_app.audit.services import record
from workflow_app.organization.enums import Duty
from workflow_app.organization.selectors.authority import authority_at, desk_of

from .cells import Cell, Conflict, Lines, Saved

TEXTS = {"claim": 4000}
SUMMARY = "summary"
LONGEST = 300


def require_editable(*, score: SelfScore, user: User) -> Dossier:
    """Lock the dossier and return it; raises where the user may not type now."""
    lock_dossier(score.dossier_id)
    dossier = Dossier.objects.select_related("unit").get(pk=score.dossier_id)
    if not dossier.is_editable:
        raise ConflictError(_("The score has been submitted; only a return opens it again."))
    desk = desk_of(Duty.DRAFT, dossier.unit)
    if authority_at(user, desk, kind=Kind.SELF_SCORE) is None:
        raise NotAllowedError(_("Only the unit's drafters write its score."))
    return dossier


@transaction.atomic
def save_cells(*, score: SelfScore, cells: Sequence[Cell], user: User) -> Saved:
    """Write the cells that can be written; the others come back as wrong or as conflicts.

    Points over the most of a criterion are kept: the sheet says so in the margin, and they stop
    the submission.
    """
    require_editable(score=score, user=user)
    saved = Saved()
    lines = Lines(
        SelfScoreLine.objects.filter(self_score=score),
        new=lambda criterion: SelfScoreLine(self_score=score, criterion_id=criterion),
        most=most_of(score.campaign_id),
        texts=TEXTS,
        is_strict=False,
    )
    score.refresh_from_db(fields=["summary"])
    for cell in cells:
        if cell.column == SUMMARY:
            _write_summary(score, cell, saved)
        else:
            lines.write(cell, saved)
    lines.store()
    score.save(update_fields=["summary", "edited"])
    return saved


def _write_summary(score: SelfScore, cell: Cell, saved: Saved) -> None:
    now = score.summary
    if cell.base is not None and plain(now) not in {plain(cell.base), plain(cell.text)}:
        saved.conflicts.append(Conflict("", SUMMARY, cell.text, now))
        return
    score.summary = cell.text.strip()
    saved.cells.append(("", SUMMARY, score.summary))


def most_of(campaign: int) -> dict[int, Fraction]:
    """Return the most points of each criterion of a campaign."""
    criteria = Criterion.objects.filter(group__campaign=campaign)
    return {pk: Fraction(most) for pk, most in criteria.values_list("pk", "most")}


@transaction.atomic
def import_cells(*, score: SelfScore, cells: Sequence[Cell], name: str, user: User) -> Saved:
    """Take over what a workbook said and the drafter confirmed."""
    saved = save_cells(score=score, cells=cells, user=user)
    record(
        action="score.imported",
        actor=user,
        object=score,
        dossier_code=score.dossier.code,
        data={"file": name[:200], "cells": len(saved.cells)},
    )
    return saved


@transaction.atomic
def choose_evidence(
    *,
    score: SelfScore,
    criterion: Criterion,
    items: Collection[str],
    attachments: Collection[int],
    user: User,
    upload: "UploadedFile[Any] | None" = None,
) -> list[Evidence]:
    """Let a claim rest on these lines of the unit's decided dossiers, and on these files.

    `items` are keys of `evidence_of`, `attachments` of the dossier's own files; what is not the
    unit's to point to is left out. A file that is uploaded becomes one of the dossier's files.
    """
    dossier = require_editable(score=score, user=user)
    line, __ = SelfScoreLine.objects.get_or_create(self_score=score, criterion=criterion)
    files = list(
        DossierAttachment.objects.filter(
            dossier=dossier, pk__in=attachments, withdrawn_at__isnull=True
        ).select_related("file")
    )
    if upload is not None:
        files.append(attach_file(dossier=dossier, user=user, upload=upload))
    campaign = score.campaign
    offered = evidence_of(dossier.unit_id, campaign.counts_from, campaign.counts_to)
    line.evidence.all().delete()
    chosen = Evidence.objects.bulk_create(
        [
            *(
                Evidence(
                    line=line,
                    source=item.dossier,
                    source_line=item.line[:40],
                    label=f"{item.label} ({item.dossier.code})"[:LONGEST],
                )
                for item in offered
                if item.key in items
            ),
            *(
                Evidence(
                    line=line, file=one.file, label=(one.description or one.file.name)[:LONGEST]
                )
                for one in files
            ),
        ]
    )
    score.save(update_fields=["edited"])
    return chosen
