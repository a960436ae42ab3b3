"""Typing in the sheet: every cell is saved, refused with a word, or shown as a conflict."""

import pytest

from plans.models import Activity
from plans.services.cells import Edit, save_cells
from tests.cast import Cast
from tests.driver import FlowDriver, plan_of
from workflow_app.approvals.enums import Outcome
from workflow_app.approvals.errors import ConflictError, NotAllowedError


@pytest.fixture
def plan(cast: Cast) -> FlowDriver:
    driver = plan_of(cast)
    driver.add_line(cast.hoa, first_day="2027-09-01", last_day="2027-09-30")
    return driver


def line_of(plan: FlowDriver) -> Activity:
    return Activity.objects.get(plan=plan.plan)


def type_in(plan: FlowDriver, user, *edits: Edit):
    return save_cells(plan=plan.plan, edits=edits, user=user)


@pytest.mark.parametrize(
    ("column", "text", "expected"),
    (
        ("amount", "1,2 tỷ", 1_200_000_000),
        ("amount", "45tr", 45_000_000),
        ("amount", "", None),
        ("kind", "outgoing", "outgoing"),
        ("guest_count", "12", 12),
        ("place", "  Hội   An ", "Hội An"),
        ("purpose", "Một\nHai", "Một\nHai"),
    ),
)
def test_a_cell_is_read_as_people_type(cast, plan, column, text, expected) -> None:
    line = line_of(plan)
    base = {"amount": "80.000.000", "kind": "anniversary"}.get(column, "")
    saved = type_in(plan, cast.hoa, Edit(line.uid, column, text, base))
    assert saved.wrong == saved.conflicts == []
    assert getattr(line_of(plan), column) == expected


def test_a_time_keeps_its_words_and_gets_its_days(cast, plan) -> None:
    line = line_of(plan)
    type_in(plan, cast.hoa, Edit(line.uid, "when", "Quý II", "tháng 9/2027"))
    line = line_of(plan)
    assert (line.when_words, str(line.first_day), str(line.last_day)) == (
        "Quý II",
        "2027-04-01",
        "2027-06-30",
    )
    type_in(plan, cast.hoa, Edit(line.uid, "when", "khi có điều kiện", "Quý II"))
    line = line_of(plan)
    assert (line.when_words, line.first_day) == ("khi có điều kiện", None)


def test_a_cell_that_cannot_be_read_is_named_and_the_others_are_saved(cast, plan) -> None:
    line = line_of(plan)
    saved = type_in(
        plan,
        cast.hoa,
        Edit(line.uid, "amount", "45", "80.000.000"),
        Edit(line.uid, "place", "Hội An"),
        Edit(line.uid, "guest_level", "vua chúa"),
    )
    assert [(uid, column) for uid, column, __ in saved.wrong] == [
        (line.uid, "amount"),
        (line.uid, "guest_level"),
    ]
    assert (line_of(plan).amount, line_of(plan).place) == (80_000_000, "Hội An")


def test_two_drafters_in_different_cells_of_one_line_do_not_disturb_each_other(cast, plan) -> None:
    line = line_of(plan)
    type_in(plan, cast.hoa, Edit(line.uid, "place", "Hội An"))
    saved = type_in(plan, cast.hoa, Edit(line.uid, "partner", "Lào"))
    assert saved.conflicts == []
    assert (line_of(plan).place, line_of(plan).partner) == ("Hội An", "Lào")


def test_two_drafters_in_one_cell_are_both_shown_and_nothing_is_lost(cast, plan) -> None:
    line = line_of(plan)
    type_in(plan, cast.hoa, Edit(line.uid, "place", "Hội An"))
    saved = type_in(plan, cast.hoa, Edit(line.uid, "place", "Huế", base=""))
    (conflict,) = saved.conflicts
    assert (conflict.mine, conflict.theirs) == ("Huế", "Hội An")
    assert line_of(plan).place == "Hội An"
    assert type_in(plan, cast.hoa, Edit(line.uid, "place", "Huế", base="Hội An")).conflicts == []
    assert line_of(plan).place == "Huế"


def test_typing_the_same_as_a_colleague_is_no_conflict(cast, plan) -> None:
    line = line_of(plan)
    type_in(plan, cast.hoa, Edit(line.uid, "place", "Hội An"))
    assert type_in(plan, cast.hoa, Edit(line.uid, "place", "Hội An")).conflicts == []


def test_typing_into_a_line_that_a_colleague_removed_says_so(cast, plan) -> None:
    line = line_of(plan)
    line.delete()
    (conflict,) = type_in(plan, cast.hoa, Edit(line.uid, "place", "Huế")).conflicts
    assert conflict.is_removed
    assert conflict.mine == "Huế"


def test_new_lines_come_at_the_end_in_their_order(cast, plan) -> None:
    saved = type_in(
        plan,
        cast.hoa,
        Edit("new-1", "title", "Dòng hai"),
        Edit("new-1", "lead", "lhhn đà nẵng"),
        Edit("new-2", "title", "Dòng ba"),
    )
    lines = Activity.objects.filter(plan=plan.plan)
    assert [line.title for line in lines][1:] == ["Dòng hai", "Dòng ba"]
    assert saved.created == {"new-1": lines[1].uid, "new-2": lines[2].uid}
    assert lines[1].lead_unit == cast.unit("LH-DANANG")


def test_a_line_of_another_plan_is_out_of_reach(cast, plan) -> None:
    other = plan_of(cast, "LH-HUE")
    other.add_line(cast.hanh)
    foreign = Activity.objects.get(plan=other.plan)
    (conflict,) = type_in(plan, cast.hoa, Edit(foreign.uid, "place", "Đà Nẵng")).conflicts
    assert conflict.is_removed
    foreign.refresh_from_db()
    assert foreign.place == ""


def test_only_the_unit_s_drafter_types_and_only_while_it_is_a_draft(cast, plan) -> None:
    line = line_of(plan)
    for user in (cast.hanh, cast.minh, cast.thu, cast.kien, cast.xuan):
        with pytest.raises(NotAllowedError):
            type_in(plan, user, Edit(line.uid, "place", "Huế"))
    plan.do(cast.hoa, "draft", Outcome.SUBMITTED)
    with pytest.raises(ConflictError):
        type_in(plan, cast.hoa, Edit(line.uid, "place", "Huế"))


def test_pasting_many_lines_costs_no_more_statements_than_one(
    cast, plan, django_assert_max_num_queries
) -> None:
    edits = [
        Edit(f"new-{number}", column, text)
        for number in range(150)
        for column, text in (("title", f"Dòng {number}"), ("lead", "LHHN Đà Nẵng"))
    ]
    with django_assert_max_num_queries(22):
        type_in(plan, cast.hoa, *edits)
    assert Activity.objects.filter(plan=plan.plan).count() == 151


def test_a_new_line_sent_again_because_its_answer_was_lost_stays_one_line(cast, plan) -> None:
    edit = Edit("new-0123456789ab", "title", "Giao lưu thanh niên")
    for saved in (type_in(plan, cast.hoa, edit), type_in(plan, cast.hoa, edit)):
        assert saved.created == {"new-0123456789ab": "0123456789ab"}
        assert saved.conflicts == []
    assert Activity.objects.filter(title="Giao lưu thanh niên").count() == 1
    more = type_in(plan, cast.hoa, Edit("new-0123456789ab", "place", "Huế"))
    assert more.created == {"new-0123456789ab": "0123456789ab"}
    assert Activity.objects.get(uid="0123456789ab").place == "Huế"
