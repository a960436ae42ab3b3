"""Reminding those who hold dossiers that they wait, because somebody asked for it."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from workflow_app.accounts.models import User
from workflow_app.approvals.enums import WorkState
from workflow_app.approvals.errors import IncompleteError
from workflow_app.approvals.models import Dossier, WorkItem
from workflow_app.audit.services import record
from workflow_app.notifications.bulk import Message, notify_many
from workflow_app.organization.models import Holding


@transaction.atomic
def remind_holders(
    *, dossiers: Collection[Dossier], kind: str, note: str, user: User, action: str, about: Model
) -> int:
    """Tell everybody who holds an open duty of these dossiers of a kind; returns how many there are.

    Whoever calls has asked whether the user may. The log gets `action` on `about`, with the codes
    and the note. Raises IncompleteError when there are no dossiers.
    """
    if not dossiers:
        raise IncompleteError(_("Nobody is left to remind."))
    keys = [dossier.pk for dossier in dossiers]
    items = WorkItem.objects.filter(dossier__in=keys, state=WorkState.OPEN)
    desks: dict[int, set[int]] = {}
    for dossier, desk in items.values_list("dossier", "desk"):
        if desk is not None:
            desks.setdefault(dossier, set()).add(desk)
    people = _people_at({desk for group in desks.values() for desk in group}, kind)
    notify_many(
        Message(
            event="work.due",
            users=[person for desk in desks.get(dossier.pk, ()) for person in people.get(desk, [])],
            subject=_("Reminder: “%(title)s” waits (%(stage)s)")
            % {"title": dossier.title, "stage": dossier.get_stage_display()},
            body=note.strip(),
            path=dossier.get_absolute_url(),
        )
        for dossier in dossiers
    )
    items.update(reminded=timezone.now())
    record(
        action=action,
        actor=user,
        object=about,
        data={"codes": sorted(dossier.code for dossier in dossiers), "note": note.strip()},
    )
    return len(dossiers)


def _people_at(desks: Collection[int], kind: str) -> dict[int, list[User]]:
    people: dict[int, list[User]] = {}
    held = Holding.objects.in_force(timezone.localdate()).for_kind(kind)
    for holding in held.filter(desk__in=desks, user__isnull=False).select_related("user"):
        if holding.user is not None:
            people.setdefault(holding.desk_id, []).append(holding.user)
    return people
