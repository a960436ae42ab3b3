"""The arithmetic of a body's composition, from plain values."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personnel.selectors.composition import (
    SeatChange,
    SeatFact,
    Sitter,
    Target,
    TermFacts,
    band_of,
    composed,
)
from personnel.selectors.persons import age_on, months_after
from personnel.selectors.regions import region_of

DAY = dt.date(2027, 3, 1)


def sitter(person: int, sex: str = "male", born: dt.date | None = dt.date(1970, 1, 1)) -> Sitter:
    return Sitter(
        person, f"P{person}", f"p{person}", sex, born, "LHHN Huế", "local_member", "middle"
    )


def facts(
    *holders: Sitter | None,
    decided: int | None = None,
    until: dt.date | None = None,
    targets: tuple[Target, ...] = (),
    people: dict[int, Sitter] | None = None,
) -> TermFacts:
    seats = tuple(
        SeatFact(100 + number, number, "member", holder, DAY, until if holder else None)
        for number, holder in enumerate(holders, start=1)
    )
    count = len(holders) if decided is None else decided
    return TermFacts(1, "Đoàn Chủ tịch", "VI", DAY, count, None, 6, seats, targets, people or {})


def states(*args: object, **kwargs: object) -> list[str]:
    return [seat.state for seat in composed(*args, **kwargs).seats]


def test_seats_are_decided_filled_vacant_and_beyond() -> None:
    found = composed(facts(sitter(1), None, sitter(3), decided=5))
    assert (found.decided, found.filled, found.vacant, found.beyond) == (5, 2, 3, 0)
    assert [seat.number for seat in found.seats] == [1, 2, 3, 4, 5]
    found = composed(facts(sitter(1), sitter(2), decided=1))
    assert (found.vacant, found.beyond) == (0, 1)


@pytest.mark.parametrize(
    ("until", "state"),
    (
        (None, "filled"),
        (dt.date(2027, 9, 1), "ending"),
        (dt.date(2027, 9, 2), "filled"),
        (DAY, "ending"),
    ),
)
def test_a_seat_is_ending_within_the_months_of_the_rule(until: dt.date | None, state: str) -> None:
    assert states(facts(sitter(1), until=until)) == [state]


@pytest.mark.parametrize(
    ("at_least", "decided", "needed"),
    (
        ([1, 3], 134, 45),
        ([1, 3], 9, 3),
        ([2, 3], 9, 6),
        ([15, 100], 134, 21),
        ([1, 3], 1, 1),
        (5, 134, 5),
    ),
)
def test_a_share_is_of_the_seats_decided_and_exact(at_least, decided: int, needed: int) -> None:
    exact = at_least if isinstance(at_least, int) else tuple(at_least)
    target = Target("sex", "female", exact)
    (result,) = composed(facts(sitter(1, "female"), decided=decided, targets=(target,))).targets
    assert (result.needed, result.have, result.is_met) == (needed, 1, needed == 1)
    assert result.missing == max(0, needed - 1)


def test_whoever_is_not_known_counts_for_nothing_and_is_said() -> None:
    targets = (Target("sex", "female", 1), Target("age", "-45", 1))
    found = composed(facts(sitter(1, ""), sitter(2, "male", None), targets=targets))
    assert [(one.have, one.unknown) for one in found.targets] == [(0, 1), (0, 1)]
    assert found.groups["sex"] == {"female": 0, "male": 1, "": 1}


@pytest.mark.parametrize(
    ("value", "born", "counts"),
    (
        ("-45", dt.date(1981, 3, 2), True),
        ("-45", dt.date(1981, 3, 1), False),
        ("46-60", dt.date(1981, 3, 1), True),
        ("61-", dt.date(1966, 3, 1), True),
        ("61-", dt.date(1966, 3, 2), False),
    ),
)
def test_ages_are_full_years_on_the_day(value: str, born: dt.date, *, counts: bool) -> None:
    found = composed(facts(sitter(1, "male", born), targets=(Target("age", value, 1),)))
    assert found.targets[0].is_met is counts


def test_a_birthday_on_the_leap_day_is_kept_on_the_first_of_march() -> None:
    assert age_on(dt.date(1960, 2, 29), dt.date(2025, 2, 28)) == 64
    assert age_on(dt.date(1960, 2, 29), dt.date(2025, 3, 1)) == 65


@pytest.mark.parametrize("value", ("", "-", "45", "60-46", "young"))
def test_nonsense_is_no_band_of_ages(value: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        band_of(value)


def test_replacing_fills_the_seat_that_is_left() -> None:
    base = facts(sitter(1), sitter(2), people={9: sitter(9, "female")})
    found = composed(base, [SeatChange(leaves=2, enters=9)])
    seat = found.seats[1]
    assert (seat.state, seat.holder.person, seat.before.person) == ("entering", 9, 2)
    assert found.seats[0].state == "filled"


def test_releasing_leaves_a_vacant_seat_that_says_who_left() -> None:
    found = composed(facts(sitter(1), sitter(2)), [SeatChange(leaves=1)])
    assert (found.seats[0].state, found.seats[0].before.person, found.vacant) == ("vacant", 1, 1)


def test_entering_takes_the_first_vacant_seat_or_the_one_named() -> None:
    base = facts(sitter(1), None, None, people={9: sitter(9)})
    assert composed(base, [SeatChange(enters=9)]).seats[1].holder.person == 9
    assert composed(base, [SeatChange(enters=9, seat=103)]).seats[2].holder.person == 9


def test_where_no_seat_is_vacant_one_more_is_drawn_and_counted_as_beyond() -> None:
    found = composed(facts(sitter(1), people={9: sitter(9)}), [SeatChange(enters=9)])
    assert [seat.is_extra for seat in found.seats] == [False, True]
    assert (found.filled, found.beyond) == (2, 1)


def test_changing_the_post_moves_one_person_to_another_seat() -> None:
    found = composed(facts(sitter(1), None), [SeatChange(leaves=1, enters=1, seat=102)])
    assert [seat.holder and seat.holder.person for seat in found.seats] == [None, 1]


def test_changes_are_done_in_order_and_the_facts_stay_as_they_were() -> None:
    base = facts(sitter(1), sitter(2), people={8: sitter(8), 9: sitter(9)})
    changes = [
        SeatChange(leaves=1),
        SeatChange(leaves=2),
        SeatChange(enters=8),
        SeatChange(enters=9),
    ]
    assert [seat.holder.person for seat in composed(base, changes).seats] == [8, 9]
    assert states(base) == ["filled", "filled"]


@given(
    held=st.lists(st.booleans(), max_size=12),
    leaving=st.sets(st.integers(0, 11)),
    entering=st.integers(0, 6),
    decided=st.integers(0, 14),
)
def test_nobody_is_lost_or_doubled(
    held: list[bool], leaving: set[int], entering: int, decided: int
) -> None:
    holders = [sitter(number) if is_held else None for number, is_held in enumerate(held)]
    people = {100 + number: sitter(100 + number) for number in range(entering)}
    base = facts(*holders, decided=decided, people=people)
    changes = [SeatChange(leaves=person) for person in sorted(leaving)]
    changes += [SeatChange(enters=person) for person in people]
    found = composed(base, changes)
    stay = {one.person for one in holders if one} - leaving
    sitting = [seat.holder.person for seat in found.seats if seat.holder]
    assert sorted(sitting) == sorted(stay | people.keys())
    assert found.vacant - found.beyond == decided - found.filled
    assert sum(found.groups["sex"].values()) == found.filled
    assert sum(found.groups["age"].values()) == found.filled


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    (
        (dt.date(2026, 8, 31), 6, dt.date(2027, 2, 28)),
        (dt.date(2026, 5, 22), 6, dt.date(2026, 11, 22)),
        (dt.date(2026, 12, 1), 1, dt.date(2027, 1, 1)),
        (dt.date(2027, 11, 30), 3, dt.date(2028, 2, 29)),
    ),
)
def test_months_end_where_the_month_does(day: dt.date, months: int, expected: dt.date) -> None:
    assert months_after(day, months) == expected


@pytest.mark.parametrize(
    ("province", "region"),
    (
        ("Thừa Thiên - Huế", "middle"),
        ("Thành phố Hồ Chí Minh", "south"),
        ("Bà Rịa - Vũng Tàu", "south"),
        ("Hà Nam", "north"),
        ("Quảng Nam", "middle"),
        ("Hòa Bình", "north"),
        ("", ""),
    ),
)
def test_a_province_lies_in_its_region(province: str, region: str) -> None:
    assert region_of(province) == region
