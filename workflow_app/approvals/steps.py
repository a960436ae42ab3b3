"""What each human step of each kind of dossier is, as data.

Flow nodes register themselves here when their flow class is built, so that services,
selectors and pages can ask about a step without knowing the workflow engine.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from workflow_app.accounts.models import User
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Body, Cluster, Desk, Unit
from workflow_app.organization.selectors.authority import desk_of

from .enums import Outcome, Stage

PlaceOf = Callable[[Any], Unit | Cluster | Body]
DutyOf = Callable[[Any], Duty]


@dataclass(frozen=True, slots=True)
class EffectContext:
    """What an effect is told: the locked dossier, who acts, and what the form brought."""

    dossier: Any
    user: User | None
    data: dict[str, Any]

    @property
    def acting_user(self) -> User:
        """Who acts, where the outcome is always decided by a person; TypeError for the calendar."""
        if self.user is None:
            raise TypeError("this outcome is decided by a person")
        return self.user


Effect = Callable[[EffectContext], None]


@dataclass(frozen=True, slots=True)
class Performer:
    """Who does a step: a duty at the place that follows from the dossier.

    `duties` are all that can follow; without them the step may be anybody's. `found` returns the
    desk there without looking at the place, where that is one statement less.
    """

    duty: DutyOf
    place: PlaceOf
    duties: tuple[Duty, ...] = ()
    found: Callable[[Any], Desk | None] | None = None

    def desk(self, dossier: Any) -> Desk:
        """Return the desk to which the step's work goes, opening it on first use."""
        desk = self.found(dossier) if self.found is not None else None
        return desk or desk_of(self.duty(dossier), self.place(dossier))


@dataclass(slots=True)
class Step:
    """One human step: who, by when, with which outcomes, and what an outcome brings about.

    `by_ballot` says that a body's vote decides here, not a person on the dossier's page.
    """

    kind: str
    name: str
    title: str | Promise
    stage: Stage
    deadline: str
    performer: Performer
    outcomes: tuple[Outcome, ...] = ()
    next_titles: dict[str, str | Promise] = field(default_factory=dict)
    effects: dict[str, Effect] = field(default_factory=dict)
    on_page: bool = True
    by_ballot: bool = False

    @property
    def work_kind(self) -> str:
        """Name of the work items of this step, such as "plan.sign"."""
        return f"{self.kind}.{self.name}"


_steps: dict[tuple[str, str], Step] = {}


def register_step(step: Step) -> None:
    """Add a step; a flow class registers each of its nodes once."""
    _steps[step.kind, step.name] = step


def get_step(kind: str, name: str) -> Step:
    """Return the step of a kind; KeyError for an unknown one."""
    return _steps[kind, name]


def steps_of(kind: str) -> list[Step]:
    """Return the steps of a kind, in the order of the way."""
    return sorted(
        (step for (step_kind, __), step in _steps.items() if step_kind == kind),
        key=lambda step: step.stage.position,
    )


def ballot_steps() -> list[Step]:
    """Return the steps, of every kind, at which a dossier waits for a body's vote."""
    return [step for step in _steps.values() if step.by_ballot]


def step_of_work(work_kind: str) -> Step | None:
    """Return the step behind a work item's kind, if it is a step."""
    kind, __, name = work_kind.partition(".")
    return _steps.get((kind, name))
