"""The first page of the register comes from an index, however many awards there are."""

import pytest
from django.db import connection
from django.db.models import QuerySet

from awards.models import Award
from awards.selectors.register import ORDER, register_rows, searched
from awards.verification_register import verify_register
from awards.words import AWARD_WORDS
from tests.awards.house import House

from .told import granted, person

pytestmark = pytest.mark.django_db


def plan_of(rows: QuerySet[Award], *other_ways: str) -> str:
    """How the database would answer if it had too many rows to read or to sort them all.

    `other_ways` are not taken either: of a table that was just counted as empty, any will do.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for way in ("seqscan", "sort", "incremental_sort", *other_ways):
                cursor.execute(f"SET LOCAL enable_{way} = off")
    return rows.explain()


def test_the_order_of_the_register_is_read_from_its_index(house: House) -> None:
    plan = plan_of(Award.objects.order_by(*ORDER)[:51])
    assert "award_register_order" in plan
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan


def test_words_are_looked_up_in_their_index(house: House) -> None:
    plan = plan_of(searched(Award.objects.order_by(), "lê ánh"), "indexscan", "indexonlyscan")
    assert AWARD_WORDS.name in plan
    assert "Seq Scan" not in plan
    assert "SCAN awards_award\n" not in f"{plan}\n"


def test_awards_are_found_by_beginnings_of_words_and_never_by_their_middle(house: House) -> None:
    granted(house, ("certificate_person", person("Lê Thị Ánh")))
    assert [searched(register_rows(), text).count() for text in ("anh l", "ÁNH", "ang", "  ")] == [
        1,
        1,
        0,
        1,
    ]


def test_verify_misses_the_index_of_words(house: House) -> None:
    AWARD_WORDS.remove(connection)
    try:
        assert any(AWARD_WORDS.name in line for line in verify_register().details)
    finally:
        AWARD_WORDS.install(connection)
    assert verify_register().ok
