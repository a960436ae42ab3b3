"""A campaign: opening for all, who sees which rows, reminders, preparation."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from plans.enums import CampaignState
from plans.models import Campaign, Plan
from plans.selectors.campaigns import board_of, name_holders, numbers_of, rows_of, units_in
from plans.services.campaigns import close_campaign, open_campaign
from plans.services.preparing import Area, save_campaign
from plans.services.reminders import remind
from plans.tasks import open_in_background, start_opening
from tests.cast import YEAR, Cast
from tests.driver import opened_campaign, plan_of
from workflow_app.approvals.enums import Outcome
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.approvals.models import Dossier, WorkItem
from workflow_app.background.models import JobState
from workflow_app.notifications.models import Notification
from workflow_app.organization.models import Unit


def a_campaign(cast: Cast, year: int = YEAR) -> Campaign:
    return Campaign.objects.create(year=year, title=f"Kế hoạch {year}", body=cast.presidium)


def more_units(count: int, start: int = 0) -> None:
    Unit.objects.bulk_create(
        Unit(
            code=f"T-{number:03d}",
            name=f"Hội hữu nghị {number}",
            short_name=f"HHN {number}",
            kind="central_member",
        )
        for number in range(start, start + count)
    )


def test_opening_gives_every_planning_unit_one_draft_however_often_it_is_repeated(cast) -> None:
    campaign = a_campaign(cast)
    assert len(open_campaign(campaign=campaign, user=cast.thu)) == 7
    assert open_campaign(campaign=campaign, user=cast.thu) == []
    more_units(1)
    assert [dossier.unit.code for dossier in open_campaign(campaign=campaign, user=cast.thu)] == [
        "T-000"
    ]
    assert Plan.objects.filter(campaign=campaign).count() == 8
    assert WorkItem.objects.filter(kind="plan.draft", state="open").count() == 8


def test_a_unit_that_the_opening_did_not_reach_begins_its_plan_itself(cast, client) -> None:
    campaign = Campaign.objects.create(
        year=YEAR, title="Kế hoạch năm", body=cast.presidium, state=CampaignState.OPEN
    )
    page, begin = campaign.get_absolute_url(), reverse("plans:begin", args=[YEAR])
    client.force_login(cast.hoa)
    assert begin in client.get(page).text
    answer = client.post(begin, {"unit": "LH-DANANG"})
    plan = Plan.objects.get(dossier__unit=cast.unit("LH-DANANG"))
    assert answer.url == reverse("plans:edit", args=[plan.dossier.code])
    assert begin not in client.get(page).text
    assert client.post(begin, {"unit": "LH-HUE"}).status_code == 404, "another unit's"
    client.force_login(cast.dung)  # signs for the unit, and does not draft
    assert client.post(begin, {"unit": "LH-DANANG"}).status_code == 404


def test_the_title_is_vietnamese_whoever_opens_the_year(cast) -> None:
    with translation.override("en"):
        campaign = opened_campaign(cast)
    plan = Dossier.objects.get(kind="plan", year=campaign.year, unit=cast.unit("LH-HUE"))
    assert plan.title == f"Kế hoạch hoạt động năm {YEAR} của {plan.unit.short_name}"


def test_the_newest_year_leads_the_list(cast, client) -> None:
    for year in (YEAR - 1, YEAR + 1, YEAR):
        a_campaign(cast, year)
    client.force_login(cast.thu)
    listed = client.get(reverse("plans:campaigns")).context["campaigns"]
    assert [campaign.year for campaign in listed] == [YEAR + 1, YEAR, YEAR - 1]


def statements_to_open(cast: Cast, year: int) -> int:
    campaign = a_campaign(cast, year)
    with CaptureQueriesContext(connection) as queries:
        open_campaign(campaign=campaign, user=cast.thu)
    return len(queries)


def test_opening_for_a_hundred_units_costs_as_many_statements_as_for_ten(cast) -> None:
    """SQLite, too: its own limit of parameters counts, not the one of before 2020."""
    opened_campaign(cast)  # warms the caches of permissions and content types
    more_units(3)
    few = statements_to_open(cast, YEAR + 1)
    more_units(97, start=3)
    assert statements_to_open(cast, YEAR + 2) == few
    assert Dossier.objects.filter(year=YEAR + 2).count() == 107


def test_only_the_office_opens_and_a_closed_campaign_stays_closed(cast) -> None:
    campaign = a_campaign(cast)
    for user in (cast.hoa, cast.minh, cast.kien, cast.quang, cast.tuan):
        with pytest.raises(NotAllowedError):
            open_campaign(campaign=campaign, user=user)
    campaign.state = CampaignState.CLOSED
    campaign.save()
    with pytest.raises(ConflictError):
        open_campaign(campaign=campaign, user=cast.thu)


def test_opening_in_the_background_shows_its_result_and_repeats_harmlessly(
    cast, django_capture_on_commit_callbacks
) -> None:
    campaign = a_campaign(cast)
    with django_capture_on_commit_callbacks(execute=True):
        job = start_opening(campaign=campaign, user=cast.thu)
    job.refresh_from_db()
    campaign.refresh_from_db()
    assert (job.state, campaign.state) == (JobState.DONE, CampaignState.OPEN)
    assert job.result_url == reverse("plans:campaign", args=[YEAR])
    open_in_background.func(campaign_id=campaign.pk, user_id=cast.thu.pk, job_id=str(job.pk))
    assert Plan.objects.filter(campaign=campaign).count() == 7


@pytest.mark.parametrize(
    ("name", "units"),
    (
        ("thu", 7),
        ("kien", 7),
        ("tuan", 5),
        ("minh", 3),
        ("dung", 3),
        ("hoa", 1),
        ("quynh", 1),
        ("vy", 1),
        ("lam", 1),
        ("xuan", 0),
        ("phuong", 0),
    ),
)
def test_everybody_sees_the_rows_that_concern_them(cast, name, units) -> None:
    campaign = opened_campaign(cast)
    assert len(units_in(campaign, getattr(cast, name))) == units


def test_status_is_shown_to_the_office_but_the_link_only_to_those_who_may_see_the_dossier(
    cast,
) -> None:
    campaign = opened_campaign(cast)
    rows = rows_of(campaign, units_in(campaign, cast.thu), cast.thu)
    assert [row.is_visible for row in rows] == [False] * 7
    assert all(
        row.is_visible for row in rows_of(campaign, units_in(campaign, cast.kien), cast.kien)
    )
    (row,) = (row for row in rows if row.unit.code == "LH-DANANG")
    name_holders([row])
    assert [words.split(" · ")[0] for words in row.holders] == ["Nguyễn Thị Hoa"]


def test_the_numbers_and_the_board_follow_the_plans(cast) -> None:
    campaign = opened_campaign(cast)
    campaign.deadlines.create(stage="signing", due=dt.date(2020, 1, 1))
    plan_of(cast).submit_and_sign()
    rows = rows_of(campaign, units_in(campaign, cast.thu), cast.thu)
    numbers = numbers_of(rows)
    assert (numbers.total, numbers.handed_in, numbers.late, numbers.adopted) == (7, 1, 6, 0)
    counts = {column.stage: len(column.rows) for column in board_of(rows)}
    assert (counts["drafting"], counts["consulting"], counts["signing"]) == (6, 1, 0)
    assert "none" not in counts


def statements_of_page(client, query: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(reverse("plans:campaign", args=[YEAR]) + query).status_code == 200
    return len(queries)


@pytest.mark.parametrize("view", ("board", "table"))
def test_the_page_costs_as_many_statements_for_one_row_as_for_many(cast, client, view) -> None:
    opened_campaign(cast)
    client.force_login(cast.thu)
    statements_of_page(client, f"?view={view}")
    one = statements_of_page(client, f"?view={view}&q=quang+tri")
    assert statements_of_page(client, f"?view={view}") == one


@pytest.mark.parametrize(
    ("query", "names"),
    (
        ("q=da+nang", {"LHHN Đà Nẵng"}),
        ("q=khong+co", set()),
        ("stage=signing", {"LHHN Đà Nẵng"}),
        ("late=on", set()),
        ("stage=none", set()),
    ),
)
def test_rows_are_found_by_name_without_marks_and_by_stage(cast, client, query, names) -> None:
    plan = plan_of(cast)
    plan.add_line(cast.hoa, first_day="2027-09-01", last_day="2027-09-30")
    plan.do(cast.hoa, "draft", Outcome.SUBMITTED)
    client.force_login(cast.kien)
    page = client.get(reverse("plans:campaign", args=[YEAR]) + f"?{query}")
    assert {row.unit.short_name for row in page.context["shown"]} == names


def test_a_reminder_reaches_those_who_hold_the_plan_after_a_list_to_check(cast, client) -> None:
    opened_campaign(cast)
    client.force_login(cast.thu)
    url = reverse("plans:remind", args=[YEAR])
    chosen = {"units": [cast.unit("LH-DANANG").pk, cast.unit("LH-HUE").pk]}
    before = Notification.objects.count()
    page = client.post(url, chosen)
    assert page.status_code == 200
    assert Notification.objects.count() == before
    assert {row.unit.code for row in page.context["rows"]} == {"LH-DANANG", "LH-HUE"}
    client.post(url, chosen | {"confirm": "1", "note": "Đề nghị gửi trước thứ Sáu"})
    told = Notification.objects.order_by("-pk")[: Notification.objects.count() - before]
    assert {notice.user.username for notice in told} == {"hoa", "hanh"}
    assert all(notice.body == "Đề nghị gửi trước thứ Sáu" for notice in told)


def test_nobody_is_reminded_of_what_is_over_and_strangers_remind_nobody(cast, client) -> None:
    campaign = opened_campaign(cast)
    Dossier.objects.filter(unit__code="LH-DANANG").update(stage="adopted")
    units = units_in(campaign, cast.thu).filter(code="LH-DANANG")
    rows = rows_of(campaign, units, cast.thu)
    with pytest.raises(IncompleteError):
        remind(campaign=campaign, rows=rows, note="", user=cast.thu)
    for user in (cast.hoa, cast.kien, cast.minh):
        client.force_login(user)
        assert client.post(reverse("plans:remind", args=[YEAR])).status_code == 404


def prepare(cast: Cast, campaign=None, areas=(), deadlines=None, **values):
    words = {"year": YEAR, "title": "Kế hoạch 2027", "guidance": "", "body": cast.presidium}
    return save_campaign(
        campaign=campaign,
        values=words | values,
        deadlines=deadlines or {},
        areas=areas,
        user=cast.thu,
    )


def test_focus_areas_keep_their_lines_when_their_words_change(cast) -> None:
    campaign = prepare(cast, areas=[Area("T1", "Láng giềng"), Area("T2", "Viện trợ")])
    open_campaign(campaign=campaign, user=cast.thu)
    plan = plan_of(cast)
    plan.add_line(cast.hoa, focus_area=campaign.focus_areas.get(code="T1"))
    prepare(cast, campaign, areas=[Area("T1", "Các nước láng giềng")])
    assert plan.plan.activities.get().focus_area.name == "Các nước láng giềng"
    with pytest.raises(ConflictError, match="Các nước láng giềng"):
        prepare(cast, campaign, areas=[Area("T3", "Khác")])


def test_a_later_stage_is_not_due_before_an_earlier_one(cast) -> None:
    with pytest.raises(IncompleteError):
        prepare(
            cast,
            deadlines={"drafting": dt.date(2026, 12, 1), "deciding": dt.date(2026, 11, 1)},
        )


def test_a_prepared_campaign_is_seen_by_the_office_only(cast, client) -> None:
    prepare(cast)
    for name, status in (("thu", 200), ("hoa", 404), ("kien", 404), ("minh", 404)):
        client.force_login(getattr(cast, name))
        assert client.get(reverse("plans:campaign", args=[YEAR])).status_code == status


def test_the_office_prepares_a_campaign_by_its_form(cast, client) -> None:
    client.force_login(cast.thu)
    data = {
        "year": YEAR,
        "title": "Kế hoạch công tác năm 2027",
        "guidance": "Gửi đúng hạn",
        "body": cast.presidium.pk,
        "due_drafting": "2026-12-15",
        "areas-TOTAL_FORMS": 2,
        "areas-INITIAL_FORMS": 0,
        "areas-0-code": "T1",
        "areas-0-name": "Láng giềng",
    }
    answer = client.post(reverse("plans:campaign_new"), data)
    assert answer.status_code == 302, answer.context["form"].errors
    campaign = Campaign.objects.get()
    assert [area.code for area in campaign.focus_areas.all()] == ["T1"]
    assert campaign.deadlines.get().due == dt.date(2026, 12, 15)
    for name in ("hoa", "kien", "quang"):
        client.force_login(getattr(cast, name))
        for url in (reverse("plans:campaign_new"), reverse("plans:campaign_edit", args=[YEAR])):
            assert client.get(url).status_code == 404


def test_a_closed_year_opens_no_more_plans_but_those_on_their_way_go_on(cast: Cast) -> None:
    plan = plan_of(cast)
    plan.submit_and_sign()
    campaign = Campaign.objects.get(year=YEAR)
    with pytest.raises(NotAllowedError):
        close_campaign(campaign=campaign, user=cast.quang)
    close_campaign(campaign=campaign, user=cast.thu)
    with pytest.raises(ConflictError):
        open_campaign(campaign=campaign, user=cast.thu)
    plan.opine(cast.dung, "LH-HUE")
    assert plan.dossier.stage == "consulting"


def test_the_office_that_runs_the_campaign_reads_what_has_been_signed(cast: Cast) -> None:
    plan = plan_of(cast)
    seen = Dossier.objects.visible_to(cast.thu).filter(pk=plan.pk)
    assert not seen.exists(), "a draft belongs to its unit"
    plan.submit_and_sign()
    assert seen.exists()
