"""Large sheets: as many statements as a small one takes, and nothing kept that need not be."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.driver import plan_of
from tests.sheets.large import import_up_to_preview, large_sheet

pytestmark = pytest.mark.django_db


def test_an_import_takes_as_many_statements_for_two_thousand_rows_as_for_twenty(cast):
    plan = plan_of(cast).plan
    counted = {}
    for rows in (2, 20, 2_000):  # the first finds nothing remembered yet
        data = large_sheet(rows)
        with CaptureQueriesContext(connection) as statements:
            session, found = import_up_to_preview(data, plan, cast.hoa)
        assert found.counts["new"] == len(session.rows) == rows - 1
        counted[rows] = len(statements)
    assert counted[2_000] == counted[20]
    assert counted[20] <= 30
