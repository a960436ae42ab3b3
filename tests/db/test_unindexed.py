"""Indexes that nobody searches by are not there: each of them would cost every act."""

import pytest
from django.db import connection
from viewflow.workflow.models import Task


@pytest.mark.django_db
def test_a_task_is_found_by_its_key_and_its_process_and_by_nothing_else() -> None:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, Task._meta.db_table)
    indexed = [one["columns"] for one in found.values() if one["index"] or one["primary_key"]]
    assert sorted(indexed) == [["id"], ["process_id"]]
