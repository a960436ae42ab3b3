"""The office's column: points of the award secretariat, and a sentence for each large gap."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.db import transaction
from django.utils.translation import gettext as _

from awards.models import Criterion, OfficePoint, SelfScore
from awards.performers import award_secretariat
from awards.rules.scoring import points_text
from awards.selectors.columns import columns_of
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Stage
from workflow_app.approvals.errors import ConflictError, IncompleteError
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.services.decisions import require_authority
from workflow_app.approvals.services.work import lock_dossier
from workflow_app.audit.services import record
from workflow_app.organization.enums import Duty
from workflow_app.organization.selectors.authority import desk_of


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """What the office gives for one criterion, by the criterion's key; None takes it back."""

    criterion: int
    points: Fraction | None
    sentence: str = ""


@transaction.atomic
def save_office_points(*, dossier: Dossier, lines: list[OfficeLine], user: User) -> None:
    """Write the office's points of these criteria, while the score is being appraised.

    Raises ConflictError at any other stage, NotAllowedError for others than the secretariat,
    IncompleteError for points that the sheet does not allow.
    """
    lock_dossier(dossier.pk)
    dossier = Dossier.objects.select_related("unit", "cluster", "revision").get(pk=dossier.pk)
    if dossier.stage != Stage.APPRAISING_CONTENT:
        raise ConflictError(_("The office scores while the self-score lies with it."))
    desk = desk_of(Duty.APPRAISE_CONTENT, award_secretariat())
    holding = require_authority(user=user, desk=desk, dossier=dossier)
    columns = columns_of(dossier)
    most = {int(row.uid): row.most for row in columns.rows}
    titles = {int(row.uid): row.title for row in columns.rows}
    wrong = [
        titles[line.criterion]
        for line in lines
        if line.criterion in most
        and line.points is not None
        and not 0 <= line.points <= most[line.criterion]
    ]
    if wrong:
        raise IncompleteError(_("Points lie between zero and the most of the criterion."), wrong)
    score = SelfScore.objects.get(dossier=dossier)
    _write(score, {line.criterion: line for line in lines if line.criterion in most})
    record(
        action="score.office_saved",
        actor=user,
        object=score,
        dossier_code=dossier.code,
        data={
            "revision": dossier.revision.sha256 if dossier.revision else None,
            "points": {
                str(line.criterion): points_text(line.points)
                for line in lines
                if line.points is not None
            },
        },
        authority=str(holding.mandate),
    )


def _write(score: SelfScore, lines: Mapping[int, OfficeLine]) -> None:
    taken_back = [key for key, line in lines.items() if line.points is None]
    score.office_points.filter(criterion__in=taken_back).delete()
    OfficePoint.objects.bulk_create(
        [
            OfficePoint(
                self_score=score,
                criterion=criterion,
                points=points_text(lines[criterion.pk].points or 0),
                sentence=lines[criterion.pk].sentence.strip(),
            )
            for criterion in Criterion.objects.filter(pk__in=lines)
            if lines[criterion.pk].points is not None
        ],
        update_conflicts=True,
        unique_fields=["self_score", "criterion"],
        update_fields=["points", "sentence"],
    )


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
