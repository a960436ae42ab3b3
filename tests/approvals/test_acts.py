"""Deciding on the page: what is done, what is refused, and what the person then reads."""

import pytest
from django import forms

from tests.approvals.conftest import As
from tests.approvals.test_dossier_page import url
from tests.cast import Cast
from tests.driver import FlowDriver, plan_of
from workflow_app.approvals import forms_of_steps
from workflow_app.approvals.enums import Outcome, Stage
from workflow_app.approvals.forms_of_steps import StepForm, register_step_form
from workflow_app.approvals.models import Decision, Dossier
from workflow_app.approvals.services.decisions import settle


def act(browser, plan: FlowDriver, step: str, outcome: str, **data: str):
    return browser.post(url(plan, "act/"), {"step": step, "outcome": outcome, **data})


@pytest.fixture
def submitted(plan: FlowDriver) -> FlowDriver:
    plan.add_line(plan.cast.hoa, first_day="2027-09-01", last_day="2027-09-30")
    plan.do(plan.cast.hoa, "draft", Outcome.SUBMITTED)
    return plan


def test_a_head_signs_and_comes_back_to_the_dossier(
    cast: Cast, submitted: FlowDriver, as_: As
) -> None:
    answer = act(as_(cast.minh), submitted, "sign", "signed", reason="Nhất trí", revision="1")
    assert (answer.status_code, answer.url) == (302, submitted.dossier.get_absolute_url())
    decision = Decision.objects.latest("pk")
    assert (decision.actor, decision.outcome, decision.reason) == (cast.minh, "signed", "Nhất trí")


def test_a_return_without_a_reason_is_asked_again(
    cast: Cast, submitted: FlowDriver, as_: As
) -> None:
    answer = act(as_(cast.minh), submitted, "sign", "returned")
    assert answer.status_code == 422
    assert answer.context["button"].form.errors["reason"]
    assert submitted.dossier.stage == Stage.SIGNING


def test_a_refusal_keeps_what_was_typed(cast: Cast, submitted: FlowDriver, as_: As) -> None:
    submitted.do(cast.minh, "sign", Outcome.SIGNED)
    answer = act(as_(cast.lan), submitted, "sign", "returned", reason="Còn thiếu phụ lục")
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Còn thiếu phụ lục" in text
    assert "Trần Văn Minh" in text


def test_errors_of_the_content_are_listed(cast: Cast, plan: FlowDriver, as_: As) -> None:
    answer = act(as_(cast.hoa), plan, "draft", "submitted")
    assert answer.status_code == 422
    assert answer.context["refusal"].details
    assert plan.dossier.revision is None


def test_who_only_reads_is_told_whose_it_is(cast: Cast, submitted: FlowDriver, as_: As) -> None:
    for reader in (cast.kien, cast.hoa):
        answer = act(as_(reader), submitted, "sign", "signed")
        assert answer.status_code == 403
        assert "Trần Văn Minh" in answer.content.decode()
    assert submitted.dossier.stage == Stage.SIGNING


def test_a_page_of_an_older_revision_decides_nothing(
    cast: Cast, submitted: FlowDriver, as_: As
) -> None:
    answer = act(as_(cast.minh), submitted, "sign", "signed", revision="7")
    assert answer.status_code == 409
    assert act(as_(cast.minh), submitted, "sign", "signed", revision="x").status_code == 404


def test_only_a_post_decides(cast: Cast, submitted: FlowDriver, as_: As) -> None:
    minh = as_(cast.minh)
    assert minh.get(url(submitted, "act/?step=sign&outcome=signed")).status_code == 405
    assert act(minh, submitted, "sign", "blessed").status_code == 404
    assert act(minh, submitted, "", "signed").status_code == 409
    assert submitted.dossier.stage == Stage.SIGNING


def test_nobody_reaches_another_units_dossier(cast: Cast, submitted: FlowDriver, as_: As) -> None:
    for stranger in (cast.vy, cast.xuan, cast.quang, cast.dung, cast.tuan):
        for step, outcome in (("sign", "signed"), ("sign", "withdrawn"), ("sign", "returned")):
            answer = act(as_(stranger), submitted, step, outcome, reason="x")
            assert answer.status_code == 404, stranger
    assert Dossier.objects.get(pk=submitted.pk).stage == Stage.SIGNING


def test_the_author_withdraws_with_a_reason(cast: Cast, submitted: FlowDriver, as_: As) -> None:
    act(as_(cast.hoa), submitted, "sign", "withdrawn", reason="Bổ sung kinh phí")
    assert submitted.dossier.is_returned
    assert submitted.dossier.sent_back.reason == "Bổ sung kinh phí"


def test_save_and_next_goes_to_the_next_of_the_same_list(cast: Cast, as_: As) -> None:
    lao, tri = plan_of(cast, "HHN-LAO"), plan_of(cast, "LH-QUANGTRI")
    for plan, drafter, head, lead in (
        (lao, cast.lam, cast.khanh, "HHN Việt Nam - Lào"),
        (tri, cast.quynh, cast.quynh, "LHHN Quảng Trị"),
    ):
        plan.add_line(drafter, first_day="2027-09-01", last_day="2027-09-30", lead=lead)
        plan.do(drafter, "draft", Outcome.SUBMITTED)
        plan.do(head, "sign", Outcome.SIGNED)
    tri.opine(cast.minh, "LH-DANANG")
    tri.opine(cast.dung, "LH-HUE")
    tri.do(cast.minh, "endorse", Outcome.ENDORSED)
    tuan = as_(cast.tuan)
    rows = tuan.get("/", {"kind": "plan.appraise_content"}).context["sections"][0].rows
    assert len(rows) == 2
    first, second = (row.item.dossier for row in rows)
    page = tuan.get(rows[0].url)
    trail = page.context["trail"].query
    assert "kind=plan.appraise_content" in trail
    answer = tuan.post(
        f"{first.get_absolute_url()}act/",
        {"step": "appraise_content", "outcome": "appraised", "from": trail, "next": "1"},
    )
    assert answer.url.startswith(second.get_absolute_url())
    trail = tuan.get(answer.url).context["trail"].query
    answer = tuan.post(
        f"{second.get_absolute_url()}act/",
        {"step": "appraise_content", "outcome": "appraised", "from": trail, "next": "1"},
    )
    assert answer.url == "/?kind=plan.appraise_content"


class PaperForm(StepForm):
    signer = forms.CharField()


@pytest.fixture
def paper_form(monkeypatch):
    monkeypatch.setattr(forms_of_steps, "_forms", {})
    register_step_form("plan", "issue", Outcome.ISSUED, PaperForm)


def test_a_step_may_ask_for_more(cast: Cast, plan: FlowDriver, as_: As, paper_form: None) -> None:
    plan.to_the_presidium()
    settle(dossier=plan.dossier, step="presidium", outcome=Outcome.ADOPTED)
    thu = as_(cast.thu)
    assert 'name="signer"' in thu.get(url(plan)).content.decode()
    assert act(thu, plan, "issue", "issued").status_code == 422
    act(thu, plan, "issue", "issued", signer="Nguyễn Mai Phương")
    assert plan.dossier.paper.signer == "Nguyễn Mai Phương"


def test_a_refused_submission_names_the_lines_and_leads_to_the_draft(
    cast: Cast, plan: FlowDriver, as_: As
) -> None:
    plan.add_line(cast.hoa, title="Đoàn vào", lead="")
    plan.add_line(cast.hoa, title="Đoàn ra", lead="")
    answer = as_(cast.hoa).post(
        f"{plan.dossier.get_absolute_url()}act/", {"step": "draft", "outcome": "submitted"}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Dòng 1:" in page or "Line 1:" in page
    assert "Dòng 2:" in page or "Line 2:" in page
    assert f"/plans/edit/{plan.dossier.code}/" in page


def test_nobody_reads_the_question_that_the_process_asks_itself(
    cast: Cast, plan: FlowDriver, as_: As
) -> None:
    plan.add_line(cast.hoa, first_day="2027-09-01", last_day="2027-09-30")
    plan.do(cast.hoa, "draft", Outcome.SUBMITTED)
    frame = as_(cast.minh).get(plan.dossier.get_absolute_url()).context["frame"]
    (sign,) = frame.forward
    assert not str(sign.action.next_title).endswith("?")
    assert str(sign.action.next_title) == str(frame.way[2].label)
