"""Opening, claiming and closing duties. A work item is written with what it stands for."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from workflow_app.accounts.models import User
from workflow_app.approvals import statements
from workflow_app.approvals.enums import WorkState
from workflow_app.approvals.errors import ConflictError, NotAllowedError
from workflow_app.approvals.models import Dossier, WorkItem
from workflow_app.audit.services import record
from workflow_app.lib.text import search_text
from workflow_app.organization.selectors.authority import authority_at


def new_work_item(
    *,
    kind: str,
    dossier: Dossier,
    desk_id: int,
    due: dt.datetime,
    opened: dt.datetime | None = None,
) -> WorkItem:
    """Build (not save) a duty about a dossier for a desk; bulk writers save many at once."""
    return WorkItem(
        kind=kind,
        subject=dossier.title,
        dossier=dossier,
        dossier_kind=dossier.kind,
        desk_id=desk_id,
        opened=opened or timezone.now(),
        due=due,
        search_text=search_text(dossier.code, dossier.title, dossier.unit.short_name),
    )


def lock_dossier(pk: int) -> None:
    """Lock a dossier: the first thing that every act on it does, and the log's head the last.

    The lock leaves its key alone, so that rows which only point at the dossier can be written
    meanwhile by whoever holds the head.
    """
    Dossier.objects.select_for_update(no_key=True).only("pk").get(pk=pk)


def close_work(
    items: "WorkItem | list[WorkItem]", *, user: User | None, state: WorkState = WorkState.DONE
) -> int:
    """Close open duties; returns how many were still open."""
    now = timezone.now()
    if isinstance(items, WorkItem):
        by = user.pk if user is not None else None
        return statements.close_duty(pk=items.pk, state=state, closed=now, closed_by=by)
    return WorkItem.objects.filter(pk__in=[row.pk for row in items], state=WorkState.OPEN).update(
        state=state, closed=now, closed_by=user
    )


@transaction.atomic
def claim(*, item_id: int, user: User) -> WorkItem:
    """Take a duty of one's office for oneself, so that colleagues leave it alone.

    Raises ConflictError naming the person who was faster, NotAllowedError for a stranger.
    """
    item = _locked(item_id, user)
    if item.claimed_by_id not in (None, user.pk):
        raise ConflictError(_("%(person)s has already taken this.") % {"person": item.claimed_by})
    item.claimed_by = user
    item.claimed_at = timezone.now()
    item.save(update_fields=["claimed_by", "claimed_at"])
    record(action="work.claimed", actor=user, object=item, dossier_code=_code(item))
    return item


@transaction.atomic
def release(*, item_id: int, user: User) -> WorkItem:
    """Give a claimed duty back to the office."""
    item = _locked(item_id, user)
    if item.claimed_by_id != user.pk:
        raise ConflictError(_("You have not taken this."))
    item.claimed_by = None
    item.claimed_at = None
    item.save(update_fields=["claimed_by", "claimed_at"])
    record(action="work.released", actor=user, object=item, dossier_code=_code(item))
    return item


def _locked(item_id: int, user: User) -> WorkItem:
    dossier = WorkItem.objects.filter(pk=item_id).values_list("dossier", flat=True).first()
    if dossier is not None:
        lock_dossier(dossier)
    item = (
        WorkItem.objects.select_for_update(of=("self",))
        .select_related("desk__unit", "desk__cluster", "desk__body", "claimed_by", "dossier")
        .filter(pk=item_id)
        .first()
    )
    if (
        item is None
        or item.desk is None
        or authority_at(user, item.desk, kind=item.dossier_kind) is None
    ):
        raise NotAllowedError(_("This is not a duty of yours or of your office."))
    if not item.is_open:
        raise ConflictError(_("This has been done in the meantime."))
    return item


def _code(item: WorkItem) -> str:
    return item.dossier.code if item.dossier else ""
