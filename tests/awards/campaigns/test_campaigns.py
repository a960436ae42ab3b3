"""Preparing, opening and closing a campaign, and what its page tells whom."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from awards.enums import CampaignState, CriterionKind, Kind, Occasion
from awards.models import AwardCampaign, SelfScore
from awards.services.campaigns import (
    CriterionRow,
    QuotaRow,
    close_campaign,
    open_campaign,
    save_campaign,
)
from tests.awards.house import House
from tests.cast import YEAR
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.approvals.models import Dossier, WorkItem
from workflow_app.audit.models import AuditEntry
from workflow_app.notifications.models import Notification


def values(house: House, **changes: Any) -> dict[str, Any]:
    return {
        "year": YEAR + 1,
        "occasion": Occasion.ANNUAL,
        "title": f"Thi đua, khen thưởng năm {YEAR + 1}",
        "guidance": "",
        "council": house.council,
        "presidium": house.cast.presidium,
        "gap_limit": 5,
        "counts_from": dt.date(YEAR + 1, 1, 1),
        "counts_to": dt.date(YEAR + 1, 12, 31),
        "scores_due": dt.date(YEAR + 1, 11, 15),
        "peers_due": dt.date(YEAR + 1, 11, 30),
        "nominations_due": dt.date(YEAR + 1, 12, 10),
        **changes,
    }


def line(code: str, group: str = "Chuyên môn", **changes: Any) -> CriterionRow:
    row = CriterionRow(
        group=group,
        code=code,
        text=f"Tiêu chí {code}",
        kind=CriterionKind.MAIN,
        most=Decimal(50),
    )
    return replace(row, **changes)


def saved(house: House, *lines: CriterionRow, **changes: Any) -> AwardCampaign:
    return save_campaign(
        campaign=None,
        values=values(house, **changes),
        criteria=lines or (line("1"), line("2")),
        quotas=[QuotaRow(house.types["flag"], 1)],
        user=house.tam,
    )


def page(user: Any, name: str = "campaign", pk: int = 0) -> str:
    client = Client()
    client.force_login(user)
    return client.get(reverse(f"awards:{name}", args=[pk] if pk else [])).content.decode()


def test_opening_gives_every_planning_unit_a_score_and_a_duty(house: House) -> None:
    open_campaign(campaign=house.campaign, user=house.tam)
    units = set(
        SelfScore.objects.filter(campaign=house.campaign).values_list(
            "dossier__unit__code", flat=True
        )
    )
    assert {"LH-DANANG", "LH-HUE", "LH-QUANGTRI", "LH-CANTHO", "HHN-LAO"} <= units
    assert "VUFO" not in units
    assert WorkItem.objects.filter(kind="selfscore.draft").count() == len(units)
    house.campaign.refresh_from_db()
    assert house.campaign.state == CampaignState.OPEN


def test_whoever_drafts_for_a_unit_is_told_once(house: House) -> None:
    open_campaign(campaign=house.campaign, user=house.tam)
    open_campaign(campaign=house.campaign, user=house.tam)
    told = Notification.objects.filter(event="award_campaign.opened")
    assert told.filter(user=house.cast.hoa).count() == 1
    assert not told.filter(user__in=[house.cast.minh, house.cast.xuan]).exists()


def test_opening_twice_gives_nobody_two(house: House) -> None:
    open_campaign(campaign=house.campaign, user=house.tam)
    assert open_campaign(campaign=house.campaign, user=house.cast.thu) == []


def test_an_occasion_without_scores_opens_none(house: House) -> None:
    campaign = saved(house, occasion=Occasion.AD_HOC, title="Khen thưởng đột xuất")
    assert open_campaign(campaign=campaign, user=house.tam) == []
    assert not Dossier.objects.filter(kind=Kind.SELF_SCORE).exists()


@pytest.mark.parametrize("name", ("hoa", "minh", "phuong", "kien", "quang", "xuan"))
def test_only_the_secretariat_and_the_office_run_campaigns(house: House, name: str) -> None:
    with pytest.raises(NotAllowedError):
        open_campaign(campaign=house.campaign, user=house.cast.users[name])
    client = Client()
    client.force_login(house.cast.users[name])
    assert client.get(reverse("awards:campaign_new")).status_code == 404


def test_the_days_of_a_campaign_follow_each_other(house: House) -> None:
    with pytest.raises(IncompleteError):
        saved(house, peers_due=dt.date(YEAR + 1, 11, 1))


def test_a_code_stands_once_on_the_score_sheet(house: House) -> None:
    with pytest.raises(IncompleteError, match=r"1\.1"):
        saved(house, line("1.1"), line("1.1", group="Tổ chức"))


def test_a_group_has_one_weight(house: House) -> None:
    with pytest.raises(IncompleteError, match="Chuyên môn"):
        saved(house, line("1"), line("2", weight=Decimal(2)))


def test_a_campaign_without_criteria_is_not_opened(house: House) -> None:
    campaign = saved(house, line("9", kind=CriterionKind.BONUS))
    with pytest.raises(IncompleteError):
        open_campaign(campaign=campaign, user=house.tam)


def test_the_sheet_by_which_units_score_is_not_changed_any_more(house: House) -> None:
    campaign = saved(house)
    open_campaign(campaign=campaign, user=house.tam)
    with pytest.raises(ConflictError):
        save_campaign(
            campaign=campaign,
            values=values(house),
            criteria=[line("1")],
            quotas=[],
            user=house.tam,
        )
    changed = save_campaign(
        campaign=campaign,
        values=values(house, title="Tên mới"),
        criteria=None,
        quotas=[QuotaRow(house.types["flag"], 2)],
        user=house.tam,
    )
    assert changed.title == "Tên mới"
    assert changed.criteria_groups.get().criteria.count() == 2
    assert changed.quotas.get().number == 2


def test_a_closed_campaign_is_not_opened_again_and_the_log_says_who_closed_it(
    house: House,
) -> None:
    open_campaign(campaign=house.campaign, user=house.tam)
    close_campaign(campaign=house.campaign, user=house.tam)
    with pytest.raises(ConflictError):
        open_campaign(campaign=house.campaign, user=house.tam)
    assert AuditEntry.objects.get(action="award_campaign.closed").actor == house.tam


def test_units_see_nothing_of_a_campaign_being_prepared(house: House) -> None:
    client = Client()
    client.force_login(house.cast.hoa)
    assert client.get(house.campaign.get_absolute_url()).status_code == 404
    assert house.campaign.title not in page(house.cast.hoa, "campaigns")
    assert house.campaign.title in page(house.tam, "campaigns")
    assert house.campaign.title not in page(house.cast.hoa, "nominations")
    assert house.campaign.title in page(house.tam, "nominations")


def test_the_errand_begins_with_the_newest_campaign_that_one_may_know_of(house: House) -> None:
    client = Client()
    client.force_login(house.cast.hoa)
    nothing_yet = client.get(reverse("awards:home"), follow=True)
    assert nothing_yet.redirect_chain[-1][0] == reverse("awards:campaigns")
    assert nothing_yet.status_code == 200

    open_campaign(campaign=house.campaign, user=house.tam)
    next_years = saved(house, line("1.1"))
    opened = client.get(reverse("awards:home"), follow=True)
    assert opened.context["campaign"] == house.campaign
    client.force_login(house.tam)
    assert client.get(reverse("awards:home"), follow=True).context["campaign"] == next_years


def test_the_page_leads_with_what_ones_own_unit_has(house: House) -> None:
    open_campaign(campaign=house.campaign, user=house.tam)
    shown = page(house.cast.hoa, pk=house.campaign.pk)
    assert "TD-2027-LH-DANANG" in shown
    assert "TD-2027-LH-HUE" not in shown
    assert "Cụm Liên hiệp hữu nghị địa phương số 3" in shown
    assert "số 5" not in shown


def test_who_runs_it_sees_how_far_every_cluster_is(house: House) -> None:
    open_campaign(campaign=house.campaign, user=house.tam)
    shown = page(house.tam, pk=house.campaign.pk)
    assert "0/3" in shown
    assert "số 5" in shown


def test_who_runs_it_sees_which_units_have_not_signed_and_reminds_them(house: House) -> None:
    open_campaign(campaign=house.campaign, user=house.tam)
    waiting = house.cast.unit("LH-HUE")
    address = reverse("awards:campaign_remind", args=[house.campaign.pk])
    assert f'value="{waiting.pk}"' in page(house.tam, pk=house.campaign.pk)
    assert 'id="missing"' not in page(house.cast.minh, pk=house.campaign.pk)
    Notification.objects.all().delete()
    sent = {"unit": [waiting.pk], "note": "Hạn nộp còn hai ngày"}
    client = Client()
    client.force_login(house.cast.minh)
    assert client.post(address, sent).status_code == 404
    client.force_login(house.tam)
    client.post(address, sent)
    told = Notification.objects.select_related("user")
    assert {one.user.username for one in told} == {"hanh"}  # who drafts for Huế, and nobody else
    assert "Hạn nộp còn hai ngày" in told[0].body
    client.post(address, {"unit": ["0"]})
    assert Notification.objects.count() == 1


def test_a_campaign_is_prepared_on_its_page_with_sheet_and_quotas(house: House) -> None:
    client = Client()
    client.force_login(house.tam)
    form = {
        "year": YEAR + 1,
        "occasion": "annual",
        "title": "Thi đua năm sau",
        "guidance": "Nộp đúng hạn",
        "council": house.council.pk,
        "presidium": house.cast.presidium.pk,
        "gap_limit": 5,
        "counts_from": f"01/01/{YEAR + 1}",
        "counts_to": f"31/12/{YEAR + 1}",
        "scores_due": f"15/11/{YEAR + 1}",
        "peers_due": f"30/11/{YEAR + 1}",
        "nominations_due": f"10/12/{YEAR + 1}",
        "criteria-TOTAL_FORMS": "2",
        "criteria-INITIAL_FORMS": "0",
        "criteria-0-group": "Chuyên môn",
        "criteria-0-weight": "1",
        "criteria-0-code": "1.1",
        "criteria-0-text": "Hoàn thành kế hoạch",
        "criteria-0-kind": "main",
        "criteria-0-most": "60",
        "criteria-0-needs_evidence": "on",
        "criteria-1-group": "Điểm thưởng",
        "criteria-1-weight": "1",
        "criteria-1-code": "2.1",
        "criteria-1-text": "Sáng kiến",
        "criteria-1-kind": "bonus",
        "criteria-1-most": "5",
        "quotas-TOTAL_FORMS": "1",
        "quotas-INITIAL_FORMS": "0",
        "quotas-0-award_type": house.types["flag"].pk,
        "quotas-0-number": "1",
    }
    answer = client.post(reverse("awards:campaign_new"), form)
    campaign = AwardCampaign.objects.get(year=YEAR + 1)
    assert answer["Location"] == campaign.get_absolute_url()
    assert [group.name for group in campaign.criteria_groups.all()] == [
        "Chuyên môn",
        "Điểm thưởng",
    ]
    assert campaign.quotas.get().award_type == house.types["flag"]
    copied = client.get(reverse("awards:campaign_new"), {"copy": campaign.pk}).content.decode()
    assert "Hoàn thành kế hoạch" in copied


def test_a_page_costs_the_same_for_one_cluster_and_for_ten(
    house: House, django_assert_max_num_queries: Any
) -> None:
    open_campaign(campaign=house.campaign, user=house.tam)
    client = Client()
    client.force_login(house.tam)
    with django_assert_max_num_queries(20):
        client.get(house.campaign.get_absolute_url())
