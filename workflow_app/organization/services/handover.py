"""End of a term, change of a head: old mandates end and successors begin, all or nothing."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from workflow_app.audit.services import gathered, record
from workflow_app.organization.consequences import OpenThing, open_things
from workflow_app.organization.models import Delegation, Mandate, Person, Seat

from .appointments import Appointment, appoint_many, end_mandates, reasons_against
from .authority import lock_organization

if TYPE_CHECKING:
    from workflow_app.accounts.models import User

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Change:
    """One mandate that ends and who goes on; nobody means that the post stays vacant.

    The successor begins on the day `on`; the old mandate ends the day before. A successor who is
    the holder keeps the mandate untouched.
    """

    mandate: Mandate
    successor: Person | None
    on: dt.date

    @property
    def is_continued(self) -> bool:
        """Whether the same person simply goes on."""
        return self.successor is not None and self.successor.pk == self.mandate.person_id

    def appointment(self, basis: str) -> Appointment | None:
        """Return what the successor is appointed to."""
        if self.successor is None or self.is_continued:
            return None
        mandate = self.mandate
        place: Seat | object = mandate.seat or mandate.unit or mandate.body
        return Appointment(
            person=self.successor,
            role=mandate.role,
            place=place,  # type: ignore[arg-type]
            valid_from=self.on,
            basis=basis,
        )


@dataclass(slots=True)
class HandoverPreview:
    """What would happen, before anything does."""

    changes: list[Change]
    ended_delegations: list[Delegation] = field(default_factory=list)
    without_account: list[Person] = field(default_factory=list)
    open: list[OpenThing] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def ending(self) -> list[Change]:
        """Mandates that end."""
        return [change for change in self.changes if not change.is_continued]

    @property
    def vacant(self) -> list[Change]:
        """Posts that nobody takes over."""
        return [change for change in self.changes if change.successor is None]


def preview_hand_over(*, changes: Sequence[Change], by: "User | None") -> HandoverPreview:
    """Return what the handover would do and what speaks against it."""
    preview = HandoverPreview(list(changes))
    ending = [change.mandate.pk for change in preview.ending]
    preview.ended_delegations = list(
        Delegation.objects.filter(mandate__in=ending, revoked_at__isnull=True).select_related(
            "mandate__person", "delegate"
        )
    )
    for change in preview.ending:
        wanted = change.appointment("")
        if wanted is None:
            continue
        preview.problems.extend(reasons_against(wanted, by=by))
        if wanted.person.user_id is None:
            preview.without_account.append(wanted.person)
    preview.problems.extend(_too_early(preview.ending))
    preview.open = open_things(
        {change.mandate.unit_id for change in preview.ending if change.mandate.unit_id}
    )
    return preview


def _too_early(changes: Sequence[Change]) -> list[str]:
    return [
        _("The mandate of %(person)s only begins on that day or later.")
        % {"person": change.mandate.person}
        for change in changes
        if change.on <= change.mandate.valid_from
    ]


@transaction.atomic
@gathered()
def hand_over(*, changes: Sequence[Change], basis: str, by: "User | None") -> list[Mandate]:
    """End the old mandates and appoint the successors in one transaction."""
    if not basis.strip():
        raise ValidationError(_("Name the decision that the handover rests on."))
    lock_organization()
    preview = preview_hand_over(changes=changes, by=by)
    if preview.problems:
        raise ValidationError(preview.problems)
    if not preview.ending:
        raise ValidationError(_("Nothing changes: choose at least one successor."))
    wanted = [change.appointment(basis) for change in preview.ending]
    successors = [one for one in wanted if one is not None]
    days = sorted({change.on for change in preview.ending})
    for day in days:
        ending = [change.mandate for change in preview.ending if change.on == day]
        end_mandates(mandates=ending, on=day - ONE_DAY, reason=basis, by=by)
    mandates = appoint_many(appointments=successors, by=by)
    record(
        action="handover.done",
        actor=by,
        object=("organization", "", basis),
        data={
            "basis": basis,
            "ended": [change.mandate.pk for change in preview.ending],
            "begun": [mandate.pk for mandate in mandates],
        },
    )
    return mandates
