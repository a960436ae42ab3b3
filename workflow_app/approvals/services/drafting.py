"""While a dossier lies with its unit's drafters, and with nobody else, its content is theirs."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from workflow_app.accounts.models import User
from workflow_app.approvals.errors import ConflictError, NotAllowedError
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.visibility import kept_from
from workflow_app.organization.enums import Duty
from workflow_app.organization.selectors.authority import authority_at, desk_of


def why_locked(dossier: Dossier) -> str:
    """Say where the dossier is and what makes it editable again."""
    return _("It is locked (%(stage)s). Only a return makes it editable again.") % {
        "stage": dossier.get_stage_display()
    }


def require_editable(
    *, dossier_id: int, user: User, why: Callable[[Dossier], str] = why_locked
) -> Dossier:
    """Lock the dossier and make sure its unit's drafter may change the content now.

    Raises NotAllowedError for others and for whom it names, ConflictError with the sentence of
    `why` when it lies elsewhere.
    """
    locked = (
        Dossier.objects.select_for_update(of=("self",), no_key=True)
        .select_related("unit")
        .get(pk=dossier_id)
    )
    if authority_at(user, desk_of(Duty.DRAFT, locked.unit), kind=locked.kind) is None:
        raise NotAllowedError(_("Only the unit's drafters change its content."))
    if (locked.pk, user.pk) in kept_from([locked]):
        raise NotAllowedError(_("Nobody acts on a dossier in which they are named."))
    if not locked.is_editable:
        raise ConflictError(why(locked))
    return locked
