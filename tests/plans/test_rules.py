"""The truth table of the checks: when each one speaks, what it says, on which legal basis."""

import pytest
from django.utils import translation

from plans.rules import RULE_KEYS, problems_of_content
from tests.plans.lines import a_line, content_with
from workflow_app.rulebook.keys import RULES
from workflow_app.rulebook.selectors import RuleInForce

IN_FORCE = {
    key: RuleInForce(key, RULES[key].default, str(RULES[key].legal_basis)) for key in RULE_KEYS
}


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def found(*lines):
    problems = problems_of_content(content_with(*lines), IN_FORCE)
    return [(problem.column, problem.is_error) for problem in problems]


def only(*lines):
    (problem,) = problems_of_content(content_with(*lines), IN_FORCE)
    return problem


def test_a_good_line_raises_nothing() -> None:
    assert found(a_line()) == []


def test_an_empty_plan_cannot_be_submitted() -> None:
    problem = only()
    assert problem.is_error
    assert problem.line == ""


@pytest.mark.parametrize(
    ("values", "expected"),
    (
        ({"title": "  "}, [("title", True)]),
        ({"lead": ""}, [("lead", True)]),
        ({"amount": 1, "funding_source": " "}, [("funding_source", True)]),
        ({"amount": 0, "funding_source": ""}, []),
        ({"amount": None, "funding_source": ""}, []),
        ({"first_day": None, "last_day": None}, [("when_words", False)]),
        ({"first_day": "2026-12-31", "last_day": "2026-12-31"}, [("when_words", True)]),
        ({"first_day": "2027-12-30", "last_day": "2028-01-02"}, [("when_words", True)]),
        ({"first_day": "2027-01-01", "last_day": "2027-12-31"}, []),
        ({"kind": "conference"}, [("kind", False)]),
        ({"kind": "meeting"}, []),
    ),
)
def test_a_check_speaks_of_its_column_only_when_it_must(values, expected) -> None:
    assert found(a_line(**values)) == expected


def test_the_funding_check_names_the_circular() -> None:
    problem = only(a_line(funding_source=""))
    assert problem.legal_basis == "Thông tư 35/2026/TT-BTC, Điều 3"


@pytest.mark.parametrize(
    ("level", "day", "days"),
    (
        ("people", "06/08/2027", 30),
        ("", "06/08/2027", 30),
        ("minister", "27/07/2027", 40),
        ("state", "27/07/2027", 40),
        ("ambassador", "06/08/2027", 30),
    ),
)
def test_a_conference_is_told_by_which_day_its_permit_must_be_asked_for(level, day, days) -> None:
    problem = only(
        a_line(kind="conference", guest_level=level, first_day="2027-09-05", last_day="2027-09-06")
    )
    assert day in problem.text
    assert f"{days} days" in problem.text
    assert problem.legal_basis == "Quyết định 06/2020/QĐ-TTg, Điều 4 khoản 1"
    assert not problem.is_error


def test_an_undated_conference_still_hears_of_the_permit() -> None:
    columns = found(a_line(kind="conference", first_day=None, last_day=None))
    assert sorted(columns) == [("kind", False), ("when_words", False)]


def test_the_lead_time_is_the_rulebook_s() -> None:
    rules = IN_FORCE | {
        "conference.lead_days": RuleInForce("conference.lead_days", 60, "Quy định mới")
    }
    line = a_line(kind="conference", first_day="2027-09-05", last_day="2027-09-05")
    (problem,) = problems_of_content(content_with(line), rules)
    assert "07/07/2027" in problem.text
    assert problem.legal_basis == "Quy định mới"


OVERLAP = {"kind": "outgoing", "partner": "Lào"}


@pytest.mark.parametrize(
    ("one", "other", "speaks"),
    (
        (("2027-05-01", "2027-05-07"), ("2027-05-07", "2027-05-09"), True),
        (("2027-05-01", "2027-05-07"), ("2027-05-08", "2027-05-09"), False),
        (("2027-05-01", "2027-05-07"), ("2027-04-01", "2027-06-30"), False),
    ),
)
def test_delegations_that_overlap_are_asked_to_be_one(one, other, speaks) -> None:
    lines = (
        a_line(uid="a", first_day=one[0], last_day=one[1], **OVERLAP),
        a_line(uid="b", title="Đoàn thứ hai", first_day=other[0], last_day=other[1], **OVERLAP),
    )
    problems = problems_of_content(content_with(*lines), IN_FORCE)
    assert [problem.line for problem in problems] == (["a"] if speaks else [])
    assert all("Đoàn thứ hai" in problem.text for problem in problems)


@pytest.mark.parametrize("change", ({"kind": "incoming"}, {"partner": "Nga"}, {"partner": ""}))
def test_delegations_of_another_direction_or_partner_do_not_overlap(change) -> None:
    days = {"first_day": "2027-05-01", "last_day": "2027-05-07"}
    lines = (a_line(uid="a", **OVERLAP | days), a_line(uid="b", **OVERLAP | days | change))
    assert problems_of_content(content_with(*lines), IN_FORCE) == []
