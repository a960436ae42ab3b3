"""What people find on their worklist, and what it costs."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from tests.approvals.conftest import As
from tests.cast import Cast
from tests.driver import FlowDriver, plan_of
from workflow_app.approvals.enums import Outcome, Stance
from workflow_app.approvals.errors import ConflictError
from workflow_app.approvals.models import WorkItem
from workflow_app.approvals.selectors.addresses import addresses_of
from workflow_app.approvals.selectors.worklist import (
    DELEGATED,
    OWN,
    TAKEN,
    Place,
    WorkFilters,
    next_work,
    page_of_work,
)
from workflow_app.approvals.services.work import claim
from workflow_app.audit.models import AuditEntry
from workflow_app.organization.models import Delegation, Mandate
from workflow_app.organization.services.authority import refresh_authority


def work_for(user, filters: WorkFilters | None = None) -> list[Any]:
    return page_of_work(user, filters or WorkFilters()).rows


def waiting_count(user) -> int:
    return page_of_work(user, WorkFilters()).waiting


def submitted(plan: FlowDriver, drafter: str) -> FlowDriver:
    user = getattr(plan.cast, drafter)
    lead = plan.dossier.unit.short_name
    plan.add_line(user, first_day="2027-09-01", last_day="2027-09-30", lead=lead)
    plan.do(user, "draft", Outcome.SUBMITTED)
    return plan


def kinds(user, **filters) -> list[str]:
    return [item.kind for item in work_for(user, WorkFilters(**filters))]


def delegate(cast: Cast, giver: str, taker: str, kinds: tuple[str, ...] = ()) -> Delegation:
    day = timezone.localdate()
    mandate = Mandate.objects.get(person=cast.people[giver], role="unit_head")
    delegation = Delegation.objects.create(
        mandate=mandate,
        delegate=cast.people[taker],
        form="TUQ.",
        kinds=list(kinds),
        valid_from=day,
        valid_to=day + dt.timedelta(7),
        reason="Đi công tác",
        created_by=cast.users[giver],
    )
    refresh_authority()
    return delegation


def test_everybody_sees_their_own_desks_work_and_nobody_elses(cast: Cast, plan: FlowDriver) -> None:
    submitted(plan, "hoa")
    assert kinds(cast.minh) == ["plan.sign"]
    assert kinds(cast.lan) == ["plan.sign"]
    assert kinds(cast.hoa) == []
    assert kinds(cast.hanh) == ["plan.draft"]
    assert kinds(cast.kien) == []
    assert kinds(cast.xuan) == []


def test_a_mandate_that_ended_yesterday_brings_no_work(cast: Cast, plan: FlowDriver) -> None:
    submitted(plan, "hoa")
    yesterday = timezone.localdate() - dt.timedelta(1)
    Mandate.objects.filter(person=cast.people["lan"]).update(valid_to=yesterday)
    refresh_authority()
    assert kinds(cast.lan) == []
    assert waiting_count(cast.lan) == 0


def test_overdue_comes_first_and_then_what_is_due_sooner(cast: Cast) -> None:
    plans = [plan_of(cast, code) for code in ("HHN-LAO", "LH-HUE", "LH-QUANGTRI")]
    now = timezone.now()
    for plan, days in zip(plans, (9, -2, 3), strict=True):
        item = WorkItem.objects.get(dossier=plan.pk)
        WorkItem.objects.filter(pk=item.pk).update(
            desk=None, user=cast.xuan, due=now + dt.timedelta(days)
        )
    codes = [item.dossier.unit.code for item in work_for(cast.xuan)]
    assert codes == ["LH-HUE", "LH-QUANGTRI", "HHN-LAO"]
    overdue = [item.dossier.unit.code for item in work_for(cast.xuan, WorkFilters(overdue=True))]
    assert overdue == ["LH-HUE"]


def test_urgent_work_goes_before_other_work_of_the_same_day(cast: Cast) -> None:
    due = timezone.now() + dt.timedelta(1)
    for code, priority in (("LH-HUE", 0), ("HHN-LAO", 10)):
        WorkItem.objects.filter(dossier=plan_of(cast, code).pk).update(
            desk=None, user=cast.xuan, due=due, priority=priority
        )
    assert [item.dossier.unit.code for item in work_for(cast.xuan)] == ["HHN-LAO", "LH-HUE"]


def test_search_needs_no_marks(cast: Cast, plan: FlowDriver) -> None:
    submitted(plan, "hoa")
    assert kinds(cast.minh, q="da nang") == ["plan.sign"]
    assert kinds(cast.minh, q="ĐÀ NẴNG") == ["plan.sign"]
    assert kinds(cast.minh, q="hue") == []


def test_what_a_colleague_took_stands_apart(cast: Cast, plan: FlowDriver) -> None:
    submitted(plan, "hoa")
    item = WorkItem.objects.get(kind="plan.sign")
    claim(item_id=item.pk, user=cast.minh)
    assert [row.group for row in work_for(cast.lan)] == [TAKEN]
    assert [row.group for row in work_for(cast.minh)] == [OWN]
    assert waiting_count(cast.lan) == 0
    assert kinds(cast.minh, mine=True) == ["plan.sign"]
    with pytest.raises(ConflictError, match="Trần Văn Minh"):
        claim(item_id=item.pk, user=cast.lan)


def test_delegated_work_stands_apart_with_whose_it_is(
    cast: Cast, plan: FlowDriver, as_: As
) -> None:
    submitted(plan, "hoa")
    delegate(cast, "minh", "xuan")
    (row,) = work_for(cast.xuan)
    giver = addresses_of(cast.xuan).giver(row.desk_id, row.dossier_kind)
    assert (row.group, giver) == (DELEGATED, "Trần Văn Minh")
    page = as_(cast.xuan).get("/").content.decode()
    assert page.count("Trần Văn Minh") >= 2  # in the list and in the ribbon


def test_a_delegation_for_other_kinds_brings_no_plans(cast: Cast, plan: FlowDriver) -> None:
    submitted(plan, "hoa")
    delegate(cast, "minh", "xuan", kinds=("amendment",))
    assert kinds(cast.xuan) == []


def test_taking_and_giving_back_by_post(cast: Cast, plan: FlowDriver, as_: As) -> None:
    submitted(plan, "hoa")
    item = WorkItem.objects.get(kind="plan.sign")
    minh = as_(cast.minh)
    assert minh.get(f"/work/{item.pk}/claim/").status_code == 405
    minh.post(f"/work/{item.pk}/claim/", {"next": "https://elsewhere.example/"})
    item.refresh_from_db()
    assert item.claimed_by == cast.minh
    answer = as_(cast.lan).post(f"/work/{item.pk}/release/")
    item.refresh_from_db()
    assert (answer.status_code, item.claimed_by) == (302, cast.minh)
    answer = minh.post(f"/work/{item.pk}/release/", {"next": "https://elsewhere.example/"})
    item.refresh_from_db()
    assert (answer.url, item.claimed_by) == ("/", None)


@pytest.mark.parametrize("stranger", ("hoa", "dung", "vy", "kien", "quang", "xuan"))
def test_a_stranger_takes_nothing_and_learns_nothing(
    cast: Cast, plan: FlowDriver, as_: As, stranger: str
) -> None:
    submitted(plan, "hoa")
    item = WorkItem.objects.get(kind="plan.sign")
    browser = as_(cast.users[stranger])
    assert browser.post(f"/work/{item.pk}/claim/").status_code == 404
    assert browser.post(f"/work/{item.pk}/release/").status_code == 404
    assert browser.post("/work/999999/claim/").status_code == 404


@pytest.mark.parametrize("rows", (1, 3))
def test_the_page_costs_the_same_with_one_row_and_with_three(
    cast: Cast, as_: As, django_assert_max_num_queries, rows: int
) -> None:
    plan_of(cast)
    for code in ("HHN-LAO", "LH-HUE", "LH-QUANGTRI")[:rows]:
        WorkItem.objects.filter(dossier=plan_of(cast, code).pk).update(desk=None, user=cast.xuan)
    browser = as_(cast.xuan)
    browser.get("/")
    with django_assert_max_num_queries(4):
        page = browser.get("/")
    assert sum(len(section.rows) for section in page.context["sections"]) == rows
    assert len(page.content) < 40_000


@pytest.mark.parametrize("path", ("/sent/", "/done/", "/search/?q=ke+hoach"))
def test_the_other_lists_cost_the_same_with_more_rows(
    cast: Cast, as_: As, django_assert_max_num_queries, path: str
) -> None:
    browser = as_(cast.quynh)
    plan = submitted(plan_of(cast, "LH-QUANGTRI"), "quynh")
    browser.get(path)
    with django_assert_max_num_queries(11):
        browser.get(path)
    plan.do(cast.quynh, "sign", Outcome.SIGNED)
    other = plan_of(cast)
    other.submit_and_sign()
    other.opine(cast.quynh, "LH-QUANGTRI")
    with django_assert_max_num_queries(11):
        page = browser.get(path)
    assert page.status_code == 200


def test_looking_writes_nothing(cast: Cast, plan: FlowDriver, as_: As) -> None:
    submitted(plan, "hoa")
    browser = as_(cast.minh)
    browser.get("/")
    entries = AuditEntry.objects.count()
    item = WorkItem.objects.get(kind="plan.sign")
    response = browser.get("/")
    assert not response.cookies.get("sessionid")
    item_after = WorkItem.objects.get(pk=item.pk)
    assert (AuditEntry.objects.count(), item_after.claimed_by) == (entries, None)


def test_counters_chips_and_filters_agree(cast: Cast, plan: FlowDriver, as_: As) -> None:
    submitted(plan, "hoa")
    page = as_(cast.minh).get("/", {"kind": "plan.sign", "overdue": "on"})
    assert [(chip.name, chip.value) for chip in page.context["filter"].chips] == [
        ("kind", "plan.sign"),
        ("overdue", "True"),
    ]
    assert [(counter.number, counter.current) for counter in page.context["counters"]] == [
        ("1", True)
    ]
    assert page.context["sections"] == []
    nonsense = as_(cast.minh).get("/", {"unit": "0 OR 1=1", "kind": "'", "after": "x_y"})
    assert nonsense.status_code == 200


def test_pages_follow_each_other_without_a_gap(cast: Cast, plan: FlowDriver, monkeypatch) -> None:
    monkeypatch.setattr("workflow_app.approvals.selectors.worklist.PAGE_SIZE", 2)
    codes = ("HHN-LAO", "LH-HUE", "LH-QUANGTRI", "LH-CANTHO", "LH-DANANG")
    due = timezone.now() + dt.timedelta(3)
    for index, code in enumerate(codes):
        WorkItem.objects.filter(dossier=plan_of(cast, code).pk).update(
            desk=None, user=cast.xuan, due=due, priority=10 if index > 2 else 0
        )
    seen, place = [], None
    for __ in range(5):
        page = page_of_work(cast.xuan, WorkFilters(), place)
        seen += [row.pk for row in page.rows]
        if not page.more:
            break
        place = Place.parse(page.more)
    monkeypatch.undo()
    assert seen == [row.pk for row in work_for(cast.xuan)]
    assert len(seen) == len(codes)


def test_next_is_the_following_row_then_the_first_again(cast: Cast) -> None:
    for days, code in enumerate(("HHN-LAO", "LH-HUE", "LH-QUANGTRI"), start=1):
        WorkItem.objects.filter(dossier=plan_of(cast, code).pk).update(
            desk=None, user=cast.xuan, due=timezone.now() + dt.timedelta(days)
        )
    first, second, third = work_for(cast.xuan)
    assert next_work(cast.xuan, WorkFilters(), Place.of(first)) == second
    assert next_work(cast.xuan, WorkFilters(), Place.of(third)) == first
    assert next_work(cast.minh, WorkFilters(kind="plan.sign")) is None


def test_what_we_sent_says_who_holds_it(cast: Cast, plan: FlowDriver, as_: As) -> None:
    plan.submit_and_sign()
    page = as_(cast.hoa).get("/sent/")
    assert [row["dossier"].pk for row in page.context["rows"]] == [plan.pk]
    assert "2" in page.context["rows"][0]["holder"]
    assert as_(cast.hanh).get("/sent/").context["rows"] == []


def test_a_drafter_who_owes_answers_does_not_hold_what_waits_for_the_cluster(
    cast: Cast, plan: FlowDriver, as_: As
) -> None:
    plan.submit_and_sign()
    plan.opine(cast.dung, "LH-HUE", Stance.AGREE_WITH_COMMENTS, "Đề nghị ghi rõ thời gian")
    plan.opine(cast.quynh, "LH-QUANGTRI")
    (row,) = as_(cast.hoa).get("/sent/").context["rows"]
    assert {item.kind for item in row["dossier"].open_work} == {"plan.answer", "plan.endorse"}
    assert "cụm" in row["holder"].lower()
    page = as_(cast.hoa).get(plan.dossier.get_absolute_url()).content.decode()
    assert "?tab=review#comments" in page
    assert (
        "?tab=review#comments"
        not in as_(cast.quynh).get(plan.dossier.get_absolute_url()).content.decode()
    )


def test_what_i_did_lists_decisions_and_opinions_newest_first(
    cast: Cast, plan: FlowDriver, as_: As
) -> None:
    plan.submit_and_sign()
    plan.opine(cast.quynh, "LH-QUANGTRI")
    own = submitted(plan_of(cast, "LH-QUANGTRI"), "quynh")
    deeds = as_(cast.quynh).get("/done/").context["deeds"]
    assert [deed.code for deed in deeds] == [own.dossier.code, plan.dossier.code]
    older = as_(cast.quynh).get("/done/", {"before": deeds[0].at.isoformat()}).context["deeds"]
    assert [deed.code for deed in older] == [plan.dossier.code]
    assert as_(cast.kien).get("/done/").context["deeds"] == []
    assert as_(cast.quynh).get("/done/", {"before": "hôm qua"}).status_code == 200
