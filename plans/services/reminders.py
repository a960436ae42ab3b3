"""Reminding those who hold a plan that it waits for them."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.models import Campaign
from plans.selectors.campaigns import UnitRow
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import WorkState
from workflow_app.approvals.errors import IncompleteError
from workflow_app.approvals.models import WorkItem
from workflow_app.audit.services import record
from workflow_app.notifications.bulk import Message, notify_many
from workflow_app.organization.models import Holding

from .campaigns import require_campaign_manager


@transaction.atomic
def remind(*, campaign: Campaign, rows: Sequence[UnitRow], note: str, user: User) -> int:
    """Tell everybody who holds one of these plans; returns how many units were reminded."""
    require_campaign_manager(user)
    chosen = [row for row in rows if row.can_be_reminded]
    if not chosen:
        raise IncompleteError(_("Nobody is left to remind."))
    plans = {row.plan.pk: row.plan for row in chosen if row.plan is not None}
    items = WorkItem.objects.filter(dossier__in=plans, state=WorkState.OPEN)
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
            % {"title": plan.title, "stage": plan.get_stage_display()},
            body=note.strip(),
            path=plan.get_absolute_url(),
        )
        for pk, plan in plans.items()
    )
    items.update(reminded=timezone.now())
    record(
        action="campaign.reminded",
        actor=user,
        object=campaign,
        data={"codes": sorted(plan.code for plan in plans.values()), "note": note.strip()},
    )
    return len(plans)


def _people_at(desks: set[int]) -> dict[int, list[User]]:
    people: dict[int, list[User]] = {}
    held = Holding.objects.in_force(timezone.localdate()).for_kind("plan")
    holdings = held.filter(desk__in=desks, user__isnull=False)
    for holding in holdings.select_related("user"):
        if holding.user is not None:
            people.setdefault(holding.desk_id, []).append(holding.user)
    return people
