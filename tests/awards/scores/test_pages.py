"""The pages of scores as people use them."""

import io
import json
import re
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards.enums import SheetState
from awards.models import AwardCampaign, Evidence, PeerPoint, PeerSheet, Ranking, SelfScoreLine
from awards.services.editing import choose_evidence
from tests.driver import plan_of
from workflow_app.approvals.enums import Outcome, Stage
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.services.revisions import freeze
from workflow_app.organization.models import ClusterMembership, Unit

from .scoring import OWN, Scoring

pytestmark = pytest.mark.django_db


def page(name: str, *given: object) -> str:
    return reverse(f"awards:{name}", args=given)


def sign_in(client: Client, scoring: Scoring, name: str) -> None:
    client.force_login(scoring.user(name))


def test_the_scores_of_a_campaign_long_past_are_found_by_its_address(
    client: Client, scoring: Scoring
) -> None:
    scoring.open()
    old = scoring.house.campaign
    for later in (1, 2, 3):
        campaign = AwardCampaign.objects.get(pk=old.pk)
        campaign.pk, campaign.year = None, old.year + later
        campaign.save(force_insert=True)
    sign_in(client, scoring, "hanh")
    latest = client.get(page("scores"))
    assert latest.context["campaign"] is None
    assert reverse("awards:campaigns") in latest.content.decode().split("<main")[1]
    way_there = client.get(old.get_absolute_url()).content.decode()
    assert f"{page('scores')}?campaign={old.pk}" in way_there
    shown = client.get(page("scores"), {"campaign": old.pk}).context
    assert shown["campaign"] == old
    assert [score.campaign for score in shown["mine"].scores] == [old]


def test_cells_are_saved_as_they_are_typed(client: Client, scoring: Scoring) -> None:
    scoring.open()
    sign_in(client, scoring, "hanh")
    uid = str(scoring.key("1.1"))
    cells = [
        {"uid": uid, "column": "points", "text": "38,5", "base": ""},
        {"uid": uid, "column": "claim", "text": "Vượt kế hoạch", "base": ""},
        {"uid": str(scoring.key("1.2")), "column": "points", "text": "nhiều", "base": ""},
    ]
    code = scoring.dossier("LH-HUE").code
    answer = client.post(
        page("score_cells", code), json.dumps({"cells": cells}), content_type="application/json"
    ).json()
    assert [cell[2] for cell in answer["cells"]] == ["38,5", "Vượt kế hoạch"]
    assert answer["wrong"][0][1] == "points"
    line = SelfScoreLine.objects.get(criterion=scoring.key("1.1"))
    assert (str(line.points), line.claim) == ("38.50", "Vượt kế hoạch")


def test_the_form_works_without_a_script(client: Client, scoring: Scoring) -> None:
    scoring.open()
    sign_in(client, scoring, "hanh")
    code, uid = scoring.dossier("LH-HUE").code, scoring.key("1.1")
    data = {f"cell:{uid}:points": "40", f"base:{uid}:points": "", "cell::summary": "Năm tốt"}
    answer = client.post(page("score_cells", code), data, follow=True)
    assert answer.redirect_chain[-1][0] == page("score_edit", code)
    assert SelfScoreLine.objects.get(criterion=uid).points == 40
    assert scoring.score("LH-HUE").summary == "Năm tốt"


def test_the_margin_counts_and_warns_of_claims_without_a_source(
    client: Client, scoring: Scoring
) -> None:
    scoring.open()
    scoring.fill("LH-HUE")
    sign_in(client, scoring, "hanh")
    text = client.get(page("score_margin", scoring.dossier("LH-HUE").code)).content.decode()
    assert "92,5" in text
    assert text.count("score-warning") == 4
    assert "score-error" not in text


def test_others_are_led_to_the_dossier_and_strangers_to_nothing(
    client: Client, scoring: Scoring
) -> None:
    scoring.open()
    address = page("score_edit", scoring.dossier("LH-HUE").code)
    sign_in(client, scoring, "dung")
    assert client.get(address).status_code == 302
    sign_in(client, scoring, "vy")
    assert client.get(address).status_code == 404


@pytest.fixture
def adopted_plan(scoring: Scoring) -> Dossier:
    """Đà Nẵng's plan of the year, adopted as it was signed."""
    plan = plan_of(scoring.house.cast)
    plan.add_line(scoring.user("hoa"), first_day="2027-09-01", last_day="2027-09-30")
    dossier = plan.dossier
    freeze(dossier=dossier, user=scoring.user("hoa"), check=False)
    Dossier.objects.filter(pk=dossier.pk).update(stage=Stage.ADOPTED, revision=dossier.revision)
    return plan.dossier


def test_lines_of_the_adopted_plan_are_offered_and_chosen(
    client: Client, scoring: Scoring, adopted_plan: Dossier
) -> None:
    scoring.open()
    sign_in(client, scoring, "hoa")
    code, uid = scoring.dossier("LH-DANANG").code, scoring.key("1.1")
    address = page("score_evidence", code, uid)
    offered = client.get(address).content.decode()
    assert "Gặp mặt hữu nghị kỷ niệm 60 năm" in offered
    item = offered.partition('name="item"')[2].partition('value="')[2].partition('"')[0]
    client.post(address, {"item": [item, "999:zz"]})
    evidence = Evidence.objects.get()
    assert (evidence.source, evidence.line.criterion_id) == (adopted_plan, uid)
    assert adopted_plan.code in evidence.label
    other = page("score_evidence", code, scoring.key("1.2"))
    assert "Gặp mặt" in client.get(other, {"q": "gap mat lao"}).content.decode()
    assert "Gặp mặt" not in client.get(other, {"q": "hội thảo"}).content.decode()


def test_a_file_can_be_evidence_and_is_frozen_with_its_check_sum(scoring: Scoring) -> None:
    scoring.open()
    scoring.fill("LH-HUE")
    upload = SimpleUploadedFile("xac-nhan.pdf", b"%PDF-1.4\n%x\n", "application/pdf")
    choose_evidence(
        score=scoring.score("LH-HUE"),
        criterion=scoring.house.criterion("1.1"),
        items=[],
        attachments=[],
        upload=upload,
        user=scoring.user("hanh"),
    )
    scoring.do("hanh", "LH-HUE", "draft", Outcome.SUBMITTED)
    revision = scoring.dossier("LH-HUE").revision
    assert revision is not None
    evidence = json.loads(revision.content)["lines"][0]["evidence"][0]
    assert evidence["file"] == "xac-nhan.pdf"
    assert len(evidence["sha256"]) == 64


def test_everybody_who_reads_the_score_sees_what_lacks_a_source(
    client: Client, scoring: Scoring
) -> None:
    scoring.all_signed()
    sign_in(client, scoring, "minh")
    sheet = scoring.sheet("LH-HUE", "LH-DANANG")
    text = client.get(page("peer_sheet", sheet.round_id)).content.decode()
    assert text.count("score-warning") == 4


def _rows(data: bytes) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def _filled(data: bytes, heading: str, text: str) -> SimpleUploadedFile:
    """Write a text into the column of a heading, in every row of the table."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    top = next(row for row in sheet.iter_rows() if any(cell.value == heading for cell in row))
    column = next(cell.column for cell in top if cell.value == heading)
    for number in range(top[0].row + 1, sheet.max_row + 1):
        if any(cell.value for cell in sheet[number]):
            sheet.cell(row=number, column=column).value = text
    file = io.BytesIO()
    book.save(file)
    return SimpleUploadedFile("bang.xlsx", file.getvalue())


def _hidden(text: str) -> dict[str, Any]:
    """Return what the form of a preview would send."""
    fields: dict[str, Any] = {"row": []}
    for tag in re.findall(r"<input[^>]*>", text.partition("take/")[2]):
        name = re.search(r'name="([^"]*)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name is None or name[1] in ("csrfmiddlewaretoken", "file"):
            continue
        if name[1] == "row":
            fields["row"].append(value[1] if value else "")
        else:
            fields[name[1]] = value[1] if value else ""
    return fields


def test_the_own_sheet_goes_out_and_comes_back_with_a_preview(
    client: Client, scoring: Scoring
) -> None:
    scoring.open()
    sign_in(client, scoring, "hanh")
    code = scoring.dossier("LH-HUE").code
    out = client.get(page("score_workbook", code))
    rows = _rows(out.content)
    assert any("1.1" in row and "Hoàn thành kế hoạch năm" in row for row in rows)
    upload = _filled(out.content, "Điểm tự chấm", "4,5")
    preview = client.post(page("score_import", code), {"file": upload}).content.decode()
    assert not SelfScoreLine.objects.filter(points__isnull=False).exists()
    fields = _hidden(preview)
    assert len(fields["row"]) == 6
    client.post(page("score_take", code), fields)
    assert {line.points for line in SelfScoreLine.objects.all()} == {4.5}


def test_a_peer_fills_all_sheets_in_one_workbook_and_hands_nothing_in_by_it(
    client: Client, scoring: Scoring
) -> None:
    scoring.all_signed()
    sign_in(client, scoring, "hoa")
    campaign = scoring.house.campaign.pk
    out = client.get(page("peer_workbook", campaign))
    upload = _filled(out.content, "Điểm của chúng tôi", "5")
    preview = client.post(page("peer_import", campaign), {"file": upload}).content.decode()
    assert not PeerPoint.objects.exists()
    fields = _hidden(preview)
    assert len(fields["row"]) == 12
    client.post(page("peer_take", campaign), fields)
    assert PeerPoint.objects.filter(sheet__unit__code="LH-DANANG", points=5).count() == 12
    assert {sheet.state for sheet in PeerSheet.objects.all()} == {SheetState.ASKED}


def test_a_workbook_cannot_reach_the_sheets_of_another_unit(
    client: Client, scoring: Scoring
) -> None:
    scoring.all_signed()
    foreign = scoring.sheet("LH-HUE", "LH-QUANGTRI")
    sign_in(client, scoring, "minh")
    key = f"{foreign.pk}-{scoring.key('1.1')}"
    client.post(
        page("peer_take", scoring.house.campaign.pk), {"row": [key], f"new:{key}:points": "1"}
    )
    assert not PeerPoint.objects.exists()


def test_too_many_points_in_a_workbook_are_named_with_their_row(
    client: Client, scoring: Scoring
) -> None:
    scoring.all_signed()
    sign_in(client, scoring, "minh")
    campaign = scoring.house.campaign.pk
    out = client.get(page("peer_workbook", campaign))
    upload = _filled(out.content, "Điểm của chúng tôi", "30")
    text = client.post(page("peer_import", campaign), {"file": upload}).content.decode()
    assert len(_hidden(text)["row"]) == 2  # only 1.1 allows 30 points


def test_a_sheet_is_handed_in_on_its_page(client: Client, scoring: Scoring) -> None:
    scoring.all_signed()
    sheet = scoring.sheet("LH-HUE", "LH-DANANG")
    sign_in(client, scoring, "minh")
    data = {f"cell:{scoring.key(code)}:points": text for code, text in OWN.items()}
    incomplete = client.post(
        page("peer_cells", sheet.round_id),
        {f"cell:{scoring.key('1.1')}:points": "30", "hand_in": "1"},
    )
    assert incomplete.status_code == 422
    client.post(page("peer_cells", sheet.round_id), data | {"hand_in": "1"})
    sheet.refresh_from_db()
    assert sheet.state == SheetState.HANDED_IN
    assert "cell:" not in client.get(page("peer_sheet", sheet.round_id)).content.decode()


def test_a_clerk_is_not_offered_to_hand_in(client: Client, scoring: Scoring) -> None:
    scoring.all_signed()
    sheet = scoring.sheet("LH-HUE", "LH-DANANG")
    sign_in(client, scoring, "hoa")
    text = client.get(page("peer_sheet", sheet.round_id)).content.decode()
    assert "cell:" in text
    assert 'name="hand_in"' not in text


def test_the_office_types_beside_the_columns(client: Client, scoring: Scoring) -> None:
    scoring.all_scored()
    sign_in(client, scoring, "tam")
    code = scoring.dossier("LH-HUE").code
    data = {f"cell:{scoring.key(one)}:points": text for one, text in OWN.items()}
    data[f"cell:{scoring.key('1.1')}:points"] = "20"
    client.post(page("score_office", code), data)
    text = client.get(page("score_columns", code)).content.decode()
    assert text.count("is-wide") == 1
    assert "(34 – 36)" in text


def test_the_ranking_shows_the_line_of_the_quota_and_is_frozen_on_its_page(
    client: Client, scoring: Scoring
) -> None:
    scoring.all_scored()
    cluster, campaign = scoring.house.cast.cluster, scoring.house.campaign
    sign_in(client, scoring, "minh")
    text = client.get(page("ranking", campaign.pk, cluster.pk)).content.decode()
    assert text.count("rank-line-text") == 1
    assert "92,5" in text
    client.post(page("ranking_freeze", campaign.pk, cluster.pk))
    assert Ranking.objects.get().frozen_by == scoring.user("minh")
    rows = _rows(client.get(page("ranking_export", campaign.pk, cluster.pk)).content)
    assert any(92.5 in row for row in rows)  # a number, which Excel adds up


def test_the_pages_take_as_many_statements_for_many_units_as_for_few(
    client: Client, scoring: Scoring
) -> None:
    scoring.all_scored()
    cluster, campaign = scoring.house.cast.cluster, scoring.house.campaign
    addresses = [
        page("ranking", campaign.pk, cluster.pk),
        page("scores"),
        page("score_columns", scoring.dossier("LH-HUE").code),
    ]
    sign_in(client, scoring, "kien")

    def counted() -> list[int]:
        numbers = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            numbers.append(len(queries))
        return numbers

    counted()
    few = counted()
    units = Unit.objects.bulk_create(
        Unit(code=f"X-{number}", name=f"X {number}", short_name=f"X {number}", kind="local_member")
        for number in range(12)
    )
    ClusterMembership.objects.bulk_create(
        ClusterMembership(cluster=cluster, unit=unit, year=2027) for unit in units
    )
    scoring.house.cast.units |= {unit.code: unit for unit in units}
    scoring.open(tuple(unit.code for unit in units))
    assert counted() == few


def test_the_page_asks_why_a_ranking_is_frozen_before_everything_is_in(
    client: Client, scoring: Scoring
) -> None:
    scoring.all_scored()
    scoring.do("tam", "LH-HUE", "appraise", Outcome.RETURNED, "Thiếu minh chứng")
    address = [scoring.house.campaign.pk, scoring.house.cast.cluster.pk]
    sign_in(client, scoring, "tam")
    text = client.get(page("ranking", *address)).content.decode()
    assert text.count('name="reason"') == 2  # in the dialog, and where there are no scripts
    client.post(page("ranking_freeze", *address), {"reason": ""})
    assert not Ranking.objects.exists()
    client.post(page("ranking_freeze", *address), {"reason": "Cụm họp ngày 20/11"})
    assert "Cụm họp ngày 20/11" in client.get(page("ranking", *address)).content.decode()
