"""Each check of a rule, met and not met."""

import datetime as dt
from typing import Any

import pytest

from awards.defaults import DEFAULTS
from awards.enums import AwardForm, Completion, Occasion, SubjectKind
from awards.rules.eligibility import findings_of
from awards.rules.figures import figures_for
from awards.rules.requirements import CHECKS, words_of

from .beginnings import facts, found, matter, names_of_errors, past

EXCELLENT = {"check": "completion", "level": "excellent"}
THREE_IN_A_ROW = {
    "check": "title_times",
    "award": "fighter_grassroots",
    "times": 3,
    "consecutive": True,
}
SEVENTY = {"check": "share", "figure": "members_advanced", "numerator": 7, "denominator": 10}


@pytest.mark.parametrize(
    ("level", "met"), (("excellent", True), ("well", False), ("", False), ("completed", False))
)
def test_a_level_of_completion_is_reached_or_not(level: str, *, met: bool) -> None:
    completions = {2027: level} if level else {}
    assert found(facts(EXCELLENT, completions=completions), "completion").is_met is met


def test_two_consecutive_years_break_on_a_missing_one() -> None:
    two = {"check": "completion_years", "level": "excellent", "years": 2}
    year = {2027: "excellent", 2026: "excellent"}
    assert found(facts(two, completions=year), "completion_years").is_met
    broken = {2027: "excellent", 2025: "excellent"}
    assert found(facts(two, completions=broken), "completion_years").is_error


@pytest.mark.parametrize(
    ("years", "met"),
    (
        ((2025, 2026, 2027), True),
        ((2024, 2025, 2026), True),  # the year of the merit itself is not granted yet
        ((2023, 2024, 2025), False),  # too long ago
        ((2024, 2026, 2027), False),
        ((2026, 2027), False),
    ),
)
def test_three_consecutive_years_a_grassroots_fighter(years: tuple[int, ...], *, met: bool) -> None:
    """Law Đ22.1: the emulation fighter of the Union."""
    history = [past(year, "fighter_grassroots", form=AwardForm.TITLE) for year in years]
    assert found(facts(THREE_IN_A_ROW, history=history), "title_times").is_met is met


def test_titles_given_elsewhere_count_with_those_of_the_register() -> None:
    history = [past(2027, "fighter_grassroots", form=AwardForm.TITLE)]
    titles = {2026: ["fighter_grassroots"], 2025: ["advanced_worker", "fighter_grassroots"]}
    assert found(facts(THREE_IN_A_ROW, history=history, titles=titles), "title_times").is_met


@pytest.mark.parametrize("occasion", (Occasion.AD_HOC, Occasion.THEMATIC))
def test_an_award_of_a_campaign_on_an_occasion_is_no_basis_for_a_higher_one(occasion: str) -> None:
    """NĐ 152 Đ4.3, and the finding says so."""
    once = {"check": "title_times", "award": "flag", "times": 1, "consecutive": False}
    given = facts(once, history=[past(2026, "flag", form=AwardForm.TITLE, occasion=occasion)])
    finding = found(given, "title_times")
    assert finding.is_error
    assert "Điều 4 khoản 3" in finding.text
    annual = [past(2026, "flag", form=AwardForm.TITLE, occasion=Occasion.ANNUAL)]
    assert found(facts(once, history=annual), "title_times").is_met


@pytest.mark.parametrize(
    ("advanced", "members", "met"),
    ((7, 10, True), (6, 10, False), (70, 101, False), (71, 101, True)),
)
def test_seventy_per_cent_is_counted_in_whole_people(
    advanced: int, members: int, *, met: bool
) -> None:
    """Law Đ27 and Đ28: 70 of 101 are not 70 %."""
    figures = {"members": members, "members_advanced": advanced}
    assert found(facts(SEVENTY, figures=figures), "share").is_met is met


def test_a_share_without_its_figures_is_not_met_and_asks_for_them() -> None:
    assert found(facts(SEVENTY, figures={"members_advanced": 7}), "share").is_error
    assert [it.name for it in figures_for([SEVENTY])] == ["members", "members_advanced"]


def test_nobody_disciplined_and_at_least_one_fighter() -> None:
    rows: list[dict[str, Any]] = [
        {"check": "none_of", "figure": "members_disciplined"},
        {"check": "at_least", "figure": "members_fighters", "number": 1},
    ]
    good = facts(*rows, figures={"members_disciplined": 0, "members_fighters": 1})
    bad = facts(*rows, figures={"members_disciplined": 1, "members_fighters": 0})
    assert not names_of_errors(good)
    assert names_of_errors(bad) == {"none_of", "at_least"}


def test_an_initiative_needs_the_number_of_its_certificate() -> None:
    row = {"check": "initiative", "number": 1}
    assert found(facts(row, initiative="Cổng trực tuyến"), "initiative").is_error
    named = {"initiative": "Cổng trực tuyến", "initiative_number": "12/GCN"}
    assert found(facts(row, **named), "initiative").is_met
    two = {"check": "initiative", "number": 2}
    assert found(facts(two, **named), "initiative").is_error
    assert found(facts(two, **named, figures={"initiatives": 2}), "initiative").is_met


@pytest.mark.parametrize(
    ("years", "woman", "leader", "met"),
    (
        (15, False, False, True),
        (14, False, True, False),
        (10, True, True, True),  # NĐ 152 Đ4.7: one third less
        (9, True, True, False),
        (10, True, False, False),
        (10, False, True, False),
    ),
)
def test_women_in_leading_posts_need_one_third_less(
    years: int, *, woman: bool, leader: bool, met: bool
) -> None:
    figures = {"service_years": years, "is_leader": int(leader)}
    given = facts({"check": "service", "years": 15}, figures=figures, is_woman=woman)
    assert found(given, "service").is_met is met


def test_a_third_of_ten_years_is_counted_in_months() -> None:
    row = {"check": "service", "years": 10}
    leader = {"is_leader": 1}
    six = facts(row, figures={"service_years": 6, **leader}, is_woman=True)
    seven = facts(row, figures={"service_years": 7, **leader}, is_woman=True)
    assert found(six, "service").is_error
    assert found(seven, "service").is_met


def test_a_discipline_in_the_period_is_found() -> None:
    row = {"check": "no_discipline"}
    since = dt.date(2027, 3, 1)
    assert found(facts(row, matters=[matter(since=since)]), "no_discipline").is_error
    cleared = matter(since=since, ended=dt.date(2027, 5, 1), is_cleared=True)
    assert found(facts(row, matters=[cleared]), "no_discipline").is_met
    long_ago = matter(since=dt.date(2024, 1, 1), ended=dt.date(2025, 1, 1))
    assert found(facts(row, matters=[long_ago]), "no_discipline").is_met


@pytest.mark.parametrize(
    ("result", "met", "error"),
    (("nominated", True, False), ("not_nominated", False, True), ("", False, False)),
)
def test_the_flag_waits_for_the_choice_of_the_cluster(
    result: str, *, met: bool, error: bool
) -> None:
    finding = found(
        facts({"check": "cluster_choice"}, cluster_result=result, in_cluster=True),
        "cluster_choice",
    )
    assert (finding.is_met, finding.is_error) == (met, error)


def test_what_people_judge_neither_stands_in_the_way_nor_is_met() -> None:
    finding = found(facts({"check": "judgement", "text": "Nội bộ đoàn kết"}), "judgement")
    assert finding.is_open
    assert "Nội bộ đoàn kết" in finding.text


def test_one_of_several_ways_is_enough() -> None:
    rows = (
        {"check": "completion", "level": "excellent", "way": 1},
        {"check": "initiative", "number": 1, "way": 2, "basis": "Luật, Điều 23"},
    )
    neither = found(facts(*rows), "ways")
    assert neither.is_error
    assert "(1)" in neither.text
    assert "(2)" in neither.text
    named = {"initiative": "Cổng", "initiative_number": "12/GCN"}
    by_initiative = found(facts(*rows, **named), "ways")
    assert by_initiative.is_met
    assert by_initiative.legal_basis == "Luật, Điều 23"
    assert found(facts(*rows, completions={2027: "excellent"}), "ways").is_met


def test_all_rows_of_a_way_must_hold() -> None:
    rows = (
        {"check": "completion_years", "level": "excellent", "years": 2, "way": 1},
        {"check": "initiative", "number": 2, "way": 1},
    )
    years = {2027: "excellent", 2026: "excellent"}
    assert found(facts(*rows, completions=years), "ways").is_error


def test_the_same_check_twice_has_two_names() -> None:
    rows = (EXCELLENT, {"check": "completion", "level": "well"})
    names = [it.name for it in findings_of(facts(*rows))]
    assert names[:2] == ["completion", "completion.2"]
    assert len(names) == len(set(names))


def test_every_default_requirement_can_be_said_and_judged() -> None:
    """No award is delivered with a row that code cannot read."""
    codes = {default.code for default in DEFAULTS}
    for default in DEFAULTS:
        for row in default.requirements:
            assert all(name in row for name in CHECKS[row["check"]].values)
            assert words_of(row, {})
            assert row.get("award", default.code) in codes
            assert len(default.basis) <= 255
        given = facts(*default.requirements, subject=SubjectKind(default.subject))
        assert findings_of(given)


def test_levels_of_completion_are_known_in_order() -> None:
    assert [it.rank for it in Completion] == [0, 1, 2, 3]
