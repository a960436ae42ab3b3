"""A plan's content as people read it."""

from django.template.loader import render_to_string
from django.test import RequestFactory

from plans.selectors.problems import problems_of
from plans.selectors.summary import summarise
from tests.cast import Cast
from tests.driver import plan_of
from tests.plans.lines import a_line, content_with
from workflow_app.approvals.kinds import get_kind


def test_totals_are_by_kind_quarter_and_source() -> None:
    plan = summarise(
        content_with(
            a_line(uid="a"),
            a_line(uid="b", kind="meeting", first_day=None, last_day=None, amount=None),
            a_line(uid="c", first_day="2027-10-01", last_day="2027-10-03", amount=5_000_000),
        )
    )
    assert plan.total == 50_000_000
    assert [(share.count, share.amount) for share in plan.kinds] == [(2, 50_000_000), (1, 0)]
    assert [share.count for share in plan.quarters] == [0, 1, 0, 1, 1]
    assert [(share.label, share.amount) for share in plan.sources] == [("Ngân sách", 50_000_000)]


def test_the_strip_packs_lines_into_lanes_and_counts_undated_ones() -> None:
    strip = summarise(
        content_with(
            a_line(uid="a", first_day="2027-01-01", last_day="2027-03-31"),
            a_line(uid="b", first_day="2027-02-01", last_day="2027-02-01"),
            a_line(uid="c", first_day="2027-05-01", last_day="2027-05-02", is_planned=False),
            a_line(uid="d", first_day=None, last_day=None),
            a_line(uid="e", first_day="2028-05-01", last_day="2028-05-02"),
        )
    ).strip
    assert [(bar.uid, bar.x, bar.y, bar.width, bar.css) for bar in strip.bars] == [
        ("a", 0, 0, 90, "bar-vague"),
        ("b", 31, 12, 3, "bar-precise"),
        ("c", 120, 0, 3, "bar-adhoc"),
    ]
    assert strip.undated == 2


def test_ad_hoc_lines_stand_apart_and_problems_stand_at_their_line(cast: Cast) -> None:
    content = content_with(
        a_line(uid="a", funding_source=""),
        a_line(uid="b", title="Tiếp khách đột xuất", is_planned=False),
    )
    plan = summarise(content, problems_of(content))
    assert [line.uid for line in plan.ad_hoc] == ["b"]
    assert plan.planned[0].has_error
    assert plan.errors == 1


def test_the_page_shows_lines_problems_and_legal_basis(cast: Cast) -> None:
    plan = plan_of(cast)
    plan.add_line(cast.hoa, funding_source="", first_day="2027-09-01", last_day="2027-09-30")
    dossier = plan.dossier
    kind = get_kind(dossier.kind)
    request = RequestFactory().get("/")
    request.user = cast.hoa
    content = kind.content_of(dossier)
    page = render_to_string(
        kind.content_template,
        {
            "content": content,
            "problems": kind.problems_of(content),
            "dossier": dossier,
            "revision": None,
        },
        request=request,
    )
    assert "Gặp mặt hữu nghị kỷ niệm 60 năm" in page
    assert "Thông tư 35/2026/TT-BTC, Điều 3" in page
    assert "80.000.000" in page
