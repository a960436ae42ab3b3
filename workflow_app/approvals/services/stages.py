"""A dossier arrives at a step, or at its end: stage, due date, duty and notice together."""

import datetime as dt
from typing import Any

from django.utils import timezone

from workflow_app.approvals import announcing, statements
from workflow_app.approvals.enums import Stage
from workflow_app.approvals.models import Dossier, WorkItem
from workflow_app.approvals.steps import Step
from workflow_app.rulebook.selectors import due_by

from .work import new_work_item


def arrive(*, dossier: Dossier, step: Step, task: Any, with_work: bool = True) -> None:
    """Move the dossier to the step's stage; open the duty at the desk that follows from it."""
    due = due_by(step.deadline)
    set_stage(dossier, step.stage, due=due)
    if not with_work:
        return
    desk = step.performer.desk(dossier)
    item = new_work_item(kind=step.work_kind, dossier=dossier, desk_id=desk.pk, due=due)
    item.task = task
    statements.add_work_item(item)
    announcing.work_arrived(item)


def finish(*, dossier: Dossier, stage: Stage) -> None:
    """The dossier's way ends here; nothing about it stays open."""
    set_stage(dossier, stage, due=None)
    now = timezone.now()
    WorkItem.objects.filter(dossier=dossier, state="open").update(state="cancelled", closed=now)
    announcing.finished(dossier)


def set_stage(dossier: Dossier, stage: Stage, *, due: dt.datetime | None) -> None:
    """Write the stage and how far the dossier has ever come.

    With it goes what an act gives its dossier on the way here: the revision that was frozen, the
    return to be answered, the issued paper.
    """
    dossier.stage = stage
    dossier.stage_since = dossier.updated = timezone.now()
    dossier.stage_due = due
    if stage not in (Stage.CANCELLED, Stage.REJECTED):
        dossier.reach = max(dossier.reach, stage.rank)
    statements.move_dossier(
        pk=dossier.pk,
        stage=stage,
        stage_since=dossier.stage_since,
        stage_due=due,
        reach=dossier.reach,
        revision=dossier.revision_id,
        sent_back=dossier.sent_back_id,
        paper=dossier.paper_id,
        updated=dossier.updated,
    )
