"""The canonical content of a self-score: the sheet, its criteria frozen inside, points, evidence.

Points and weights are text, as floats have no one spelling. Peers judge this and nothing else: what
becomes of the campaign's sheet afterwards does not change what they were shown.
"""

from typing import Any

from awards.models import Criterion, Evidence, SelfScore, SelfScoreLine
from awards.rules.scoring import points_text
from workflow_app.approvals.kinds import Content, about
from workflow_app.approvals.models import Dossier, DossierAttachment

SCHEMA = "selfscore/1"


def content_of_dossier(dossier: Dossier) -> Content:
    """Return the live content of a self-score's dossier."""
    score = SelfScore.objects.select_related("campaign").get(dossier=dossier)
    lines = {
        line.criterion_id: line
        for line in score.lines.prefetch_related("evidence__source", "evidence__file")
    }
    attachments = _attachments(dossier)
    criteria = list(
        Criterion.objects.filter(group__campaign=score.campaign_id)
        .select_related("group")
        .order_by("group__order", "order")
    )
    groups = {criterion.group_id: criterion.group for criterion in criteria}
    return {
        "schema": SCHEMA,
        **about(dossier),
        "campaign": score.campaign.title,
        "gap_limit": score.campaign.gap_limit,
        "summary": score.summary,
        "groups": [
            {"order": group.order, "name": group.name, "weight": points_text(group.weight)}
            for group in groups.values()
        ],
        "lines": [
            line_of(criterion, lines.get(criterion.pk), attachments) for criterion in criteria
        ],
    }


def line_of(
    criterion: Criterion, line: SelfScoreLine | None, attachments: dict[int, int]
) -> dict[str, Any]:
    """Return one criterion with what the unit claims for it; `uid` is the criterion's key."""
    points = line.points if line is not None else None
    return {
        "uid": str(criterion.pk),
        "group": criterion.group.order,
        "code": criterion.code,
        "text": criterion.text,
        "kind": criterion.kind,
        "most": points_text(criterion.most),
        "needs_evidence": criterion.needs_evidence,
        "points": None if points is None else points_text(points),
        "claim": line.claim if line is not None else "",
        "evidence": [_evidence(one, attachments) for one in line.evidence.all()] if line else [],
    }


def _evidence(evidence: Evidence, attachments: dict[int, int]) -> dict[str, Any]:
    source, file = evidence.source, evidence.file
    return {
        "label": evidence.label,
        "dossier": source.code if source is not None else "",
        "line": evidence.source_line,
        "file": file.name if file is not None else "",
        "sha256": file.sha256 if file is not None else "",
        "attachment": attachments.get(file.pk) if file is not None else None,
    }


def _attachments(dossier: Dossier) -> dict[int, int]:
    """Return the dossier's attachments by the file they carry: evidence is opened through them."""
    return dict(DossierAttachment.objects.filter(dossier=dossier).values_list("file", "pk"))
