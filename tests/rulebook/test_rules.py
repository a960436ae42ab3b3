"""Rules have dates and a legal basis; the calendar knows Tết."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from tests.organization.house import House, make_house
from tests.organization.test_pages import signed_in
from workflow_app.audit.models import AuditEntry
from workflow_app.db.prepared import checked
from workflow_app.rulebook.holidays import holidays_of
from workflow_app.rulebook.keys import DAYS, RULES, RuleKey, register_rule
from workflow_app.rulebook.models import CalendarDay, Rule
from workflow_app.rulebook.selectors import due_after, due_by, rule_on
from workflow_app.rulebook.services import check_value, load_calendar, set_rule
from workflow_app.rulebook.words import value_in_words


@pytest.fixture
def house(db: None) -> House:
    return make_house()


def new_rule(day: dt.date, value: Any = 9, **more: Any) -> Rule:
    wanted: dict[str, Any] = {
        "key": "deadline.consult",
        "value": value,
        "legal_basis": "QC 12",
        "valid_from": day,
        "by": None,
    }
    return set_rule(**(wanted | more))


def test_a_new_version_begins_and_the_one_before_ends_on_the_eve(db: None) -> None:
    first = new_rule(dt.date(2026, 1, 1), 9)
    new_rule(dt.date(2026, 6, 1), 5)
    first.refresh_from_db()
    assert first.valid_to == dt.date(2026, 5, 31)
    assert rule_on("deadline.consult", on=dt.date(2025, 12, 31)).value == 7
    assert rule_on("deadline.consult", on=dt.date(2026, 5, 31)).value == 9
    assert rule_on("deadline.consult", on=dt.date(2026, 6, 1)).value == 5
    assert AuditEntry.objects.filter(action="rule.set").count() == 2


def test_a_version_between_two_others_ends_before_the_later_one(db: None) -> None:
    new_rule(dt.date(2026, 1, 1), 9)
    new_rule(dt.date(2026, 6, 1), 5)
    new_rule(dt.date(2026, 3, 1), 6)
    days = [dt.date(2026, month, 15) for month in (1, 3, 6)]
    assert [rule_on("deadline.consult", on=day).value for day in days] == [9, 6, 5]


def test_a_version_is_never_replaced_nor_begun_in_the_past_by_a_person(house: House) -> None:
    today = timezone.localdate()
    new_rule(today)
    with pytest.raises(ValidationError):
        new_rule(today, 3)
    with pytest.raises(ValidationError):
        new_rule(today - dt.timedelta(days=1), 3, by=house.user("admin"))
    with pytest.raises(ValidationError):
        new_rule(today + dt.timedelta(days=1), 3, legal_basis=" ")


@pytest.mark.parametrize(
    ("key", "value"),
    (
        ("ballot.quorum", [1, 2, "more_than"]),
        ("ballot.quorum", [2, 3, "at_least"]),
        ("ballot.quorum", [1, 1, "at_least"]),
        ("deadline.sign", 0),
        ("consultation.close_when_all", False),
        ("amendment.officer_limit", 300_000_000),
    ),
)
def test_values_that_code_can_read_are_taken(key: str, value: Any) -> None:
    check_value(key, value)
    assert value_in_words(key, value)


@pytest.mark.parametrize(
    ("key", "value"),
    (
        ("ballot.quorum", [3, 2, "at_least"]),
        ("ballot.quorum", [1, 1, "more_than"]),
        ("ballot.quorum", [0.5, 1, "at_least"]),
        ("ballot.quorum", [1, 2, "about"]),
        ("ballot.quorum", 50),
        ("deadline.sign", -1),
        ("deadline.sign", 99_999),
        ("deadline.sign", True),
        ("deadline.sign", "3"),
        ("consultation.close_when_all", 1),
        ("no.such.rule", 1),
    ),
)
def test_values_that_code_cannot_read_are_refused(key: str, value: Any) -> None:
    with pytest.raises(ValidationError):
        check_value(key, value)


def test_every_rule_starts_with_a_value_of_its_own_kind() -> None:
    for key, rule in RULES.items():
        check_value(key, rule.default)
        assert rule.legal_basis


@pytest.fixture
def own_rules() -> Iterator[None]:
    """Forget afterwards what a test registered."""
    before = dict(RULES)
    yield
    RULES.clear()
    RULES.update(before)


@pytest.mark.usefixtures("own_rules", "db")
def test_a_feature_adds_a_rule_of_its_own_and_never_takes_another_s_key() -> None:
    def rule(days: int) -> RuleKey:
        return RuleKey("test.comment_days", "Ngày lấy ý kiến", DAYS, days, "Quy chế TĐKT")

    register_rule(rule(10))
    register_rule(rule(10))  # an app that is loaded twice
    assert rule_on("test.comment_days").value == 10
    with pytest.raises(ImproperlyConfigured):
        register_rule(rule(5))


@pytest.mark.parametrize(
    ("year", "expected"),
    (
        (
            2024,
            {dt.date(2024, 1, 1), dt.date(2024, 2, 9), dt.date(2024, 4, 18), dt.date(2024, 9, 3)},
        ),
        (
            2025,
            {dt.date(2025, 1, 29), dt.date(2025, 4, 7), dt.date(2025, 9, 1), dt.date(2025, 9, 2)},
        ),
        (2026, {dt.date(2026, 2, 17), dt.date(2026, 4, 27), dt.date(2026, 9, 1)}),
    ),
)
def test_holidays_fall_where_the_law_and_the_moon_put_them(
    year: int, expected: set[dt.date]
) -> None:
    assert expected <= set(holidays_of(year))


def test_a_holiday_on_a_weekend_is_made_up_for() -> None:
    days = holidays_of(2023)  # 1 January 2023 was a Sunday
    assert days[dt.date(2023, 1, 2)].startswith("Nghỉ bù")


def test_loading_twice_adds_nothing_and_keeps_corrections(db: None) -> None:
    CalendarDay.objects.create(day=dt.date(2026, 4, 30), name="Sửa tay", is_working=True)
    assert load_calendar(years=range(2021, 2028), by=None) > 70
    assert load_calendar(years=range(2021, 2028), by=None) == 0
    assert CalendarDay.objects.get(day=dt.date(2026, 4, 30)).is_working
    call_command("load_calendar", "--from", "2028", "--to", "2028")
    assert CalendarDay.objects.filter(day__year=2028).exists()


def test_deadlines_step_over_tet(db: None) -> None:
    load_calendar(years=[2026], by=None)
    due = timezone.localtime(due_after(1, start=dt.date(2026, 2, 13)))  # a Friday before Tết
    assert due.date() == dt.date(2026, 2, 23)


@pytest.mark.parametrize("days", (0, 1, 5, 40, 41, 300))
@pytest.mark.parametrize("years", ((), (0, 1, 2)))
def test_a_deadline_is_the_same_by_one_statement(
    db: None, days: int, years: tuple[int, ...], django_assert_num_queries
) -> None:
    today = timezone.localdate()
    assert due_by("deadline.sign") == due_after(rule_on("deadline.sign").value)
    load_calendar(years=[today.year + year for year in years], by=None)
    set_rule(key="deadline.sign", value=days, legal_basis="Quy chế", valid_from=today, by=None)
    with django_assert_num_queries(1 + (days > 40) + (not years)), checked():
        due = due_by("deadline.sign")
    assert due == due_after(days)
    assert due == due_after(rule_on("deadline.sign").value)


def test_a_deadline_steps_over_tet_by_one_statement(db: None) -> None:
    load_calendar(years=[2026], by=None)
    friday = dt.date(2026, 2, 13)
    for value, last in ((1, dt.date(2026, 2, 23)), (3, dt.date(2026, 2, 25))):
        new_rule(dt.date(2026, 1, value), value)
        assert timezone.localtime(due_by("deadline.consult", on=friday)).date() == last


def test_an_administrator_sets_a_rule_and_a_day(house: House) -> None:
    client = signed_in(house, "admin")
    today = timezone.localdate()
    url = reverse("rulebook:rule", args=["ballot.threshold"])
    data = {
        "comparison": "at_least",
        "numerator": 2,
        "denominator": 3,
        "valid_from": f"{today:%d/%m/%Y}",
        "legal_basis": "Điều lệ 2021, Điều 12",
    }
    assert client.post(url, data | {"numerator": 4}).status_code == 422
    assert client.post(url, data).status_code == 302
    assert rule_on("ballot.threshold").threshold.needed(9) == 6
    day = {"day": "24/11/2030", "name": "Ngày nghỉ", "is_working": "no"}
    assert client.post(reverse("rulebook:calendar:days"), day).status_code == 302
    row = CalendarDay.objects.get(day=dt.date(2030, 11, 24))
    remove = reverse("rulebook:calendar:remove", args=[row.pk])
    assert client.post(remove).status_code == 302
    assert client.post(reverse("rulebook:calendar:load"), {"year": 2030}).status_code == 302
    assert CalendarDay.objects.filter(day__year=2030).exists()
    yes_no = reverse("rulebook:rule", args=["consultation.close_when_all"])
    no = {"value": "no", "valid_from": data["valid_from"], "legal_basis": "QC"}
    assert client.post(yes_no, no).status_code == 302
    assert rule_on("consultation.close_when_all").value is False
