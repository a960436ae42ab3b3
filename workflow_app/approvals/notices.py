"""Who is told what. Every message goes out after commit, through the notification room."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from workflow_app.accounts.models import User
from workflow_app.notifications.services import notify
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Cluster, Desk, Holding, Unit
from workflow_app.organization.selectors.authority import people_at

from .models import Comment, ConsultationRound, Decision, Dossier, WorkItem
from .work_links import label_of


def users_at(desk: Desk, kind: str) -> list[User]:
    """Return the accounts of the people who hold a desk today."""
    people = people_at(desk, kind=kind).filter(user__is_active=True).select_related("user")
    return [person.user for person in people if person.user is not None]


def work_arrived(item: WorkItem) -> None:
    """Tell the desk that a duty waits."""
    if item.desk is None or item.dossier is None:
        return
    holders = users_at(item.desk, item.dossier_kind)
    if not holders:
        _tell_administrators(item.desk)
    notify(
        event="work.arrived",
        users=holders,
        subject=_("%(step)s: %(title)s")
        % {"step": label_of(item.kind), "title": name_for_mail(item.dossier)},
        body=_("It is waiting for you or your office."),
        path=item.dossier.get_absolute_url(),
    )


def _tell_administrators(desk: Desk) -> None:
    """Say that nobody can do a duty that has come up; the dossier itself is not theirs to know."""
    held = Holding.objects.in_force(timezone.localdate()).filter(desk__duty=Duty.ADMINISTER)
    notify(
        event="work.vacant",
        users=User.objects.filter(is_active=True, pk__in=held.values("user")),
        subject=_("Nobody holds: %(desk)s") % {"desk": desk},
        body=_("A dossier waits there. Appoint somebody, or name who leads the cluster."),
        path=_page_of(desk),
    )


def _page_of(desk: Desk) -> str:
    place = desk.place
    if isinstance(place, Cluster):
        return reverse("organization:cluster", args=[place.pk])
    kind = "unit" if isinstance(place, Unit) else "body"
    return reverse(f"organization:{kind}", args=[place.code])


def name_for_mail(dossier: Dossier) -> str:
    """Return what a subject line may say: of a confidential dossier only its code leaves."""
    return dossier.code if dossier.is_confidential else dossier.title


def tell(users: Iterable[User], *, event: str, dossier: Dossier, subject: str, body: str) -> None:
    """Tell people about a dossier they may see."""
    notify(
        event=event, users=list(users), subject=subject, body=body, path=dossier.get_absolute_url()
    )


def sent_back(decision: Decision) -> None:
    """Tell the drafters and heads of the unit that their dossier came back, and why."""
    dossier = decision.dossier
    tell(
        own_people(dossier),
        event="dossier.sent_back",
        dossier=dossier,
        subject=_("%(outcome)s: %(title)s")
        % {"outcome": decision.get_outcome_display(), "title": name_for_mail(dossier)},
        body=decision.reason,
    )


def commented(comment: Comment) -> None:
    """Tell the unit that somebody else remarked on its dossier."""
    dossier = comment.dossier
    tell(
        [person for person in own_people(dossier) if person.pk != comment.author_id],
        event="comment.added",
        dossier=dossier,
        subject=_("Comment by %(person)s: %(title)s")
        % {"person": comment.author, "title": name_for_mail(dossier)},
        body=comment.text,
    )


def dossier_finished(dossier: Dossier) -> None:
    """Tell the unit how it ended."""
    tell(
        own_people(dossier),
        event="dossier.finished",
        dossier=dossier,
        subject=_("%(stage)s: %(title)s")
        % {"stage": dossier.get_stage_display(), "title": name_for_mail(dossier)},
        body="",
    )


def own_people(dossier: Dossier) -> list[User]:
    """Return the accounts of those who draft or sign for the dossier's unit today."""
    held = (
        Holding.objects.in_force(timezone.localdate())
        .for_kind(dossier.kind)
        .filter(desk__unit=dossier.unit, desk__duty__in=(Duty.DRAFT, Duty.SIGN))
    )
    return list(User.objects.filter(is_active=True, pk__in=held.values("user")))


def opinions_asked(round_: ConsultationRound, items: list[WorkItem]) -> None:
    """Tell the reviewing units; one statement for all of them."""
    held = (
        Holding.objects.in_force(timezone.localdate())
        .for_kind(round_.dossier.kind)
        .filter(desk__in=[item.desk_id for item in items])
    )
    users = User.objects.filter(is_active=True, pk__in=held.values("user"))
    tell(
        users,
        event="work.arrived",
        dossier=round_.dossier,
        subject=_("Your opinion is asked: %(title)s") % {"title": name_for_mail(round_.dossier)},
        body=_("The cluster reviews this dossier; please answer for your unit."),
    )
