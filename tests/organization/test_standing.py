"""Who stands in for a person in a kept statement sees what the person sees, and nothing else."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.utils import timezone

from tests.awards.house import house_of
from tests.cast import Cast
from tests.personnel.cast import staff_of
from workflow_app.accounts.models import User
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.selectors.addresses import addresses_of, waiting_number
from workflow_app.db.prepared import checked
from workflow_app.organization.models import Delegation, Mandate
from workflow_app.organization.selectors.posts import posts_of
from workflow_app.organization.selectors.standing import (
    Standing,
    counts_for,
    stand_in,
    standing_of,
)
from workflow_app.organization.services.authority import refresh_authority

PLACED = 2_100_000_000


def text_of(rows: Any) -> tuple[str, tuple[Any, ...]]:
    try:
        sql, params = rows.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:  # nothing at all, as the ORM knows beforehand
        return "", ()
    return sql, tuple(params)


@pytest.fixture
def everybody(cast: Cast) -> list[User]:
    """The cast with the houses of awards and personnel; Minh and Lan stand in for others."""
    users = {**house_of(cast).cast.users, **staff_of(cast).users}
    today = timezone.localdate()
    for giver, delegate, kinds in (
        ("dung", "minh", []),
        ("vy", "minh", ["amendment"]),
        ("minh", "lan", ["personnel"]),
    ):
        Delegation.objects.create(
            mandate=Mandate.objects.filter(person=cast.people[giver])[0],
            delegate=cast.people[delegate],
            form="TUQ.",
            kinds=kinds,
            valid_from=today,
            valid_to=today + dt.timedelta(7),
            reason="Đi công tác",
            created_by=cast.quang,
        )
    refresh_authority()
    return list(User.objects.filter(pk__in=[user.pk for user in users.values()]))


def test_conditions_are_the_person_s_own_letter_by_letter(everybody: list[User]) -> None:
    assert len({standing_of(user).shape for user in everybody}) > 10
    for user in everybody:
        other = stand_in(*standing_of(user))
        assert text_of(Dossier.objects.visible_to(other)) == text_of(
            Dossier.objects.visible_to(user)
        )
        alone = User.objects.filter(pk=0)
        assert text_of(alone.annotate(n=waiting_number(other))) == text_of(
            alone.annotate(n=waiting_number(user))
        )
        kept, own = addresses_of(other), addresses_of(user)
        assert (kept.own, kept.delegated, kept.limited) == (own.own, own.delegated, own.limited)


def test_every_key_is_found_again_by_its_place(everybody: list[User]) -> None:
    """A text is compiled for numbers in the places of keys, and each of them is a value of a run."""
    for user in everybody:
        shape, keys = standing_of(user)
        numbers = [PLACED + index for index in range(len(keys))]
        back = dict(zip(numbers, keys, strict=True))
        placed = Dossier.objects.visible_to(stand_in(shape, numbers))
        sql, params = text_of(placed)
        values = tuple(
            [back.get(value, value) if isinstance(value, int) else value for value in params]
        )
        assert (sql, values) == text_of(Dossier.objects.visible_to(user))


def test_who_was_deactivated_has_another_shape_and_sees_nothing(cast: Cast) -> None:
    cast.minh.is_active = False
    standing = standing_of(cast.minh)
    assert standing.shape != standing_of(User.objects.get(pk=cast.minh.pk)).shape
    assert not Dossier.objects.visible_to(stand_in(*standing)).exists()


def test_what_is_held_is_asked_anew_of_whoever_was_not_read_with_it(cast: Cast) -> None:
    before = standing_of(cast.hoa)
    yesterday = timezone.localdate() - dt.timedelta(1)
    Mandate.objects.filter(person=cast.people["hoa"]).update(valid_to=yesterday)
    refresh_authority()
    assert standing_of(cast.hoa) == Standing((True, ()), [cast.hoa.pk]) != before
    assert posts_of(cast.hoa) == ()


def test_counters_are_the_orm_s_own(everybody: list[User]) -> None:
    for user in everybody:
        with checked():
            assert len(counts_for(user, ("waiting", "unread"))) == 2
