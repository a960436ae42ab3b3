"""Who is told what, each in their own language. `announcing` says when."""

from collections.abc import Callable, Iterable, Iterator

from django.db.models import DateField, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from workflow_app.accounts.models import User
from workflow_app.db.prepared import Keys, Select, filled_up
from workflow_app.notifications.services import notify
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Cluster, Desk, Holding, Unit

from .enums import WorkState
from .models import Comment, Decision, Dossier, WorkItem
from .visibility import kept_from
from .work_links import label_of


def work_arrived(ids: list[int]) -> None:
    """Tell the desk that a duty waits, unless somebody has done it meanwhile."""
    for item in _open_items(ids):
        if item.desk is None or item.dossier is None:
            continue
        cause = f"work:{item.pk}:{item.desk_id}"
        holders = _holders([item.desk_id], item.dossier_kind)
        if not holders:
            _tell_administrators(item.desk, cause)
        for users in _by_language(_who_may_know(holders, item.dossier)):
            notify(
                event="work.arrived",
                users=users,
                subject=_("%(step)s: %(title)s")
                % {"step": label_of(item.kind), "title": name_for_mail(item.dossier)},
                body=_("It is waiting for you or your office."),
                path=item.dossier.get_absolute_url(),
                cause=cause,
            )


def opinions_asked(ids: list[int]) -> None:
    """Tell the reviewing units of one dossier that their opinion is asked."""
    items = _open_items(ids)
    if not items or items[0].dossier is None:
        return
    dossier = items[0].dossier
    holders = _holders([item.desk_id for item in items], dossier.kind)
    for users in _by_language(_who_may_know(holders, dossier)):
        notify(
            event="work.arrived",
            users=users,
            subject=_("Your opinion is asked: %(title)s") % {"title": name_for_mail(dossier)},
            body=_("The cluster reviews this dossier; please answer for your unit."),
            path=dossier.get_absolute_url(),
            cause=f"opinions:{min(ids)}",
        )


def sent_back(ids: list[int]) -> None:
    """Tell the drafters and heads of the unit that their dossier came back, and why."""
    for decision in Decision.objects.filter(pk__in=ids).select_related("dossier__unit"):
        dossier = decision.dossier
        for users in _by_language(_who_may_know(own_people(dossier), dossier)):
            notify(
                event="dossier.sent_back",
                users=users,
                subject=_("%(outcome)s: %(title)s")
                % {"outcome": decision.get_outcome_display(), "title": name_for_mail(dossier)},
                body=decision.reason,
                path=dossier.get_absolute_url(),
                cause=f"decision:{decision.pk}",
            )


def commented(ids: list[int]) -> None:
    """Tell the unit that somebody else remarked on its dossier."""
    for comment in Comment.objects.filter(pk__in=ids).select_related("dossier__unit", "author"):
        dossier = comment.dossier
        others = own_people(dossier).exclude(pk=comment.author_id)
        for users in _by_language(_who_may_know(others, dossier)):
            notify(
                event="comment.added",
                users=users,
                subject=_("Comment by %(person)s: %(title)s")
                % {"person": comment.author, "title": name_for_mail(dossier)},
                body=comment.text,
                path=dossier.get_absolute_url(),
                cause=f"comment:{comment.pk}",
            )


def finished(ids: list[int]) -> None:
    """Tell the unit how it ended."""
    for dossier in Dossier.objects.filter(pk__in=ids).select_related("unit"):
        for users in _by_language(_who_may_know(own_people(dossier), dossier)):
            notify(
                event="dossier.finished",
                users=users,
                subject=_("%(stage)s: %(title)s")
                % {"stage": dossier.get_stage_display(), "title": name_for_mail(dossier)},
                body="",
                path=dossier.get_absolute_url(),
                cause=f"finished:{dossier.pk}",
            )


FACTS: dict[str, Callable[[list[int]], None]] = {
    "work_arrived": work_arrived,
    "opinions_asked": opinions_asked,
    "sent_back": sent_back,
    "commented": commented,
    "finished": finished,
}
"""The facts that acts leave to be told, by the name that waits in the queue."""


def name_for_mail(dossier: Dossier) -> str:
    """Return what a subject line may say: of a confidential dossier only its code leaves."""
    return dossier.code if dossier.is_confidential else dossier.title


def own_people(dossier: Dossier) -> QuerySet[User]:
    """Return the accounts of those who draft or sign for the dossier's unit today."""
    held = (
        Holding.objects.in_force(timezone.localdate())
        .for_kind(dossier.kind)
        .filter(desk__unit=dossier.unit, desk__duty__in=(Duty.DRAFT, Duty.SIGN))
    )
    return User.objects.filter(is_active=True, pk__in=held.values("user"))


def _who_may_know(users: Iterable[User], dossier: Dossier) -> list[User]:
    """Leave out whom the dossier names."""
    named = kept_from([dossier])
    return [user for user in users if (dossier.pk, user.pk) not in named]


def _open_items(ids: list[int]) -> list[WorkItem]:
    return _open(ids=filled_up(ids))


def _holders(desks: list[int | None], kind: str) -> list[User]:
    """Return the accounts of the people who hold the desks today."""
    keys = filled_up([desk for desk in desks if desk is not None])
    return _at_desks(kind, desks=keys, day=timezone.localdate())


_open: Select[WorkItem] = Select(
    lambda ids: WorkItem.objects.filter(pk__in=ids, state=WorkState.OPEN).select_related(
        "dossier__unit", "desk__unit", "desk__cluster", "desk__body"
    ),
    ids=Keys(),
)
_at_desks: Select[User] = Select(
    lambda kind, desks, day: User.objects.filter(
        is_active=True,
        pk__in=Holding.objects.in_force(day).for_kind(kind).filter(desk__in=desks).values("user"),
    ),
    desks=Keys(),
    day=DateField(),
)


def _by_language(users: Iterable[User]) -> Iterator[list[User]]:
    """Hand out the readers of each language, with that language in force."""
    groups: dict[str, list[User]] = {}
    for user in users:
        groups.setdefault(user.language, []).append(user)
    for language, people in groups.items():
        with override(language):
            yield people


def _tell_administrators(desk: Desk, cause: str) -> None:
    """Say that nobody can do a duty that has come up; the dossier itself is not theirs to know."""
    held = Holding.objects.in_force(timezone.localdate()).filter(desk__duty=Duty.ADMINISTER)
    administrators = User.objects.filter(is_active=True, pk__in=held.values("user"))
    for users in _by_language(administrators):
        notify(
            event="work.vacant",
            users=users,
            subject=_("Nobody holds: %(desk)s") % {"desk": desk},
            body=_("A dossier waits there. Appoint somebody, or name who leads the cluster."),
            path=_page_of(desk),
            cause=cause,
        )


def _page_of(desk: Desk) -> str:
    place = desk.place
    if isinstance(place, Cluster):
        return reverse("organization:cluster", args=[place.pk])
    kind = "unit" if isinstance(place, Unit) else "body"
    return reverse(f"organization:{kind}", args=[place.code])
