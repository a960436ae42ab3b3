"""Who is told what of files and proposals, in their own language: the department, and persons."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from personnel.models import FileChange, Proposal
from personnel.selectors.proposals import KIND
from workflow_app.accounts.models import User
from workflow_app.approvals.visibility import kept_from
from workflow_app.notifications.services import notify
from workflow_app.organization.enums import Duty, UnitFunction
from workflow_app.organization.models import Holding

CORRECTION = "person.correction_asked"
ANSWERED = "person.correction_answered"
OBSTACLE = "personnel.obstacle"


def tell_of_obstacle(proposal: Proposal) -> None:
    """Tell the personnel department that seats could not change on their day.

    The notice carries the code only; what stands in the way is read on the dossier's page.
    """
    dossier = proposal.dossier
    named = kept_from([dossier])
    for user in _department(Duty.APPRAISE_CONTENT, Duty.SIGN):
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


def tell_of_correction(change: FileChange) -> None:
    """Tell those who keep files that a person asks for a correction of theirs.

    The notice says whose file it is; what shall be corrected is read in the file, and logged.
    """
    person = change.file.person
    for user in _department(Duty.APPRAISE_CONTENT):
        if user.pk == person.user_id:
            continue
        with override(user.language):
            notify(
                event=CORRECTION,
                users=[user],
                subject=_("A correction of a file is asked for: %(person)s") % {"person": person},
                body=_("The file says what was asked, and takes your answer."),
                path=reverse("personnel:person", args=[person.pk]),
                cause=f"correction:{change.pk}",
            )


def tell_of_answer(change: FileChange) -> None:
    """Tell a person that the department has answered the correction they asked for.

    Neither what was asked nor what was answered is in the notice: both are read in the file.
    """
    user = change.file.person.user
    if user is None:
        return
    with override(user.language):
        notify(
            event=ANSWERED,
            users=[user],
            subject=_("The correction of your file is answered"),
            body=_("Your file says what became of it, and why."),
            path=reverse("personnel:mine:file"),
            cause=f"answered:{change.pk}",
        )


def _department(*duties: Duty) -> list[User]:
    held = (
        Holding.objects.in_force(timezone.localdate())
        .for_kind(KIND)
        .filter(
            desk__unit__function=UnitFunction.PERSONNEL,
            desk__duty__in=duties,
        )
    )
    return list(User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("pk"))
