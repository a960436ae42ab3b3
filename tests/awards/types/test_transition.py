from awards.rules.eligibility import findings_of
from awards.rules.transition import is_more_favourable

from .beginnings import facts

WELL = findings_of(facts({"check": "completion", "level": "well"}, completions={2027: "well"}))
EXCELLENT = findings_of(
    facts({"check": "completion", "level": "excellent"}, completions={2027: "well"})
)


def test_what_failed_before_and_is_met_now_is_more_favourable() -> None:
    assert is_more_favourable(old=EXCELLENT, new=WELL, old_amount=0, new_amount=0)
    assert is_more_favourable(old=EXCELLENT, new=WELL, old_amount=9, new_amount=1)


def test_a_higher_amount_is_more_favourable_only_while_all_is_met() -> None:
    assert is_more_favourable(old=WELL, new=WELL, old_amount=1, new_amount=2)
    assert not is_more_favourable(old=WELL, new=EXCELLENT, old_amount=1, new_amount=2)


def test_equal_or_less_is_not_more_favourable() -> None:
    assert not is_more_favourable(old=WELL, new=WELL, old_amount=2, new_amount=2)
    assert not is_more_favourable(old=WELL, new=WELL, old_amount=2, new_amount=1)


def test_failing_elsewhere_gains_nothing() -> None:
    assert not is_more_favourable(old=EXCELLENT, new=EXCELLENT, old_amount=1, new_amount=9)
