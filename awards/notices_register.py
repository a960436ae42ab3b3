"""Who is told that an award was revoked, in their own language; the mail carries the code alone."""

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from awards.enums import Kind
from awards.models import Revocation, Upward
from awards.performers import award_secretariat
from workflow_app.accounts.models import User
from workflow_app.approvals.notices import own_people
from workflow_app.approvals.visibility import kept_from
from workflow_app.background.tasks import durable_task
from workflow_app.notifications.services import notify
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Holding

REVOKED = "award.revoked"
UPWARD_DUE = "upward.due"


@durable_task()
def tell_of_revocation(revocation: int) -> None:
    """Tell the unit that had nominated, or that held the award, what was decided."""
    row = Revocation.objects.select_related(
        "dossier__unit", "award__nomination__dossier__unit"
    ).get(pk=revocation)
    nomination = row.award.nomination
    if nomination is None:
        return
    named = kept_from([row.dossier])
    people: list[User] = [
        user for user in own_people(nomination.dossier) if (row.dossier_id, user.pk) not in named
    ]
    for user in people:
        with override(user.language):
            notify(
                event=REVOKED,
                users=[user],
                subject=_("An award was revoked: %(code)s") % {"code": row.dossier.code},
                body=_("Certificate and money are to be given back; the page says to whom."),
                path=row.dossier.get_absolute_url(),
                cause=f"revoked:{row.pk}",
            )


def tell_of_due_upward(upward: Upward, wave: int) -> None:
    """Remind the award secretariat of a nomination to the State, once per wave."""
    held = (
        Holding.objects.in_force(timezone.localdate())
        .for_kind(Kind.NOMINATION)
        .filter(desk__unit=award_secretariat(), desk__duty__in=(Duty.APPRAISE_CONTENT, Duty.SIGN))
    )
    for user in User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("pk"):
        with override(user.language):
            notify(
                event=UPWARD_DUE,
                users=[user],
                subject=_("To be sent to the State by %(day)s: %(award)s")
                % {"day": date_format(upward.due, "d/m/Y"), "award": upward.award},
                body=str(upward.recipient),
                path=reverse("awards:upward"),
                cause=f"upward:{upward.pk}:{upward.due.isoformat()}:{wave}",
            )
