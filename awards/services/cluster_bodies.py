"""The body in which a cluster votes: a seat for each unit, held by who heads the unit."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from workflow_app.approvals.errors import IncompleteError
from workflow_app.audit.services import gathered
from workflow_app.lib.official import official_language
from workflow_app.organization.enums import ClusterKind, Role
from workflow_app.organization.models import Body, Cluster, Mandate, Seat, Term
from workflow_app.organization.services.appointments import (
    Appointment,
    appoint_many,
    end_mandates,
)
from workflow_app.organization.services.authority import lock_organization

PREFIX = {ClusterKind.CLUSTER: "CUM", ClusterKind.BLOCK: "KHOI"}
Held = tuple[int, str]
"""A person and the role they hold at the body."""


@transaction.atomic
@gathered()
def body_of(cluster: Cluster) -> Body:
    """Return the cluster's body with today's members: who heads a unit of it votes for that unit.

    The head of the heading unit presides, its drafters keep the minutes. Called before each vote,
    so that a new head of a unit votes and the former one does not. Raises IncompleteError while
    the cluster has no head.
    """
    lock_organization()
    if cluster.head_unit_id is None:
        raise IncompleteError(
            _("%(cluster)s has no head; name one before it meets.") % {"cluster": cluster}
        )
    body = Body.objects.filter(cluster=cluster).first() or _new_body(cluster)
    _seat_units(body, cluster)
    return body


def _new_body(cluster: Cluster) -> Body:
    body = Body.objects.create(
        code=f"{PREFIX[ClusterKind(cluster.kind)]}-{cluster.year}-{cluster.number}",
        name=str(cluster),
        cluster=cluster,
    )
    Term.objects.create(
        body=body, name=str(cluster.year), start=dt.date(2020, 1, 1), decided_seats=0
    )
    return body


def _seat_units(body: Body, cluster: Cluster) -> None:
    wanted = _wanted(cluster)
    today = timezone.localdate()
    held = {
        (mandate.person_id, mandate.role): mandate
        for mandate in Mandate.objects.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=today), body=body
        )
    }
    yesterday = today - dt.timedelta(days=1)
    surplus = [mandate for key, mandate in held.items() if key not in wanted]
    with official_language():
        reason = _("No longer heads a unit of the cluster")
    if surplus:
        # who was appointed today and goes today has acted in nothing yet: it ends with today
        end_mandates(
            mandates=[one for one in surplus if one.valid_from <= yesterday],
            on=yesterday,
            reason=reason,
            by=None,
        )
    new = [wanted[key] for key in wanted if key not in held]
    members = [one for one in new if one.role == Role.BODY_MEMBER]
    seats = _free_seats(body, len(members), today)
    places = dict(zip((one.person.pk for one in members), seats, strict=True))
    appointments = [
        Appointment(
            person=one.person,
            role=one.role,
            place=places[one.person.pk] if one.role == Role.BODY_MEMBER else body,
            valid_from=today,
            basis=one.basis,
        )
        for one in new
    ]
    if appointments:
        try:
            appoint_many(appointments=appointments, by=None)
        except ValidationError as failure:
            raise IncompleteError(" ".join(failure.messages)) from failure


def _wanted(cluster: Cluster) -> dict[Held, Mandate]:
    """Return who holds what in the body by what they hold at their units, unsaved."""
    units = list(cluster.memberships.values_list("unit", flat=True))
    today = timezone.localdate()
    at_units = (
        Mandate.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today))
        .filter(unit__in=units, valid_from__lte=today)
        .filter(role__in=(Role.UNIT_HEAD, Role.DRAFTER), person__is_active=True)
        .select_related("person", "unit")
        .order_by("pk")
    )
    found: dict[Held, Mandate] = {}
    for mandate in at_units:
        heads_cluster = mandate.unit_id == cluster.head_unit_id
        roles: list[Role] = []
        if mandate.role == Role.UNIT_HEAD:
            roles = [Role.BODY_MEMBER, *([Role.BODY_CHAIR] if heads_cluster else [])]
        elif heads_cluster:
            roles = [Role.BODY_SECRETARY]
        for role in roles:
            found.setdefault(
                (mandate.person_id, role),
                Mandate(person=mandate.person, role=role, basis=str(cluster)),
            )
    if not any(held == Role.BODY_SECRETARY for __, held in found):
        # a unit of one person: its head prepares the session as well
        for (person, held), mandate in list(found.items()):
            if held == Role.BODY_CHAIR:
                found[person, Role.BODY_SECRETARY] = Mandate(
                    person=mandate.person, role=Role.BODY_SECRETARY, basis=str(cluster)
                )
    return found


def _free_seats(body: Body, number: int, today: dt.date) -> list[Seat]:
    """Return so many seats on which nobody sits, new ones where there are too few."""
    term = body.terms.get()
    taken = Mandate.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=today), seat__term=term
    ).values("seat")
    free = list(term.seats.exclude(pk__in=taken).order_by("number")[:number])
    last = term.seats.aggregate(last=Max("number"))["last"] or 0
    free += Seat.objects.bulk_create(
        Seat(term=term, number=last + place) for place in range(1, number - len(free) + 1)
    )
    term.decided_seats = term.seats.count()
    term.save(update_fields=["decided_seats"])
    return free
