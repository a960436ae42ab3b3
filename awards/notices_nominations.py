"""Who is told what of nominations, in their own language; a mail carries the code alone."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from awards.enums import Kind
from awards.models import Nomination, Objection
from awards.performers import award_secretariat
from workflow_app.accounts.models import User
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.notices import own_people
from workflow_app.approvals.visibility import kept_from
from workflow_app.background.tasks import durable_task
from workflow_app.notifications.services import notify
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Holding

PUBLISHED = "award.published"
PUBLICATION_ENDED = "award.publication_ended"
OBJECTION = "award.objection"
NOT_AWARDED = "award.not_awarded"


@durable_task()
def tell_of_publication(nomination: int) -> None:
    """Tell the unit that its nominee is published, and until when."""
    row = _nomination(nomination)
    for user in _who_may_know(own_people(row.dossier), row.dossier):
        with override(user.language):
            until = date_format(row.published_until, "d/m/Y") if row.published_until else ""
            notify(
                event=PUBLISHED,
                users=[user],
                subject=_("Published for comment: %(code)s") % {"code": row.dossier.code},
                body=_("Comments are taken until %(day)s.") % {"day": until},
                path=reverse("awards:published"),
                cause=f"published:{row.pk}:{row.published_until}",
            )


@durable_task()
def tell_of_end(nomination: int) -> None:
    """Tell unit and secretariat that the time for comments is over, with the number of objections."""
    row = _nomination(nomination)
    number = row.objections.count()
    people = [*own_people(row.dossier), *_secretariat()]
    for user in _who_may_know(people, row.dossier):
        with override(user.language):
            notify(
                event=PUBLICATION_ENDED,
                users=[user],
                subject=_("Time for comments over: %(code)s") % {"code": row.dossier.code},
                body=_("Objections received: %(number)s.") % {"number": number},
                path=row.dossier.get_absolute_url(),
                cause=f"publication-ended:{row.pk}:{row.published_until}",
            )


@durable_task()
def tell_of_objection(objection: int) -> None:
    """Tell the secretariat that somebody objects; what is said is read on the dossier alone."""
    row = Objection.objects.select_related("nomination__dossier__unit").get(pk=objection)
    dossier = row.nomination.dossier
    for user in _who_may_know(_secretariat(), dossier):
        with override(user.language):
            notify(
                event=OBJECTION,
                users=[user],
                subject=_("Objection received: %(code)s") % {"code": dossier.code},
                body=_("It is heard after the time for comments."),
                path=dossier.get_absolute_url(),
                cause=f"objection:{row.pk}",
            )


@durable_task()
def tell_of_rejection(nomination: int) -> None:
    """Tell the unit why its nominee is not awarded, with the figures of the vote."""
    row = _nomination(nomination)
    last = row.dossier.decisions.order_by("-pk").first()
    for user in _who_may_know(own_people(row.dossier), row.dossier):
        with override(user.language):
            notify(
                event=NOT_AWARDED,
                users=[user],
                subject=_("Not awarded: %(code)s") % {"code": row.dossier.code},
                body=last.reason if last is not None else "",
                path=row.dossier.get_absolute_url(),
                cause=f"not-awarded:{row.pk}",
            )


def _nomination(pk: int) -> Nomination:
    return Nomination.objects.select_related("dossier__unit").get(pk=pk)


def _secretariat() -> list[User]:
    held = (
        Holding.objects.in_force(timezone.localdate())
        .for_kind(Kind.NOMINATION)
        .filter(desk__unit=award_secretariat(), desk__duty=Duty.APPRAISE_CONTENT)
    )
    return list(User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("pk"))


def _who_may_know(users: Iterable[User], dossier: Dossier) -> list[User]:
    """Leave out whom the dossier names, and everybody's second place in the list."""
    named = kept_from([dossier])
    once = {user.pk: user for user in users}
    return [user for user in once.values() if (dossier.pk, user.pk) not in named]
