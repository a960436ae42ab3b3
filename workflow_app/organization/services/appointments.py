"""Appointing people and ending their mandates. Permissions follow in the same transaction."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from workflow_app.audit.services import Entry, gathered, record_many
from workflow_app.organization.enums import Role
from workflow_app.organization.models import Body, Mandate, Person, Seat, Unit
from workflow_app.organization.rules import SINGLE_ROLES, why_not_at_body, why_not_at_unit

from .authority import lock_organization, refresh_authority

if TYPE_CHECKING:
    from workflow_app.accounts.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """Somebody becomes something somewhere. A member's seat may stand for the body.

    A member of a body without a named seat takes the first vacant one of the running term.
    """

    person: Person
    role: str
    place: Unit | Body | Seat
    valid_from: dt.date
    valid_to: dt.date | None = None
    basis: str = ""

    @property
    def unit(self) -> Unit | None:
        """The unit, when it is one."""
        return self.place if isinstance(self.place, Unit) else None

    @property
    def body(self) -> Body | None:
        """The body, directly or through the seat."""
        if isinstance(self.place, Seat):
            return self.place.term.body
        return self.place if isinstance(self.place, Body) else None


def appoint(
    *,
    person: Person,
    role: str,
    place: Unit | Body | Seat,
    valid_from: dt.date,
    valid_to: dt.date | None = None,
    basis: str = "",
    by: "User | None",
) -> Mandate:
    """Appoint one person; raises ValidationError with every reason against it."""
    wanted = Appointment(
        person=person,
        role=role,
        place=place,
        valid_from=valid_from,
        valid_to=valid_to,
        basis=basis,
    )
    return appoint_many(appointments=[wanted], by=by)[0]


@transaction.atomic
@gathered()
def appoint_many(*, appointments: Sequence[Appointment], by: "User | None") -> list[Mandate]:
    """Appoint many people at once, in a number of statements that does not grow with them."""
    lock_organization()
    reasons = [reason for wanted in appointments for reason in reasons_against(wanted, by=by)]
    if reasons:
        raise ValidationError(reasons)
    mandates = _with_seats(appointments)
    reasons = list(_overlaps(mandates))
    if reasons:
        raise ValidationError(reasons)
    Mandate.objects.bulk_create(mandates)
    refresh_authority(mandate_ids=[mandate.pk for mandate in mandates])
    record_many(
        [
            Entry(action="mandate.appointed", actor=by, object=mandate, data=_facts(mandate))
            for mandate in mandates
        ]
    )
    return mandates


def reasons_against(wanted: Appointment, *, by: "User | None") -> list[str]:
    """Return what speaks against the appointment by itself, whoever holds what."""
    found = []
    if not wanted.person.is_active:
        found.append(_("%(person)s is no longer active.") % {"person": wanted.person})
    if by is not None and wanted.person.user_id == by.pk:
        found.append(
            _("Nobody appoints themselves. Ask another administrator to make this appointment.")
        )
    if wanted.valid_to is not None and wanted.valid_to < wanted.valid_from:
        found.append(_("The last day lies before the first."))
    unit = wanted.unit
    why = (
        why_not_at_unit(wanted.role, unit.kind, unit.function)
        if unit is not None
        else why_not_at_body(wanted.role)
    )
    if why:
        found.append(why)
    if unit is not None and not unit.exists_on(wanted.valid_from):
        found.append(
            _("%(unit)s does not exist on %(day)s.")
            % {"unit": unit, "day": date_format(wanted.valid_from, "d/m/Y")}
        )
    if isinstance(wanted.place, Seat):
        found.extend(_reasons_of_seat(wanted, wanted.place))
    return found


def _reasons_of_seat(wanted: Appointment, seat: Seat) -> Iterable[str]:
    if wanted.role != Role.BODY_MEMBER:
        yield _("A seat is held by a member; chairs and secretaries are appointed to the body.")
    if seat.term.end is not None and wanted.valid_from > seat.term.end:
        yield _("The term %(term)s is over.") % {"term": seat.term}


def _with_seats(appointments: Sequence[Appointment]) -> list[Mandate]:
    """Return unsaved mandates; members without a seat are given vacant ones, in order."""
    seatless = {
        wanted.body.pk
        for wanted in appointments
        if isinstance(wanted.place, Body) and wanted.body and wanted.role == Role.BODY_MEMBER
    }
    first = min((wanted.valid_from for wanted in appointments), default=dt.date.min)
    taken = {wanted.place.pk for wanted in appointments if isinstance(wanted.place, Seat)}
    vacant = _vacant_seats(seatless, first, taken)
    mandates = []
    for wanted in appointments:
        seat = wanted.place if isinstance(wanted.place, Seat) else None
        if seat is None and wanted.role == Role.BODY_MEMBER and wanted.body:
            seat = _next_seat(vacant, wanted.body)
        mandates.append(
            Mandate(
                person=wanted.person,
                role=wanted.role,
                unit=wanted.unit,
                body=wanted.body,
                seat=seat,
                valid_from=wanted.valid_from,
                valid_to=wanted.valid_to,
                basis=wanted.basis,
            )
        )
    return mandates


def _vacant_seats(bodies: set[int], day: dt.date, taken: set[int]) -> dict[int, list[Seat]]:
    held = Mandate.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=day), seat__isnull=False
    )
    seats = (
        Seat.objects.filter(
            Q(term__end__isnull=True) | Q(term__end__gte=day), term__body__in=bodies
        )
        .exclude(pk__in=taken)
        .exclude(pk__in=held.values("seat"))
        .select_related("term")
        .order_by("term__start", "number")
    )
    found: dict[int, list[Seat]] = defaultdict(list)
    for seat in seats:
        found[seat.term.body_id].append(seat)
    for body in Body.objects.filter(pk__in=bodies, terms__isnull=True):
        found[body.pk] = []  # a body without terms has no seats to give, and needs none
    return {pk: found.get(pk, []) for pk in bodies}


def _next_seat(vacant: dict[int, list[Seat]], body: Body) -> Seat | None:
    if vacant[body.pk]:
        return vacant[body.pk].pop(0)
    if body.terms.exists():
        raise ValidationError(_("%(body)s has no vacant seat.") % {"body": body})
    return None


def _overlaps(mandates: Sequence[Mandate]) -> Iterable[str]:
    """Say who stands in the way: a post filled, a seat taken, the same mandate twice."""
    first = min((mandate.valid_from for mandate in mandates), default=dt.date.min)
    stored = Mandate.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=first),
        Q(unit__in={m.unit_id for m in mandates}) | Q(body__in={m.body_id for m in mandates}),
    ).select_related("person", "unit", "body")
    slots: dict[tuple[object, ...], list[Mandate]] = defaultdict(list)
    for known in stored:
        for slot in _slots(known):
            slots[slot].append(known)
    for wanted in mandates:
        for slot in _slots(wanted):
            for known in slots[slot]:
                if _same_days(wanted, known):
                    yield _sentence(known)
            slots[slot].append(wanted)


def _slots(mandate: Mandate) -> Iterable[tuple[object, ...]]:
    place = (mandate.unit_id, mandate.body_id)
    yield (*place, mandate.role, mandate.person_id)
    if mandate.role in SINGLE_ROLES:
        yield (*place, mandate.role)
    if mandate.seat_id is not None:
        yield ("seat", mandate.seat_id)


def _same_days(one: Mandate, other: Mandate) -> bool:
    return one.valid_from <= (other.valid_to or dt.date.max) and other.valid_from <= (
        one.valid_to or dt.date.max
    )


def _sentence(known: Mandate) -> str:
    return _(
        "%(person)s already is %(mandate)s from %(first)s until %(last)s. End that mandate first."
    ) % {
        "person": known.person,
        "mandate": known,
        "first": date_format(known.valid_from, "d/m/Y"),
        "last": date_format(known.valid_to, "d/m/Y") if known.valid_to else _("further notice"),
    }


@transaction.atomic
@gathered()
def end_mandate(*, mandate: Mandate, on: dt.date, reason: str, by: "User | None") -> Mandate:
    """End a mandate after this day. Delegations of it end with it."""
    return end_mandates(mandates=[mandate], on=on, reason=reason, by=by)[0]


@transaction.atomic
@gathered()
def end_mandates(
    *, mandates: Sequence[Mandate], on: dt.date, reason: str, by: "User | None"
) -> list[Mandate]:
    """End mandates after this day; acts under way under them finish before."""
    lock_organization()
    ids = [mandate.pk for mandate in mandates]
    ending = list(
        Mandate.objects.filter(pk__in=ids).select_related("person", "unit", "body").order_by("pk")
    )
    reasons = [why for mandate in ending for why in _reasons_against_end(mandate, on, reason)]
    if reasons:
        raise ValidationError(reasons)
    for mandate in ending:
        mandate.valid_to = on
        mandate.end_reason = reason
    Mandate.objects.bulk_update(ending, ["valid_to", "end_reason"])
    refresh_authority(mandate_ids=ids)
    record_many(
        [
            Entry(action="mandate.ended", actor=by, object=mandate, data=_facts(mandate))
            for mandate in ending
        ]
    )
    return ending


def _reasons_against_end(mandate: Mandate, on: dt.date, reason: str) -> Iterable[str]:
    if not reason.strip():
        yield _("Say why the mandate ends.")
    if on < mandate.valid_from:
        yield _("The mandate of %(person)s begins only on %(day)s.") % {
            "person": mandate.person,
            "day": date_format(mandate.valid_from, "d/m/Y"),
        }
    if mandate.valid_to is not None and mandate.valid_to <= on:
        yield _("The mandate of %(person)s already ends on %(day)s.") % {
            "person": mandate.person,
            "day": date_format(mandate.valid_to, "d/m/Y"),
        }


def _facts(mandate: Mandate) -> dict[str, object]:
    return {
        "person": mandate.person.full_name,
        "person_id": mandate.person_id,
        "role": str(mandate.role),
        "unit": mandate.unit.code if mandate.unit else "",
        "body": mandate.body.code if mandate.body else "",
        "seat": mandate.seat_id,
        "valid_from": mandate.valid_from.isoformat(),
        "valid_to": mandate.valid_to.isoformat() if mandate.valid_to else None,
        "basis": mandate.basis,
        "end_reason": mandate.end_reason,
    }
