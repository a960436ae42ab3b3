"""The way of a self-score through its flow: the unit, its peers, the office."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from awards.enums import Kind, RoundState, SheetState
from awards.models import OfficePoint, PeerPoint, PeerSheet, ScoringRound, SelfScoreLine
from awards.selectors.ranking import ranking_of
from awards.services.cells import Cell
from awards.services.editing import save_cells
from awards.services.office import save_office_cells
from awards.services.peers import close_due_scorings, declare_conflict, hand_in, save_sheet
from awards.verification_scores import verify_sheets
from workflow_app.approvals.enums import Outcome, Stage, WorkState
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.approvals.models import Dossier, WorkItem
from workflow_app.approvals.verification import verify_cases, verify_work
from workflow_app.organization.models import ClusterMembership, Unit

from .scoring import CLUSTER, OWN, Scoring

pytestmark = pytest.mark.django_db


def test_a_campaign_opens_a_score_for_every_unit_once(scoring: Scoring) -> None:
    assert [dossier.code for dossier in scoring.open()] == [f"TD-2027-{unit}" for unit in CLUSTER]
    assert scoring.open() == []
    dossier = scoring.dossier("LH-HUE")
    assert dossier.cluster == scoring.house.cast.cluster
    assert dossier.work_items.get().desk.unit == dossier.unit  # type: ignore[union-attr]
    assert verify_cases().ok
    assert verify_work().ok


def test_opening_takes_as_many_statements_for_many_units_as_for_few(
    scoring: Scoring, django_assert_max_num_queries: Any
) -> None:
    units = [
        Unit(
            code=f"HHN-{number}",
            name=f"Hội {number}",
            short_name=f"Hội {number}",
            kind="central_member",
        )
        for number in range(30)
    ]
    Unit.objects.bulk_create(units)
    with django_assert_max_num_queries(24):
        scoring.open(CLUSTER)
    scoring.house.cast.units |= {unit.code: unit for unit in units}
    with django_assert_max_num_queries(24):
        scoring.open(tuple(unit.code for unit in units))


def test_points_over_the_most_and_missing_points_stop_the_submission(scoring: Scoring) -> None:
    scoring.open()
    scoring.fill("LH-HUE", OWN | {"1.1": "41"})
    with pytest.raises(IncompleteError) as refused:
        scoring.do("hanh", "LH-HUE", "draft", Outcome.SUBMITTED)
    assert any("1.1" in sentence for sentence in refused.value.details)
    scoring.fill("LH-HUE", {"1.1": "40", "2.2": ""})
    with pytest.raises(IncompleteError) as refused:
        scoring.do("hanh", "LH-HUE", "draft", Outcome.SUBMITTED)
    assert any("2.2" in sentence for sentence in refused.value.details)


def test_what_a_colleague_wrote_meanwhile_is_not_overwritten(scoring: Scoring) -> None:
    scoring.open()
    scoring.fill("LH-HUE")
    cell = str(scoring.key("1.1"))
    saved = save_cells(
        score=scoring.score("LH-HUE"),
        cells=[Cell(cell, "points", "20", ""), Cell(cell, "claim", "x", "Đã làm 1.1")],
        user=scoring.user("hanh"),
    )
    assert [(one.column, one.theirs) for one in saved.conflicts] == [("points", "38")]
    assert saved.cells == [(cell, "claim", "x")]


def test_only_the_units_drafters_write_its_score(scoring: Scoring) -> None:
    scoring.open()
    with pytest.raises(NotAllowedError):
        save_cells(score=scoring.score("LH-HUE"), cells=[], user=scoring.user("hoa"))


def test_every_other_unit_of_the_cluster_is_asked_and_none_itself(scoring: Scoring) -> None:
    scoring.open()
    scoring.submit("LH-HUE")
    round_ = ScoringRound.objects.get(dossier=scoring.dossier("LH-HUE"))
    assert {sheet.unit.code for sheet in round_.sheets.all()} == {"LH-DANANG", "LH-QUANGTRI"}
    assert scoring.dossier("LH-HUE").stage == Stage.SCORING
    assert timezone.localtime(round_.due).date() == scoring.house.campaign.peers_due
    items = WorkItem.objects.filter(kind="selfscore.peer_sheet", state=WorkState.OPEN)
    assert {item.dossier_id for item in items} == {None}
    assert verify_work().ok
    assert verify_sheets().ok


def test_asking_takes_as_many_statements_for_many_units_as_for_few(
    scoring: Scoring,
) -> None:
    scoring.open()
    scoring.fill("LH-HUE")
    scoring.fill("LH-DANANG")
    scoring.do("hanh", "LH-HUE", "draft", Outcome.SUBMITTED)
    scoring.do("hoa", "LH-DANANG", "draft", Outcome.SUBMITTED)
    with CaptureQueriesContext(connection) as few:
        scoring.do("dung", "LH-HUE", "sign", Outcome.SIGNED)
    units = Unit.objects.bulk_create(
        Unit(code=f"X-{number}", name=f"X {number}", short_name=f"X {number}", kind="local_member")
        for number in range(20)
    )
    ClusterMembership.objects.bulk_create(
        ClusterMembership(cluster=scoring.house.cast.cluster, unit=unit, year=2027)
        for unit in units
    )
    with CaptureQueriesContext(connection) as many:
        scoring.do("minh", "LH-DANANG", "sign", Outcome.SIGNED)
    assert PeerSheet.objects.filter(round__dossier=scoring.dossier("LH-DANANG")).count() == 22
    assert len(many) <= len(few) + 3  # desks of units that are asked for the first time


def test_a_clerk_types_and_only_who_speaks_for_the_unit_hands_in(scoring: Scoring) -> None:
    scoring.all_signed()
    sheet = scoring.sheet("LH-HUE", "LH-DANANG")
    save_sheet(sheet_id=sheet.pk, cells=scoring.cells(OWN), user=scoring.user("hoa"))
    with pytest.raises(NotAllowedError):
        hand_in(sheet_id=sheet.pk, user=scoring.user("hoa"))
    hand_in(sheet_id=sheet.pk, user=scoring.user("minh"))
    sheet.refresh_from_db()
    assert (sheet.state, sheet.given_by) == (SheetState.HANDED_IN, scoring.user("minh"))
    assert "LHHN Đà Nẵng" in sheet.authority


def test_nobody_fills_the_sheet_of_another_unit(scoring: Scoring) -> None:
    scoring.all_signed()
    sheet = scoring.sheet("LH-HUE", "LH-DANANG")
    for stranger in ("quynh", "vy", "kien", "tam"):
        with pytest.raises(NotAllowedError):
            save_sheet(sheet_id=sheet.pk, cells=[], user=scoring.user(stranger))
        with pytest.raises(NotAllowedError):
            hand_in(sheet_id=sheet.pk, user=scoring.user(stranger))


def test_handed_in_it_stands(scoring: Scoring) -> None:
    scoring.all_signed()
    sheet = scoring.hand_in("LH-HUE", "LH-DANANG")
    for act in (save_sheet, hand_in):
        with pytest.raises(ConflictError):
            act(sheet_id=sheet.pk, cells=scoring.cells({"1.1": "1"}), user=scoring.user("minh"))
    with pytest.raises(ConflictError):
        declare_conflict(sheet_id=sheet.pk, user=scoring.user("minh"), reason="x")
    assert PeerPoint.objects.get(sheet=sheet, criterion=scoring.key("1.1")).points == 38


def test_a_sheet_with_a_criterion_left_out_or_too_many_points_is_refused(scoring: Scoring) -> None:
    scoring.all_signed()
    sheet = scoring.sheet("LH-HUE", "LH-DANANG")
    minh = scoring.user("minh")
    with pytest.raises(IncompleteError):
        hand_in(sheet_id=sheet.pk, cells=scoring.cells({"1.1": "38"}), user=minh)
    with pytest.raises(IncompleteError):
        hand_in(sheet_id=sheet.pk, cells=scoring.cells(OWN | {"1.1": "40,5"}), user=minh)
    assert not PeerPoint.objects.filter(sheet=sheet).exists()


def test_the_last_sheet_closes_the_round_at_once(scoring: Scoring) -> None:
    scoring.all_signed()
    scoring.hand_in("LH-HUE", "LH-DANANG")
    assert scoring.dossier("LH-HUE").stage == Stage.SCORING
    scoring.hand_in("LH-HUE", "LH-QUANGTRI")
    assert scoring.dossier("LH-HUE").stage == Stage.APPRAISING_CONTENT
    assert ScoringRound.objects.get(dossier=scoring.dossier("LH-HUE")).state == RoundState.CLOSED


def test_a_conflict_of_interest_does_not_count_and_owes_a_reason(scoring: Scoring) -> None:
    scoring.all_signed()
    sheet = scoring.sheet("LH-HUE", "LH-QUANGTRI")
    with pytest.raises(IncompleteError):
        declare_conflict(sheet_id=sheet.pk, user=scoring.user("quynh"), reason="  ")
    declare_conflict(
        sheet_id=sheet.pk, user=scoring.user("quynh"), reason="Trưởng đơn vị là anh em ruột"
    )
    scoring.hand_in("LH-HUE", "LH-DANANG", p11="30")
    data = ranking_of(scoring.house.campaign, scoring.house.cast.cluster)
    assert [(row.unit.code, row.counted, row.raw) for row in data.ranked] == [("LH-HUE", 1, 84.5)]
    assert verify_sheets().ok


def test_late_sheets_lapse_when_the_calendar_closes_the_round(scoring: Scoring) -> None:
    scoring.all_signed()
    scoring.hand_in("LH-HUE", "LH-DANANG")
    late = scoring.sheet("LH-HUE", "LH-QUANGTRI")
    assert close_due_scorings() == 0
    ScoringRound.objects.filter(dossier=scoring.dossier("LH-HUE")).update(
        due=timezone.now() - dt.timedelta(minutes=1)
    )
    assert close_due_scorings() == 1
    assert close_due_scorings() == 0
    late.refresh_from_db()
    assert late.state == SheetState.LAPSED
    assert scoring.dossier("LH-HUE").stage == Stage.APPRAISING_CONTENT
    with pytest.raises(ConflictError):
        hand_in(sheet_id=late.pk, cells=scoring.cells(OWN), user=scoring.user("quynh"))


def test_the_job_says_so_when_rounds_cannot_be_closed(
    scoring: Scoring, caplog: pytest.LogCaptureFixture
) -> None:
    """No office appraises: the failures went into the log alone, and nobody saw them."""
    scoring.all_signed()
    ScoringRound.objects.update(due=timezone.now() - dt.timedelta(minutes=1))
    Unit.objects.update(function="")
    with pytest.raises(IncompleteError):
        close_due_scorings()
    assert scoring.dossier("LH-HUE").stage == Stage.SCORING
    tried = [entry.getMessage() for entry in caplog.records]
    assert tried == [
        f"The round of scoring {pk} could not be closed"
        for pk in ScoringRound.objects.order_by("pk").values_list("pk", flat=True)
    ]


def test_a_withdrawal_stops_the_scoring_and_nothing_of_it_counts(scoring: Scoring) -> None:
    scoring.all_signed()
    scoring.hand_in("LH-HUE", "LH-DANANG")
    scoring.withdraw("LH-HUE")
    dossier = scoring.dossier("LH-HUE")
    assert dossier.stage == Stage.DRAFTING
    assert ScoringRound.objects.get(dossier=dossier).state == RoundState.STOPPED
    assert not WorkItem.objects.filter(
        peer_sheet__round__dossier=dossier, state=WorkState.OPEN
    ).exists()
    data = ranking_of(scoring.house.campaign, scoring.house.cast.cluster)
    assert data.ranked == []
    scoring.submit("LH-HUE", {"1.1": "37"})
    assert scoring.sheet("LH-HUE", "LH-DANANG").round.number == 2
    assert verify_sheets().ok


def test_a_score_that_is_returned_is_scored_anew_and_has_no_result_meanwhile(
    scoring: Scoring,
) -> None:
    scoring.all_scored()
    scoring.do("tam", "LH-HUE", "appraise", Outcome.RETURNED, "Thiếu minh chứng")
    data = ranking_of(scoring.house.campaign, scoring.house.cast.cluster)
    assert [row.unit.code for row in data.unranked] == ["LH-HUE"]


def test_the_office_owes_a_sentence_where_the_columns_lie_far_apart(scoring: Scoring) -> None:
    scoring.all_scored()
    with pytest.raises(IncompleteError) as refused:
        scoring.do("tam", "LH-DANANG", "appraise", Outcome.APPRAISED)
    assert len(refused.value.details) == 4
    scoring.office("LH-DANANG", p11="30")
    with pytest.raises(IncompleteError) as refused:
        scoring.do("tam", "LH-DANANG", "appraise", Outcome.APPRAISED)
    assert len(refused.value.details) == 1
    scoring.office("LH-DANANG", p11="30", sentence="Báo cáo quý IV chưa xác nhận")
    scoring.do("tam", "LH-DANANG", "appraise", Outcome.APPRAISED)
    assert scoring.dossier("LH-DANANG").stage == Stage.CONCLUDED
    with pytest.raises(ConflictError):
        scoring.office("LH-DANANG", p11="31")


def test_the_secretariat_alone_writes_the_offices_column(scoring: Scoring) -> None:
    scoring.all_scored()
    for stranger in ("tuan", "minh", "kien"):
        with pytest.raises(NotAllowedError):
            save_office_cells(
                dossier=scoring.dossier("LH-HUE"), cells=[], user=scoring.user(stranger)
            )
    assert not OfficePoint.objects.exists()


def test_a_unit_without_peers_goes_straight_to_the_office(scoring: Scoring) -> None:
    scoring.open((*CLUSTER, "HHN-LAO"))
    save_cells(score=scoring.score("HHN-LAO"), cells=scoring.cells(OWN), user=scoring.user("lam"))
    scoring.do("lam", "HHN-LAO", "draft", Outcome.SUBMITTED)
    scoring.do("khanh", "HHN-LAO", "sign", Outcome.SIGNED)
    assert scoring.dossier("HHN-LAO").stage == Stage.APPRAISING_CONTENT


def test_lines_are_those_of_the_frozen_sheet(scoring: Scoring) -> None:
    scoring.open()
    scoring.submit("LH-HUE")
    criterion = scoring.house.criterion("1.1")
    criterion.most = 10
    criterion.save()
    sheet = scoring.sheet("LH-HUE", "LH-DANANG")
    saved = save_sheet(
        sheet_id=sheet.pk, cells=scoring.cells({"1.1": "39"}), user=scoring.user("minh")
    )
    assert saved.wrong == []
    assert SelfScoreLine.objects.filter(self_score__dossier__kind=Kind.SELF_SCORE).exists()
    assert Dossier.objects.filter(kind=Kind.SELF_SCORE).count() == 3
