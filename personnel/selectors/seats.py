"""Which seat each change of a proposal takes: named, inherited, or the first vacant one.

Vetting and the change of seats ask the same function, so that what was checked is what is done.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from personnel.enums import ChangeKind
from personnel.models import Change, Proposal
from personnel.rules import SEATED_KINDS
from workflow_app.organization.enums import Role
from workflow_app.organization.models import Mandate, Seat


def seats_somebody(change: Change) -> bool:
    """Tell whether somebody sits on a seat because of the change."""
    if change.kind == ChangeKind.CHANGE_POST:
        return change.leaving is not None
    return change.kind in SEATED_KINDS and change.entering is not None


@dataclass(slots=True)
class SeatPlan:
    """Seats by change (its uid), and who else holds each seat on the day or later."""

    seats: dict[str, Seat | None] = field(default_factory=dict)
    holders: dict[int, Mandate] = field(default_factory=dict)


def plan_seats(proposal: Proposal, changes: Sequence[Change], day: dt.date) -> SeatPlan:
    """Give every change its seat, in order; two statements however many there are."""
    ending = {change.leaving_id for change in changes if change.leaving_id is not None}
    ending |= set(_older_seats(proposal, changes).values_list("pk", flat=True))
    held = (
        Mandate.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), seat__isnull=False)
        .filter(seat__term__body=proposal.body_id)
        .exclude(pk__in=ending)
        .select_related("person", "seat")
    )
    plan = SeatPlan(holders={mandate.seat_id or 0: mandate for mandate in held})
    wanted = [change for change in changes if seats_somebody(change)]
    named = {change.uid: _named_seat(proposal, change) for change in wanted}
    taken = {seat.pk for seat in named.values() if seat is not None} | plan.holders.keys()
    free = [
        seat
        for seat in proposal.term.seats.select_related("term").order_by("number")
        if seat.pk not in taken
    ]
    for change in wanted:
        plan.seats[change.uid] = named[change.uid] or _take(free, change.post_in_question)
    return plan


def _named_seat(proposal: Proposal, change: Change) -> Seat | None:
    """Return the seat that is named; who replaces somebody inherits theirs."""
    if change.seat is not None:
        return change.seat
    if change.kind not in (ChangeKind.REPLACE, ChangeKind.CONSOLIDATE) or change.leaving is None:
        return None
    seat = change.leaving.seat
    fits = seat is not None and seat.term_id == proposal.term_id
    return seat if fits and change.post in {"", seat.post if seat else ""} else None


def _take(free: list[Seat], post: str) -> Seat | None:
    """Take the first vacant seat that carries the post."""
    for seat in free:
        if seat.post == post:
            free.remove(seat)
            return seat
    return None


def _older_seats(proposal: Proposal, changes: Sequence[Change]) -> QuerySet[Mandate]:
    """Return the seats in other terms that end when their holders are elected again."""
    again = [change.entering_id for change in changes if change.kind == ChangeKind.RE_ELECT]
    return Mandate.objects.filter(
        person__in=again, body=proposal.body_id, role=Role.BODY_MEMBER, seat__isnull=False
    ).exclude(seat__term=proposal.term_id)


def older_seats_in_force(
    proposal: Proposal, changes: Sequence[Change], day: dt.date
) -> QuerySet[Mandate]:
    """Return those of them that are still in force on the day."""
    return _older_seats(proposal, changes).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lt=day
    )
