"""A campaign opens dossiers for many units at once, in a fixed number of statements."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from workflow_app.accounts.models import User
from workflow_app.approvals import engine
from workflow_app.approvals.enums import Stage
from workflow_app.approvals.models import Dossier, WorkItem
from workflow_app.audit.services import Entry, record_many
from workflow_app.notifications.services import notify
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Holding
from workflow_app.organization.services.authority import ensure_desks

from .work import new_work_item


@transaction.atomic
def open_drafts(
    *, dossiers: Sequence[Dossier], details: Sequence[Model], due: dt.datetime, user: User
) -> None:
    """Write these unsaved dossiers of one kind with their cases, first duties and log.

    Each waits with the drafters of its unit until `due`. `details` is what the kind has beside its
    dossiers, one unsaved row for each. Who may open them the caller has asked.
    """
    if not dossiers:
        return
    now = timezone.now()
    for dossier in dossiers:
        dossier.stage, dossier.stage_since, dossier.stage_due = Stage.DRAFTING, now, due
        dossier.created_by = user
        dossier.refresh_keys()
    tasks = engine.start_many(dossiers)
    Dossier.objects.bulk_create(dossiers)
    type(details[0])._default_manager.bulk_create(details)
    desks = ensure_desks((Duty.DRAFT, ("unit", dossier.unit_id)) for dossier in dossiers)
    items = []
    for dossier, task in zip(dossiers, tasks, strict=True):
        item = new_work_item(
            kind=f"{dossier.kind}.draft",
            dossier=dossier,
            desk_id=desks[Duty.DRAFT, ("unit", dossier.unit_id)],
            due=due,
            opened=now,
        )
        item.task = task
        items.append(item)
    WorkItem.objects.bulk_create(items)
    record_many(
        [
            Entry(action="dossier.opened", actor=user, object=dossier, dossier_code=dossier.code)
            for dossier in dossiers
        ]
    )


def tell_drafters(
    *, dossiers: Sequence[Dossier], event: str, subject: str, body: str, path: str
) -> None:
    """Tell once whoever drafts for the units of these dossiers, which are of one kind."""
    if not dossiers:
        return
    held = Holding.objects.in_force(timezone.localdate()).for_kind(dossiers[0].kind)
    drafting = held.filter(
        desk__duty=Duty.DRAFT, desk__unit__in=[dossier.unit_id for dossier in dossiers]
    )
    drafters = User.objects.filter(is_active=True, pk__in=drafting.values("user")).order_by("pk")
    notify(event=event, users=drafters, subject=subject, body=body, path=path)
