"""The authority outside: its opinion before, the report after."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from personnel.enums import AuthorityAnswer
from personnel.models import OutsideOpinion, Proposal
from personnel.selectors.proposals import proposal_of
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Stage, WorkState
from workflow_app.approvals.errors import ConflictError, IncompleteError
from workflow_app.approvals.models import Dossier, WorkItem
from workflow_app.approvals.performers import personnel_department
from workflow_app.approvals.services.decisions import require_authority
from workflow_app.approvals.services.work import lock_dossier
from workflow_app.audit.services import record
from workflow_app.organization.enums import Duty
from workflow_app.organization.selectors.authority import desk_of
from workflow_app.rulebook.selectors import due_after, rule_on


def _asking(dossier: Dossier, user: User) -> tuple[Dossier, Proposal]:
    """Lock the dossier and make sure an officer of the department acts while it asks."""
    lock_dossier(dossier.pk)
    locked = Dossier.objects.select_related("unit", "revision").get(pk=dossier.pk)
    desk = desk_of(Duty.APPRAISE_CONTENT, personnel_department())
    require_authority(user=user, desk=desk, dossier=locked)
    if locked.stage != Stage.PRIOR_OPINION:
        raise ConflictError(_("The proposal does not wait for an opinion from outside now."))
    return locked, proposal_of(locked)


@transaction.atomic
def record_sent(
    *, dossier: Dossier, authority: str, sent_notation: str, sent_on: dt.date, user: User
) -> OutsideOpinion:
    """Note the paper by which an authority was asked; its answer is due by the rulebook's days."""
    locked, proposal = _asking(dossier, user)
    if locked.revision is None or not authority.strip() or not sent_notation.strip():
        raise IncompleteError(_("Name the authority and the number of the paper."))
    if sent_on > timezone.localdate():
        raise IncompleteError(_("A paper is not dated ahead."))
    days = int(rule_on("deadline.prior_opinion", on=sent_on).value)
    due = due_after(days, start=sent_on)
    opinion = OutsideOpinion.objects.create(
        proposal=proposal,
        revision=locked.revision,
        authority=authority.strip(),
        sent_notation=sent_notation.strip(),
        sent_on=sent_on,
        due=timezone.localdate(due),
    )
    _wait_until(locked, due)
    record(
        action="personnel.opinion_asked",
        actor=user,
        object=locked,
        data={"authority": opinion.authority, "paper": opinion.sent_notation},
    )
    return opinion


def _wait_until(dossier: Dossier, due: dt.datetime) -> None:
    """The step is due when the last answer is: nobody is reminded of a paper on its way."""
    latest = max(due, dossier.stage_due) if dossier.stage_due is not None else due
    Dossier.objects.filter(pk=dossier.pk).update(stage_due=latest)
    WorkItem.objects.filter(dossier=dossier, state=WorkState.OPEN, task__isnull=False).update(
        due=latest
    )


@transaction.atomic
def record_received(
    *,
    dossier: Dossier,
    opinion_id: int,
    received_notation: str,
    received_on: dt.date,
    answer: AuthorityAnswer,
    note: str,
    user: User,
) -> OutsideOpinion:
    """Note the answer of the authority, once."""
    locked, proposal = _asking(dossier, user)
    opinion = OutsideOpinion.objects.select_for_update().get(pk=opinion_id, proposal=proposal)
    if opinion.received_on is not None:
        raise ConflictError(_("The answer of this authority was recorded in the meantime."))
    if received_on < opinion.sent_on or received_on > timezone.localdate():
        raise IncompleteError(_("The answer came after the question, and not later than today."))
    if answer == AuthorityAnswer.AGREES_PARTLY and not note.strip():
        raise IncompleteError(_("Say what the authority agrees to and what not."))
    opinion.received_notation = received_notation.strip()
    opinion.received_on = received_on
    opinion.answer = answer
    opinion.note = note.strip()
    opinion.save(update_fields=["received_notation", "received_on", "answer", "note"])
    record(
        action="personnel.opinion_received",
        actor=user,
        object=locked,
        data={"authority": opinion.authority, "answer": str(answer)},
    )
    return opinion


def require_opinion(proposal: Proposal) -> None:
    """Make sure that every authority asked about this revision has answered, and none against it."""
    opinions = list(
        proposal.outside_opinions.filter(revision=proposal.dossier.revision_id).order_by("pk")
    )
    if not opinions:
        raise IncompleteError(_("No authority was asked about this revision yet."))
    waiting = [opinion.authority for opinion in opinions if not opinion.answer]
    if waiting:
        raise IncompleteError(
            _("Not answered yet: %(authorities)s.") % {"authorities": ", ".join(waiting)}
        )
    against = [
        opinion.authority for opinion in opinions if opinion.answer == AuthorityAnswer.DISAGREES
    ]
    if against:
        raise IncompleteError(
            _("%(authorities)s does not agree. Return the proposal to be changed.")
            % {"authorities": ", ".join(against)}
        )
