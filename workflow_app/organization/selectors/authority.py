"""Who may act where: the one answer that pages, services and the flow ask for."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from guardian.models import UserObjectPermission

from workflow_app.accounts.models import User
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Body, Cluster, Desk, Holding, Person, Unit
from workflow_app.organization.models.appointments import HoldingQuerySet

if TYPE_CHECKING:
    from django_stubs_ext import ValuesQuerySet


def desk_of(duty: Duty, place: Unit | Cluster | Body) -> Desk:
    """Return the desk for a duty at a place, opening it on first use."""
    where: dict[str, Any] = {place._meta.model_name or "": place}
    desk, __ = Desk.objects.get_or_create(duty=duty, **where)
    return desk


def holdings_of(user: User, *, on: dt.date | None = None) -> HoldingQuerySet:
    """Return what the user holds on the day, own mandates and delegations alike."""
    return Holding.objects.in_force(on or timezone.localdate()).filter(user=user)


def authority_at(
    user: User, desk: Desk, *, kind: str = "", on: dt.date | None = None, lock: bool = False
) -> Holding | None:
    """Return the holding under which the user may act at the desk now, or None.

    Both must agree: a mandate or delegation in force on the day, and guardian's permission on
    the place. Own mandates come before delegations. With `lock` the row is locked, so that a
    mandate cannot end while its holder decides.
    """
    place = desk.place
    grants = UserObjectPermission.objects.filter(
        user=OuterRef("user"),
        permission__codename=f"{desk.duty}_{place._meta.model_name}",
        content_type=ContentType.objects.get_for_model(type(place)),
        object_pk=str(place.pk),
    )
    found = (
        holdings_of(user, on=on)
        .for_kind(kind)
        .filter(Exists(grants), desk=desk)
        .select_related("mandate__person", "mandate__unit", "mandate__body", "delegation", "person")
        .order_by(F("delegation").asc(nulls_first=True), "pk")
    )
    if not lock:
        return found.first()
    # A row that was written anew while we waited for it is found by asking once more.
    locked = found.select_for_update(of=("self",))
    return locked.first() or locked.first()


def may(user: User, duty: Duty, place: Unit | Cluster | Body) -> bool:
    """Tell whether the user may do this duty at this place today."""
    desk = Desk.objects.filter(duty=duty, **{place._meta.model_name or "": place}).first()
    return desk is not None and authority_at(user, desk) is not None


def places_where(
    user: User, model: type[Unit | Cluster | Body], *duties: Duty, among: Q | None = None
) -> "ValuesQuerySet[Holding, int]":
    """Return ids of the units, clusters or bodies where the user has one of the duties.

    For use as a subquery: `unit__in=places_where(user, Unit, Duty.SIGN)`. `among` narrows the
    holdings, for instance to those that are not limited to other kinds of dossier.
    """
    column = f"desk__{model._meta.model_name}"
    held = holdings_of(user).filter(**{f"{column}__isnull": False}, desk__duty__in=duties)
    if among is not None:
        held = held.filter(among)
    return held.values_list(column, flat=True)


def holds_anywhere(user: User, *duties: Duty) -> bool:
    """Tell whether the user has one of the duties at any place today."""
    return holdings_of(user).filter(desk__duty__in=duties).exists()


def people_at(desk: Desk, *, kind: str = "", on: dt.date | None = None) -> QuerySet[Person]:
    """Return the people who may act at the desk on the day."""
    holdings = Holding.objects.in_force(on or timezone.localdate()).for_kind(kind)
    return Person.objects.filter(holdings__in=holdings.filter(desk=desk)).distinct()
