"""Who may add files to a dossier, and who takes them back."""

from django.db.models import Q

from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Stage, WorkState
from workflow_app.approvals.models import Dossier, DossierAttachment, WorkItem
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Unit
from workflow_app.organization.selectors.authority import holdings_of, places_where


def may_attach(user: User, dossier: Dossier) -> bool:
    """Tell whether the person drafts or signs for the unit, or holds the step it waits at.

    Units that are asked for an opinion write it down; they add no files.
    """
    if dossier.is_final:
        return False
    among = Q(kind="") | Q(kind=dossier.kind)
    own = places_where(user, Unit, Duty.DRAFT, Duty.SIGN, among=among).filter(
        desk__unit=dossier.unit_id
    )
    if own.exists():
        return True
    desks = holdings_of(user).for_kind(dossier.kind).values("desk")
    return WorkItem.objects.filter(
        dossier=dossier, state=WorkState.OPEN, task__isnull=False, desk__in=desks
    ).exists()


def may_withdraw(user: User, attachment: DossierAttachment) -> bool:
    """Tell whether the person added it, still acts on the dossier, and nobody votes on it yet.

    What a body has before it stays as it was when it came there.
    """
    dossier = attachment.dossier
    return (
        attachment.file.uploaded_by_id == user.pk
        and Stage(dossier.stage).position < Stage.STANDING_COMMITTEE.position
        and may_attach(user, dossier)
    )
