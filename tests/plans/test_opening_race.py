"""Opening a year, a unit's own plan and two additions at the same moment."""

import io

import pytest
from django.core.management import call_command

from plans.enums import CampaignState
from plans.models import Campaign
from plans.services.amendments import open_amendment
from plans.services.campaigns import open_campaign, open_own_plan
from plans.services.editing import save_activity
from plans.services.preparing import save_campaign
from tests.cast import YEAR, Cast, build_cast
from tests.driver import FlowDriver, plan_of
from workflow_app.approvals.enums import Outcome
from workflow_app.approvals.errors import ConflictError
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.services.decisions import settle
from workflow_app.approvals.services.revisions import content_of
from workflow_app.organization.models import Unit

pytestmark = pytest.mark.postgres


def prepared(cast: Cast) -> Campaign:
    return Campaign.objects.create(year=YEAR, title="Kế hoạch năm", body=cast.presidium)


def raised(outcomes: list[object]) -> list[object]:
    return [outcome for outcome in outcomes if isinstance(outcome, Exception)]


@pytest.mark.parametrize("attempt", range(3))
def test_two_clerks_open_the_year_and_each_unit_has_one_plan(run_together, attempt) -> None:
    cast = build_cast()
    campaign = prepared(cast)
    outcomes = run_together([lambda: open_campaign(campaign=campaign, user=cast.thu)] * 2)
    assert not raised(outcomes)
    units = Unit.objects.planning().count()
    assert sorted(len(dossiers) for dossiers in outcomes) == [0, units]
    assert Dossier.objects.filter(kind="plan").count() == units
    call_command("verify", stdout=io.StringIO())


@pytest.mark.parametrize("attempt", range(3))
def test_a_unit_opens_its_plan_once(run_together, attempt) -> None:
    """Two presses in one second: the slower one met the database's own rule, an error page."""
    cast = build_cast()
    campaign = prepared(cast)
    unit = cast.unit("LH-DANANG")
    outcomes = run_together(
        [
            lambda: open_own_plan(campaign=campaign, unit=unit, user=cast.hoa),
            lambda: open_own_plan(campaign=campaign, unit=unit, user=cast.hoa),
            lambda: open_campaign(campaign=campaign, user=cast.thu),
        ]
    )
    assert all(isinstance(problem, ConflictError) for problem in raised(outcomes))
    assert Dossier.objects.filter(kind="plan", unit=unit).count() == 1
    call_command("verify", stdout=io.StringIO())


@pytest.mark.parametrize("attempt", range(3))
def test_saving_the_words_does_not_close_what_was_opened(run_together, attempt) -> None:
    """The form wrote back the state that it had read before the opening."""
    cast = build_cast()
    campaign = prepared(cast)
    stale = Campaign.objects.get(pk=campaign.pk)
    values = {"title": "Kế hoạch công tác", "guidance": "", "body": cast.presidium}
    outcomes = run_together(
        [
            lambda: open_campaign(campaign=campaign, user=cast.thu),
            lambda: save_campaign(
                campaign=stale, values=values, deadlines={}, areas=[], user=cast.thu
            ),
        ]
    )
    assert not raised(outcomes)
    campaign.refresh_from_db()
    assert (campaign.state, campaign.title) == (CampaignState.OPEN, "Kế hoạch công tác")


@pytest.mark.parametrize("attempt", range(3))
def test_two_additions_adopted_at_once_both_stand_in_the_plan(run_together, attempt) -> None:
    """Both froze the plan's next version from what they saw alone: one failed on its number."""
    cast = build_cast()
    plan = plan_of(cast)
    plan.to_the_presidium()
    settle(dossier=plan.dossier, step="presidium", outcome=Outcome.ADOPTED)
    plan.do(cast.thu, "issue", Outcome.ISSUED, signer="Nguyễn Mai Phương")
    additions = []
    for title in ("Tiếp đoàn Savannakhet", "Tiếp đoàn Champasak"):
        amendment = open_amendment(
            plan=plan.plan, reason="Đoàn báo muộn", is_urgent=True, user=cast.hoa
        )
        save_activity(
            plan=plan.plan,
            amendment=amendment,
            values={
                "title": title,
                "kind": "delegation_in",
                "when_words": "tháng 8",
                "lead": "Hội",
            },
            user=cast.hoa,
        )
        driver = FlowDriver(cast, amendment.dossier)
        driver.do(cast.hoa, "draft", Outcome.SUBMITTED)
        driver.do(cast.minh, "sign", Outcome.SIGNED)
        driver.do(cast.tuan, "appraise", Outcome.APPRAISED)
        additions.append(driver)
    outcomes = run_together(
        [
            lambda driver=driver: driver.do(cast.phuong, "decide", Outcome.ADOPTED)
            for driver in additions
        ]
    )
    assert not raised(outcomes), outcomes
    assert plan.dossier.revision.number == 3
    lines = content_of(plan.dossier.revision)["activities"]
    assert {"Tiếp đoàn Savannakhet", "Tiếp đoàn Champasak"} <= {line["title"] for line in lines}
    call_command("verify", stdout=io.StringIO())
