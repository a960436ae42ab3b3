"""What the calendar does by itself."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from tests.cast import YEAR, Cast
from tests.driver import FlowDriver, plan_of
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import OpinionState, Outcome, RoundState, Stage
from workflow_app.approvals.errors import IncompleteError
from workflow_app.approvals.models import ConsultationRound, Dossier, Opinion, WorkItem
from workflow_app.approvals.notices import own_people
from workflow_app.approvals.services.work import claim
from workflow_app.approvals.steps import get_step
from workflow_app.approvals.sweeps import close_due_rounds, remind
from workflow_app.notifications.models import Notification
from workflow_app.organization.models import ClusterMembership, Mandate, Unit
from workflow_app.organization.services.authority import refresh_authority


def told() -> list[str]:
    notices = Notification.objects.filter(event="work.due").select_related("user")
    return sorted(notice.user.username for notice in notices)


def due(days: float, **which: object) -> None:
    WorkItem.objects.filter(**which).update(due=timezone.now() + dt.timedelta(days))


def test_a_review_past_its_time_closes_and_silence_is_recorded(
    cast: Cast, plan: FlowDriver
) -> None:
    plan.submit_and_sign()
    plan.opine(cast.dung, "LH-HUE")
    assert close_due_rounds() == 0
    ConsultationRound.objects.update(due=timezone.now() - dt.timedelta(hours=1))
    assert close_due_rounds() == 1
    assert plan.dossier.stage == Stage.ENDORSING
    assert plan.dossier.rounds.get().state == RoundState.CLOSED
    assert Opinion.objects.get(unit=cast.unit("LH-QUANGTRI")).state == OpinionState.LAPSED
    assert close_due_rounds() == 0


def test_a_review_in_which_nobody_is_asked_is_taken_up_after_a_power_cut(
    cast: Cast, plan: FlowDriver
) -> None:
    """The power went between the signature and the closing: the plan lay there until its due day."""
    cast.cluster.memberships.exclude(unit=cast.unit("LH-DANANG")).delete()
    plan.submit_and_sign()  # what is to follow the commit does not come in this test
    assert plan.dossier.stage == Stage.CONSULTING
    assert close_due_rounds() == 1
    assert plan.dossier.stage == Stage.ENDORSING


@pytest.mark.parametrize("more", (0, 9))
def test_closing_a_review_costs_the_same_however_many_units_were_asked(
    cast: Cast, more: int
) -> None:
    """With eleven units it is two statements for each duty that lapses."""
    units = [
        Unit(code=f"U{index}", name=f"U{index}", short_name=f"U{index}", kind="local_member")
        for index in range(more)
    ]
    for unit in Unit.objects.bulk_create(units):
        ClusterMembership.objects.create(cluster=cast.cluster, unit=unit, year=YEAR)
    plan_of(cast).submit_and_sign()
    assert Opinion.objects.filter(state=OpinionState.INVITED).count() == 2 + more
    ConsultationRound.objects.update(due=timezone.now() - dt.timedelta(hours=1))
    with CaptureQueriesContext(connection) as seen:
        assert close_due_rounds() == 1
    assert len(seen) <= 22
    assert Opinion.objects.filter(state=OpinionState.LAPSED).count() == 2 + more


def test_one_review_that_cannot_close_holds_up_no_other_and_the_job_says_so(
    cast: Cast, plan: FlowDriver
) -> None:
    plan.submit_and_sign()
    other = plan_of(cast, "LH-QUANGTRI")
    other.add_line(cast.quynh, first_day="2027-09-01", last_day="2027-09-30", lead="LHHN Quảng Trị")
    other.do(cast.quynh, "draft", Outcome.SUBMITTED)
    other.do(cast.quynh, "sign", Outcome.SIGNED)
    ConsultationRound.objects.update(due=timezone.now() - dt.timedelta(hours=1))
    Dossier.objects.filter(pk=plan.pk).update(cluster=None)
    with pytest.raises(IncompleteError):  # the scheduler shows the administrator what failed
        close_due_rounds()
    assert other.dossier.stage == Stage.ENDORSING


def test_people_are_reminded_once_a_day_of_what_is_due(cast: Cast, plan: FlowDriver) -> None:
    due(30)
    assert remind() == 0
    due(0.2, dossier__unit__code="LH-DANANG")
    remind()
    remind()
    assert told() == ["hoa"]
    yesterday = timezone.now() - dt.timedelta(days=1)
    WorkItem.objects.update(reminded=yesterday)
    remind()
    assert told() == ["hoa", "hoa"]


def test_an_overdue_line_says_what_waits_for_it(cast: Cast, plan: FlowDriver) -> None:
    plan.through_the_cluster()
    due(30)
    due(-2, dossier=plan.pk)
    remind()
    notice = Notification.objects.get(event="work.due")
    assert notice.user == cast.tuan
    assert plan.dossier.title in notice.body
    step = get_step("plan", "appraise_content")
    with override("vi"):
        assert str(step.next_titles["appraised"]) in notice.body


def test_the_content_of_a_confidential_dossier_is_not_told(cast: Cast, plan: FlowDriver) -> None:
    due(30)
    due(-2, dossier=plan.pk)
    Dossier.objects.filter(pk=plan.pk).update(is_confidential=True)
    remind()
    notice = Notification.objects.get(event="work.due")
    assert plan.dossier.title not in notice.subject + notice.body
    assert plan.dossier.code in notice.body


def test_what_somebody_took_reminds_only_that_person(cast: Cast, plan: FlowDriver) -> None:
    plan.add_line(cast.hoa, first_day="2027-09-01", last_day="2027-09-30")
    plan.do(cast.hoa, "draft", Outcome.SUBMITTED)
    due(30)
    due(-1, kind="plan.sign")
    remind()
    assert told() == ["lan", "minh"]
    Notification.objects.all().delete()
    WorkItem.objects.update(reminded=None)
    claim(item_id=WorkItem.objects.get(kind="plan.sign").pk, user=cast.lan)
    remind()
    assert told() == ["lan"]


def test_one_notice_serves_all_duties_of_a_person(cast: Cast) -> None:
    plan_of(cast)
    due(30)
    for code in ("LH-HUE", "LH-QUANGTRI", "LH-CANTHO"):
        WorkItem.objects.filter(dossier__unit__code=code).update(
            desk=None, user=cast.xuan, due=timezone.now() - dt.timedelta(1)
        )
    remind()
    assert told() == ["xuan"]


def test_thirty_reminders_to_thirty_people_cost_the_statements_of_one(cast: Cast) -> None:
    """At most three per duty was asked for; only the setting up is left of them."""
    item = WorkItem.objects.get(dossier=plan_of(cast).pk)
    due(30)
    counts = []
    for number in (1, 30):
        Notification.objects.all().delete()
        people = User.objects.bulk_create(
            User(username=f"ng{number}.{index}", email=f"{number}.{index}@example.vn")
            for index in range(number)
        )
        WorkItem.objects.bulk_create(
            WorkItem(
                kind="plan.sign",
                subject=f"Việc {person.username}",
                dossier=item.dossier,
                dossier_kind="plan",
                user=person,
                opened=item.opened,
                due=timezone.now() - dt.timedelta(1),
            )
            for person in people
        )
        with CaptureQueriesContext(connection) as seen:
            assert remind() == number
        counts.append(len(seen))
        assert len(told()) == number
    assert counts[0] == counts[1]
    assert counts[1] / 30 <= 3


def test_who_left_office_hears_no_more_of_its_dossiers(cast: Cast, plan: FlowDriver) -> None:
    assert set(own_people(plan.dossier)) == {cast.hoa, cast.minh, cast.lan}
    yesterday = timezone.localdate() - dt.timedelta(1)
    Mandate.objects.filter(person=cast.people["lan"]).update(valid_to=yesterday)
    refresh_authority()
    assert set(own_people(plan.dossier)) == {cast.hoa, cast.minh}
