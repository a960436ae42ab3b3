"""What the first screen of a dossier says, prepared for the template."""

from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.db.models import BigAutoField
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from workflow_app.accounts.models import User
from workflow_app.approvals.enums import OpinionState, Outcome, RoundState, Stage
from workflow_app.approvals.forms import (
    FirstSubmissionForm,
    NoteForm,
    ReasonForm,
    SubmissionForm,
)
from workflow_app.approvals.forms_of_steps import obstacle_to, step_form
from workflow_app.approvals.kinds import DossierKind, get_kind
from workflow_app.approvals.models import Decision, Dossier, Opinion, WorkItem
from workflow_app.approvals.selectors.actions import Action, Actions, available_actions
from workflow_app.approvals.selectors.opinions import Reading, own_opinion, reading_of
from workflow_app.approvals.selectors.progress import (
    Changes,
    StepShown,
    changes_since_visit,
    decisions_on,
    open_work,
    way_of,
)
from workflow_app.approvals.steps import steps_of
from workflow_app.approvals.work_links import label_of, link_of, url_of
from workflow_app.db.prepared import Rows

OUTCOME_ICONS = {
    Outcome.SUBMITTED: "send",
    Outcome.SIGNED: "signature",
    Outcome.ENDORSED: "signature",
    Outcome.APPRAISED: "clipboard-check",
    Outcome.ADOPTED: "gavel",
    Outcome.REJECTED: "x",
    Outcome.ISSUED: "rubber-stamp",
    Outcome.OPINION_RECEIVED: "mail",
    Outcome.REPORTED: "send",
    Outcome.TOOK_EFFECT: "calendar-event",
    Outcome.RETURNED: "corner-up-left",
    Outcome.RETURNED_TO_CONTENT: "corner-up-left",
    Outcome.RETURNED_TO_CLUSTER: "corner-up-left",
    Outcome.RETURNED_TO_VETTING: "corner-up-left",
    Outcome.WITHDRAWN: "arrow-back-up",
    Outcome.CONSULTED: "users-group",
    Outcome.SCORED: "list-check",
    Outcome.NOMINATED: "trophy",
    Outcome.NOT_NOMINATED: "x",
    Outcome.PUBLICATION_ENDED: "calendar-event",
    Outcome.OBJECTIONS_DISMISSED: "scale",
    Outcome.OBJECTION_UPHELD: "scale",
    Outcome.HANDED_OVER: "certificate",
    Outcome.RECOVERED: "arrow-back-up",
    Outcome.CANCELLED: "ban",
}


@dataclass(frozen=True, slots=True)
class Button:
    """One action with its look and the form that its dialog asks for."""

    action: Action
    form: forms.Form
    tone: str
    icon: str
    then: str | Promise
    why_not: str = ""
    """What stands in the way of it now."""

    @property
    def dialog(self) -> str:
        """Identifier of the dialog."""
        return f"act-{self.action.outcome.value.replace('_', '-')}"


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything above the tabs."""

    dossier: Dossier
    kind: DossierKind
    actions: Actions
    buttons: list[Button]
    way: list[StepShown]
    decisions: list[Decision]
    reading: Reading
    changes: Changes
    work: list[WorkItem]
    mine: Opinion | None
    answers: tuple[int, int]

    @property
    def forward(self) -> list[Button]:
        """Buttons that move it on."""
        return [button for button in self.buttons if button.action.is_forward]

    @property
    def errand(self) -> tuple[str, str] | None:
        """What to do on another page, and where: label and address."""
        item = self.actions.elsewhere
        if item is None or link_of(item.kind) is None:
            return None
        return label_of(item.kind), url_of(item)

    @property
    def back(self) -> list[Button]:
        """Buttons that send it back or end it; one that something stands in the way of is not offered."""
        return [it for it in self.buttons if not it.action.is_forward and not it.why_not]

    @property
    def holder(self) -> str:
        """Who has it now, in one line."""
        if self.actions.holder:
            return self.actions.holder
        given, asked = self.answers
        if asked:
            return _("%(given)s of %(asked)s units have answered") % {
                "given": given,
                "asked": asked,
            }
        return ""

    @property
    def taken_by(self) -> str:
        """The colleague who took the step's duty, if somebody did."""
        taken = [item for item in self.work if item.task_id and item.claimed_by]
        return str(taken[0].claimed_by) if taken else ""

    @property
    def may_edit(self) -> bool:
        """Whether the person may change the draft now."""
        return self.reading.is_author and self.dossier.is_editable

    @property
    def reads_draft(self) -> bool:
        """Whether the person reads the content as it is being prepared."""
        return self.may_edit or (self.kind.has_open_draft and self.dossier.is_editable)

    @property
    def edit_url(self) -> str:
        """Where the draft is typed."""
        return self.kind.edit_url(self.dossier)

    @property
    def lock(self) -> str:
        """Why its unit cannot edit it now."""
        dossier = self.dossier
        if not self.reading.is_author or dossier.is_editable:
            return ""
        if dossier.is_final:
            return _("It is closed; its content stays as it is.")
        where = {"stage": dossier.get_stage_display()}
        if dossier.stage in Stage.withdrawable_stages:
            return _("It is locked (%(stage)s). Withdraw it if it must be changed.") % where
        return _("It is locked (%(stage)s). Only a return makes it editable again.") % where

    @property
    def owes_answers(self) -> bool:
        """Whether comments wait for the answer of the person's unit."""
        return self.reading.is_author and any(item.kind.endswith(".answer") for item in self.work)

    @property
    def can_answer_opinion(self) -> bool:
        """Whether the person's unit is asked and may still answer."""
        return (
            self.mine is not None
            and self.mine.round.state == "open"
            and self.mine.state in (OpinionState.INVITED, OpinionState.GIVEN)
        )


def frame_of(user: User, dossier: Dossier) -> Frame:
    """Ask everything that the first screen says; a fixed number of statements."""
    actions = available_actions(user, dossier)
    decisions = decisions_on(dossier)
    reading = reading_of(user, dossier)
    return Frame(
        dossier=dossier,
        kind=get_kind(dossier.kind),
        actions=actions,
        buttons=[_button_shown(dossier, action) for action in actions.buttons],
        way=way_of(dossier, decisions, actions.step),
        decisions=decisions,
        reading=reading,
        changes=changes_since_visit(user, dossier, decisions, reading),
        work=open_work(dossier),
        mine=own_opinion(user, dossier) if reading.review_units else None,
        answers=_answers(dossier) if dossier.stage == Stage.CONSULTING else (0, 0),
    )


def _answers(dossier: Dossier) -> tuple[int, int]:
    states = [state for (state,) in _open_states(dossier=dossier.pk)]
    asked = [state for state in states if state != OpinionState.EXCUSED]
    return sum(1 for state in asked if state == OpinionState.GIVEN), len(asked)


_open_states = Rows(
    lambda dossier: (
        Opinion.objects.filter(round__dossier=dossier, round__state=RoundState.OPEN)
        .order_by()
        .values_list("state")
    ),
    dossier=BigAutoField(),
)


def button_of(dossier: Dossier, action: Action, data: Any = None) -> Button:
    """Return the button of an action with its form, empty or as it was typed."""
    action = replace(action, next_title=_next_step(dossier, action))
    if action.is_forward:
        tone = "primary"
    else:
        tone = "danger" if action.outcome == Outcome.REJECTED else "secondary"
    return Button(
        action=action,
        form=form_of(dossier, action, data),
        tone=tone,
        icon=OUTCOME_ICONS.get(action.outcome, "check"),
        then=_("Next: %(step)s") % {"step": action.next_title} if action.next_title else "",
    )


def _button_shown(dossier: Dossier, action: Action) -> Button:
    why_not = obstacle_to(dossier, action.step, action.outcome)
    return replace(button_of(dossier, action), why_not=why_not)


def _next_step(dossier: Dossier, action: Action) -> str:
    """Name the step that follows; people are not shown the questions a process asks itself."""
    title = str(action.next_title)
    if not title.endswith("?"):
        return title
    steps = list(steps_of(dossier.kind))
    here = next((step.stage.position for step in steps if step.name == action.step), 0)
    skipped = get_kind(dossier.kind).skipped(dossier)
    later = [step for step in steps if step.stage.position > here and step.stage not in skipped]
    first = min((step.stage.position for step in later), default=0)
    titles = [str(step.title) for step in later if step.stage.position == first]
    return titles[0] if len(titles) == 1 else ""


def form_of(dossier: Dossier, action: Action, data: Any = None) -> forms.Form:
    """Return what the action asks for: a reason, the step's own form, or a remark."""
    own = step_form(dossier.kind, action.step, action.outcome)
    auto_id = f"id_{action.outcome.value}_%s"
    if own is not None:
        return own(data, dossier=dossier, auto_id=auto_id)
    if action.needs_reason:
        return ReasonForm(data, auto_id=auto_id)
    if action.outcome == Outcome.SUBMITTED:
        form = SubmissionForm if dossier.revision_id else FirstSubmissionForm
        return form(data, auto_id=auto_id)
    return NoteForm(data, auto_id=auto_id)
