"""No page reads a large table from one end to the other."""

import pytest

from .conftest import Sizes

pytestmark = pytest.mark.django_db


def test_no_page_scans_a_large_table_before_the_database_has_looked_at_its_tables(
    sizes: Sizes,
) -> None:
    assert [str(scan) for scan in sizes.scans_before] == []


def test_no_page_scans_a_large_table_once_it_has(sizes: Sizes) -> None:
    assert [str(scan) for scan in sizes.scans_after] == []
