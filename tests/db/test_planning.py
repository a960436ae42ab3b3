"""A condition that is looked at row by row picks the rows that it picks anyway."""

import pytest
from django.db import connection
from django.db.models import Q

from tests.cast import Cast
from workflow_app.db.planning import row_by_row
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Desk, Unit

pytestmark = pytest.mark.django_db


def conditions() -> dict[str, Q]:
    at_desks = Desk.objects.filter(duty=Duty.APPRAISE_FORM).order_by().values("unit")
    nowhere = Desk.objects.none().values("unit")
    in_a_unit = Q(pk__in=at_desks)
    return {
        "a subquery": in_a_unit,
        "none of it": ~in_a_unit,
        "with more": in_a_unit & Q(kind="department"),
        "one of two": Q(pk__in=[]) | (in_a_unit & ~Q(kind="apex")),
        "through a key": Q(supervising_department__pk__in=at_desks),
        "not through a key": ~Q(supervising_department__pk__in=at_desks),
        "by the key itself": Q(supervising_department__in=at_desks),
        "nothing": Q(pk__in=nowhere),
    }


@pytest.mark.parametrize("name", conditions())
def test_the_same_rows_are_picked(name: str, cast: Cast) -> None:
    condition = conditions()[name]
    picked = Unit.objects.filter(row_by_row(condition))
    assert set(picked) == set(Unit.objects.filter(condition))


def test_some_rows_are_picked_and_some_are_not(cast: Cast) -> None:
    everything = Unit.objects.count()
    assert 0 < Unit.objects.filter(row_by_row(conditions()["a subquery"])).count() < everything


@pytest.mark.postgres
def test_postgresql_is_told_that_a_subquery_is_run_once(cast: Cast) -> None:
    picked = Unit.objects.filter(row_by_row(conditions()["a subquery"]))
    with connection.cursor() as cursor:
        cursor.execute(*_explained(picked))
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "InitPlan" in plan
    assert "hashed SubPlan" not in plan


def _explained(picked: object) -> tuple[str, tuple[object, ...]]:
    sql, params = picked.query.sql_with_params()  # type: ignore[attr-defined]
    return f"EXPLAIN {sql}", params
