"""Who in the personnel department is told what, in their own language."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from personnel.models import Proposal
from personnel.selectors.proposals import KIND
from workflow_app.accounts.models import User
from workflow_app.approvals.visibility import kept_from
from workflow_app.notifications.services import notify
from workflow_app.organization.enums import Duty, UnitFunction
from workflow_app.organization.models import Holding

OBSTACLE = "personnel.obstacle"


def tell_of_obstacle(proposal: Proposal) -> None:
    """Tell the personnel department that seats could not change on their day.

    The notice carries the code only; what stands in the way is read on the dossier's page.
    """
    dossier = proposal.dossier
    named = kept_from([dossier])
    for user in _department():
        if (dossier.pk, user.pk) in named:
            continue
        with override(user.language):
            notify(
                event=OBSTACLE,
                users=[user],
                subject=_("The seats could not change: %(code)s") % {"code": dossier.code},
                body=_("The page of the dossier says what stands in the way."),
                path=dossier.get_absolute_url(),
                cause=f"obstacle:{proposal.pk}:{timezone.localdate().isoformat()}",
            )


def _department() -> list[User]:
    held = (
        Holding.objects.in_force(timezone.localdate())
        .for_kind(KIND)
        .filter(
            desk__unit__function=UnitFunction.PERSONNEL,
            desk__duty__in=(Duty.APPRAISE_CONTENT, Duty.SIGN),
        )
    )
    return list(User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("pk"))
