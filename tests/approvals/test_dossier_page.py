"""The page of a dossier: who sees it, what its first screen says, what its tabs tell."""

import pytest
from django.utils import timezone

from tests.approvals.conftest import As
from tests.cast import Cast
from tests.driver import FlowDriver, plan_of
from workflow_app.approvals.enums import Outcome, Stance
from workflow_app.approvals.models import Visit
from workflow_app.approvals.services.decisions import settle

TABS = ("content", "review", "decisions", "papers", "history")


def url(plan: FlowDriver, path: str = "") -> str:
    return f"/dossiers/{plan.dossier.code}/{path}"


def labels(page) -> list[str]:
    return [button.action.outcome.value for button in page.context["frame"].buttons]


def states(page) -> list[str]:
    return [step.state for step in page.context["frame"].way]


def test_each_person_gets_the_buttons_of_their_step(cast: Cast, plan: FlowDriver, as_: As) -> None:
    plan.add_line(cast.hoa, first_day="2027-09-01", last_day="2027-09-30")
    assert labels(as_(cast.hoa).get(url(plan))) == ["submitted"]
    assert labels(as_(cast.minh).get(url(plan))) == []
    plan.do(cast.hoa, "draft", Outcome.SUBMITTED)
    assert labels(as_(cast.hoa).get(url(plan))) == ["withdrawn"]
    assert labels(as_(cast.minh).get(url(plan))) == ["signed", "returned", "withdrawn"]
    assert labels(as_(cast.kien).get(url(plan))) == []
    plan.do(cast.minh, "sign", Outcome.SIGNED)
    plan.opine(cast.dung, "LH-HUE")
    plan.opine(cast.quynh, "LH-QUANGTRI")
    page = as_(cast.dung).get(url(plan))
    assert labels(page) == ["endorsed", "returned"]
    assert "LHHN Thừa Thiên - Huế" in page.context["frame"].buttons[0].action.authority


def test_the_stepper_tells_done_now_and_to_come(cast: Cast, plan: FlowDriver, as_: As) -> None:
    plan.submit_and_sign()
    page = as_(cast.minh).get(url(plan))
    assert states(page) == ["done", "done", "current", *["todo"] * 5]
    text = page.content.decode()
    assert "Nguyễn Thị Hoa" in text
    assert page.context["frame"].answers == (0, 2)


def test_a_skipped_cluster_is_shown_as_skipped(cast: Cast, as_: As) -> None:
    plan = plan_of(cast, "HHN-LAO")
    plan.add_line(
        cast.lam, first_day="2027-09-01", last_day="2027-09-30", lead="HHN Việt Nam - Lào"
    )
    plan.do(cast.lam, "draft", Outcome.SUBMITTED)
    plan.do(cast.khanh, "sign", Outcome.SIGNED)
    page = as_(cast.tuan).get(url(plan))
    assert states(page)[:5] == ["done", "done", "skipped", "skipped", "current"]
    assert page.context["frame"].holder.startswith("Đỗ Anh Tuấn")


def test_a_returned_dossier_says_who_returned_it_and_why(
    cast: Cast, plan: FlowDriver, as_: As
) -> None:
    plan.through_the_cluster()
    plan.do(cast.tuan, "appraise_content", Outcome.RETURNED, reason="Thiếu văn bản kèm theo")
    page = as_(cast.hoa).get(url(plan))
    text = page.content.decode()
    assert "Thiếu văn bản kèm theo" in text
    assert "Đỗ Anh Tuấn" in text
    assert states(page)[0] == "current"
    assert states(page)[4] == "returned"
    assert page.context["frame"].may_edit


def test_the_secretary_is_led_on_to_put_it_to_the_vote(
    cast: Cast, plan: FlowDriver, as_: As
) -> None:
    plan.to_the_presidium()
    page = as_(cast.son).get(url(plan))
    label, address = page.context["frame"].errand
    assert address == f"/sessions/convene/?dossier={plan.dossier.code}"
    assert label in page.content.decode()
    assert as_(cast.minh).get(url(plan)).context["frame"].errand is None


def test_an_issued_dossier_shows_its_paper_and_offers_nothing(
    cast: Cast, plan: FlowDriver, as_: As
) -> None:
    plan.to_the_presidium()
    settle(dossier=plan.dossier, step="presidium", outcome=Outcome.ADOPTED)
    plan.do(cast.thu, "issue", Outcome.ISSUED, signer="Nguyễn Mai Phương")
    for tab in TABS:
        page = as_(cast.hoa).get(url(plan), {"tab": tab})
        assert "01/QĐ-ĐCT" in page.content.decode()
        assert labels(page) == []
    assert set(states(page)) == {"done"}
    papers = as_(cast.hoa).get(url(plan), {"tab": "papers"}).content.decode()
    assert plan.dossier.paper.get_absolute_url() in papers


def test_only_the_unit_reads_its_draft(cast: Cast, plan: FlowDriver, as_: As) -> None:
    plan.add_line(cast.hoa, first_day="2027-09-01", last_day="2027-09-30", title="Bản nháp kín")
    assert "Bản nháp kín" in as_(cast.hoa).get(url(plan)).content.decode()
    inspector = as_(cast.kien).get(url(plan))
    assert inspector.context["content"] is None
    assert "Bản nháp kín" not in inspector.content.decode()
    plan.submit_and_sign()
    plan.withdraw(cast.hoa)
    plan.add_line(cast.hoa, first_day="2027-02-01", last_day="2027-02-01", title="Chưa trình")
    assert "Chưa trình" in as_(cast.hoa).get(url(plan)).content.decode()
    for reader in (cast.kien, cast.dung, cast.quynh):
        page = as_(reader).get(url(plan)).content.decode()
        assert "Bản nháp kín" in page
        assert "Chưa trình" not in page
        assert as_(reader).get(url(plan, "compare/?to=draft")).status_code == 404


def test_an_older_revision_can_be_read_and_an_unknown_one_is_not_there(
    cast: Cast, plan: FlowDriver, as_: As
) -> None:
    plan.submit_and_sign()
    page = as_(cast.dung).get(url(plan), {"revision": "1"})
    assert page.context["revision"].number == 1
    assert as_(cast.dung).get(url(plan), {"revision": "9"}).status_code == 404
    assert as_(cast.dung).get(url(plan), {"tab": "secrets"}).status_code == 404


def test_looking_is_noted_by_a_post_and_changes_are_told(
    cast: Cast, plan: FlowDriver, as_: As
) -> None:
    plan.submit_and_sign()
    hoa = as_(cast.hoa)
    assert hoa.get(url(plan)).context["frame"].changes.since is None
    assert not Visit.objects.exists()
    assert hoa.get(url(plan, "seen/")).status_code == 405
    assert hoa.post(url(plan, "seen/")).status_code == 204
    assert hoa.post(url(plan, "seen/")).status_code == 204
    assert hoa.get(url(plan)).context["frame"].changes.shown == []
    plan.opine(cast.dung, "LH-HUE", Stance.OBJECT, "Trùng lịch")
    shown = hoa.get(url(plan)).context["frame"].changes.shown
    assert len(shown) == 1
    assert "LHHN Thừa Thiên - Huế" in shown[0].text


def test_ones_own_acts_are_no_news(cast: Cast, plan: FlowDriver, as_: As) -> None:
    plan.submit_and_sign()
    Visit.objects.create(
        dossier=plan.dossier, user=cast.hoa, seen=timezone.now() - timezone.timedelta(1)
    )
    texts = [change.text for change in as_(cast.hoa).get(url(plan)).context["frame"].changes.shown]
    assert len(texts) == 1
    assert "Trần Văn Minh" in texts[0]


@pytest.mark.parametrize("tab", TABS)
def test_a_tab_costs_the_same_with_more_opinions_and_comments(
    cast: Cast, plan: FlowDriver, as_: As, django_assert_max_num_queries, tab: str
) -> None:
    plan.submit_and_sign()
    minh = as_(cast.minh)
    minh.get(url(plan), {"tab": tab})
    with django_assert_max_num_queries(32):
        minh.get(url(plan), {"tab": tab})
    plan.opine(cast.dung, "LH-HUE", Stance.OBJECT, "Trùng lịch")
    with django_assert_max_num_queries(32):
        minh.get(url(plan), {"tab": tab})
    plan.opine(cast.quynh, "LH-QUANGTRI", Stance.OBJECT, "Trùng lịch")
    with django_assert_max_num_queries(32):
        minh.get(url(plan), {"tab": tab})


def test_the_chart_marks_where_the_dossier_waits(cast: Cast, plan: FlowDriver, as_: As) -> None:
    plan.through_the_cluster()
    plan.do(cast.tuan, "appraise_content", Outcome.RETURNED, reason="Thiếu văn bản")
    page = as_(cast.hoa).get(url(plan), {"tab": "history"}).content.decode()
    assert page.count("flow-current") == 1
    assert "<style" not in page
    assert 'style="' not in page


def test_nobody_has_a_page_of_a_dossier_they_may_not_know(
    cast: Cast, plan: FlowDriver, as_: As
) -> None:
    plan.through_the_cluster()
    paths = ["", "?tab=review", "?tab=history", "opinion/", "compare/", "files/1/"]
    for stranger in (cast.vy, cast.yen, cast.xuan, cast.an, cast.quang, cast.khanh):
        for path in paths:
            assert as_(stranger).get(url(plan, path)).status_code == 404, (stranger, path)
    assert as_(cast.hoa).get("/dossiers/KH-2027-KHONG-CO/").status_code == 404


def test_the_search_finds_without_marks_what_one_may_see(
    cast: Cast, plan: FlowDriver, as_: As
) -> None:
    plan.submit_and_sign()
    for words in ("da nang", "ĐÀ NẴNG 2027", "kh-2027-lh-danang", "nang da"):
        rows = as_(cast.dung).get("/search/", {"q": words}).context["rows"]
        assert [row["dossier"].pk for row in rows] == [plan.pk], words
        assert as_(cast.vy).get("/search/", {"q": words}).context["rows"] == []
    empty = as_(cast.dung).get("/search/", {"q": "khong co gi nhu the"})
    assert empty.context["rows"] == []
    assert as_(cast.dung).get("/search/", {"q": "a"}).context["asked"] is False
