"""The organisation comes in from a file, and the same file twice changes nothing."""

import copy
import datetime as dt
import io
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from tests.organization.conftest import REAL_FILE
from tests.organization.house import House
from workflow_app.audit.models import AuditEntry
from workflow_app.organization.enums import SeatPost, UnitFunction, UnitKind
from workflow_app.organization.files import read_organization_file
from workflow_app.organization.models import Body, Cluster, ClusterMembership, Seat, Term, Unit
from workflow_app.organization.services.import_plan import LineState, plan_import
from workflow_app.organization.services.importing import import_organization
from workflow_app.organization.workbook import read_workbook, write_workbook

ON = dt.date(2026, 1, 15)


def imported(data: dict[str, Any]) -> Any:
    return import_organization(data, on=ON, by=None)


def test_the_real_file_gives_the_whole_federation(db: None, real_data: dict[str, Any]) -> None:
    imported(real_data)
    assert Unit.objects.exclude(kind=UnitKind.APEX).count() == 107
    assert Unit.objects.get(kind=UnitKind.APEX).code == "VUFO"
    assert Cluster.objects.count() == 5
    assert Body.objects.count() == 3
    assert Seat.objects.count() == 170
    assert Term.objects.get(body__code="HDTDKT").name == "I"
    assert Term.objects.get(body__code="DCT").start == dt.date(2019, 1, 1)
    assert set(Seat.objects.filter(number=1).values_list("post", flat=True)) == {SeatPost.CHAIR}
    office = Unit.objects.get(function=UnitFunction.OFFICE)
    assert office.code == "VAN-PHONG"
    assert office.supervising_department.code == "BAN-TCCB"
    europe = Unit.objects.get(code="BAN-CHAU-AU")
    assert europe.supervising_department == office
    assert "assumed supervisor" in europe.source
    third = Cluster.objects.get(number=3)
    assert (third.head_unit.code, third.deputy_unit.code) == ("LH-DANANG", "LH-THUATHIENHUE")
    assert third.members.count() == 11


def test_the_same_file_twice_changes_nothing(db: None, real_data: dict[str, Any]) -> None:
    imported(real_data)
    histories = Unit.history.count()
    entries = AuditEntry.objects.count()
    plan = imported(real_data)
    assert not plan.changes_anything
    assert (Unit.history.count(), AuditEntry.objects.count()) == (histories, entries)


def test_the_preview_names_what_is_new_changed_and_gone(
    db: None, real_data: dict[str, Any]
) -> None:
    imported(real_data)
    data = copy.deepcopy(real_data)
    data["units"][0]["name"] = "Liên hiệp Hà Nội"
    gone = data["units"].pop()
    data["units"].append(
        {"code": "LH-MOI", "name": "LHHN Mới", "kind": "local_member", "province": "Mới"}
    )
    plan = plan_import(data)
    states = {line.code: line.state for line in plan.lines if line.state != LineState.UNCHANGED}
    assert states == {
        "LH-HANOI": LineState.CHANGED,
        "LH-MOI": LineState.NEW,
        gone["code"]: LineState.GONE,
    }
    (change,) = next(line for line in plan.lines if line.code == "LH-HANOI").changes
    assert (change.name, change.new) == ("name", "Liên hiệp Hà Nội")
    assert not Unit.objects.filter(code="LH-MOI").exists()
    imported(data)
    assert Unit.objects.get(code=gone["code"]).valid_to is None


def test_everything_wrong_is_told_at_once_and_nothing_is_written(
    db: None, real_data: dict[str, Any]
) -> None:
    data = copy.deepcopy(real_data)
    data["units"][0]["kind"] = "club"
    data["units"][1]["supervising_department"] = "NOBODY"
    data["units"][2]["code"] = data["units"][3]["code"]
    data["clusters"][0]["members"].append("LH-ATLANTIS")
    data["bodies"][0]["seats"] = -4
    with pytest.raises(ValidationError) as refusal:
        imported(data)
    assert len(refusal.value.messages) >= 5
    assert not Unit.objects.exists()


@pytest.mark.parametrize(
    "data", ({}, [], {"units": 3}, {"units": [{}]}, {"clusters": [{"year": "x"}]})
)
def test_nonsense_does_not_fall_over(db: None, data: Any) -> None:
    plan = plan_import(data)
    assert plan.problems or not plan.changes_anything


def test_two_units_do_not_share_a_function(house: House) -> None:
    plan = plan_import(
        {"units": [{"code": "VAN-PHONG", "name": "Văn phòng mới", "kind": "department"}]}
    )
    assert len(plan.problems) == 1
    assert "VP" in plan.problems[0]


def test_new_heads_in_a_file_bring_their_authority(house: House) -> None:
    plan = imported(
        {
            "clusters": [
                {
                    "number": 3,
                    "year": 2026,
                    "name": "Cụm 3",
                    "members": ["DN", "HUE", "QN"],
                    "head": "QN",
                    "deputy": "DN",
                }
            ]
        }
    )
    assert plan.changes_anything
    codes = house.user("qn").holdings.filter(desk__cluster=house.cluster)
    assert [holding.desk.duty for holding in codes] == ["endorse"]


def test_the_workbook_goes_out_and_comes_back_unchanged(
    db: None, real_data: dict[str, Any]
) -> None:
    imported(real_data)
    content = write_workbook()
    assert not plan_import(read_workbook(content)).changes_anything
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    row = next(row for row in sheet.iter_rows(min_row=3) if row[0].value == "LH-HANOI")
    row[1].value = "=1+1"
    row[1].data_type = "s"
    out = io.BytesIO()
    book.save(out)
    imported(read_organization_file("o.xlsx", out.getvalue()))
    assert Unit.objects.get(code="LH-HANOI").name == "=1+1"
    cell = next(
        row
        for row in load_workbook(io.BytesIO(write_workbook())).worksheets[0].iter_rows(min_row=3)
        if row[0].value == "LH-HANOI"
    )[1]
    assert cell.data_type == "s"


def test_clusters_of_years_long_over_do_not_fill_the_workbook_until_it_fits_in_no_more(
    db: None, real_data: dict[str, Any]
) -> None:
    imported(real_data)
    kept = Cluster.objects.order_by("-year")[0]
    for age in range(2, 5):
        old = Cluster.objects.create(
            year=kept.year - age, number=900, kind=kept.kind, name="Cụm đã qua"
        )
        ClusterMembership.objects.create(
            cluster=old, year=old.year, unit=Unit.objects.exclude(clusters__year=old.year)[0]
        )
    content = write_workbook()
    clusters, members = load_workbook(io.BytesIO(content)).worksheets[2:]
    for sheet in (clusters, members):
        years = {row[0].value for row in sheet.iter_rows(min_row=3)}
        assert kept.year in years
        assert min(years) >= kept.year - 1
    assert not plan_import(read_workbook(content)).changes_anything


def test_a_name_pasted_with_its_line_break_does_not_keep_the_workbook_from_going_out(
    house: House,
) -> None:
    """Slides break a title by a sign that no workbook can hold; forms take it as it is pasted."""
    Unit.objects.filter(code="DN").update(name="Liên hiệp hữu nghị\vĐà Nẵng")
    units = read_workbook(write_workbook())["units"]
    assert [unit["name"] for unit in units if unit["code"] == "DN"] == [
        "Liên hiệp hữu nghị Đà Nẵng"
    ]


@pytest.mark.parametrize(
    "content", (b"PK\x03\x04rubbish", b"\xff\xfe", b"[1, 2", b"[]", b"[" * 90000)
)
def test_an_unreadable_file_is_refused_in_a_sentence(db: None, content: bytes) -> None:
    with pytest.raises(ValidationError):
        read_organization_file("x", content)


def test_the_command_imports_and_can_only_look(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("import_organization", str(REAL_FILE), "--dry-run")
    assert not Unit.objects.exists()
    call_command("import_organization", str(REAL_FILE), "--on", "2026-01-15")
    assert Unit.objects.count() == 108
    call_command("import_organization", str(REAL_FILE))
    assert "new: 0, changed: 0" in capsys.readouterr().out.splitlines()[-1]
    with pytest.raises(CommandError):
        call_command("import_organization", "/nowhere.json")
