"""The one door through which a dossier moves: decide at a step, or take it back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from workflow_app.accounts.models import User
from workflow_app.approvals import announcing, engine, statements
from workflow_app.approvals.enums import Outcome, WorkState
from workflow_app.approvals.errors import (
    ConflictError,
    IncompleteError,
    NotAllowedError,
)
from workflow_app.approvals.models import Decision, Dossier, Opinion, WorkItem
from workflow_app.approvals.selectors.authority import (
    own_holding,
    recorded_authority,
    separation_clash,
    standing_at,
    who_could,
)
from workflow_app.approvals.steps import EffectContext, Step
from workflow_app.approvals.visibility import kept_from
from workflow_app.audit.services import gathered, record
from workflow_app.organization.models import Desk, Holding
from workflow_app.organization.selectors.authority import authority_at

from .work import close_work, lock_dossier


@dataclass(slots=True, kw_only=True)
class _Act:
    """One act while it is being done."""

    dossier: Dossier
    waiting: engine.Waiting
    outcome: Outcome
    reason: str
    user: User | None = None
    holding: Holding | None = None
    data: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
@gathered()
def decide(
    *,
    dossier: Dossier,
    step: str,
    outcome: Outcome,
    user: User,
    reason: str = "",
    revision_number: int | None = None,
    data: Mapping[str, Any] | None = None,
) -> Decision:
    """Decide at the step where the dossier waits, and move it on; all of it or nothing.

    `revision_number` is what the person had before their eyes; a newer one is a conflict.
    `data` goes to the outcome's effect (the flow names it). Raises NotAllowedError,
    ConflictError or IncompleteError, each with the sentence for the person.
    """
    locked, waiting = _duty_at_hand(dossier, step)
    if waiting.item is None or waiting.item.desk is None:
        raise NotAllowedError(_("This is not decided by one person."))
    if outcome == Outcome.WITHDRAWN:
        raise NotAllowedError(_("Only the unit that submitted it may withdraw it."))
    holding = require_authority(user=user, desk=waiting.item.desk, dossier=locked)
    _require_current(locked, revision_number)
    return _do(
        _Act(
            dossier=locked,
            waiting=waiting,
            outcome=outcome,
            reason=reason,
            user=user,
            holding=holding,
            data=dict(data or {}),
        )
    )


@transaction.atomic
@gathered()
def withdraw(*, dossier: Dossier, user: User, reason: str) -> Decision:
    """The submitting unit takes the dossier back, until the cluster has signed."""
    locked, waiting = _case_at_hand(dossier)
    if waiting is None:
        raise ConflictError(_what_happened(locked))
    if Outcome.WITHDRAWN not in waiting.step.outcomes:
        raise ConflictError(
            _("%(what)s It can no longer be withdrawn; ask for a return instead.")
            % {"what": _what_happened(locked)}
        )
    holding = own_holding(locked, user, lock=True)
    if holding is None:
        raise NotAllowedError(_("Only the unit that submitted it may withdraw it."))
    return _do(
        _Act(
            dossier=locked,
            waiting=waiting,
            outcome=Outcome.WITHDRAWN,
            reason=reason,
            user=user,
            holding=holding,
        )
    )


@transaction.atomic
@gathered()
def settle(*, dossier: Dossier, step: str, outcome: Outcome, reason: str = "") -> Decision | None:
    """A body or the calendar decided: move on in nobody's own name.

    Restartable: when the step no longer waits, nothing happens and None is returned.
    """
    return settle_within(dossier=dossier, step=step, outcome=outcome, reason=reason)


def settle_within(
    *, dossier: Dossier, step: str, outcome: Outcome, reason: str = ""
) -> Decision | None:
    """`settle`, as a part of an act that has begun its transaction and gathers its entries."""
    locked, waiting = _case_at_hand(dossier)
    if waiting is None or waiting.step.name != step:
        return None
    return _do(_Act(dossier=locked, waiting=waiting, outcome=outcome, reason=reason))


def require_authority(
    *, user: User, desk: Desk, dossier: Dossier, opinion: Opinion | None = None
) -> Holding:
    """Return the mandate or delegation under which the user may act here, locked.

    Raises NotAllowedError that says who could, or which earlier act of theirs stands against it.
    """
    if (dossier.pk, user.pk) in kept_from([dossier]):
        raise NotAllowedError(_("Nobody acts on a dossier in which they are named."))
    holding = standing_at(user=user, desk=desk, dossier=dossier, opinion=opinion)
    if holding is not None:
        return holding
    holding = authority_at(user, desk, kind=dossier.kind, lock=True)
    if holding is None:
        raise NotAllowedError(
            _("This is for %(who)s to do.") % {"who": who_could(desk, dossier.kind)}
        )
    clash = separation_clash(user=user, desk=desk, dossier=dossier)
    if clash:
        raise NotAllowedError(clash)
    return holding


def _duty_at_hand(dossier: Dossier, step: str) -> tuple[Dossier, engine.Waiting]:
    """Lock the dossier and return it with the duty at which it waits; one statement, mostly."""
    item = statements.duty_at_hand.first(dossier=dossier.pk)
    if item is not None and item.dossier is not None and item.task is not None:
        waiting = engine.waiting_at(item.dossier, item.task)
        if not statements.is_torn(item.dossier) and waiting.step.name == step:
            return item.dossier, waiting
    locked = _locked(dossier)
    return locked, _waiting(locked, step)


def _case_at_hand(dossier: Dossier) -> tuple[Dossier, engine.Waiting | None]:
    """Lock the dossier and return it with where its case waits; one statement, mostly."""
    task: Any = statements.case_at_hand.first(dossier=dossier.pk)
    if task is not None and not statements.is_torn(task.process.dossier):
        return task.process.dossier, engine.waiting_at(task.process.dossier, task)
    locked = _locked(dossier)
    return locked, engine.waiting(locked)


def _locked(dossier: Dossier) -> Dossier:
    """Lock the dossier, and only then read it.

    A join that waits for a lock sees the dossier as it became and the joined rows as they were:
    the revision that came in meanwhile would be missing.
    """
    lock_dossier(dossier.pk)
    return Dossier.objects.select_related("unit", "cluster", "body", "revision", "process").get(
        pk=dossier.pk
    )


def _waiting(dossier: Dossier, step: str) -> engine.Waiting:
    """Return the step that waits; a conflict when it is not the one expected."""
    waiting = engine.waiting(dossier)
    if waiting is None or (step and waiting.step.name != step):
        raise ConflictError(_what_happened(dossier))
    return waiting


def _what_happened(dossier: Dossier) -> str:
    last = dossier.decisions.select_related("actor").order_by("-pk").first()
    if last is None or last.actor is None:
        return _("The dossier has moved on in the meantime.")
    return _("%(person)s was faster: %(outcome)s.") % {
        "person": last.actor,
        "outcome": last.get_outcome_display(),
    }


def _require_possible(step: Step, outcome: Outcome, reason: str) -> None:
    if outcome not in step.outcomes:
        raise ConflictError(_("This cannot be decided at this step."))
    if outcome in Outcome.needs_reason and not reason.strip():
        raise IncompleteError(_("Please give the reason: the people concerned will read it."))


def _require_current(dossier: Dossier, revision_number: int | None) -> None:
    current = dossier.revision.number if dossier.revision else None
    if revision_number is not None and revision_number != current:
        raise ConflictError(
            _("A newer revision (%(number)s) has come in; please read it first.")
            % {"number": current}
        )


def _do(act: _Act) -> Decision:
    """Bring about the effect, write the decision, close the duty, log, and let the flow go on."""
    dossier, step = act.dossier, act.waiting.step
    _require_possible(step, act.outcome, act.reason)
    effect = step.effects.get(act.outcome)
    if effect is not None:
        effect(EffectContext(dossier=dossier, user=act.user, data=act.data))
    decision = _write(act)
    _mark_sent_back(dossier, decision)
    item = act.waiting.item
    if item is not None:
        withdrawn = act.outcome == Outcome.WITHDRAWN
        close_work(item, user=act.user, state=WorkState.CANCELLED if withdrawn else WorkState.DONE)
    if decision.outcome in (Outcome.RETURNED, Outcome.WITHDRAWN):
        _stop_asking_for_answers(dossier, act.user)
    engine.advance(dossier=dossier, task=act.waiting.task, outcome=act.outcome, user=act.user)
    if act.outcome in Outcome.sends_back:
        announcing.sent_back(decision)
    return decision


def _write(act: _Act) -> Decision:
    dossier, holding = act.dossier, act.holding
    item = act.waiting.item
    decision = statements.add_decision(
        Decision(
            dossier=dossier,
            revision=dossier.revision,
            step=act.waiting.step.name,
            outcome=act.outcome,
            reason=act.reason.strip(),
            actor=act.user,
            mandate_id=holding.mandate_id if holding else None,
            delegation_id=holding.delegation_id if holding else None,
            desk_id=holding.desk_id if holding else item.desk_id if item else None,
            authority=recorded_authority(holding),
        )
    )
    record(
        action=f"dossier.{act.outcome}",
        actor=act.user,
        object=dossier,
        authority=decision.authority,
        data={
            "step": decision.step,
            "decision": decision.pk,
            "revision": dossier.revision.sha256 if dossier.revision else None,
            "reason": decision.reason,
        },
    )
    return decision


def _stop_asking_for_answers(dossier: Dossier, user: User | None) -> None:
    """A draft is rewritten, so its comments are no duty of their own; the next review asks anew."""
    waiting = WorkItem.objects.filter(
        dossier=dossier, kind=f"{dossier.kind}.answer", state=WorkState.OPEN
    )
    close_work(list(waiting), user=user, state=WorkState.CANCELLED)


def _mark_sent_back(dossier: Dossier, decision: Decision) -> None:
    """Remember what a returned draft must answer; a new submission answers it.

    Written with the stage, when the case moves on.
    """
    if decision.outcome in (Outcome.RETURNED, Outcome.WITHDRAWN):
        dossier.sent_back = decision
    elif decision.outcome == Outcome.SUBMITTED:
        dossier.sent_back = None
