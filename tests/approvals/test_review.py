"""The cluster's review in the browser: one's own opinion first, then the others'."""

import pytest

from tests.approvals.conftest import As
from tests.approvals.test_dossier_page import url
from tests.cast import Cast
from tests.driver import FlowDriver, plan_of
from tests.retold import retold
from workflow_app.approvals.enums import OpinionState, Outcome, RoundState, Stage, Stance
from workflow_app.approvals.errors import IncompleteError, NotAllowedError
from workflow_app.approvals.models import Opinion, WorkItem
from workflow_app.approvals.services.consultations import close_round

SECRET = "Trùng thời gian với hoạt động của chúng tôi"


@pytest.fixture
def asked(cast: Cast) -> FlowDriver:
    """Huế's plan, put to Đà Nẵng (which heads the cluster) and Quảng Trị."""
    return retold("asked", lambda: plan_asked_about(cast), cast)


def plan_asked_about(cast: Cast) -> FlowDriver:
    plan = plan_of(cast, "LH-HUE")
    plan.add_line(
        cast.hanh, first_day="2027-09-01", last_day="2027-09-30", lead="LHHN Thừa Thiên - Huế"
    )
    plan.do(cast.hanh, "draft", Outcome.SUBMITTED)
    plan.do(cast.dung, "sign", Outcome.SIGNED)
    return plan


def say(browser, plan: FlowDriver, stance: str, text: str = "", **more: str):
    return browser.post(
        url(plan, "opinion/"), {"stance": stance, "text": text, "revision": "1", **more}
    )


def pages(browser, plan: FlowDriver) -> str:
    """Everything the person can read about the dossier, in one text."""
    paths = ["opinion/", "compare/"] + [
        f"?tab={tab}" for tab in ("content", "review", "decisions", "papers", "history")
    ]
    texts = [browser.get(url(plan, path)).content.decode() for path in paths]
    texts += [browser.get(path).content.decode() for path in ("/", "/search/?q=hue")]
    return "\n".join(texts)


def test_others_opinions_stay_hidden_until_ones_own_is_handed_in(
    cast: Cast, asked: FlowDriver, as_: As
) -> None:
    """A known product showed the aggregate of the reviews before one's own was given."""
    asked.opine(cast.minh, "LH-DANANG", Stance.OBJECT, SECRET)
    quynh = as_(cast.quynh)
    before = pages(quynh, asked)
    assert SECRET not in before
    rows = quynh.get(url(asked), {"tab": "review"}).context["rounds"][0]["opinions"]
    assert {row["label"] for row in rows} == {
        str(OpinionState.GIVEN.label),
        str(OpinionState.INVITED.label),
    }
    assert quynh.get(url(asked), {"tab": "review"}).context["comments"] == []
    say(quynh, asked, "agree_with_comments", "Nên thêm kinh phí")
    assert SECRET in pages(quynh, asked)


def test_what_others_remark_in_general_is_hidden_as_long(
    cast: Cast, asked: FlowDriver, as_: As
) -> None:
    """A remark on the whole dossier says as much as an opinion."""
    as_(cast.minh).post(url(asked, "comments/"), {"text": SECRET})
    as_(cast.hanh).post(url(asked, "comments/"), {"text": "Kinh phí đã được tỉnh đồng ý"})
    quynh = as_(cast.quynh)
    quynh.post(url(asked, "comments/"), {"text": "Xin phụ lục"})
    before = pages(quynh, asked)
    assert SECRET not in before
    assert "Kinh phí đã được tỉnh đồng ý" in before, "the drafting unit explains its plan"
    assert "Xin phụ lục" in before, "one's own"
    asked.opine(cast.quynh, "LH-QUANGTRI")
    assert SECRET in pages(quynh, asked)


def test_a_general_remark_is_read_when_the_round_is_over(
    cast: Cast, asked: FlowDriver, as_: As
) -> None:
    as_(cast.minh).post(url(asked, "comments/"), {"text": SECRET})
    close_round(round_id=asked.dossier.rounds.get().pk)
    assert SECRET in as_(cast.quynh).get(url(asked), {"tab": "review"}).content.decode()


def test_the_drafter_the_head_and_the_inspection_read_all(
    cast: Cast, asked: FlowDriver, as_: As
) -> None:
    asked.opine(cast.quynh, "LH-QUANGTRI", Stance.OBJECT, SECRET)
    for reader in (cast.hanh, cast.dung, cast.minh, cast.kien):
        assert SECRET in as_(reader).get(url(asked), {"tab": "review"}).content.decode()


def test_when_the_round_is_over_everybody_asked_reads_all(
    cast: Cast, asked: FlowDriver, as_: As
) -> None:
    asked.opine(cast.minh, "LH-DANANG", Stance.OBJECT, SECRET)
    close_round(round_id=asked.dossier.rounds.get().pk)
    assert SECRET in as_(cast.quynh).get(url(asked), {"tab": "review"}).content.decode()


def test_an_opinion_is_given_with_comments_on_lines_and_changed(
    cast: Cast, asked: FlowDriver, as_: As
) -> None:
    uid = asked.plan.activities.get().uid
    quynh = as_(cast.quynh)
    answer = say(quynh, asked, "object", **{f"line:{uid}": "Nên tổ chức quý IV", "line:zz": "lạ"})
    assert answer.status_code == 302
    opinion = Opinion.objects.get(unit=cast.unit("LH-QUANGTRI"))
    assert [(c.line, c.text) for c in opinion.comments.all()] == [(uid, "Nên tổ chức quý IV")]
    assert "Nên tổ chức quý IV" in quynh.get(url(asked, "opinion/")).content.decode()
    say(quynh, asked, "agree")
    opinion.refresh_from_db()
    assert (opinion.stance, opinion.comments.count()) == ("agree", 0)


def test_an_objection_without_a_reason_is_refused_and_the_page_keeps_the_choice(
    cast: Cast, asked: FlowDriver, as_: As
) -> None:
    answer = say(as_(cast.quynh), asked, "object")
    assert answer.status_code == 422
    assert answer.context["refusal"]
    assert answer.context["form"]["stance"].value() == "object"
    assert say(as_(cast.quynh), asked, "perhaps").status_code == 422


def test_after_the_review_closed_nothing_can_be_said(
    cast: Cast, asked: FlowDriver, as_: As
) -> None:
    close_round(round_id=asked.dossier.rounds.get().pk)
    assert say(as_(cast.quynh), asked, "agree").status_code == 409
    assert Opinion.objects.get(unit=cast.unit("LH-QUANGTRI")).state == OpinionState.LAPSED


def test_only_units_that_were_asked_have_the_page(cast: Cast, asked: FlowDriver, as_: As) -> None:
    for outsider in (cast.hanh, cast.dung, cast.kien, cast.tuan, cast.vy, cast.xuan):
        assert as_(outsider).get(url(asked, "opinion/")).status_code == 404
        assert say(as_(outsider), asked, "agree").status_code == 404
    assert not Opinion.objects.filter(state=OpinionState.GIVEN).exists()


def test_what_the_unit_said_last_time_stands_beside_the_new_round(
    cast: Cast, asked: FlowDriver, as_: As
) -> None:
    asked.opine(cast.quynh, "LH-QUANGTRI", Stance.OBJECT, "Lần trước: trùng lịch")
    asked.opine(cast.minh, "LH-DANANG")
    asked.answer_all(cast.hanh)
    asked.do(cast.minh, "endorse", Outcome.RETURNED, reason="Sửa lịch")
    asked.add_line(
        cast.hanh,
        title="Thêm",
        first_day="2027-02-01",
        last_day="2027-02-01",
        lead="LHHN Thừa Thiên - Huế",
    )
    asked.do(cast.hanh, "draft", Outcome.SUBMITTED)
    asked.do(cast.dung, "sign", Outcome.SIGNED)
    page = as_(cast.quynh).get(url(asked, "opinion/"))
    assert page.context["previous"].text == "Lần trước: trùng lịch"
    assert page.context["opinion"].state == OpinionState.INVITED


def test_the_drafter_answers_each_comment(cast: Cast, asked: FlowDriver, as_: As) -> None:
    asked.opine(cast.quynh, "LH-QUANGTRI", Stance.OBJECT, "Trùng lịch")
    comment = asked.dossier.comments.get()
    path = f"comments/{comment.pk}/answer/"
    for other in (cast.quynh, cast.minh, cast.kien):
        as_(other).post(url(asked, path), {"answer": "accepted"})
    assert as_(cast.vy).post(url(asked, path), {"answer": "accepted"}).status_code == 404
    hanh = as_(cast.hanh)
    hanh.post(url(asked, path), {"answer": "explained"})
    comment.refresh_from_db()
    assert comment.answer == ""
    hanh.post(url(asked, path), {"answer": "explained", "text": "Lịch đã thống nhất với Huế"})
    comment.refresh_from_db()
    assert (comment.answer, comment.answered_by) == ("explained", cast.hanh)


def test_a_comment_of_another_dossier_cannot_be_answered_here(
    cast: Cast, asked: FlowDriver, as_: As
) -> None:
    asked.opine(cast.quynh, "LH-QUANGTRI", Stance.OBJECT, "Trùng lịch")
    comment = asked.dossier.comments.get()
    own = plan_of(cast, "LH-QUANGTRI")
    answer = as_(cast.quynh).post(
        url(own, f"comments/{comment.pk}/answer/"), {"answer": "accepted"}
    )
    assert answer.status_code == 404


def test_the_head_of_the_cluster_closes_early_with_a_reason(
    cast: Cast, asked: FlowDriver, as_: As
) -> None:
    path = url(asked, "review/close/")
    as_(cast.quynh).post(path, {"reason": "Vội"})
    as_(cast.dung).post(path, {"reason": "Vội"})
    as_(cast.minh).post(path, {"reason": ""})
    assert asked.dossier.rounds.get().state == RoundState.OPEN
    as_(cast.minh).post(path, {"reason": "Các đơn vị đã trao đổi tại hội nghị cụm"})
    assert asked.dossier.stage == Stage.ENDORSING
    decision = asked.dossier.decisions.latest("pk")
    assert "Các đơn vị đã trao đổi tại hội nghị cụm" in decision.reason


def test_closing_early_is_for_the_head_of_the_cluster_alone(cast: Cast, asked: FlowDriver) -> None:
    round_ = asked.dossier.rounds.get()
    with pytest.raises(NotAllowedError):
        close_round(round_id=round_.pk, by=cast.quynh, reason="Vội")
    with pytest.raises(IncompleteError):
        close_round(round_id=round_.pk, by=cast.minh)
    assert asked.dossier.stage == Stage.CONSULTING


def test_the_head_excuses_a_unit_and_asks_another(cast: Cast, asked: FlowDriver, as_: As) -> None:
    opinion = Opinion.objects.get(unit=cast.unit("LH-QUANGTRI"))
    minh = as_(cast.minh)
    as_(cast.dung).post(url(asked, f"review/excuse/{opinion.pk}/"), {"reason": "x"})
    opinion.refresh_from_db()
    assert opinion.state == OpinionState.INVITED
    other = plan_of(cast, "LH-QUANGTRI")
    assert minh.post(url(other, f"review/excuse/{opinion.pk}/"), {"reason": "x"}).status_code == 404
    minh.post(
        url(asked, "review/ask/"), {"unit": cast.unit("LH-CANTHO").pk, "reason": "Cùng hoạt động"}
    )
    assert WorkItem.objects.filter(kind="plan.opinion", desk__unit=cast.unit("LH-CANTHO")).exists()
    minh.post(url(asked, "review/ask/"), {"unit": cast.unit("LH-HUE").pk, "reason": "Tự hỏi mình"})
    assert not Opinion.objects.filter(unit=cast.unit("LH-HUE")).exists()
    minh.post(url(asked, f"review/excuse/{opinion.pk}/"), {"reason": "Đang kiện toàn nhân sự"})
    opinion.refresh_from_db()
    assert (opinion.state, opinion.excuse) == (OpinionState.EXCUSED, "Đang kiện toàn nhân sự")
    assert as_(cast.quynh).get(url(asked, "opinion/")).status_code == 404


def test_whoever_has_a_part_in_the_dossier_may_comment(
    cast: Cast, asked: FlowDriver, as_: As
) -> None:
    as_(cast.minh).post(url(asked, "comments/"), {"text": "Kiểm tra lại kinh phí"})
    comment = asked.dossier.comments.get()
    assert (comment.author, comment.author_office) == (cast.minh, "LHHN Đà Nẵng")
    assert as_(cast.vy).post(url(asked, "comments/"), {"text": "x"}).status_code == 404
    as_(cast.minh).post(url(asked, "comments/"), {"text": "   "})
    as_(cast.kien).post(url(asked, "comments/"), {"text": "Kiểm tra lại kinh phí"})
    assert asked.dossier.comments.count() == 1, "the inspector reads, and changes nothing"
