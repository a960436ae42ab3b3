"""The web process stays small while somebody walks through a federation with a long past."""

import pytest

from .conftest import IS_LONG, Sizes

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not IS_LONG, reason="a short past fits anywhere: make size"),
]
MOST = 250
"""Megabytes."""


def test_a_process_that_shows_every_page_stays_small(sizes: Sizes) -> None:
    assert sizes.walker is not None
    assert sizes.walker.returncode == 0, sizes.walker.stderr
    pages, megabytes = (int(word) for word in sizes.walker.stdout.split())
    assert pages > 100
    assert megabytes < MOST
