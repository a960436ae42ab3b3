"""Reminding those who hold a score that their unit has not signed yet."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from awards.enums import Kind
from awards.models import AwardCampaign
from awards.selectors.campaigns import unsigned_scores
from awards.services.campaigns import require_manager
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import WorkState
from workflow_app.approvals.errors import IncompleteError
from workflow_app.approvals.models import WorkItem
from workflow_app.audit.services import record
from workflow_app.notifications.bulk import Message, notify_many
from workflow_app.organization.models import Holding


@transaction.atomic
def remind_of_scores(
    *, campaign: AwardCampaign, units: Collection[int], note: str, user: User
) -> int:
    """Tell everybody who holds the score of one of these units; returns how many were reminded.

    Units that have signed meanwhile are left out. Raises IncompleteError when none is left.
    """
    require_manager(user)
    dossiers = {
        score.dossier_id: score.dossier
        for score in unsigned_scores(campaign)
        if score.dossier.unit_id in units
    }
    if not dossiers:
        raise IncompleteError(_("Nobody is left to remind."))
    items = WorkItem.objects.filter(dossier__in=dossiers, state=WorkState.OPEN)
    desks: dict[int, set[int]] = {}
    for dossier, desk in items.values_list("dossier", "desk"):
        if desk is not None:
            desks.setdefault(dossier, set()).add(desk)
    people = _people_at({desk for group in desks.values() for desk in group})
    notify_many(
        Message(
            event="work.due",
            users=[person for desk in desks.get(pk, ()) for person in people.get(desk, [])],
            subject=_("Reminder: “%(title)s” waits (%(stage)s)")
            % {"title": dossier.title, "stage": dossier.get_stage_display()},
            body=note.strip(),
            path=dossier.get_absolute_url(),
        )
        for pk, dossier in dossiers.items()
    )
    items.update(reminded=timezone.now())
    record(
        action="award_campaign.reminded",
        actor=user,
        object=campaign,
        data={"codes": sorted(one.code for one in dossiers.values()), "note": note.strip()},
    )
    return len(dossiers)


def _people_at(desks: Collection[int]) -> dict[int, list[User]]:
    people: dict[int, list[User]] = {}
    held = Holding.objects.in_force(timezone.localdate()).for_kind(Kind.SELF_SCORE)
    for holding in held.filter(desk__in=desks, user__isnull=False).select_related("user"):
        if holding.user is not None:
            people.setdefault(holding.desk_id, []).append(holding.user)
    return people
