"""What an outcome asks for besides a reason: the clerk's number form, for example.

    register_step_form("plan", "issue", Outcome.ISSUED, IssueForm)

The page draws the form; its cleaned data go to the outcome's effect as `data`. A form may take
`dossier=` to choose its initial values.
"""

from collections.abc import Callable
from typing import Any

from django import forms

from .enums import Outcome
from .models import Dossier


class StepForm(forms.Form):
    """The base of such forms: it knows the dossier."""

    def __init__(self, *args: Any, dossier: Dossier, **kwargs: Any) -> None:
        self.dossier = dossier
        super().__init__(*args, **kwargs)


_forms: dict[tuple[str, str, str], type[StepForm]] = {}


def register_step_form(kind: str, step: str, outcome: Outcome, form: type[StepForm]) -> None:
    """Ask these fields of whoever takes this outcome at this step of this kind of dossier."""
    _forms[kind, step, outcome] = form


def step_form(kind: str, step: str, outcome: Outcome) -> type[StepForm] | None:
    """Return the form of an outcome, if it has one."""
    return _forms.get((kind, step, outcome))


_obstacles: dict[tuple[str, str, str], Callable[[Dossier], str]] = {}


def register_obstacle(
    kind: str, step: str, outcome: Outcome, why_not: Callable[[Dossier], str]
) -> None:
    """Show the button of this outcome as not to be pressed, with the sentence, while there is one.

    Only what moves the dossier on is shown like that; what sends it back or ends it is left out.
    The act itself refuses all the same: the page may be older than what stands in the way.
    """
    _obstacles[kind, step, outcome] = why_not


def obstacle_to(dossier: Dossier, step: str, outcome: Outcome) -> str:
    """Return why the outcome cannot be taken now, empty when nothing is in the way."""
    why_not = _obstacles.get((dossier.kind, step, outcome))
    return why_not(dossier) if why_not is not None else ""
