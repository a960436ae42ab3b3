"""Who may act where: the one answer that pages, services and the flow ask for."""

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    BigAutoField,
    CharField,
    DateField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
)
from django.utils import timezone
from guardian.models import UserObjectPermission

from workflow_app.accounts.models import User
from workflow_app.db.prepared import Select
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Body, Cluster, Desk, Holding, Person, Unit
from workflow_app.organization.models.appointments import HoldingQuerySet

from .posts import may_hold

if TYPE_CHECKING:
    from django_stubs_ext import ValuesQuerySet


_desks: dict[str, Select[Desk]] = {
    place: Select(
        partial(
            lambda column, duty, place: Desk.objects.filter(duty=duty, **{column: place}), place
        ),
        duty=CharField(),
        place=BigAutoField(),
    )
    for place in ("unit", "cluster", "body")
}


def desk_of(duty: Duty, place: Unit | Cluster | Body) -> Desk:
    """Return the desk for a duty at a place, opening it on first use."""
    name = place._meta.model_name or ""
    found = _desks[name].first(duty=duty, place=place.pk)
    if found is not None:
        return found
    where: dict[str, Any] = {name: place}
    desk, __ = Desk.objects.get_or_create(duty=duty, **where)
    return desk


def holdings_of(user: User, *, on: dt.date | None = None) -> HoldingQuerySet:
    """Return what the user holds on the day, own mandates and delegations alike."""
    return Holding.objects.in_force(on or timezone.localdate()).filter(user=user)


def holdings_under_which(
    *,
    user: Any,
    desk: Any,
    on: Any,
    kind: Any,
    permission: Any,
    content_type: Any,
    place: Any,
) -> HoldingQuerySet:
    """Return the holdings under which the user (by key) may act at the desk.

    Both must agree: a mandate or delegation in force on the day, and guardian's permission on
    the place. Own mandates come before delegations. The values may be those of a statement that
    is kept ready.
    """
    grants = UserObjectPermission.objects.filter(
        user=OuterRef("user"),
        permission__codename=permission,
        content_type=content_type,
        object_pk=place,
    )
    return (
        Holding.objects.in_force(on)
        .for_kind(kind)
        .filter(Exists(grants), user=user, desk=desk)
        .select_related("mandate__person", "mandate__unit", "mandate__body", "delegation", "person")
        .order_by(F("delegation").asc(nulls_first=True), "pk")
    )


GIVEN_TO_HOLDINGS: dict[str, Any] = {
    "user": BigAutoField(),
    "desk": BigAutoField(),
    "on": DateField(),
    "kind": CharField(),
    "permission": CharField(),
    "content_type": IntegerField(),
    "place": CharField(),
}
"""The kinds of value that `holdings_under_which` is given, for a statement kept ready."""


def values_for_holdings(
    user: User, desk: Desk, *, kind: str = "", on: dt.date | None = None
) -> dict[str, Any]:
    """Return what `holdings_under_which` is given for a user at a desk."""
    model: type[Unit | Cluster | Body] = Unit
    place_id = desk.unit_id
    if place_id is None:
        model, place_id = (
            (Cluster, desk.cluster_id) if desk.cluster_id is not None else (Body, desk.body_id)
        )
    return {
        "user": user.pk,
        "desk": desk.pk,
        "on": on or timezone.localdate(),
        "kind": kind,
        "permission": f"{desk.duty}_{model._meta.model_name}",
        "content_type": ContentType.objects.get_for_model(model).pk,
        "place": str(place_id),
    }


def authority_at(
    user: User, desk: Desk, *, kind: str = "", on: dt.date | None = None, lock: bool = False
) -> Holding | None:
    """Return the holding under which the user may act at the desk now, or None.

    With `lock` the row is locked, so that a mandate cannot end while its holder decides.
    """
    if not lock and on is None and not may_hold(user, kind, desk=desk.pk):
        return None
    given = values_for_holdings(user, desk, kind=kind, on=on)
    if not lock:
        return _first_holding.first(**given)
    found = holdings_under_which(**given)
    # A row that was written anew while we waited for it is found by asking once more.
    locked = found.select_for_update(of=("self",))
    return locked.first() or locked.first()


_first_holding: Select[Holding] = Select(
    lambda **given: holdings_under_which(**given)[:1], **GIVEN_TO_HOLDINGS
)


def may(user: User, duty: Duty, place: Unit | Cluster | Body) -> bool:
    """Tell whether the user may do this duty at this place today."""
    name = place._meta.model_name or ""
    if not may_hold(user, "", duty=duty, **{name: place.pk}):
        return False
    desk = _desks[name].first(duty=duty, place=place.pk)
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
