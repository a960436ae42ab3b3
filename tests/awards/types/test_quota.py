from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards.models import AwardRule, Nomination
from awards.rules.eligibility import findings_of
from awards.rules.quota import QuotaError, Standing, choose, places
from awards.selectors.checks import checks_of
from tests.awards.house import House
from tests.awards.nominations.driver import nominated, outsider
from workflow_app.approvals.enums import Outcome

from .beginnings import facts, found

SHARE = {"kind": "share", "numerator": 1, "denominator": 5}


def test_one_flag_and_three_certificates_go_to_a_cluster_however_many_stand() -> None:
    """Đồng Nai, cluster II of 2022: six units, one flag and three certificates."""
    assert places({"kind": "per_cluster", "number": 1}, candidates=6) == 1
    assert places({"kind": "per_cluster", "number": 3}, candidates=6) == 3
    assert places({"kind": "per_cluster", "number": 3}, candidates=0) == 3


@pytest.mark.parametrize(("candidates", "flags"), ((4, 0), (5, 1), (9, 1), (10, 2), (14, 2)))
def test_at_most_a_fifth_means_rounded_down(candidates: int, flags: int) -> None:
    """Flags of the Government: not more than 20 % of those that qualify."""
    assert places(SHARE, candidates=candidates) == flags


def test_a_third_is_exact_where_a_float_is_not() -> None:
    assert places({"kind": "share", "numerator": 1, "denominator": 3}, candidates=3) == 1
    assert places({"kind": "share", "numerator": 7, "denominator": 10}, candidates=10) == 7


def test_without_a_quota_there_is_a_place_for_each() -> None:
    assert places(None, candidates=17) == 17
    assert places({"kind": "absolute", "number": 4}, candidates=17) == 4


@pytest.mark.parametrize(
    "quota",
    (
        {"kind": "lottery"},
        {"kind": "per_cluster"},
        {"kind": "per_cluster", "number": -1},
        {"kind": "absolute", "number": True},
        {"kind": "share", "numerator": 3, "denominator": 2},
        {"kind": "share", "numerator": 0, "denominator": 2},
    ),
)
def test_a_quota_of_unknown_form_is_refused(quota: dict[str, object]) -> None:
    with pytest.raises(QuotaError):
        places(quota, candidates=5)


def test_too_many_are_taken_from_the_highest_down() -> None:
    choice = choose(
        [Standing("a", Fraction(9)), Standing("b", Fraction(8)), Standing("c", Fraction(7))], 2
    )
    assert choice.taken == ("a", "b")
    assert choice.left_out == ("c",)
    assert choice.open_places == 0


def test_a_tie_at_the_last_place_goes_to_women_and_the_minutes_can_say_so() -> None:
    choice = choose(
        [
            Standing("first", Fraction(9)),
            Standing("man", Fraction(8)),
            Standing("woman", Fraction(8), is_favoured=True),
        ],
        2,
    )
    assert choice.taken == ("first", "woman")
    assert choice.by_favour == ("woman",)
    assert choice.left_out == ("man",)


def test_who_is_still_level_waits_for_the_chair() -> None:
    tied = [Standing(key, Fraction(8), is_favoured=True) for key in "ab"]
    choice = choose([*tied, Standing("man", Fraction(8))], 1)
    assert choice.taken == ()
    assert choice.undecided == ("a", "b")
    assert choice.open_places == 1
    assert choice.left_out == ("man",)


def test_a_tie_that_fits_is_no_tie() -> None:
    choice = choose([Standing(key, Fraction(8)) for key in "ab"], 2)
    assert choice.taken == ("a", "b")
    assert choice.by_favour == ()


standings = st.lists(
    st.builds(
        Standing,
        key=st.uuids().map(str),
        points=st.integers(0, 4).map(Fraction),
        is_favoured=st.booleans(),
    ),
    max_size=8,
    unique_by=lambda it: it.key,
)


@given(standings, st.integers(0, 6))
def test_the_order_in_which_they_are_named_decides_nothing(
    listed: list[Standing], seats: int
) -> None:
    mixed = sorted(listed, key=lambda it: it.key, reverse=True)
    assert choose(listed, seats) == choose(mixed, seats)


@given(standings, st.integers(0, 6))
def test_nobody_is_lost_and_no_place_is_given_twice(listed: list[Standing], seats: int) -> None:
    choice = choose(listed, seats)
    everybody = [*choice.taken, *choice.undecided, *choice.left_out]
    assert sorted(map(str, everybody)) == sorted(it.key for it in listed)
    assert len(choice.taken) + choice.open_places <= seats
    lowest = min((it.points for it in listed if it.key in choice.taken), default=None)
    highest = max((it.points for it in listed if it.key in choice.left_out), default=None)
    assert lowest is None or highest is None or lowest >= highest


def test_more_nominations_than_places_in_all_are_for_the_council_to_choose_from() -> None:
    three = {"quota": {"kind": "absolute", "number": 3}}
    assert found(facts(rule=three, rivals=3), "quota").is_met
    over = found(facts(rule=three, rivals=4), "quota")
    assert over.is_open
    assert not over.is_confidential
    assert "4" not in over.text  # units read it, and nominations of others are confidential
    assert over.legal_basis == "Luật, Điều 26"


@pytest.mark.parametrize(
    ("rule", "is_said"),
    (
        ({"quota": None}, False),
        ({"quota": {"kind": "per_cluster", "number": 1}, "via_cluster": True}, False),
        ({"quota": {"kind": "share", "numerator": 1, "denominator": 5}}, True),
        ({"quota": {"kind": "absolute", "number": 1}, "via_cluster": True}, True),
    ),
)
def test_what_clusters_choose_keeps_to_its_places_by_itself(
    rule: dict[str, object], *, is_said: bool
) -> None:
    names = {it.name for it in findings_of(facts(rule=rule, rivals=9))}
    assert ("quota" in names) == is_said


@pytest.mark.django_db
def test_nominations_that_were_received_count_and_ended_ones_do_not(house: House) -> None:
    AwardRule.objects.filter(award_type__code="certificate_person").update(
        quota={"kind": "absolute", "number": 1}
    )
    first = nominated(house, recipient=outsider())
    first.to_appraisal()
    second = nominated(house, recipient=outsider(name="Lý Thị Cầm"))
    assert "quota" in _open_checks(second.nomination)
    assert "quota" not in _open_checks(
        first.nomination
    )  # the draft of another unit counts for nobody
    first.do(house.tam, "appraise", Outcome.REJECTED, reason="Không đủ tiêu chuẩn")
    assert "quota" not in _open_checks(second.nomination)


def _open_checks(nomination: Nomination) -> set[str]:
    return {it.name for it in checks_of(nomination) if it.is_open}
