"""What changed between two revisions."""

from tests.approvals.conftest import As
from tests.approvals.test_dossier_page import url
from tests.cast import Cast
from tests.driver import FlowDriver
from workflow_app.approvals.enums import Outcome
from workflow_app.approvals.selectors.comparison import Reader, compare

READER = Reader("lines", lambda line: line["title"], {"amount": "amount (đồng)"})


def content(*lines: tuple[str, str, int], **more: object) -> dict[str, object]:
    rows = [{"uid": uid, "title": title, "amount": amount} for uid, title, amount in lines]
    return {"schema": "x/1", "lines": rows, **more}


A, B, C, D = ("a", "A", 1), ("b", "B", 2), ("c", "C", 3), ("d", "D", 4)


def states(old: dict, new: dict) -> list[tuple[str, str, bool]]:
    lines = compare(old, new, READER).lines
    return [(line.uid, line.state, line.is_moved) for line in lines]


def test_the_same_content_does_not_differ() -> None:
    found = compare(content(A, B), content(A, B), READER)
    assert found.is_empty
    assert found.unchanged == 2


def test_lines_come_and_go() -> None:
    found = compare(content(A, B), content(A, C), READER)
    assert [(line.uid, line.state) for line in found.lines] == [("c", "added"), ("b", "removed")]
    assert (found.added, found.removed, found.changed, found.unchanged) == (1, 1, 0, 1)
    assert [(field.label, field.new) for field in found.lines[0].fields] == [
        ("Amount (đồng)", "3"),
        ("Title", "C"),
    ]


def test_a_changed_line_shows_only_what_changed() -> None:
    found = compare(content(A), content(("a", "A", 45_000_000)), READER)
    (line,) = found.lines
    assert [(f.label, f.old, f.new, f.state) for f in line.fields] == [
        ("Amount (đồng)", "1", "45.000.000", "changed")
    ]


def test_a_moved_line_is_neither_new_nor_gone() -> None:
    assert states(content(A, B, C, D), content(D, A, B, C)) == [("d", "same", True)]
    assert states(content(A, B, C), content(B, A, C)) in (
        [("b", "same", True)],
        [("a", "same", True)],
    )
    (line,) = compare(content(A, B, C, D), content(D, A, B, C), READER).lines
    assert (line.old_position, line.new_position) == (4, 1)


def test_a_new_line_on_top_moves_nothing() -> None:
    assert states(content(A, B), content(C, A, B)) == [("c", "added", False)]


def test_fields_of_the_whole() -> None:
    found = compare(
        content(
            objectives="Cũ", urgent=False, unit={"code": "X", "name": "Đơn vị"}, day="2027-09-01"
        ),
        content(objectives="Mới", urgent=True, unit={"code": "X", "name": "Đơn vị"}, day=None),
        READER,
    )
    shown = {field.label: (field.old, field.new, field.state) for field in found.fields}
    assert shown["Objectives"] == ("Cũ", "Mới", "changed")
    assert shown["Day"] == ("01/09/2027", "", "removed")
    assert set(shown) == {"Objectives", "Urgent", "Day"}


def test_stored_words_are_said_as_people_say_them() -> None:
    reader = Reader("lines", lambda line: line["title"], {}, lambda name, value: f"{name}={value}")
    found = compare(content(A), content(("a", "A", 5)), reader)
    assert found.lines[0].fields[0].new == "amount=5"


def test_the_page_compares_the_last_two_revisions(cast: Cast, plan: FlowDriver, as_: As) -> None:
    plan.submit_and_sign()
    assert "comparison" not in as_(cast.dung).get(url(plan, "compare/")).context
    plan.withdraw(cast.hoa)
    plan.add_line(cast.hoa, title="Thêm quý I", first_day="2027-02-01", last_day="2027-02-01")
    draft = as_(cast.hoa).get(url(plan, "compare/?to=draft"))
    assert draft.context["comparison"].added == 1
    plan.do(cast.hoa, "draft", Outcome.SUBMITTED, note="Bổ sung hoạt động quý I")
    page = as_(cast.dung).get(url(plan, "compare/"))
    text = page.content.decode()
    assert (page.context["first"].number, page.context["last"].number) == (1, 2)
    assert "Thêm quý I" in text
    assert "Bổ sung hoạt động quý I" in text
    assert "Nguyễn Thị Hoa" in text
    back = as_(cast.dung).get(url(plan, "compare/?from=2&to=1"))
    assert back.context["comparison"].removed == 1
    assert as_(cast.dung).get(url(plan, "compare/?from=1&to=9")).status_code == 404


def test_the_page_names_choices_by_their_words(cast: Cast, plan: FlowDriver, as_: As) -> None:
    plan.submit_and_sign()
    plan.withdraw(cast.hoa)
    plan.add_line(
        cast.hoa, title="Đoàn", kind="anniversary", first_day="2027-02-01", last_day="2027-02-01"
    )
    page = as_(cast.hoa).get(url(plan, "compare/?to=draft")).content.decode()
    assert ">anniversary<" not in page
