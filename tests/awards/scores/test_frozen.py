"""The ranking of a cluster: what it follows from, and freezing it."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from awards.enums import SheetState
from awards.models import PeerPoint, PeerSheet, Ranking
from awards.selectors.ranking import ranking_of
from awards.services.ranking import freeze
from awards.verification_scores import verify_rankings
from workflow_app.approvals.enums import Outcome
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.audit.models import AuditEntry

from .scoring import Scoring

pytestmark = pytest.mark.django_db


def _freeze(scoring: Scoring, name: str = "minh", reason: str = "") -> Ranking:
    return freeze(
        campaign=scoring.house.campaign,
        cluster=scoring.house.cast.cluster,
        user=scoring.user(name),
        reason=reason,
    )


def test_the_ranking_follows_from_the_peers_and_not_from_the_office(scoring: Scoring) -> None:
    scoring.all_scored()
    scoring.office("LH-QUANGTRI", p11="40", p12="20", p21="20", p22="20")
    data = ranking_of(scoring.house.campaign, scoring.house.cast.cluster)
    assert [(row.unit.code, row.raw, row.place) for row in data.ranked] == [
        ("LH-DANANG", 92.5, 1),
        ("LH-HUE", 89.5, 2),
        ("LH-QUANGTRI", 88.5, 3),
    ]
    assert (data.ranked[1].behind, data.ranked[1].ahead) == (3, 1)


def test_nothing_is_frozen_while_a_unit_is_being_scored(scoring: Scoring) -> None:
    scoring.all_signed()
    with pytest.raises(ConflictError):
        _freeze(scoring)


def test_what_is_frozen_is_counted_again_bit_by_bit(scoring: Scoring) -> None:
    scoring.all_scored()
    ranking = _freeze(scoring)
    assert _freeze(scoring, "tam") == ranking
    assert verify_rankings().ok
    assert verify_rankings().checked == 1
    sheet = PeerSheet.objects.filter(state=SheetState.HANDED_IN)[0]
    PeerPoint.objects.filter(sheet=sheet, criterion=scoring.key("1.1")).update(points=12)
    assert verify_rankings().details == [
        f"ranking {ranking}: the sheets are no longer those that were ranked"
    ]
    Ranking.objects.update(content=ranking.content.replace('"place":1', '"place":3'))
    assert verify_rankings().details == [f"ranking {ranking}: the content was changed"]


def test_others_do_not_freeze_a_ranking(scoring: Scoring) -> None:
    scoring.all_scored()
    for stranger in ("quynh", "vy", "kien"):
        with pytest.raises(NotAllowedError):
            _freeze(scoring, stranger)


def test_a_new_version_follows_when_the_results_change(scoring: Scoring) -> None:
    scoring.all_scored()
    first = _freeze(scoring)
    scoring.do("tam", "LH-HUE", "appraise", Outcome.RETURNED, "Thiếu minh chứng")
    second = _freeze(scoring, reason="Cụm họp sớm")
    assert (first.number, second.number) == (1, 2)
    assert verify_rankings().ok


def test_while_a_unit_still_has_time_freezing_without_it_takes_a_reason(scoring: Scoring) -> None:
    scoring.all_scored()
    scoring.do("tam", "LH-HUE", "appraise", Outcome.RETURNED, "Thiếu minh chứng")
    with pytest.raises(IncompleteError) as refusal:
        _freeze(scoring, reason="  ")
    assert [detail.split(":")[0] for detail in refusal.value.details] == [
        scoring.house.cast.unit("LH-HUE").short_name
    ]
    assert not Ranking.objects.exists()
    ranking = _freeze(scoring, reason="Huế xin không tham gia xếp hạng")
    assert ranking.reason == "Huế xin không tham gia xếp hạng"
    entry = AuditEntry.objects.get(action="score.ranking_frozen")
    assert entry.data["reason"] == ranking.reason
    assert len(entry.data["missing"]) == 1
    assert _freeze(scoring) == ranking  # the same sheets: nothing is frozen anew


def test_after_the_day_of_the_peers_no_reason_is_asked(scoring: Scoring) -> None:
    scoring.all_scored()
    scoring.do("tam", "LH-HUE", "appraise", Outcome.RETURNED, "Thiếu minh chứng")
    campaign = scoring.house.campaign
    campaign.peers_due = timezone.localdate() - dt.timedelta(days=1)
    campaign.save(update_fields=["peers_due"])
    assert _freeze(scoring).reason == ""


def test_once_all_is_in_the_cluster_need_not_wait_for_the_day(scoring: Scoring) -> None:
    scoring.all_scored()
    assert scoring.house.campaign.peers_due > timezone.localdate()
    assert _freeze(scoring, reason="Không cần lý do").reason == ""


def test_the_ranking_takes_a_fixed_number_of_statements(
    scoring: Scoring, django_assert_max_num_queries: Any
) -> None:
    scoring.all_scored()
    with django_assert_max_num_queries(6):
        ranking_of(scoring.house.campaign, scoring.house.cast.cluster)
