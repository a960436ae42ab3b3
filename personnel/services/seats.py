"""Seats change on the day of effect: mandates end and begin, and permissions with them.

All changes of a proposal take effect in one transaction, once: what is done says so itself
(`Change.applied_on`), so that a job that is killed begins again and doubles nothing.
"""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from personnel.enums import ChangeResult
from personnel.models import Change, Proposal
from personnel.notices import tell_of_obstacle
from personnel.papers import basis_of
from personnel.selectors.proposals import changes_of, due_proposals, unfinished_proposals
from personnel.selectors.seats import older_seats_in_force, plan_seats
from workflow_app.approvals.enums import Outcome, Stage
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.services.decisions import settle_within
from workflow_app.approvals.services.work import lock_dossier
from workflow_app.audit.services import gathered, record
from workflow_app.background.one_by_one import one_by_one
from workflow_app.background.tasks import durable_task
from workflow_app.organization.enums import Role, SeatPost
from workflow_app.organization.models import Mandate
from workflow_app.organization.services.appointments import (
    Appointment,
    appoint_many,
    end_mandates,
)
from workflow_app.organization.services.authority import lock_organization
from workflow_app.papers.models import IssuedPaper

WAITING_STEP = "wait_until_effective"
ONE_DAY = dt.timedelta(days=1)


def change_seats() -> int:
    """Bring every proposal that is due into effect; run by the scheduler. Returns how many were.

    One that cannot take effect holds up no other: what stands in the way is noted and told, and
    it is tried again at the next run.
    """
    return one_by_one(
        lambda pk: bring_into_effect(proposal_id=pk),
        [*due_proposals(timezone.localdate()), *unfinished_proposals()],
        trouble="Proposal %s could not take effect",
    )


@durable_task()
def change_seats_of(proposal_id: int) -> None:
    """Bring one proposal into effect right after its issue, its day having come already."""
    bring_into_effect(proposal_id=proposal_id)


def bring_into_effect(*, proposal_id: int) -> bool:
    """Change the seats of a proposal whose day has come; False when something stands in the way."""
    try:
        return _apply(proposal_id)
    except ValidationError as obstacle:
        _note_obstacle(proposal_id, obstacle.messages)
        return False


@transaction.atomic
@gathered()
def _apply(proposal_id: int) -> bool:
    """End and open the mandates and let the dossier go on, all of it or nothing.

    The organisation is locked before the dossier: its services come to holdings, desks and the
    log in this order, and acts on dossiers never take its lock.
    """
    lock_organization()
    lock_dossier(Proposal.objects.values_list("dossier_id", flat=True).get(pk=proposal_id))
    proposal = Proposal.objects.select_related("dossier__paper__register", "body", "term").get(
        pk=proposal_id
    )
    dossier, paper = proposal.dossier, proposal.dossier.paper
    if paper is None or proposal.effective_on is None:
        return False
    if proposal.effective_on > timezone.localdate():
        return False
    changes = [
        change
        for change in changes_of(proposal).select_for_update(of=("self",), no_key=True)
        if change.result == ChangeResult.ADOPTED and change.applied_on is None
    ]
    if changes:
        _change(proposal, changes, paper)
    if dossier.stage == Stage.WAITING_FOR_EFFECT:
        settle_within(dossier=dossier, step=WAITING_STEP, outcome=Outcome.TOOK_EFFECT)
    return True


def _change(proposal: Proposal, changes: Sequence[Change], paper: IssuedPaper) -> None:
    """No decision reaches back before its own date: the seats change then at the earliest."""
    assert proposal.effective_on is not None  # noqa: S101 -- asked above
    start = max(proposal.effective_on, paper.issued_on)
    basis = basis_of(paper)
    plan = plan_seats(proposal, changes, start)
    ending = list(_ending(proposal, changes, start))
    if ending:
        end_mandates(mandates=ending, on=start - ONE_DAY, reason=basis, by=None)
    wanted: list[tuple[Change, Appointment]] = []
    for change in changes:
        if change.uid not in plan.seats:
            continue
        seat, person = plan.seats[change.uid], change.person_to_seat
        if seat is None or person is None:
            raise ValidationError(_("No vacant seat of the term is left."))
        seated = Appointment(
            person=person, role=Role.BODY_MEMBER, place=seat, valid_from=start, basis=basis
        )
        wanted.append((change, seated))
    chairs = [
        Appointment(
            person=one.person,
            role=Role.BODY_CHAIR,
            place=proposal.body,
            valid_from=start,
            basis=basis,
        )
        for change, one in wanted
        if (seat := plan.seats[change.uid]) is not None and seat.post == SeatPost.CHAIR
    ]
    opened: list[Mandate] = []
    if wanted:
        appointments = [one for __, one in wanted]
        opened = appoint_many(appointments=[*appointments, *chairs], by=None)
    by_change = {change.pk: one for (change, __), one in zip(wanted, opened, strict=False)}
    for change in changes:
        change.applied_on = start
        change.opened = by_change.get(change.pk)
    Change.objects.bulk_update(changes, ["applied_on", "opened"])
    Proposal.objects.filter(pk=proposal.pk).update(obstacle="")
    record(
        action="personnel.took_effect",
        actor=None,
        object=proposal.dossier,
        data={"from": start.isoformat(), "changes": [change.uid for change in changes]},
    )


def _ending(proposal: Proposal, changes: Sequence[Change], start: dt.date) -> Iterable[Mandate]:
    """Return what ends the day before: the mandates named, those of older terms, and the chair.

    A mandate that has ended by itself meanwhile needs no second end.
    """
    last = start - ONE_DAY
    named = [change.leaving for change in changes if change.leaving is not None]
    found = [*named, *older_seats_in_force(proposal, changes, start).select_related("seat")]
    chairs = {
        mandate.person_id
        for mandate in found
        if mandate.seat is not None and mandate.seat.post == SeatPost.CHAIR
    }
    presiding = Mandate.objects.in_force(start).filter(
        body=proposal.body, role=Role.BODY_CHAIR, person__in=chairs
    )
    return [
        mandate
        for mandate in [*found, *presiding]
        if mandate.valid_to is None or mandate.valid_to > last
    ]


@transaction.atomic
def _note_obstacle(proposal_id: int, reasons: Sequence[str]) -> None:
    """Write down what stands in the way; tell the personnel department when it is news."""
    dossier_id = Proposal.objects.values_list("dossier_id", flat=True).get(pk=proposal_id)
    lock_dossier(dossier_id)
    proposal = Proposal.objects.select_related("dossier").get(pk=proposal_id)
    text = "\n".join(reasons)
    if proposal.obstacle == text:
        return
    is_news = not proposal.obstacle
    proposal.obstacle = text
    proposal.save(update_fields=["obstacle"])
    if is_news:
        tell_of_obstacle(proposal)
    record(
        action="personnel.obstacle",
        actor=None,
        object=Dossier.objects.get(pk=dossier_id),
        data={"reasons": list(reasons)},
    )
