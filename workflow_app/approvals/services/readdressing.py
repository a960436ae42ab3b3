"""Duties follow those who lead: when a cluster or a department changes hands, so do they."""

from django.db import transaction

from workflow_app.approvals import announcing
from workflow_app.approvals.enums import WorkState
from workflow_app.approvals.errors import RefusalError
from workflow_app.approvals.models import WorkItem
from workflow_app.approvals.steps import Step, step_of_work
from workflow_app.audit.services import record
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Body, Cluster, Unit
from workflow_app.organization.selectors.authority import desk_of

from .work import lock_dossier


def readdress_duties() -> int:
    """Send every open duty of a step to the desk that follows from its dossier today.

    A new head of the cluster may be the author, a unit may have come under another department:
    the desk that was right when the dossier arrived is then the wrong one. Returns how many moved.
    """
    open_ = WorkItem.objects.filter(
        state=WorkState.OPEN, task__isnull=False, dossier__isnull=False, desk__isnull=False
    ).select_related(
        "dossier__unit__supervising_department", "dossier__cluster", "dossier__body", "desk"
    )
    moved = [item.pk for item in open_.order_by("pk") if _is_elsewhere(item)]
    return sum(_readdress(pk) for pk in moved)


def _right_place(step: Step, item: WorkItem) -> tuple[Duty, Unit | Cluster | Body] | None:
    """Return where the duty belongs; nothing while what it follows from is missing."""
    try:
        return step.performer.duty(item.dossier), step.performer.place(item.dossier)
    except RefusalError:
        return None


def _is_elsewhere(item: WorkItem) -> bool:
    step = step_of_work(item.kind)
    right = _right_place(step, item) if step is not None else None
    if right is None or item.desk is None:
        return False
    duty, place = right
    return item.desk.duty != duty or item.desk.place != place


@transaction.atomic
def _readdress(item_id: int) -> bool:
    dossier_id = WorkItem.objects.values_list("dossier_id", flat=True).get(pk=item_id)
    lock_dossier(dossier_id or 0)
    item = WorkItem.objects.select_related(
        "dossier__unit__supervising_department", "dossier__cluster", "dossier__body", "desk"
    ).get(pk=item_id)
    step = step_of_work(item.kind)
    right = _right_place(step, item) if step is not None else None
    if right is None or not item.is_open or not _is_elsewhere(item):
        return False
    before, item.desk = item.desk, desk_of(*right)
    item.claimed_by = item.claimed_at = None
    item.save(update_fields=["desk", "claimed_by", "claimed_at"])
    announcing.work_arrived(item)
    record(
        action="work.readdressed",
        actor=None,
        object=item,
        dossier_code=item.dossier.code if item.dossier else "",
        data={"from": str(before), "to": str(item.desk)},
    )
    return True
