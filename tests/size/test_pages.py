"""Every page keeps its statements and its time, however long the past."""

from pathlib import Path

import pytest
from django.db import connection

from .conftest import DUTIES, IS_LONG, Sizes
from .measuring import Visit
from .pages import NOT_WALKED
from .walks import pages_of

pytestmark = pytest.mark.django_db
MATRIX = Path(__file__).parent.parent / "access" / "matrix.txt"
SLACK = {"sqlite": 20_000, "postgresql": 200}
"""What every page may cost the database besides: about a millisecond."""
NOISE = 0.003
"""Seconds by which a page may take longer for reasons of the machine."""


def test_the_past_is_as_long_as_it_was_asked_for(sizes: Sizes) -> None:
    assert sizes.history.duties >= DUTIES * 0.98
    assert sizes.history.tasks >= sizes.history.duties * 0.5


def test_every_page_that_answers_is_walked(sizes: Sizes) -> None:
    answering = {
        line.split()[0]
        for line in MATRIX.read_text(encoding="utf-8").splitlines()
        if " GET | 200: " in line
    }
    walked = {page.route for page in pages_of(sizes.world)}
    assert sorted(answering - walked - NOT_WALKED) == []


def test_every_page_answers(sizes: Sizes) -> None:
    answers = {name: visit.status for name, visit in sizes.large.items()}
    assert {name: status for name, status in answers.items() if status not in (200, 302)} == {}


def test_no_page_needs_more_statements_for_a_longer_past(sizes: Sizes) -> None:
    more = {
        name: (len(sizes.small[name].statements), len(visit.statements))
        for name, visit in sizes.large.items()
        if len(visit.statements) > len(sizes.small[name].statements)
    }
    assert more == {}


@pytest.mark.parametrize("walk", ("unanalysed", "large"))
def test_no_page_makes_the_database_work_harder_for_a_longer_past(sizes: Sizes, walk: str) -> None:
    """Measured in the database's own steps, which no other work on the machine disturbs."""
    slack = SLACK[connection.vendor]
    visits: dict[str, Visit] = getattr(sizes, walk)
    harder = {
        name: (sizes.small[name].work, visit.work)
        for name, visit in visits.items()
        if visit.work > 2 * sizes.small[name].work + slack
    }
    assert harder == {}


@pytest.mark.skipif(not IS_LONG, reason="times say something for a long past only: make size")
def test_no_page_takes_more_than_twice_its_time(sizes: Sizes) -> None:
    slower = {
        name: (round(sizes.small[name].median * 1000), round(visit.median * 1000))
        for name, visit in sizes.large.items()
        if visit.median > 2 * sizes.small[name].median + NOISE
    }
    assert slower == {}
