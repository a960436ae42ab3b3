"""What goes to the database as it is, is what the field would have made of it."""

import pytest
from django.apps import apps
from django.db import connection

from workflow_app.db.values import taken_as_it_is

SAMPLES = {str: ("Hòa Bình", ""), int: (0, 7)}


def test_a_value_that_goes_as_it_is_is_not_changed_by_its_field() -> None:
    found = set()
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            kind = taken_as_it_is(field, connection.vendor)
            for value in SAMPLES.get(kind, ()) if kind is not None else ():
                if not (field.is_relation and value == ""):
                    taken = field.get_db_prep_save(value, connection)
                    assert (type(taken), taken) == (kind, value), field
                    found.add(type(field).__name__)
            assert not field.null or field.get_db_prep_save(None, connection) is None, field
    assert {"CharField", "TextField", "ForeignKey", "OneToOneField"} <= found


@pytest.mark.skipif(connection.vendor != "postgresql", reason="about the width of numbers there")
def test_postgresql_is_told_how_wide_a_number_is() -> None:
    numbers = [
        field
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if field.get_internal_type() == "PositiveSmallIntegerField"
    ]
    assert numbers
    assert {taken_as_it_is(field, connection.vendor) for field in numbers} == {None}
