"""The worklist of somebody with very much to do: right, light, and no dearer than a short one."""

import datetime as dt
from collections import Counter
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.approvals.conftest import As
from tests.approvals.test_worklist import delegate
from tests.cast import Cast
from tests.driver import FlowDriver
from workflow_app.accounts.models import User
from workflow_app.approvals.models import WorkItem
from workflow_app.approvals.selectors.worklist import (
    DELEGATED,
    OWN,
    PAGE_SIZE,
    TAKEN,
    Place,
    WorkFilters,
    next_work,
    page_of_work,
)
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Desk, Mandate, Unit
from workflow_app.organization.selectors.authority import holdings_of
from workflow_app.organization.services.authority import refresh_authority

MOST_STATEMENTS = 4
MOST_BYTES = 40_000
WRITING = ("INSERT", "UPDATE", "DELETE", "SAVEPOINT")


def plain_order(user: User, filters: WorkFilters) -> list[int]:
    """The same list said plainly: every open duty of every desk held today, sorted in memory."""
    held = list(holdings_of(user).values_list("desk", "kind", "delegation"))
    rows = []
    for item in WorkItem.objects.filter(filters.condition(user.pk), state="open"):
        fitting = [
            delegation
            for desk, kind, delegation in held
            if desk == item.desk_id and kind in ("", item.dossier_kind)
        ]
        if item.user_id != user.pk and not fitting:
            continue
        group = DELEGATED if item.user_id is None and None not in fitting else OWN
        if item.claimed_by_id not in (None, user.pk):
            group = TAKEN
        rows.append((group, item.due, -item.priority, item.pk))
    return [row[-1] for row in sorted(rows)]


def queue(plan: FlowDriver, desks: list[Desk | None], user: User, number: int) -> None:
    """Write duties of two kinds for these desks (None: for the person), some taken, some urgent."""
    dossier, now = plan.dossier, timezone.now()
    WorkItem.objects.bulk_create(
        WorkItem(
            kind="plan.sign" if index % 5 else "amendment.sign",
            subject=f"Kế hoạch số {index}",
            dossier=dossier,
            dossier_kind="plan" if index % 5 else "amendment",
            desk=desk,
            user=None if desk else user,
            opened=now,
            due=now + dt.timedelta(hours=index * 7 % 40 - 9),
            priority=10 if index % 11 == 0 else 0,
            claimed_by=plan.cast.lan if desk and index % 6 == 0 else None,
            search_text=dossier.search_text,
        )
        for index in range(number)
        for desk in desks
    )


@pytest.fixture
def busy(cast: Cast, plan: FlowDriver) -> User:
    """Minh, with two desks of his own, those of Huế's head and a third one for additions only."""
    delegate(cast, "dung", "minh")
    delegate(cast, "vy", "minh", kinds=("amendment",))
    places = [cast.unit(code) for code in ("LH-DANANG", "LH-HUE", "LH-CANTHO")]
    desks = list(Desk.objects.filter(unit__in=places, duty=Duty.SIGN))
    desks += list(Desk.objects.filter(unit=places[0], duty=Duty.REVIEW))
    queue(plan, [*desks, None], cast.minh, 70)
    return cast.minh


def walk(user: User, filters: WorkFilters) -> list[int]:
    """Turn page after page to the end."""
    seen: list[int] = []
    place = None
    for __ in range(60):
        page = page_of_work(user, filters, place)
        seen += [row.pk for row in page.rows]
        place = Place.parse(page.more)
        if place is None:
            break
    return seen


@pytest.mark.parametrize(
    "filters",
    (
        WorkFilters(),
        WorkFilters(kind="amendment.sign"),
        WorkFilters(kind="plan.draft"),
        WorkFilters(overdue=True),
        WorkFilters(mine=True),
        WorkFilters(q="KH-2027"),
        WorkFilters(q="không có"),
    ),
    ids=str,
)
def test_a_long_queue_is_in_the_order_of_the_plain_one(busy: User, filters: WorkFilters) -> None:
    expected = plain_order(busy, filters)
    assert walk(busy, filters) == expected
    free = [pk for pk in expected if WorkItem.objects.get(pk=pk).claimed_by_id in (None, busy.pk)]
    following = next_work(busy, filters)
    assert (following.pk if following else None) == next(iter(free), None)


def test_a_short_queue_is_in_the_same_order(cast: Cast, plan: FlowDriver) -> None:
    delegate(cast, "dung", "minh")
    desks = Desk.objects.filter(unit__code__in=("LH-DANANG", "LH-HUE"), duty=Duty.SIGN)
    queue(plan, [*desks, None], cast.minh, 20)
    for filters in (WorkFilters(), WorkFilters(overdue=True), WorkFilters(kind="amendment.sign")):
        assert walk(cast.minh, filters) == plain_order(cast.minh, filters)


def test_counters_of_a_long_queue_count_to_99(busy: User, as_: As) -> None:
    everything = page_of_work(busy, WorkFilters())
    nothing = page_of_work(busy, WorkFilters(q="không có"))
    free = WorkItem.objects.filter(pk__in=plain_order(busy, WorkFilters()), claimed_by=None)
    by_kind = Counter(free.values_list("kind", flat=True))
    for page in (everything, nothing):
        assert {kind: min(number, 100) for kind, number in by_kind.items()} == {
            kind: min(number, 100) for kind, number in page.kinds.items()
        }
    shown = as_(busy).get("/").content.decode()
    assert shown.count("99+") >= 4  # the heading, the tab, the navigation, and the phone's
    assert ">100<" not in shown


ADDRESSES = ("/", "/?q=ke+hoach", "/?kind=amendment.sign", "/?q=khong+co", "/?overdue=on&mine=on")


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_long_queue_costs_four_statements_no_write_and_forty_kilobytes(
    busy: User, as_: As, address: str
) -> None:
    browser = as_(busy)
    for __ in range(3):
        with CaptureQueriesContext(connection) as seen:
            page = browser.get(address)
        assert len(seen) <= MOST_STATEMENTS
        assert not [
            sql for query in seen.captured_queries if (sql := query["sql"]).startswith(WRITING)
        ]
        assert len(page.content) <= MOST_BYTES
        more: Any = page.context["more"]
        if not more:
            break
        address = f"/{more}"


def test_an_officer_of_forty_units_reads_the_first_of_them_in_the_menu(
    cast: Cast, plan: FlowDriver, as_: As
) -> None:
    """Forty lines fitted no screen, and made the page of a long queue heavier than forty kilobytes."""
    units = Unit.objects.bulk_create(
        Unit(code=f"U{index}", name=f"U{index}", short_name=f"Đơn vị {index}", kind="local_member")
        for index in range(39)
    )
    Desk.objects.bulk_create(Desk(duty=Duty.DRAFT, unit=unit) for unit in units)
    Mandate.objects.bulk_create(
        Mandate(
            person=cast.people["hoa"], role="drafter", unit=unit, valid_from=timezone.localdate()
        )
        for unit in units
    )
    refresh_authority()
    desks = list(Desk.objects.filter(duty=Duty.DRAFT, holdings__user=cast.hoa))
    queue(plan, desks, cast.hoa, 10)
    page = as_(cast.hoa).get("/")
    assert len(desks) == 40
    assert len(page.content) <= MOST_BYTES
    shown = page.content.decode()
    assert shown.count("Người soạn thảo · ") == 1 + 5  # who one is here, and the menu
    assert "và 35 chức danh khác" in shown


@pytest.mark.parametrize("desks", (1, 40, 400))
def test_a_page_costs_the_same_however_many_desks_a_person_has(
    cast: Cast, plan: FlowDriver, as_: As, desks: int
) -> None:
    holding = holdings_of(cast.minh).select_related("desk__unit").filter(desk__duty=Duty.SIGN)[0]
    units = [holding.desk.unit]
    model: Any = type(units[0])
    units = model.objects.bulk_create(
        model(code=f"U{index}", name=f"U{index}", short_name=f"U{index}", kind="local_member")
        for index in range(desks)
    )
    given = Desk.objects.bulk_create(Desk(duty=Duty.SIGN, unit=unit) for unit in units)
    model = type(holding)
    model.objects.bulk_create(
        model(
            person=holding.person,
            user=cast.minh,
            desk=desk,
            mandate=holding.mandate,
            valid_from=holding.valid_from,
        )
        for desk in given
    )
    queue(plan, list(given), cast.minh, 60 // desks + 1)
    browser = as_(cast.minh)
    for address, most in (("/", 4), ("/sent/", 6), ("/search/?q=ke+hoach", 7), ("/done/", 5)):
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(address).status_code == 200
        assert len(seen) <= most, address
    expected = plain_order(cast.minh, WorkFilters())
    first = page_of_work(cast.minh, WorkFilters())
    second = page_of_work(cast.minh, WorkFilters(), Place.parse(first.more))
    assert [row.pk for row in first.rows + second.rows] == expected[: 2 * PAGE_SIZE]
