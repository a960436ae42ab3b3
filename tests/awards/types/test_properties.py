"""What must hold for any facts."""

import datetime as dt
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from awards.enums import Completion
from awards.rules.eligibility import Facts, findings_of, is_eligible
from awards.rules.findings import Finding
from awards.rules.transition import is_more_favourable

from .beginnings import facts, past

LEVELS = [str(it) for it in Completion]
NUMBERS = st.integers(1, 4)
rows: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.fixed_dictionaries({"check": st.just("completion"), "level": st.sampled_from(LEVELS)}),
    st.fixed_dictionaries(
        {
            "check": st.just("completion_years"),
            "level": st.sampled_from(LEVELS),
            "years": NUMBERS,
        }
    ),
    st.fixed_dictionaries(
        {
            "check": st.just("title_times"),
            "award": st.just("flag"),
            "times": NUMBERS,
            "consecutive": st.booleans(),
        }
    ),
    st.fixed_dictionaries(
        {
            "check": st.just("at_least"),
            "figure": st.just("members_fighters"),
            "number": NUMBERS,
        }
    ),
    st.fixed_dictionaries(
        {
            "check": st.just("share"),
            "figure": st.just("members_advanced"),
            "numerator": NUMBERS,
            "denominator": st.just(5),
        }
    ),
    st.fixed_dictionaries({"check": st.just("service"), "years": NUMBERS}),
    st.fixed_dictionaries({"check": st.just("initiative"), "number": NUMBERS}),
)
known = st.builds(
    lambda completions, figures, years, woman, initiative: facts(
        completions=completions,
        figures=figures,
        history=[past(year, "flag", form="title") for year in years],
        is_woman=woman,
        initiative=initiative,
        initiative_number=initiative,
    ),
    st.dictionaries(st.integers(2024, 2027), st.sampled_from(LEVELS)),
    st.dictionaries(
        st.sampled_from(
            (
                "members",
                "members_advanced",
                "members_fighters",
                "service_years",
                "is_leader",
                "initiatives",
            )
        ),
        st.integers(0, 5),
    ),
    st.sets(st.integers(2023, 2027)),
    st.booleans(),
    st.sampled_from(("", "12/GCN")),
)


def under(given_facts: Facts, *requirements: dict[str, Any]) -> list[Finding]:
    return findings_of(
        replace(given_facts, rule=replace(given_facts.rule, requirements=requirements))
    )


def stricter(row: dict[str, Any]) -> dict[str, Any]:
    """The same requirement with every value one step up."""
    found = dict(row)
    for name in ("years", "times", "number", "numerator"):
        if name in found:
            found[name] += 1
    if "level" in found:
        found["level"] = LEVELS[min(LEVELS.index(found["level"]) + 1, len(LEVELS) - 1)]
    if "consecutive" in found:
        found["consecutive"] = True
    return found


@settings(max_examples=150)
@given(known, st.lists(rows, max_size=3), rows)
def test_a_stricter_requirement_never_makes_anybody_eligible(
    what: Facts, others: list[dict[str, Any]], row: dict[str, Any]
) -> None:
    if not is_eligible(under(what, *others, row)):
        assert not is_eligible(under(what, *others, stricter(row)))


@settings(max_examples=100)
@given(known, st.lists(rows, max_size=3), rows)
def test_one_more_requirement_never_makes_anybody_eligible(
    what: Facts, others: list[dict[str, Any]], row: dict[str, Any]
) -> None:
    if not is_eligible(under(what, *others)):
        assert not is_eligible(under(what, *others, row))


@settings(max_examples=100)
@given(known, st.lists(rows, min_size=1, max_size=2), rows)
def test_one_more_way_never_excludes_anybody(
    what: Facts, way: list[dict[str, Any]], row: dict[str, Any]
) -> None:
    first = [{**one, "way": 1} for one in way]
    if is_eligible(under(what, *first)):
        assert is_eligible(under(what, *first, {**row, "way": 2}))


@settings(max_examples=60)
@given(known, st.lists(rows, max_size=3))
def test_the_same_facts_give_the_same_findings(
    what: Facts, requirements: list[dict[str, Any]]
) -> None:
    assert under(what, *requirements) == under(what, *requirements)


@settings(max_examples=100)
@given(
    known,
    st.lists(rows, max_size=2),
    st.lists(rows, max_size=2),
    st.integers(0, 3),
    st.integers(0, 3),
)
def test_no_dossier_is_worse_off_by_a_change_nor_are_both_versions_more_favourable(
    what: Facts, old: list[dict[str, Any]], new: list[dict[str, Any]], before: int, after: int
) -> None:
    one, other = under(what, *old), under(what, *new)
    moves = is_more_favourable(old=one, new=other, old_amount=before, new_amount=after)
    back = is_more_favourable(old=other, new=one, old_amount=after, new_amount=before)
    assert not (moves and back)
    if moves:
        assert is_eligible(other)


def test_today_is_not_the_clock() -> None:
    """The rules are pure: a day long past gives the findings of that day."""
    gone = dt.date(2027, 6, 30)
    assert is_eligible(findings_of(replace(facts(dissolved_on=gone), today=dt.date(2027, 6, 29))))
    assert not is_eligible(findings_of(replace(facts(dissolved_on=gone), today=gone)))
