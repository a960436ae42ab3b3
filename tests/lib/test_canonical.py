"""The same content gives the same bytes and the same hash."""

import json
import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow_app.lib.canonical import canonical_json, sha256_of
from workflow_app.lib.spans import Precision

NAIVE = datetime(2027, 1, 1, tzinfo=UTC).replace(tzinfo=None)
TEXTS = st.text(st.characters(codec="utf-8"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abcđê"), inner),
    max_leaves=20,
)


def test_keys_are_sorted_and_white_space_is_gone():
    value = {"b": [1, True, None], "a": {"đ": "Huế"}}

    assert canonical_json(value) == '{"a":{"đ":"Huế"},"b":[1,true,null]}'


def test_letters_are_composed():
    split = unicodedata.normalize("NFD", "Thừa Thiên - Huế")

    assert sha256_of({split: split}) == sha256_of({"Thừa Thiên - Huế": "Thừa Thiên - Huế"})


def test_moments_are_written_in_utc_and_days_as_days():
    hanoi = datetime(2027, 3, 5, 7, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))

    assert canonical_json([hanoi, date(2027, 3, 5)]) == '["2027-03-05T00:00:00+00:00","2027-03-05"]'
    assert sha256_of(hanoi) == sha256_of(datetime(2027, 3, 5, tzinfo=UTC))


def test_decimals_ids_tuples_and_choices_have_one_spelling():
    value = (Decimal("1.50"), UUID(int=1), Precision.DAY)

    assert canonical_json(value) == '["1.50","00000000-0000-0000-0000-000000000001","day"]'


@pytest.mark.parametrize(
    "value", (1.5, {"a": 0.1}, {1: "a"}, {1, 2}, b"x", NAIVE, "\ud800", object())
)
def test_what_has_no_one_spelling_is_refused(value):
    with pytest.raises((TypeError, ValueError)):
        canonical_json(value)


def test_two_keys_that_look_the_same_are_refused():
    with pytest.raises(ValueError, match="twice"):
        canonical_json({"ế": 1, unicodedata.normalize("NFD", "ế"): 2})


def test_the_hash_is_that_of_the_bytes():
    assert sha256_of({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


@given(VALUES)
def test_reading_back_and_writing_again_changes_nothing(value):
    once = canonical_json(value)

    assert canonical_json(json.loads(once)) == once
