"""Thresholds: the table of edge cases where other systems went wrong."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow_app.lib.fractions import Threshold

THRESHOLDS = st.builds(
    lambda low, high, strict: Threshold(min(low, high), max(low, high) + strict, strict),
    st.integers(1, 100),
    st.integers(1, 100),
    st.booleans(),
)


@pytest.mark.parametrize(
    ("threshold", "total", "needed"),
    (
        (Threshold.percent(80), 17, 14),
        (Threshold(2, 3), 9, 6),  # OpenSlides once said 7
        (Threshold(1, 2, strict=True), 134, 68),
        (Threshold(1, 2, strict=True), 133, 67),
        (Threshold(1, 2), 134, 67),
        (Threshold.percent(90), 10, 9),
        (Threshold.percent(90), 11, 10),
        (Threshold(2, 3), 134, 90),
        (Threshold(2, 3, strict=True), 9, 7),
        (Threshold(1, 1), 5, 5),
        (Threshold(1, 3), 1, 1),
        (Threshold(1, 2), 0, 1),
    ),
)
def test_so_many_votes_are_needed(threshold, total, needed):
    assert threshold.needed(total) == needed


def test_an_empty_room_decides_nothing():
    assert not Threshold(1, 2).met(0, 0)


@given(THRESHOLDS, st.integers(1, 500), st.data())
def test_votes_are_compared_as_exact_fractions(threshold, total, data):
    votes = data.draw(st.integers(0, total))
    share, bar = Fraction(votes, total), Fraction(threshold.numerator, threshold.denominator)

    assert threshold.met(votes, total) == (share > bar if threshold.strict else share >= bar)


@given(THRESHOLDS, st.integers(1, 500))
def test_the_needed_votes_are_the_fewest(threshold, total):
    needed = threshold.needed(total)

    assert threshold.met(needed, total) if needed <= total else threshold.strict
    assert not threshold.met(min(needed - 1, total), total)


@pytest.mark.parametrize(
    ("numerator", "denominator", "strict"),
    ((0, 1, False), (3, 2, False), (1, 1, True), (1, 0, False)),
)
def test_a_threshold_that_means_nothing_is_refused(numerator, denominator, strict):
    with pytest.raises(ValueError, match=r"A threshold|Nobody"):
        Threshold(numerator, denominator, strict)


@pytest.mark.parametrize(("votes", "total"), ((-1, 5), (6, 5)))
def test_votes_outside_the_total_are_refused(votes, total):
    with pytest.raises(ValueError, match="Votes lie"):
        Threshold(1, 2).met(votes, total)


def test_a_threshold_is_written_as_its_fraction():
    assert str(Threshold.percent(80)) == "≥ 4/5"
    assert str(Threshold(1, 2, strict=True)) == "> 1/2"
