"""Working days around weekends, Tết and swapped days."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from workflow_app.lib.workdays import add_working_days, is_working_day, working_days_between

TET_2027 = frozenset(date(2027, 2, day) for day in range(5, 12))
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def test_the_day_after_friday_is_monday():
    assert add_working_days(date(2026, 11, 27), 1) == date(2026, 11, 30)


def test_tet_is_not_counted():
    assert add_working_days(date(2027, 2, 4), 1, TET_2027) == date(2027, 2, 12)


def test_a_swapped_saturday_is_worked():
    saturday = date(2027, 2, 20)

    assert not is_working_day(saturday)
    assert add_working_days(date(2027, 2, 19), 1, TET_2027, frozenset({saturday})) == saturday


def test_a_deadline_on_a_day_off_moves_to_the_next_working_day():
    assert add_working_days(date(2026, 11, 28), 0) == date(2026, 11, 30)
    assert add_working_days(date(2026, 11, 27), 0) == date(2026, 11, 27)


def test_days_are_counted_back_from_an_event():
    assert add_working_days(date(2026, 11, 30), -1) == date(2026, 11, 27)
    assert working_days_between(date(2026, 11, 30), date(2026, 11, 27)) == -1


@given(DAYS, st.integers(1, 60), st.frozensets(DAYS, max_size=10))
def test_adding_and_counting_agree(start, days, holidays):
    end = add_working_days(start, days, holidays)

    assert is_working_day(end, holidays)
    assert working_days_between(start, end, holidays) == days
