"""Reading the organisation: units, clusters, bodies, people, and who held what on a day."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Prefetch, Q, QuerySet

from workflow_app.lib.text import words
from workflow_app.organization.enums import Role, UnitKind
from workflow_app.organization.models import (
    Body,
    Cluster,
    ClusterMembership,
    Delegation,
    Mandate,
    Person,
    Seat,
    Term,
    Unit,
)
from workflow_app.organization.rules import decides


def matching(column: str, text: str) -> Q:
    """Return the condition that every typed word stands in the folded search column."""
    condition = Q()
    for word in words(text):
        condition &= Q(**{f"{column}__contains": word})
    return condition


def organisation_name() -> str:
    """Name of the whole organisation, as papers bear it; empty where none is written down."""
    apex = Unit.objects.filter(kind=UnitKind.APEX).order_by("pk")
    return apex.values_list("name", flat=True).first() or ""


def units_on(day: dt.date) -> QuerySet[Unit]:
    """Units that existed on the day, with who supervises them."""
    return Unit.objects.in_force(day).select_related("supervising_department")


def cluster_years() -> list[int]:
    """Years that have clusters, newest first."""
    years = Cluster.objects.order_by("-year").values_list("year", flat=True).distinct()
    return list(years)


def clusters_of_year(year: int) -> QuerySet[Cluster]:
    """The year's clusters with members and heads."""
    return (
        Cluster.objects.filter(year=year)
        .select_related("head_unit", "deputy_unit")
        .prefetch_related(Prefetch("members", Unit.objects.order_by("sort_key")))
        .order_by("kind", "number")
    )


@dataclass(slots=True)
class Chart:
    """The organigram of one year."""

    year: int | None
    apex: Unit | None
    bodies: list[Body]
    departments: list[Unit]
    clusters: list[Cluster]
    central: list[tuple[Unit | None, list[Unit]]] = field(default_factory=list)
    unplaced: list[Unit] = field(default_factory=list)


def chart_of(year: int | None, day: dt.date) -> Chart:
    """Return the federation as a picture: a constant number of statements."""
    units = list(units_on(day))
    clusters = list(clusters_of_year(year)) if year else []
    placed = {unit.pk for cluster in clusters for unit in cluster.members.all()}
    chart = Chart(
        year=year,
        apex=next((unit for unit in units if unit.kind == UnitKind.APEX), None),
        bodies=list(Body.objects.standing()),
        departments=[unit for unit in units if unit.kind == UnitKind.DEPARTMENT],
        clusters=clusters,
        unplaced=[
            unit for unit in units if unit.kind == UnitKind.LOCAL_MEMBER and unit.pk not in placed
        ],
    )
    groups: dict[int | None, list[Unit]] = defaultdict(list)
    for unit in units:
        if unit.kind == UnitKind.CENTRAL_MEMBER and unit.pk not in placed:
            groups[unit.supervising_department_id].append(unit)
    names = {unit.pk: unit for unit in units}
    chart.central = [(names.get(pk or 0), members) for pk, members in groups.items()]
    chart.central.sort(key=lambda group: group[0].sort_key if group[0] else "~")
    return chart


def holders_on(day: dt.date) -> QuerySet[Mandate]:
    """Mandates in force on the day with everything a list shows."""
    in_force = Delegation.objects.filter(
        valid_from__lte=day, valid_to__gte=day, revoked_at__isnull=True
    ).select_related("delegate")
    return (
        Mandate.objects.in_force(day)
        .select_related("person__unit", "person__user", "unit", "body", "seat")
        .prefetch_related(Prefetch("delegations", in_force, to_attr="delegations_now"))
        .order_by("person__sort_key", "pk")
    )


ROLE_ORDER = {role: order for order, role in enumerate(Role.values)}


def posts_of_unit(unit: Unit, day: dt.date) -> list[Mandate]:
    """Who holds what at the unit on the day: the head first."""
    order = {Role.UNIT_HEAD: -2, Role.UNIT_DEPUTY: -1}
    return sorted(
        holders_on(day).filter(unit=unit),
        key=lambda mandate: (
            order.get(Role(mandate.role), ROLE_ORDER[mandate.role]),
            mandate.person.sort_key,
        ),
    )


def memberships_of(unit: Unit) -> QuerySet[ClusterMembership]:
    """The unit's clusters, newest year first."""
    return (
        ClusterMembership.objects.filter(unit=unit)
        .select_related("cluster__head_unit", "cluster__deputy_unit")
        .order_by("-year")
    )


def clusters_by_unit(year: int) -> dict[int, Cluster]:
    """The cluster or block of each unit in the year, by the unit's key; one statement."""
    memberships = ClusterMembership.objects.filter(year=year).order_by().select_related("cluster")
    return {membership.unit_id: membership.cluster for membership in memberships}


def cluster_of(unit: Unit, year: int) -> Cluster | None:
    """The cluster or block to which the unit belongs in the year, if to any."""
    return Cluster.objects.filter(memberships__unit=unit, memberships__year=year).first()


def bodies() -> QuerySet[Body]:
    """Bodies with their terms."""
    return Body.objects.standing().prefetch_related(
        Prefetch("terms", Term.objects.annotate(seat_count=Count("seats")).order_by("-start"))
    )


@dataclass(slots=True)
class SeatHeld:
    """A seat and who sits on it on the day."""

    seat: Seat
    mandate: Mandate | None
    previous: Mandate | None = None

    @property
    def is_ending(self) -> bool:
        """Whether the end of the mandate is known."""
        return self.mandate is not None and self.mandate.valid_to is not None


def seats_of(term: Term, day: dt.date) -> list[SeatHeld]:
    """The seats of a term with their holders on the day, in two statements."""
    held: dict[int, Mandate] = {}
    before: dict[int, Mandate] = {}
    rows = (
        Mandate.objects.filter(seat__term=term, valid_from__lte=day)
        .select_related("person__unit")
        .order_by("valid_from")
    )
    for mandate in rows:
        target = held if mandate.in_force_on(day) else before
        target[mandate.seat_id or 0] = mandate
    return [
        SeatHeld(seat, held.get(seat.pk), before.get(seat.pk))
        for seat in term.seats.order_by("number")
    ]


def officers_of(body: Body, day: dt.date) -> list[Mandate]:
    """Chairs and secretaries of the body on the day."""
    roles = (Role.BODY_CHAIR, Role.BODY_SECRETARY)
    return list(holders_on(day).filter(body=body, role__in=roles).order_by("role"))


def people() -> QuerySet[Person]:
    """Everybody, in the order of names."""
    return Person.objects.select_related("unit", "user").order_by("sort_key", "pk")


def mandates_of(person: Person) -> QuerySet[Mandate]:
    """All mandates a person ever had, newest first."""
    return (
        Mandate.objects.filter(person=person)
        .select_related("unit", "body", "seat", "person")
        .order_by("-valid_from", "pk")
    )


def own_mandates(user_id: int, day: dt.date) -> QuerySet[Mandate]:
    """Mandates in force that the account holds itself."""
    return (
        Mandate.objects.in_force(day)
        .filter(person__user=user_id)
        .select_related("person", "unit", "body")
    )


def delegations_given_by(user_id: int) -> QuerySet[Delegation]:
    """Delegations of the account's own mandates, newest first."""
    return _delegations().filter(mandate__person__user=user_id)


def delegations_received_by(user_id: int) -> QuerySet[Delegation]:
    """Delegations that let the account act for others, newest first."""
    return _delegations().filter(delegate__user=user_id)


def _delegations() -> QuerySet[Delegation]:
    return Delegation.objects.select_related(
        "mandate__person", "mandate__unit", "mandate__body", "delegate__unit"
    ).order_by("-valid_from", "-pk")


def administrators_who_decide(day: dt.date) -> list[Person]:
    """Administrators who also sign, appraise or vote: allowed, but worth a warning."""
    administrators = Mandate.objects.in_force(day).filter(role=Role.ADMINISTRATOR)
    roles = (
        Mandate.objects.in_force(day)
        .filter(person__in=administrators.values("person"))
        .select_related("person")
        .order_by("person__sort_key")
    )
    found = {mandate.person_id: mandate.person for mandate in roles if decides(mandate.role)}
    return list(found.values())
