"""What an exported sheet remembers, the three-way comparison, and files kept for a time."""

import datetime as dt
import io

import openpyxl
import pytest
from django.utils import timezone

from workflow_app.accounts.models import User
from workflow_app.sheets.models import ExportFile, ImportSession, ImportState
from workflow_app.sheets.safe import open_workbook
from workflow_app.sheets.sessions import clean_name, prune_files, store_export, store_session
from workflow_app.sheets.sessions_merge import Merged, merge_values
from workflow_app.sheets.sessions_snapshot import Snapshot, take_snapshot
from workflow_app.sheets.writing import Group, write_export, write_template

from .plan_sheet import PLAN


def alike(field, one, other):
    return one == other


@pytest.mark.parametrize(
    ("base", "theirs", "ours", "state"),
    (
        ("a", "a", "a", Merged.SAME),
        ("a", "b", "a", Merged.CHANGED),
        ("a", "a", "b", Merged.KEPT),
        ("a", "b", "b", Merged.SAME),
        ("a", "b", "c", Merged.CONFLICT),
        ("a", "", "a", Merged.CHANGED),
        ("a", "", "b", Merged.CONFLICT),
        ("", "b", "c", Merged.CONFLICT),
        ("", "", "c", Merged.KEPT),
    ),
)
def test_three_versions_of_one_value(base, theirs, ours, state):
    (merged,) = merge_values(base={"x": base}, theirs={"x": theirs}, ours={"x": ours}, same=alike)
    assert merged.state is state


@pytest.mark.parametrize(
    ("theirs", "ours", "state"), (("a", "a", Merged.SAME), ("b", "a", Merged.CHANGED))
)
def test_without_a_base_a_difference_is_a_change(theirs, ours, state):
    (merged,) = merge_values(base=None, theirs={"x": theirs}, ours={"x": ours}, same=alike)
    assert merged.state is state


def test_a_column_that_the_sheet_lacks_is_not_touched():
    assert merge_values(base={"x": "a"}, theirs={}, ours={"x": "b"}, same=alike) == []


@pytest.mark.parametrize(
    "write",
    (
        lambda snapshot: write_export(PLAN, [Group("", [])], snapshot=snapshot),
        lambda snapshot: write_template(PLAN, snapshot=snapshot),
    ),
)
def test_a_snapshot_comes_back_as_it_went_out(write):
    snapshot = Snapshot(
        "plan",
        "KH-2027-X",
        "2027-01-01T00:00:00+00:00",
        {"0a1b2c3d4e5f": {"title": "=1+1", "amount": None, "remarks": "x" * 70_000}},
    )
    data = write(snapshot)
    others, found = take_snapshot(open_workbook(io.BytesIO(data)))
    assert found == snapshot
    assert others[0].name == PLAN.title
    assert openpyxl.load_workbook(io.BytesIO(data))["_ban_goc"].sheet_state == "veryHidden"


def test_a_snapshot_that_makes_no_sense_is_as_good_as_none(book):
    data = book(("to-trinh/1", "plan", "X", "now"), ("uid", "{not json"), name="_ban_goc")
    sheets = open_workbook(data)
    others, found = take_snapshot([*sheets, *open_workbook(book(("A", "B")))])
    assert found is None
    assert [sheet.name for sheet in others] == ["Sheet1"]


def test_a_name_is_a_label_never_a_path():
    assert clean_name("../../etc/passwd") == "passwd"
    assert clean_name("C:\\Users\\An\\Kế hoạch.xlsx") == "Kế hoạch.xlsx"
    assert clean_name("a\u202exslx.exe\n.xlsx") == "axslx.exe.xlsx"
    assert clean_name("") == "bang.xlsx"


@pytest.mark.django_db
def test_old_files_go_and_what_was_taken_over_stays():
    owner = User.objects.create(username="hoa", email="hoa@example.vn", full_name="Hoa")
    made = [store_export(data=io.BytesIO(b"x"), name="a.xlsx", owner=owner) for __ in range(2)]
    sessions = [
        store_session(data=b"x", name="a.xlsx", owner=owner, target=("plan", "K"), year=2027)
        for __ in range(3)
    ]
    old = timezone.now() - dt.timedelta(days=40)
    ExportFile.objects.filter(pk=made[0].pk).update(created=old)
    ImportSession.objects.filter(pk__in=[sessions[0].pk, sessions[1].pk]).update(created=old)
    ImportSession.objects.filter(pk=sessions[1].pk).update(state=ImportState.COMMITTED)
    assert prune_files() == 2
    assert not made[0].file.storage.exists(made[0].file.name)
    assert made[1].file.storage.exists(made[1].file.name)
    assert set(ImportSession.objects.values_list("pk", flat=True)) == {
        sessions[1].pk,
        sessions[2].pk,
    }
