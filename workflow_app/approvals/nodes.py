"""The flow nodes of this house. Each is one node: no hidden graph behind it.

A node waits for an *outcome*; `On(outcome, next)` draws one edge per outcome, so a flow reads as
its diagram: what people can decide here, and where the dossier goes then.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any, Self

from django.utils import timezone
from django.utils.translation import gettext as _
from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.activation import Activation
from viewflow.workflow.base import Edge, Node
from viewflow.workflow.models import Task
from viewflow.workflow.nodes.handle import HandleActivation
from viewflow.workflow.nodes.start import StartHandleActivation
from viewflow.workflow.nodes.view import View
from viewflow.workflow.signals import task_finished
from viewflow.workflow.status import STATUS

from workflow_app.organization.selectors.authority import authority_at

from . import statements
from .enums import Outcome, Stage
from .errors import ConflictError
from .models import Dossier
from .performers import NOBODY
from .services import consultations, stages
from .steps import Effect, Performer, Step, register_step

Arrival = Callable[[Dossier], None]
Due = Callable[[Dossier], dt.datetime | None]


class OpenActivation(StartHandleActivation):
    """Gives the new process to its dossier before anything else happens."""

    @Activation.status.transition(source=STATUS.NEW, target=STATUS.DONE)
    def complete(self) -> None:
        """Link process and dossier, then finish the start."""
        dossier = self.process.dossier_to_open
        Dossier.objects.filter(pk=dossier.pk).update(process=self.process)
        dossier.process = self.process
        super().complete.original()


class OpenDossier(flow.StartHandle):
    """Start of every flow: a dossier that exists gets its case."""

    activation_class = OpenActivation

    def __init__(self) -> None:
        super().__init__(self._take_dossier)

    @staticmethod
    def _take_dossier(activation: Any, *, dossier: Dossier) -> Any:
        activation.process.dossier_to_open = dossier
        return activation.process


def _write_task(flow_task: Any, before: Activation, token: Any) -> Task:
    """Write the row of a task with one statement.

    The way a dossier came is kept by its decisions; the engine's link to the previous task only
    serves its own undoing and joining of branches, which nothing here uses.
    """
    task = Task(
        process=before.process,
        flow_task=flow_task,
        flow_task_type=flow_task.task_type,
        token=token,
        data={},
    )
    return statements.add_task(task)


class StepActivation(HandleActivation):
    """A human step: opens its duty when created, follows the outcome's edge when finished."""

    @classmethod
    def create(cls, flow_task: Any, prev_activation: Any, token: Any, **_values: Any) -> Any:
        """Write the task, and with it the stage, the due date and the work item."""
        activation = cls(_write_task(flow_task, prev_activation, token))
        flow_task.arrive(activation)
        return activation

    @Activation.status.transition(source=STATUS.STARTED, target=STATUS.DONE)
    def complete(self) -> None:
        """Finish the task, if nobody has meanwhile; raises ConflictError."""
        task = self.task
        task.finished = timezone.now()
        finished = statements.finish_task(
            pk=task.pk,
            was=STATUS.NEW,
            status=STATUS.DONE,
            started=task.started,
            finished=task.finished,
            owner=task.owner_id,
            data=task.data,
        )
        if not finished:
            raise ConflictError(_("This step was finished in the meantime."))
        task_finished.send(sender=self.flow_class, process=self.process, task=task)

    @Activation.status.transition(source=STATUS.DONE)
    def create_next(self) -> Any:
        """Go along the edge of the outcome that the task was finished with."""
        outcome = self.task.data["outcome"]
        chosen = self.flow_task.branches[outcome]
        yield chosen._create(self, self.task.token)  # noqa: SLF001 -- how viewflow's nodes do it


class DecisionTask(Node):
    """A step where somebody decides: sign, endorse, appraise, issue, or send back."""

    task_type = "HUMAN"
    activation_class = StepActivation
    shape = View.shape
    bpmn_element = "userTask"
    shown_on_page = True
    by_ballot = False

    def __init__(
        self,
        performer: Performer,
        *,
        stage: Stage,
        deadline: str,
        before: Arrival | None = None,
    ) -> None:
        super().__init__()
        self.performer = performer
        self.stage = stage
        self.deadline = deadline
        self.before = before
        self.branches: dict[str, Any] = {}
        self.effects: dict[str, Effect] = {}

    def On(self, outcome: Outcome, node: Any, effect: Effect | None = None) -> Self:  # noqa: N802 -- viewflow's fluent style
        """Name where the dossier goes on this outcome, and what the outcome brings about."""
        self.branches[outcome] = node
        if effect is not None:
            self.effects[outcome] = effect
        return self

    def _resolve(self, instance: Any) -> None:
        self.branches = {
            outcome: this.resolve(instance, node) for outcome, node in self.branches.items()
        }

    def _outgoing(self) -> Any:
        for outcome, node in self.branches.items():
            edge_class = "cond_false" if outcome in Outcome.sends_back else "next"
            yield Edge(src=self, dst=node, edge_class=edge_class, label=Outcome(outcome).label)

    def _ready(self) -> None:
        """Tell the step to the rest of the house."""
        self.step: Step = Step(
            kind=self.flow_class.dossier_kind,
            name=self.name,
            title=self.task_title,
            stage=self.stage,
            deadline=self.deadline,
            performer=self.performer,
            outcomes=tuple(Outcome(outcome) for outcome in self.branches),
            next_titles={outcome: node.task_title for outcome, node in self.branches.items()},
            effects=self.effects,
            on_page=self.shown_on_page,
            by_ballot=self.by_ballot,
        )
        register_step(self.step)

    def arrive(self, activation: Any) -> None:
        """Move the dossier to this step's stage and open the duty.

        `before` runs first: it may say, for instance, before which body the dossier comes.
        """
        if self.before is not None:
            self.before(activation.process.dossier)
        stages.arrive(dossier=activation.process.dossier, step=self.step, task=activation.task)

    def can_execute(self, user: Any, task: Any) -> bool:
        """Ask the mandates, never the task's owner."""
        item = getattr(task, "work_item", None)
        return (
            item is not None
            and item.desk is not None
            and authority_at(user, item.desk, kind=item.dossier_kind) is not None
        )

    def can_assign(self, user: Any, task: Any) -> bool:
        """Whoever may act may take the task, nobody else."""
        return self.can_execute(user, task)


class ConsultationTask(DecisionTask):
    """The cluster's review: one waiting task; opinions are rows of a consultation round."""

    shown_on_page = False

    def arrive(self, activation: Any) -> None:
        """Move the stage and ask every other unit of the cluster."""
        dossier = activation.process.dossier
        is_first = dossier.reach < self.stage.rank
        stages.arrive(dossier=dossier, step=self.step, task=activation.task, with_work=False)
        consultations.open_round(dossier=dossier, is_first=is_first)


class BallotTask(DecisionTask):
    """A body decides: the dossier waits until a ballot closes and resumes it."""

    shown_on_page = False
    by_ballot = True


class WaitTask(DecisionTask):
    """The dossier waits for a day; a job of the scheduler lets it go on. It is nobody's duty."""

    shown_on_page = False

    def __init__(self, *, stage: Stage, until: Due) -> None:
        super().__init__(NOBODY, stage=stage, deadline="")
        self.until = until

    def arrive(self, activation: Any) -> None:
        """Move the stage; what it waits for is when it is due."""
        dossier = activation.process.dossier
        stages.set_stage(dossier, self.stage, due=self.until(dossier))


class Gate(flow.If):
    """A question that the flow itself answers. It leaves no row: nobody did anything here."""

    @property
    def ways(self) -> tuple[Any, Any]:
        """The nodes behind it."""
        return self._on_true, self._on_false

    def _create(self, prev_activation: Any, token: Any, **_values: Any) -> Any:
        answer = self._condition(prev_activation)
        chosen = self._on_true if answer else self._on_false
        return chosen._create(prev_activation, token)  # noqa: SLF001 -- how viewflow's nodes do it


class Finish(flow.End):
    """An end of the way: adopted, rejected, cancelled."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self.stage = stage

    class activation_class(flow.End.activation_class):  # noqa: N801 -- viewflow's attribute
        """Writes the final stage when the case ends."""

        @classmethod
        def create(cls, flow_task: Any, prev_activation: Any, token: Any, **_values: Any) -> Any:
            """Close the dossier with the case."""
            activation = cls(_write_task(flow_task, prev_activation, token))
            stages.finish(dossier=activation.process.dossier, stage=flow_task.stage)
            return activation
