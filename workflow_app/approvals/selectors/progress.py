"""Where a dossier is, step by step, and what happened to it since somebody last looked."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import BigAutoField, DateTimeField
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Outcome, Stage, WorkState
from workflow_app.approvals.kinds import get_kind
from workflow_app.approvals.models import (
    Comment,
    Decision,
    Dossier,
    DossierAttachment,
    Revision,
    Visit,
    WorkItem,
)
from workflow_app.approvals.steps import Step, steps_of
from workflow_app.db.prepared import Rows, Select

from .opinions import Reading, visible_comments

MOST_CHANGES = 5


@dataclass(frozen=True, slots=True)
class StepShown:
    """One step of the way as the stepper draws it."""

    label: str | Promise
    state: str
    note: str = ""
    due: dt.datetime | None = None


def way_of(dossier: Dossier, decisions: list[Decision], current: Step | None) -> list[StepShown]:
    """Return every human step: done, current, still to come, skipped, or where it was sent back.

    `decisions` are all of the dossier's, oldest first.
    """
    last = {decision.step: decision for decision in decisions}
    skipped = frozenset() if dossier.is_final else get_kind(dossier.kind).skipped(dossier)
    position = current.stage.position if current is not None else len(Stage)
    return [
        StepShown(step.title, "skipped")
        if step.stage in skipped and step.name not in last and step is not current
        else _step(dossier, step, last.get(step.name), current, position)
        for step in steps_of(dossier.kind)
    ]


def _step(
    dossier: Dossier, step: Step, last: Decision | None, current: Step | None, position: int
) -> StepShown:
    if current is not None and step.name == current.name:
        return StepShown(step.title, "current", due=dossier.stage_due)
    if last is not None and last.outcome == Outcome.REJECTED and dossier.stage == Stage.REJECTED:
        return StepShown(step.title, "rejected", _who_and_when(last))
    if last is not None and last.pk == dossier.sent_back_id:
        return StepShown(step.title, "returned", _who_and_when(last))
    if (
        step.stage.position < position
        and last is not None
        and last.outcome not in Outcome.sends_back
    ):
        return StepShown(step.title, "done", _who_and_when(last))
    is_past = step.stage.position < position or (
        current is not None and step.stage == current.stage
    )
    return StepShown(step.title, "skipped" if is_past else "todo")


def _who_and_when(decision: Decision) -> str:
    day = date_format(timezone.localtime(decision.created), "d/m")
    return f"{decision.actor} · {day}" if decision.actor is not None else day


def open_work(dossier: Dossier) -> list[WorkItem]:
    """Return the open duties about the dossier, with the desks that have them."""
    return _open_work(dossier=dossier.pk)


_open_work: Select[WorkItem] = Select(
    lambda dossier: (
        WorkItem.objects.filter(dossier=dossier, state=WorkState.OPEN)
        .select_related("desk__unit", "desk__cluster", "desk__body", "claimed_by")
        .order_by("due", "pk")
    ),
    dossier=BigAutoField(),
)


def decisions_on(dossier: Dossier) -> list[Decision]:
    """Return what was decided on the dossier, oldest first."""
    decisions = _decisions(dossier=dossier.pk)
    for decision in decisions:
        decision.dossier = dossier
    return decisions


_decisions: Select[Decision] = Select(
    lambda dossier: (
        Decision.objects.filter(dossier=dossier)
        .select_related("actor", "revision")
        .defer("revision__content")
        .order_by("pk")
    ),
    dossier=BigAutoField(),
)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened since the person last looked."""

    at: dt.datetime
    text: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened since `since`; nothing when the person never looked before."""

    since: dt.datetime | None
    shown: list[Change]
    more: int


def changes_since_visit(
    user: User, dossier: Dossier, decisions: list[Decision], reading: Reading
) -> Changes:
    """Return what others did since the person last looked, the newest first."""
    visits = _visits(dossier=dossier.pk, user=user.pk)
    if not visits:
        return Changes(None, [], 0)
    [(seen,)] = visits
    found = [
        Change(decision.created, _decision_sentence(decision))
        for decision in decisions
        if decision.created > seen and decision.actor_id != user.pk
    ]
    since: dict[str, Any] = {"dossier": dossier.pk, "seen": seen, "user": user.pk}
    comments: Iterable[Comment] = (
        _comments_since(**since)
        if reading.sees_all
        else visible_comments(dossier, reading).filter(created__gt=seen).exclude(author=user)
    )
    found += [
        Change(
            comment.created,
            _("%(who)s commented") % {"who": comment.author_office or comment.author},
        )
        for comment in comments
    ]
    found += [
        Change(created, _("Revision %(number)s was submitted") % {"number": number})
        for created, number in _revisions_since(**since)
    ]
    found += [
        Change(uploaded, _("File added: %(name)s") % {"name": name})
        for uploaded, name in _files_since(**since)
    ]
    found.sort(key=lambda change: change.at, reverse=True)
    return Changes(seen, found[:MOST_CHANGES], max(0, len(found) - MOST_CHANGES))


SINCE: dict[str, Any] = {
    "dossier": BigAutoField(),
    "seen": DateTimeField(),
    "user": BigAutoField(),
}
_visits = Rows(
    lambda dossier, user: (
        Visit.objects.filter(dossier=dossier, user=user).order_by().values_list("seen")
    ),
    dossier=BigAutoField(),
    user=BigAutoField(),
)
_comments_since: Select[Comment] = Select(
    lambda dossier, seen, user: (
        Comment.objects.filter(dossier=dossier, created__gt=seen)
        .exclude(author=user)
        .select_related("author")
    ),
    **SINCE,
)
_revisions_since = Rows(
    lambda dossier, seen, user: (
        Revision.objects.filter(dossier=dossier, created__gt=seen)
        .exclude(author=user)
        .values_list("created", "number")
    ),
    **SINCE,
)
_files_since = Rows(
    lambda dossier, seen, user: (
        DossierAttachment.objects.filter(dossier=dossier, file__uploaded__gt=seen)
        .exclude(file__uploaded_by=user)
        .values_list("file__uploaded", "file__name")
    ),
    **SINCE,
)


def _decision_sentence(decision: Decision) -> str:
    if decision.actor is None:
        return str(decision.get_outcome_display())
    return f"{decision.get_outcome_display()}: {decision.actor}"
