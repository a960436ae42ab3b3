"""Computes holdings and guardian's permissions from mandates, delegations and cluster heads.

Both are projections: every service that changes a mandate, a delegation, an account's person
or the head of a cluster calls `refresh_authority` in the same transaction, a daily job calls
it for dates that begin or end, and `manage.py verify` compares.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from guardian.models import UserObjectPermission

from workflow_app.organization.enums import ROLE_DUTIES, Duty, Role, SigningForm
from workflow_app.organization.models import Body, Cluster, Delegation, Desk, Holding, Mandate, Unit

type_of_place = {"unit": Unit, "cluster": Cluster, "body": Body}

Place = tuple[str, int]
"""Kind of place ("unit", "cluster", "body") and its id."""


@dataclass(frozen=True, slots=True)
class HoldingKey:
    """What makes a holding: two equal keys are the same holding."""

    person_id: int
    user_id: int | None
    duty: str
    place: Place
    mandate_id: int
    delegation_id: int | None
    form: str
    kind: str
    valid_from: dt.date
    valid_to: dt.date | None


def expected_holdings(mandates: Iterable[Mandate]) -> set[HoldingKey]:
    """Return what the mandates, their delegations and the cluster heads give today's rules.

    The mandates come with person, and delegations with delegate, already selected.
    """
    mandates = list(mandates)
    led = _clusters_led_by({m.unit_id for m in mandates if m.role in Role.leading_roles})
    keys: set[HoldingKey] = set()
    for mandate in mandates:
        for duty, place in _duties_and_places(mandate, led):
            keys.add(_own_key(mandate, duty, place))
            keys.update(
                key
                for delegation in mandate.delegations.all()
                for key in _delegated_keys(mandate, delegation, duty, place)
            )
    return keys


def _clusters_led_by(unit_ids: set[int | None]) -> dict[int, list[tuple[Duty, int]]]:
    led: dict[int, list[tuple[Duty, int]]] = {}
    clusters = Cluster.objects.filter(Q(head_unit__in=unit_ids) | Q(deputy_unit__in=unit_ids))
    for pk, head, deputy in clusters.values_list("pk", "head_unit_id", "deputy_unit_id"):
        if head is not None:
            led.setdefault(head, []).append((Duty.ENDORSE, pk))
        if deputy is not None:
            led.setdefault(deputy, []).append((Duty.STAND_IN, pk))
    return led


def _duties_and_places(
    mandate: Mandate, led: dict[int, list[tuple[Duty, int]]]
) -> Iterator[tuple[Duty, Place]]:
    place: Place = ("unit", mandate.unit_id) if mandate.unit_id else ("body", mandate.body_id or 0)
    for duty in ROLE_DUTIES[mandate.role]:
        yield duty, place
    if mandate.role in Role.leading_roles and mandate.unit_id:
        for duty, cluster_id in led.get(mandate.unit_id, ()):
            yield duty, ("cluster", cluster_id)


def _own_key(mandate: Mandate, duty: Duty, place: Place) -> HoldingKey:
    form = SigningForm.DEPUTY if mandate.role == Role.UNIT_DEPUTY else SigningForm.OWN
    return HoldingKey(
        person_id=mandate.person_id,
        user_id=mandate.person.user_id,
        duty=duty,
        place=place,
        mandate_id=mandate.pk,
        delegation_id=None,
        form=form,
        kind="",
        valid_from=mandate.valid_from,
        valid_to=mandate.valid_to,
    )


def _delegated_keys(
    mandate: Mandate, delegation: Delegation, duty: Duty, place: Place
) -> Iterator[HoldingKey]:
    """A delegation ends with the mandate it comes from; a revoked one gives nothing."""
    last = min(delegation.valid_to, mandate.valid_to or delegation.valid_to)
    first = max(delegation.valid_from, mandate.valid_from)
    if delegation.revoked_at is not None or first > last:
        return
    for kind in delegation.kinds or [""]:
        yield HoldingKey(
            person_id=delegation.delegate_id,
            user_id=delegation.delegate.user_id,
            duty=duty,
            place=place,
            mandate_id=mandate.pk,
            delegation_id=delegation.pk,
            form=delegation.form,
            kind=kind,
            valid_from=first,
            valid_to=last,
        )


def ensure_desks(wanted: Iterable[tuple[str, Place]]) -> dict[tuple[str, Place], int]:
    """Return the desk ids of (duty, place) pairs, creating missing desks in one statement."""
    pairs = set(wanted)
    desks = _existing_desks(pairs)
    missing = pairs - desks.keys()
    if missing:
        Desk.objects.bulk_create(
            # In one order: two that open the same desks would else wait for each other.
            [Desk(duty=duty, **{f"{kind}_id": pk}) for duty, (kind, pk) in sorted(missing)],
            ignore_conflicts=True,
        )
        desks = _existing_desks(pairs)
    return desks


def _existing_desks(pairs: set[tuple[str, Place]]) -> dict[tuple[str, Place], int]:
    condition = Q(pk__in=[])
    for kind in type_of_place:
        ids = {pk for __, (place_kind, pk) in pairs if place_kind == kind}
        if ids:
            condition |= Q(**{f"{kind}__in": ids})
    rows = Desk.objects.filter(condition).values_list(
        "pk", "duty", "unit_id", "cluster_id", "body_id"
    )
    return {(duty, _place(unit, cluster, body)): pk for pk, duty, unit, cluster, body in rows}


def _place(unit: int | None, cluster: int | None, body: int | None) -> Place:
    if unit is not None:
        return ("unit", unit)
    return ("cluster", cluster) if cluster is not None else ("body", body or 0)


def stored_holdings(mandate_ids: Sequence[int]) -> dict[HoldingKey, int]:
    """Return the holdings that are written now, by key."""
    rows = Holding.objects.filter(mandate__in=mandate_ids).select_related("desk")
    return {
        HoldingKey(
            person_id=row.person_id,
            user_id=row.user_id,
            duty=row.desk.duty,
            place=_place(row.desk.unit_id, row.desk.cluster_id, row.desk.body_id),
            mandate_id=row.mandate_id,
            delegation_id=row.delegation_id,
            form=row.form,
            kind=row.kind,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        ): row.pk
        for row in rows
    }


def lock_organization() -> None:
    """Let one administrator change the organisation at a time: what these services do first.

    What people may do follows from mandates, delegations and leads together. Two who change them
    at once would each compute it without what the other is about to write. One row stands for all
    of it: the name of the table of holdings, which is there before the first unit. Acts on
    dossiers do not take it; they meet these services at a holding, then at a desk that is opened,
    then at the log, which is why these services gather their entries (`audit.services.gathered`).
    """
    rows = ContentType.objects.select_for_update(no_key=True)
    list(rows.filter(app_label="organization", model="holding").values_list("pk"))


@transaction.atomic
def refresh_authority(*, mandate_ids: Sequence[int] | None = None) -> None:
    """Bring holdings and permissions in step with these mandates (all, when none are named)."""
    lock_organization()
    mandates = Mandate.objects.select_related("person").prefetch_related("delegations__delegate")
    if mandate_ids is not None:
        mandates = mandates.filter(pk__in=mandate_ids)
    loaded = list(mandates)
    stored = stored_holdings([mandate.pk for mandate in loaded])
    expected = expected_holdings(loaded)
    gone = [pk for key, pk in stored.items() if key not in expected]
    # Locked before they go, so that an act under way under one of them finishes first.
    leaving = Holding.objects.select_for_update().filter(pk__in=gone).order_by("pk")
    list(leaving.values_list("pk", flat=True))
    Holding.objects.filter(pk__in=gone).delete()
    new = expected - stored.keys()
    desks = ensure_desks((key.duty, key.place) for key in new)
    Holding.objects.bulk_create(
        Holding(
            person_id=key.person_id,
            user_id=key.user_id,
            desk_id=desks[key.duty, key.place],
            mandate_id=key.mandate_id,
            delegation_id=key.delegation_id,
            form=key.form,
            kind=key.kind,
            valid_from=key.valid_from,
            valid_to=key.valid_to,
        )
        for key in sorted(new, key=lambda key: (key.mandate_id, key.duty, key.place, key.kind))
    )
    touched = {key.user_id for key in expected | stored.keys() if key.user_id is not None}
    refresh_permissions(user_ids=None if mandate_ids is None else touched)


Grant = tuple[int, str, str]
"""User id, permission codename, place id as text: guardian's row."""


def expected_grants(user_ids: set[int] | None, on: dt.date) -> set[Grant]:
    """Return the guardian permissions that today's holdings give."""
    holdings = Holding.objects.in_force(on).filter(user__isnull=False)
    if user_ids is not None:
        holdings = holdings.filter(user__in=user_ids)
    rows = holdings.values_list(
        "user_id", "desk__duty", "desk__unit_id", "desk__cluster_id", "desk__body_id"
    ).distinct()
    grants: set[Grant] = set()
    for user_id, duty, unit, cluster, body in rows:
        kind, pk = _place(unit, cluster, body)
        grants.add((user_id or 0, f"{duty}_{kind}", str(pk)))
    return grants


def stored_grants(user_ids: set[int] | None) -> dict[Grant, int]:
    """Return guardian's rows for units, clusters and bodies."""
    rows = UserObjectPermission.objects.filter(content_type__in=_content_types().values())
    if user_ids is not None:
        rows = rows.filter(user__in=user_ids)
    return {
        (user_id, codename, object_pk): pk
        for pk, user_id, codename, object_pk in rows.values_list(
            "pk", "user_id", "permission__codename", "object_pk"
        )
    }


def _content_types() -> dict[str, ContentType]:
    found = ContentType.objects.get_for_models(*type_of_place.values())
    return {kind: found[model] for kind, model in type_of_place.items()}


@transaction.atomic
def refresh_permissions(*, user_ids: set[int] | None = None, on: dt.date | None = None) -> None:
    """Grant and revoke guardian's object permissions so that they equal the holdings."""
    expected = expected_grants(user_ids, on or timezone.localdate())
    stored = stored_grants(user_ids)
    UserObjectPermission.objects.filter(
        pk__in=[pk for grant, pk in stored.items() if grant not in expected]
    ).delete()
    types = _content_types()
    permissions = {
        permission.codename: permission
        for permission in Permission.objects.filter(content_type__in=types.values())
    }
    UserObjectPermission.objects.bulk_create(
        UserObjectPermission(
            user_id=user_id,
            permission=permissions[codename],
            content_type=types[codename.rsplit("_", 1)[1]],
            object_pk=object_pk,
        )
        for user_id, codename, object_pk in sorted(expected - stored.keys())
    )
