"""Ad-hoc additions: asked for, typed, decided by the officer or the Presidium, shown apart."""

import pytest
from django.urls import reverse

from plans.content import content_of_dossier
from plans.models import Activity, Amendment, Campaign, Plan
from plans.selectors.amendments import additions_to, power_over
from plans.selectors.summary import summarise
from plans.services.amendments import open_amendment
from plans.services.campaigns import open_campaign
from plans.services.cells import Edit, save_cells
from plans.services.editing import copy_lines
from tests.cast import YEAR, Cast
from tests.driver import FlowDriver, plan_of
from tests.retold import retold
from workflow_app.approvals.enums import Outcome, Stage
from workflow_app.approvals.errors import ConflictError, NotAllowedError
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.services.decisions import settle


@pytest.fixture
def adopted(cast: Cast) -> FlowDriver:
    return retold("adopted and issued", lambda: issued_plan(cast), cast)


def issued_plan(cast: Cast) -> FlowDriver:
    plan = plan_of(cast)
    plan.to_the_presidium()
    settle(dossier=plan.dossier, step="presidium", outcome=Outcome.ADOPTED)
    plan.do(cast.thu, "issue", Outcome.ISSUED, signer="Nguyễn Mai Phương")
    return plan


def asked_for(cast: Cast, adopted: FlowDriver, amount: str) -> tuple[Amendment, FlowDriver]:
    amendment = open_amendment(
        plan=adopted.plan, reason="Đoàn Savannakhet báo muộn", is_urgent=True, user=cast.hoa
    )
    edits = (
        ("title", "Tiếp đoàn Savannakhet"),
        ("when", "tháng 8"),
        ("lead", "LHHN Đà Nẵng"),
        ("amount", amount),
        ("funding_source", "Ngân sách"),
    )
    save_cells(
        plan=adopted.plan,
        amendment=amendment,
        edits=[Edit("new-1", column, text) for column, text in edits],
        user=cast.hoa,
    )
    return amendment, FlowDriver(cast, amendment.dossier)


def appraise(cast: Cast, driver: FlowDriver) -> None:
    driver.do(cast.hoa, "draft", Outcome.SUBMITTED)
    driver.do(cast.minh, "sign", Outcome.SIGNED)
    driver.do(cast.tuan, "appraise", Outcome.APPRAISED)


def test_within_the_limit_the_officer_decides_and_the_lines_appear_as_ad_hoc(cast, adopted) -> None:
    __, driver = asked_for(cast, adopted, "200 triệu")
    assert power_over(driver.dossier).is_within
    before = adopted.dossier.revision.number
    appraise(cast, driver)
    driver.do(cast.phuong, "decide", Outcome.ADOPTED)
    assert driver.dossier.stage == Stage.ADOPTED
    assert adopted.dossier.revision.number == before + 1
    summary = summarise(content_of_dossier(adopted.dossier))
    assert [line.title for line in summary.ad_hoc] == ["Tiếp đoàn Savannakhet"]
    assert [line.title for line in summary.planned] == [
        "Gặp mặt hữu nghị kỷ niệm 60 năm quan hệ Việt Nam - Lào"
    ]


def test_above_the_limit_the_presidium_votes(cast, adopted) -> None:
    amendment, driver = asked_for(cast, adopted, "200.000.001")
    assert not power_over(driver.dossier).is_within
    appraise(cast, driver)
    assert driver.trail[-1] == "presidium"
    settle(
        dossier=driver.dossier,
        step="presidium",
        outcome=Outcome.REJECTED,
        reason="Chưa cấp thiết",
    )
    amendment.refresh_from_db()
    assert amendment.applied is None
    assert summarise(content_of_dossier(adopted.dossier)).ad_hoc == []


def test_the_adopted_plan_itself_stays_locked(cast, adopted) -> None:
    amendment, __ = asked_for(cast, adopted, "1 triệu")
    planned = Activity.objects.get(plan=adopted.plan, amendment=None)
    with pytest.raises(ConflictError):
        save_cells(plan=adopted.plan, edits=[Edit(planned.uid, "place", "Huế")], user=cast.hoa)
    saved = save_cells(
        plan=adopted.plan,
        amendment=amendment,
        edits=[Edit(planned.uid, "place", "Huế")],
        user=cast.hoa,
    )
    assert saved.conflicts[0].is_removed
    planned.refresh_from_db()
    assert planned.place == ""


def test_additions_are_listed_under_the_plan_for_those_who_may_know(cast, adopted) -> None:
    __, driver = asked_for(cast, adopted, "1 triệu")
    (addition,) = additions_to(adopted.dossier, cast.hoa)
    assert (addition.dossier.pk, addition.lines, addition.amount) == (driver.pk, 1, 1_000_000)
    assert additions_to(adopted.dossier, cast.thu) == []


def test_additions_are_for_adopted_plans_and_their_drafters(cast, adopted, client) -> None:
    other = plan_of(cast, "LH-HUE")
    with pytest.raises(ConflictError):
        open_amendment(plan=other.plan, reason="Gấp", is_urgent=False, user=cast.hanh)
    with pytest.raises(NotAllowedError):
        open_amendment(plan=adopted.plan, reason="Gấp", is_urgent=False, user=cast.hanh)
    url = reverse("plans:amend", args=[adopted.dossier.code])
    for name, status in (("hoa", 200), ("minh", 404), ("hanh", 404), ("thu", 404), ("xuan", 404)):
        client.force_login(getattr(cast, name))
        assert client.get(url).status_code == status
    client.force_login(cast.hoa)
    answer = client.post(url, {"reason": "Đoàn báo muộn", "is_urgent": "on"})
    amendment = Amendment.objects.get()
    assert answer.url == reverse("plans:edit", args=[amendment.dossier.code])
    assert client.get(answer.url).context["power"].limit == 200_000_000


# --- Lines copied from last year's plan -----------------------------------------------------


def next_year(cast: Cast) -> Plan:
    campaign = Campaign.objects.create(year=YEAR + 1, title="Năm sau", body=cast.presidium)
    campaign.focus_areas.create(order=1, code="T1", name="Láng giềng")
    open_campaign(campaign=campaign, user=cast.thu)
    return Plan.objects.get(dossier__unit__code="LH-DANANG", dossier__year=YEAR + 1)


def test_copied_lines_keep_their_words_and_move_their_days(cast) -> None:
    old = plan_of(cast)
    area = old.plan.campaign.focus_areas.create(order=1, code="T1", name="Các nước láng giềng")
    old.add_line(cast.hoa, first_day="2027-09-01", last_day="2027-09-30", focus_area=area)
    old.add_line(cast.hoa, title="Không chép")
    plan = next_year(cast)
    (copy,) = copy_lines(
        plan=plan, source=old.plan, uids=[old.plan.activities.first().uid], user=cast.hoa
    )
    assert (str(copy.first_day), copy.when_words) == ("2028-09-01", "tháng 9/2028")
    assert copy.focus_area.name == "Láng giềng"
    assert copy.uid != old.plan.activities.first().uid
    assert old.plan.activities.count() == 2


def test_lines_are_chosen_on_a_page_from_the_unit_s_own_plans_only(cast, client) -> None:
    old = plan_of(cast)
    old.add_line(cast.hoa, title="Của Đà Nẵng")
    foreign = plan_of(cast, "LH-HUE")
    foreign.add_line(cast.hanh, title="Của Huế")
    plan = next_year(cast)
    client.force_login(cast.hoa)
    url = reverse("plans:copy", args=[plan.dossier.code])
    assert b"C\xe1\xbb\xa7a Hu" not in client.get(url).content
    wanted = [*old.plan.activities.all(), *foreign.plan.activities.all()]
    data = {"source": foreign.dossier.code, "uids": [line.uid for line in wanted]}
    client.post(url, data)
    assert [line.title for line in plan.activities.all()] == ["Của Đà Nẵng"]
    with pytest.raises(NotAllowedError):
        copy_lines(
            plan=plan,
            source=foreign.plan,
            uids=[foreign.plan.activities.get().uid],
            user=cast.hoa,
        )


def test_an_addition_has_nothing_to_copy(cast, adopted, client) -> None:
    amendment, __ = asked_for(cast, adopted, "1 triệu")
    client.force_login(cast.hoa)
    url = reverse("plans:copy", args=[amendment.dossier.code])
    assert client.get(url).status_code == 404
    assert Dossier.objects.filter(kind="amendment").count() == 1
