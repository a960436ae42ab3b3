"""What a person can do with a dossier now: the one answer for page, form, view and test."""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workflow_app.accounts.models import User
from workflow_app.approvals import engine
from workflow_app.approvals.enums import Outcome
from workflow_app.approvals.models import Dossier, WorkItem
from workflow_app.approvals.steps import Step
from workflow_app.organization.models import Holding
from workflow_app.organization.selectors.authority import authority_at

from .authority import authority_text, own_holding, separation_clash, who_could

OUTCOME_VERBS: dict[str, str | Promise] = {
    Outcome.SUBMITTED: _("Submit for signature"),
    Outcome.SIGNED: _("Sign and send on"),
    Outcome.ENDORSED: _("Sign for the cluster"),
    Outcome.APPRAISED: _("Appraise as ready and send on"),
    Outcome.ADOPTED: _("Adopt"),
    Outcome.REJECTED: _("Reject"),
    Outcome.ISSUED: _("Number and issue"),
    Outcome.OPINION_RECEIVED: _("Opinion received, send on"),
    Outcome.REPORTED: _("Record the report"),
    Outcome.OBJECTIONS_DISMISSED: _("Dismiss the objections and go on"),
    Outcome.OBJECTION_UPHELD: _("Uphold and end the nomination"),
    Outcome.RECOVERED: _("Close the recovery"),
    Outcome.RETURNED: _("Return for rework"),
    Outcome.RETURNED_TO_CONTENT: _("Return to the content appraiser"),
    Outcome.RETURNED_TO_CLUSTER: _("Return to the head of the cluster"),
    Outcome.RETURNED_TO_VETTING: _("Return to the personnel department"),
    Outcome.WITHDRAWN: _("Withdraw"),
    Outcome.CANCELLED: _("End without a result"),
}


@dataclass(frozen=True, slots=True)
class Action:
    """One button: what it does, in whose name, what happens next, what it asks for."""

    step: str
    outcome: Outcome
    label: str | Promise
    authority: str
    next_title: str | Promise
    needs_reason: bool
    is_forward: bool


@dataclass(frozen=True, slots=True)
class Actions:
    """Every button a person gets on a dossier, or why there is none."""

    step: Step | None = None
    buttons: list[Action] = field(default_factory=list)
    why_not: str = ""
    holder: str = ""
    elsewhere: WorkItem | None = None

    @property
    def forward(self) -> list[Action]:
        """Buttons that move the dossier on."""
        return [action for action in self.buttons if action.is_forward]

    @property
    def back(self) -> list[Action]:
        """Buttons that send it back, withdraw or reject it."""
        return [action for action in self.buttons if not action.is_forward]


def available_actions(user: User, dossier: Dossier) -> Actions:
    """Return what the user can do with the dossier at the step where it waits.

    `holder` names who holds it now. When the user holds the desk but may not act, for having
    acted on the other side, `why_not` says so. `elsewhere` is the user's duty at a step that is
    not done on the dossier's page.
    """
    waiting = engine.waiting(dossier)
    if waiting is None:
        return Actions()
    step, item = waiting.step, waiting.item
    buttons: list[Action] = []
    why_not = holder = ""
    elsewhere = None
    if item is not None and item.desk is not None:
        holder = who_could(item.desk, dossier.kind)
        holding = authority_at(user, item.desk, kind=dossier.kind)
        if holding is not None and not step.on_page:
            elsewhere = item
        elif holding is not None:
            why_not = separation_clash(user=user, desk=item.desk, dossier=dossier)
            if not why_not:
                buttons = [
                    _action(step, outcome, holding)
                    for outcome in step.outcomes
                    if outcome != Outcome.WITHDRAWN and _makes_sense(outcome, dossier)
                ]
    if Outcome.WITHDRAWN in step.outcomes:
        own = own_holding(dossier, user)
        if own is not None:
            buttons.append(_action(step, Outcome.WITHDRAWN, own))
    return Actions(step=step, buttons=buttons, why_not=why_not, holder=holder, elsewhere=elsewhere)


def _makes_sense(outcome: Outcome, dossier: Dossier) -> bool:
    return outcome != Outcome.RETURNED_TO_CLUSTER or dossier.cluster_id is not None


def _action(step: Step, outcome: Outcome, holding: Holding) -> Action:
    return Action(
        step=step.name,
        outcome=outcome,
        label=OUTCOME_VERBS.get(outcome, outcome.label),
        authority=authority_text(holding),
        next_title=step.next_titles.get(outcome, ""),
        needs_reason=outcome in Outcome.needs_reason,
        is_forward=outcome not in Outcome.needs_reason,
    )
