"""A sheet goes out, is worked on, and comes back: what is recognised, what is asked, what is undone."""

import pytest

from plans.content import plan_content
from plans.models import Activity, FocusArea
from plans.services.editing import remove_activities, save_activity
from plans.services.import_undo import obstacles_to_undoing, undo_import
from plans.services.importing import Choice, commit_import
from plans.sheets.comparing import State
from plans.sheets.exports import plan_workbook, template_workbook
from plans.sheets.previews import preview_of
from tests.driver import plan_of
from tests.plans.sheets import DATA, handed_in, lines_of, opened, saved
from workflow_app.approvals.enums import Outcome
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.audit.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def driver(cast):
    return plan_of(cast)


@pytest.fixture
def plan(driver):
    return driver.plan


@pytest.fixture
def filled(driver, cast):
    """Three lines in two sections, with everything that a sheet can say."""
    area = FocusArea.objects.create(
        campaign=driver.plan.campaign, order=1, code="FRIEND", name="Hòa bình, đoàn kết, hữu nghị"
    )
    for number, section in enumerate(("I. Đối ngoại", "I. Đối ngoại", ""), start=1):
        save_activity(
            plan=driver.plan,
            user=cast.hoa,
            values={
                "section": section,
                "title": f"Hoạt động số {number}",
                "kind": "anniversary",
                "purpose": "=1+1 không phải công thức",
                "focus_area": area,
                "when_words": "tháng 9/2027",
                "first_day": "2027-09-01",
                "last_day": "2027-09-30",
                "place": "Đà Nẵng",
                "partner": "Lào",
                "guest_level": "people",
                "guest_count": 12,
                "lead": "LHHN Đà Nẵng",
                "coordinators": "HHN Việt Nam - Lào",
                "amount": 80_000_000 + number,
                "funding_source": "Ngân sách thành phố",
                "expected_result": "Dòng 1\nDòng 2",
                "remarks": "-",
            },
        )
    return driver.plan


def exported(plan) -> bytes:
    areas = list(FocusArea.objects.filter(campaign=plan.campaign_id))
    return plan_workbook(plan_content(plan), areas=areas, draft=True)


def edited(data: bytes, *edits) -> bytes:
    """Change cells found by (title of the line, heading): value."""
    workbook = opened(data)
    sheet = workbook.worksheets[0]
    head = next(row for row in sheet.iter_rows() if row[0].value == "STT")
    column = {cell.value: cell.column for cell in head}
    for title, heading, value in edits:
        row = next(cell.row for cell in sheet["B"] + sheet["C"] if cell.value == title)
        if heading is None:
            sheet.delete_rows(row)
        else:
            sheet.cell(row, column[heading]).value = value
    return saved(workbook)


def states(session, plan) -> dict[str, State]:
    return {
        row.title: row.state
        for row in preview_of(session, plan).rows
        if row.state != State.LEFT_OUT
    }


@pytest.mark.parametrize("make", (exported, template_workbook))
def test_an_exported_sheet_comes_back_with_every_line_unchanged(filled, cast, make):
    session = handed_in(make(filled), filled, cast.hoa)
    assert states(session, filled) == {
        "Hoạt động số 1": State.UNCHANGED,
        "Hoạt động số 2": State.UNCHANGED,
        "Hoạt động số 3": State.UNCHANGED,
    }


def test_the_same_file_twice_changes_nothing_the_second_time(plan, cast):
    data = (DATA / "da_nang_2022.xlsx").read_bytes()
    commit_import(session=handed_in(data, plan, cast.hoa), user=cast.hoa)
    assert plan.activities.count() == 6
    again = handed_in(data, plan, cast.hoa)
    assert set(states(again, plan).values()) == {State.UNCHANGED}
    with pytest.raises(IncompleteError):
        commit_import(session=again, user=cast.hoa)


def test_a_change_in_the_sheet_alone_is_taken_over(filled, cast):
    data = edited(exported(filled), ("Hoạt động số 2", "Địa điểm", "Hội An"))
    session = handed_in(data, filled, cast.hoa)
    (row,) = preview_of(session, filled).of(State.CHANGED)
    assert [(merge.field, merge.ours, merge.theirs) for merge in row.changes] == [
        ("place", "Đà Nẵng", "Hội An")
    ]
    commit_import(session=session, user=cast.hoa)
    assert list(filled.activities.values_list("place", flat=True)) == [
        "Đà Nẵng",
        "Hội An",
        "Đà Nẵng",
    ]


def test_a_change_in_the_system_alone_stays(filled, cast):
    data = exported(filled)
    uid = filled.activities.get(title="Hoạt động số 1").uid
    save_activity(plan=filled, uid=uid, values={"place": "Huế"}, user=cast.hoa)
    session = handed_in(data, filled, cast.hoa)
    row = preview_of(session, filled).of(State.UNCHANGED)[0]
    assert [merge.field for merge in row.kept] == ["place"]


def test_a_change_on_both_sides_waits_for_a_choice(filled, cast):
    data = edited(exported(filled), ("Hoạt động số 1", "Địa điểm", "Hội An"))
    uid = filled.activities.get(title="Hoạt động số 1").uid
    save_activity(plan=filled, uid=uid, values={"place": "Huế"}, user=cast.hoa)
    session = handed_in(data, filled, cast.hoa)
    (row,) = preview_of(session, filled).of(State.CONFLICT)
    (merge,) = row.conflicts
    assert (merge.base, merge.theirs, merge.ours) == ("Đà Nẵng", "Hội An", "Huế")
    with pytest.raises(IncompleteError):
        commit_import(session=session, user=cast.hoa)
    commit_import(
        session=session, user=cast.hoa, choice=Choice(picks={row.key: {"place": "sheet"}})
    )
    assert filled.activities.get(uid=uid).place == "Hội An"


def test_the_system_may_win_a_conflict(filled, cast):
    data = edited(
        exported(filled),
        ("Hoạt động số 1", "Địa điểm", "Hội An"),
        ("Hoạt động số 1", "Ghi chú", "mới"),
    )
    uid = filled.activities.get(title="Hoạt động số 1").uid
    save_activity(plan=filled, uid=uid, values={"place": "Huế"}, user=cast.hoa)
    session = handed_in(data, filled, cast.hoa)
    (row,) = preview_of(session, filled).of(State.CONFLICT)
    commit_import(
        session=session, user=cast.hoa, choice=Choice(picks={row.key: {"place": "system"}})
    )
    line = filled.activities.get(uid=uid)
    assert (line.place, line.remarks) == ("Huế", "mới")


def test_the_same_change_on_both_sides_is_no_conflict(filled, cast):
    data = edited(exported(filled), ("Hoạt động số 1", "Địa điểm", "Huế"))
    uid = filled.activities.get(title="Hoạt động số 1").uid
    save_activity(plan=filled, uid=uid, values={"place": "Huế"}, user=cast.hoa)
    assert set(states(handed_in(data, filled, cast.hoa), filled).values()) == {State.UNCHANGED}


def test_a_line_missing_in_the_sheet_is_offered_for_removal_never_removed_unasked(filled, cast):
    data = edited(
        exported(filled), ("Hoạt động số 2", None, None), ("Hoạt động số 1", "Địa điểm", "Huế")
    )
    session = handed_in(data, filled, cast.hoa)
    (row,) = preview_of(session, filled).of(State.REMOVAL)
    assert row.title == "Hoạt động số 2"
    commit_import(session=session, user=cast.hoa)
    assert filled.activities.count() == 3
    again = handed_in(data, filled, cast.hoa)
    commit_import(session=again, user=cast.hoa, choice=Choice(removals=frozenset({row.key})))
    assert list(filled.activities.values_list("title", flat=True)) == [
        "Hoạt động số 1",
        "Hoạt động số 3",
    ]


def test_a_line_removed_in_the_system_stays_removed_unless_the_sheet_changed_it(filled, cast):
    data = exported(filled)
    changed = edited(data, ("Hoạt động số 2", "Địa điểm", "Hội An"))
    uid = filled.activities.get(title="Hoạt động số 2").uid
    remove_activities(plan=filled, uids=[uid], user=cast.hoa)
    untouched = preview_of(handed_in(data, filled, cast.hoa), filled)
    assert any(row.state == State.LEFT_OUT and row.reason for row in untouched.rows)
    assert not untouched.of(State.CONFLICT, State.NEW)
    session = handed_in(changed, filled, cast.hoa)
    (row,) = preview_of(session, filled).of(State.CONFLICT)
    commit_import(session=session, user=cast.hoa, choice=Choice(picks={row.key: {"*": "sheet"}}))
    assert filled.activities.get(uid=uid).place == "Hội An"


def test_a_new_row_stands_where_it_stands_in_the_sheet(filled, cast):
    workbook = opened(exported(filled))
    sheet = workbook.worksheets[0]
    row = next(cell.row for cell in sheet["B"] if cell.value == "Hoạt động số 1")
    sheet.insert_rows(row + 1)
    sheet.cell(row + 1, 2).value = "Dòng chen giữa"
    session = handed_in(saved(workbook), filled, cast.hoa)
    commit_import(session=session, user=cast.hoa)
    assert list(filled.activities.values_list("title", flat=True)) == [
        "Hoạt động số 1",
        "Dòng chen giữa",
        "Hoạt động số 2",
        "Hoạt động số 3",
    ]
    assert filled.activities.get(title="Dòng chen giữa").section == "I. Đối ngoại"


def test_a_row_copied_in_excel_with_its_hidden_id_becomes_a_line_of_its_own(filled, cast):
    workbook = opened(exported(filled))
    sheet = workbook.worksheets[0]
    row = next(cell.row for cell in sheet["B"] if cell.value == "Hoạt động số 3")
    for column in range(1, sheet.max_column + 1):
        text = sheet.cell(row, column).value
        sheet.cell(row + 1, column).value = None if str(text).startswith("=") else text
    sheet.cell(row + 1, 2).value = "Bản sao"
    session = handed_in(saved(workbook), filled, cast.hoa)
    assert states(session, filled)["Bản sao"] == State.NEW
    assert states(session, filled)["Hoạt động số 3"] == State.UNCHANGED


def test_ids_of_another_plan_are_worth_nothing(filled, cast):
    other = plan_of(cast, "LH-HUE").plan
    session = handed_in(exported(filled), other, cast.hanh)
    assert session.understanding["foreign"] == filled.dossier.code
    assert set(states(session, other).values()) == {State.NEW}
    commit_import(session=session, user=cast.hanh)
    assert filled.activities.count() == 3
    assert not set(other.activities.values_list("uid", flat=True)) & set(
        filled.activities.values_list("uid", flat=True)
    )


def test_blank_cells_of_a_foreign_sheet_wipe_nothing(plan, cast):
    data = (DATA / "da_nang_2022.xlsx").read_bytes()
    commit_import(session=handed_in(data, plan, cast.hoa), user=cast.hoa)
    line = plan.activities.get(title__startswith="Tọa đàm")
    save_activity(plan=plan, uid=line.uid, values={"partner": "Lào"}, user=cast.hoa)
    assert set(states(handed_in(data, plan, cast.hoa), plan).values()) == {State.UNCHANGED}


def test_only_the_chosen_rows_are_taken_over(plan, cast):
    session = handed_in((DATA / "da_nang_2022.xlsx").read_bytes(), plan, cast.hoa)
    commit_import(session=session, user=cast.hoa, choice=Choice(keys=frozenset({"7", "11"})))
    assert sorted(plan.activities.values_list("amount", flat=True)) == [120_000_000, 350_000_000]


def test_what_was_looked_at_is_what_is_taken_over(filled, cast):
    data = edited(exported(filled), ("Hoạt động số 1", "Địa điểm", "Hội An"))
    session = handed_in(data, filled, cast.hoa)
    seen = preview_of(session, filled).seen
    save_activity(
        plan=filled, uid=filled.activities.first().uid, values={"remarks": "khác"}, user=cast.hoa
    )
    with pytest.raises(ConflictError):
        commit_import(session=session, user=cast.hoa, seen=seen)
    assert not filled.activities.filter(place="Hội An").exists()


def test_one_entry_of_the_log_names_the_file_and_the_counts(plan, cast):
    session = handed_in((DATA / "da_nang_2022.xlsx").read_bytes(), plan, cast.hoa)
    commit_import(session=session, user=cast.hoa)
    entry = AuditEntry.objects.get(action="plan.imported")
    assert entry.data["sha256"] == session.sha256
    assert (entry.data["created"], entry.data["left_out"]) == (6, 1)


# --- Undoing ---------------------------------------------------------------------------------


def test_undoing_restores_every_line_exactly(filled, cast):
    before = lines_of(filled)
    data = edited(
        exported(filled),
        ("Hoạt động số 1", "Địa điểm", "Hội An"),
        ("Hoạt động số 1", "Thời gian", "Quý II"),
        ("Hoạt động số 2", None, None),
    )
    workbook = opened(data)
    workbook.worksheets[0].insert_rows(11)
    workbook.worksheets[0].cell(11, 2).value = "Dòng mới"
    session = handed_in(saved(workbook), filled, cast.hoa)
    (gone,) = preview_of(session, filled).of(State.REMOVAL)
    done = commit_import(
        session=session, user=cast.hoa, choice=Choice(removals=frozenset({gone.key}))
    )
    assert lines_of(filled) != before
    undo_import(session=done, user=cast.hoa)
    assert lines_of(filled) == before
    assert AuditEntry.objects.filter(action="plan.import_undone").count() == 1
    with pytest.raises(ConflictError):
        undo_import(session=done, user=cast.hoa)


def test_lines_changed_since_stand_in_the_way_and_the_rest_can_be_undone(plan, cast):
    done = commit_import(
        session=handed_in((DATA / "da_nang_2022.xlsx").read_bytes(), plan, cast.hoa), user=cast.hoa
    )
    line = plan.activities.get(title__startswith="Tập huấn")
    save_activity(plan=plan, uid=line.uid, values={"place": "Hội An"}, user=cast.hoa)
    assert [obstacle.uid for obstacle in obstacles_to_undoing(done, plan)] == [line.uid]
    with pytest.raises(ConflictError) as refusal:
        undo_import(session=done, user=cast.hoa)
    assert "Tập huấn" in refusal.value.details[0]
    assert plan.activities.count() == 6
    assert undo_import(session=done, user=cast.hoa, partly=True) == 5
    assert list(plan.activities.values_list("uid", flat=True)) == [line.uid]


def test_a_submitted_plan_takes_no_import(driver, plan, cast):
    session = handed_in((DATA / "da_nang_2022.xlsx").read_bytes(), plan, cast.hoa)
    driver.add_line(cast.hoa, first_day="2027-09-01", last_day="2027-09-30")
    driver.do(cast.hoa, "draft", Outcome.SUBMITTED)
    with pytest.raises(ConflictError):
        commit_import(session=session, user=cast.hoa)
    assert Activity.objects.filter(plan=plan).count() == 1


def test_only_the_unit_s_drafters_import(plan, cast):
    session = handed_in((DATA / "da_nang_2022.xlsx").read_bytes(), plan, cast.hoa)
    for user in (cast.minh, cast.hanh, cast.quang, cast.xuan):
        with pytest.raises(NotAllowedError):
            commit_import(session=session, user=user)
    assert plan.activities.count() == 0
