"""The statements of the acts that people do all day, kept ready (see `workflow_app.db.prepared`).

An act on a dossier begins by locking the dossier, and with the same statement it reads what it
needs. A join that waits for a lock sees the locked rows as they became and every other row as it
was: whatever may change under the dossier's lock is therefore locked too, and a row that no
longer fits (`is_torn`) sends the act the long way round, which locks first and reads afterwards.
"""

import datetime as dt
from typing import Any

from django.db.models import BigAutoField, CharField, DateField, OuterRef, QuerySet, Subquery
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from workflow_app.db.prepared import Insert, Rows, Select, Update
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Desk, Unit

from .enums import WorkState
from .models import Comment, ConsultationRound, Decision, Dossier, Opinion, Revision, WorkItem

OF_THE_DOSSIER = ("unit", "cluster", "revision")

# What acts read of each: making an object of a row costs more than reading it.
DOSSIER = (
    "kind",
    "code",
    "title",
    "unit",
    "cluster",
    "body",
    "year",
    "is_confidential",
    "stage",
    "reach",
    "revision",
    "sent_back",
    "process",
    "paper",
    "created_by",
)
UNIT = ("code", "name", "short_name", "supervising_department")
CLUSTER = ("kind", "number", "name", "year", "head_unit", "deputy_unit")
REVISION = ("dossier", "number", "sha256", "author")
TASK = ("process", "flow_task", "flow_task_type", "status", "token", "owner")
PROCESS = ("flow_class", "status")
WORK_ITEM = ("kind", "state", "dossier", "dossier_kind", "task", "desk")
DESK = ("duty", "unit", "cluster", "body")


def _under(path: str, names: tuple[str, ...]) -> list[str]:
    return [f"{path}__{name}" for name in names]


def _of_dossier(path: str) -> list[str]:
    return [
        *_under(path, DOSSIER),
        *_under(f"{path}__unit", UNIT),
        *_under(f"{path}__cluster", CLUSTER),
        *_under(f"{path}__revision", REVISION),
    ]


def _duty_at_hand(dossier: int) -> QuerySet[WorkItem]:
    """The open duty of the step at which the dossier waits, when one desk is to decide there."""
    items = WorkItem.objects.filter(
        dossier=dossier,
        state=WorkState.OPEN,
        task__status=STATUS.NEW,
        dossier__process__isnull=False,
        desk__isnull=False,
    )
    return (
        items.select_related("task", "desk", "dossier__process", *_under("dossier", OF_THE_DOSSIER))
        .only(
            *WORK_ITEM,
            *_under("task", TASK),
            *_under("desk", DESK),
            *_under("dossier__process", PROCESS),
            *_of_dossier("dossier"),
        )
        .select_for_update(of=("dossier", "self", "task"), no_key=True)
        .order_by()
    )


def _case_at_hand(dossier: int) -> Any:
    """The human task at which the dossier waits, whoever decides there."""
    tasks = Task.objects.filter(
        process__dossier=dossier, status=STATUS.NEW, flow_task_type="HUMAN", process__isnull=False
    )
    return (
        tasks.select_related("process", "work_item", *_under("process__dossier", OF_THE_DOSSIER))
        .only(
            *TASK,
            *_under("process", PROCESS),
            *_under("work_item", WORK_ITEM),
            *_of_dossier("process__dossier"),
        )
        .select_for_update(of=("process__dossier", "self"), no_key=True)
        .order_by()
    )


def _opinion_at_hand(opinion: int) -> QuerySet[Opinion]:
    """An opinion with its round, dossier and duty; round, revision and unit never change."""
    return (
        Opinion.objects.filter(pk=opinion, work_item__desk__isnull=False)
        .select_related("unit", "round__revision", "round__dossier__unit", "work_item__desk")
        .only(
            *("round", "unit", "state", "stance", "text", "work_item"),
            *_under("unit", UNIT),
            *_under("round", ("dossier", "revision", "number", "state")),
            *_under("round__revision", REVISION),
            *_under("round__dossier", DOSSIER),
            *_under("round__dossier__unit", UNIT),
            *_under("work_item", WORK_ITEM),
            *_under("work_item__desk", DESK),
        )
        .select_for_update(of=("round__dossier", "round", "self", "work_item"), no_key=True)
        .order_by()
    )


def _units_to_ask(cluster: int, on: dt.date, author: int) -> Any:
    """The other units of a cluster, each with the desk at which it reviews, if it has one yet."""
    desks = Desk.objects.filter(duty=Duty.REVIEW, unit=OuterRef("pk")).values("pk")[:1]
    units = Unit.objects.filter(memberships__cluster=cluster).in_force(on).exclude(pk=author)
    return units.only("code", "short_name").annotate(reviewing=Subquery(desks))


duty_at_hand = Select(_duty_at_hand, dossier=BigAutoField())
case_at_hand: Select[Any] = Select(_case_at_hand, dossier=BigAutoField())
opinion_at_hand = Select(_opinion_at_hand, opinion=BigAutoField())

units_to_ask: Select[Any] = Select(
    _units_to_ask, cluster=BigAutoField(), on=DateField(), author=BigAutoField()
)
last_round = Select(
    lambda dossier: ConsultationRound.objects.filter(dossier=dossier).order_by("-number")[:1],
    dossier=BigAutoField(),
)

end_round = Update(
    lambda pk: ConsultationRound.objects.filter(pk=pk), "state", "closed", pk=BigAutoField()
)
unanswered = Rows(
    lambda dossier, revision: (
        Comment.objects.filter(dossier=dossier, revision=revision, answer="")
        .order_by()
        .values_list("pk")
    ),
    dossier=BigAutoField(),
    revision=BigAutoField(),
)

add_round = Insert(ConsultationRound)
add_decision = Insert(Decision)
add_revision = Insert(Revision)
add_task = Insert(Task)
add_work_item = Insert(WorkItem)
add_opinions = Insert(Opinion)
finish_task = Update(
    lambda pk, was: Task.objects.filter(pk=pk, status=was),
    "status",
    "started",
    "finished",
    "owner",
    "data",
    pk=BigAutoField(),
    was=CharField(),
)
move_dossier = Update(
    lambda pk: Dossier.objects.filter(pk=pk),
    "stage",
    "stage_since",
    "stage_due",
    "reach",
    "revision",
    "sent_back",
    "paper",
    "updated",
    pk=BigAutoField(),
)
give = Update(
    lambda pk: Opinion.objects.filter(pk=pk),
    "state",
    "stance",
    "text",
    "mandate",
    "delegation",
    "given_by",
    "authority",
    "given_at",
    pk=BigAutoField(),
)
close_duty = Update(
    lambda pk: WorkItem.objects.filter(pk=pk, state=WorkState.OPEN),
    "state",
    "closed",
    "closed_by",
    pk=BigAutoField(),
)


def is_torn(dossier: Dossier) -> bool:
    """Tell whether the dossier was changed while its lock was waited for.

    Then it points at rows that the join did not bring.
    """
    return any(
        getattr(dossier, f"{name}_id") is not None
        and getattr(dossier._state.fields_cache.get(name), "pk", None)  # noqa: SLF001 -- no query
        != getattr(dossier, f"{name}_id")
        for name in OF_THE_DOSSIER
    )
