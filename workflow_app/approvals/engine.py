"""The only module that drives the workflow engine: start a case, move a case on.

Services decide and write; they call these functions inside their own transaction, so that the
decision and the way the case takes commit or vanish together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import BigAutoField
from django.utils import timezone
from django.utils.module_loading import import_string
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import STATUS

from workflow_app.accounts.models import User
from workflow_app.db.prepared import Select

from .enums import Outcome
from .kinds import get_kind
from .models import Dossier, WorkItem
from .steps import Step, get_step


@dataclass(frozen=True, slots=True)
class Waiting:
    """Where a case waits: the task, its step, and the duty at a desk if one person decides."""

    task: Task
    step: Step
    item: WorkItem | None


def flow_of(dossier_kind: str) -> Any:
    """Return the flow class of a kind of dossier."""
    return import_string(get_kind(dossier_kind).flow)


@transaction.atomic
def start(dossier: Dossier) -> None:
    """Open the case of a saved dossier: it comes to rest at the flow's first human step."""
    flow_of(dossier.kind).open.run(dossier=dossier)


def start_many(dossiers: Sequence[Dossier]) -> list[Task]:
    """Open the cases of unsaved dossiers of one kind, each resting at its first step.

    Writes processes and tasks in bulk and gives every dossier its process; the caller saves the
    dossiers. Returns the waiting tasks in the order of the dossiers. The rows are those that
    `start` writes one by one, which a test compares.
    """
    if not dossiers:
        return []
    flow_class = flow_of(dossiers[0].kind)
    first = flow_class.open._next  # noqa: SLF001 -- the library offers no other way to ask
    now = timezone.now()
    processes = Process.objects.bulk_create(Process(flow_class=flow_class) for __ in dossiers)
    Task.objects.bulk_create(
        Task(
            process=process,
            flow_task=flow_class.open,
            flow_task_type=flow_class.open.task_type,
            status=STATUS.DONE,
            started=now,
            finished=now,
        )
        for process in processes
    )
    waiting: list[Task] = Task.objects.bulk_create(
        Task(process=process, flow_task=first, flow_task_type=first.task_type)
        for process in processes
    )
    for dossier, process in zip(dossiers, processes, strict=True):
        dossier.process = process
    return waiting


def waiting(dossier: Dossier) -> Waiting | None:
    """Return the human step at which the case waits, or None when it has ended."""
    if dossier.process_id is None:
        return None
    task = _waiting_task.first(process=dossier.process_id)
    return None if task is None else waiting_at(dossier, task)


_waiting_task: Select[Task] = Select(
    lambda process: (
        Task.objects.filter(process=process, status=STATUS.NEW, flow_task_type="HUMAN")
        .select_related(
            "work_item__desk__unit",
            "work_item__desk__cluster",
            "work_item__desk__body",
            "work_item__claimed_by",
        )
        .order_by("pk")[:1]
    ),
    process=BigAutoField(),
)


def waiting_at(dossier: Dossier, task: Task) -> Waiting:
    """Return the step of a waiting task; its duty is read with it, if it has one."""
    return Waiting(
        task=task,
        step=get_step(dossier.kind, task.flow_task.name),
        item=getattr(task, "work_item", None),
    )


def advance(*, dossier: Dossier, task: Task, outcome: Outcome, user: User | None) -> None:
    """Finish the waiting task with an outcome and let the flow go on from there.

    The caller holds the dossier's lock, as every act on a case does, so the engine's own lock is
    not taken. Raises ConflictError when the task no longer waits.
    """
    task.owner = user
    task.data = {"outcome": str(outcome)}
    if dossier.process is not None:
        task.process = dossier.process
    activation = task.flow_task.activation_class(task)
    activation.process.dossier = dossier
    activation.run(None)
    activation.execute()
