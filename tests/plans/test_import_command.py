"""manage.py import_plan: exit codes, one JSON object, and what it writes."""

import io
import json

import pytest
from django.core.management import call_command

from plans.models import Activity, Campaign, Plan
from tests.cast import YEAR
from tests.driver import plan_of
from tests.plans.sheets import DATA, HEADER, book
from workflow_app.approvals.enums import Outcome
from workflow_app.audit.models import AuditEntry

pytestmark = pytest.mark.django_db

DA_NANG = DATA / "da_nang_2022.xlsx"


def run(file, *options, unit="LH-DANANG", year=2022):
    """Return exit code, standard output and standard error."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command(
            "import_plan",
            str(file),
            "--unit",
            unit,
            "--year",
            str(year),
            *options,
            stdout=out,
            stderr=err,
        )
    except SystemExit as end:
        return end.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


@pytest.fixture
def file(tmp_path):
    def keep(data, name="ke-hoach.xlsx"):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return keep


def test_a_dry_run_prints_one_object_and_changes_nothing(cast):
    code, out, err = run(DA_NANG, "--dry-run", "--json")
    answer = json.loads(out)
    assert (code, err) == (0, "")
    assert set(answer) == {"rows", "summary"}
    assert [row["state"] for row in answer["rows"]] == ["new"] * 6 + ["left_out"]
    assert answer["rows"][0] == {
        "row": 6,
        "state": "new",
        "title": "Tọa đàm chia sẻ kinh nghiệm công tác đối ngoại nhân dân (phối hợp Cụm 3)",
        "start": "2022-07-01",
        "end": "2022-07-31",
        "amount": 15_000_000,
        "messages": [],
    }
    summary = answer["summary"]
    assert {name: summary[name] for name in ("new", "problem", "left_out", "header_row")} == {
        "new": 6,
        "problem": 0,
        "left_out": 1,
        "header_row": 5,
    }
    assert not Plan.objects.exists()
    assert not Campaign.objects.exists()


def test_the_good_rows_are_taken_over_in_a_drafter_s_name(cast):
    plan = plan_of(cast).plan
    code, __, err = run(DA_NANG, year=YEAR)
    assert (code, err) == (0, "")
    assert plan.activities.count() == 6
    assert AuditEntry.objects.get(action="plan.imported").actor == cast.hoa


def test_a_year_without_a_campaign_gets_its_plan_all_the_same(cast):
    assert run(DA_NANG)[0] == 0
    plan = Plan.objects.get(dossier__year=2022)
    assert (plan.activities.count(), plan.campaign.state) == (6, "prepared")
    code, out, __ = run(DA_NANG, "--json")
    assert code == 0
    assert json.loads(out)["summary"]["unchanged"] == 6
    assert plan.activities.count() == 6


def test_a_unit_without_a_drafter_is_served_by_the_administrator(cast):
    assert run(DATA / "vufo_office_h2_2023.xlsx", unit="VAN-PHONG", year=2023)[0] == 0
    assert Activity.objects.count() == 10
    assert AuditEntry.objects.get(action="plan.imported").actor == cast.quang


def test_problems_are_named_by_cell_and_the_rest_is_taken_over(cast, file):
    path = file(
        book(
            HEADER,
            (1, "Gặp mặt", "Quý I", "LHHN", "15.000.000", "NS"),
            (2, "Hội thảo", "31/2/2022", "LHHN", "hai mươi", "NS"),
        )
    )
    code, out, __ = run(path, "--json")
    assert code == 3
    bad = json.loads(out)["rows"][1]
    assert (bad["state"], bad["start"], bad["amount"]) == ("problem", None, None)
    assert [message["column"] for message in bad["messages"]] == [
        "Thời gian",
        "Kinh phí dự kiến (đồng)",
    ]
    assert list(Activity.objects.values_list("title", flat=True)) == ["Gặp mặt"]


def test_every_row_below_the_heading_is_accounted_for(cast, file):
    rows = [HEADER, ("I", "ĐỐI NGOẠI"), (1, "A", "Quý I", "L", 1_000_000, "NS"), *[()] * 4]
    path = file(
        book(*rows, (2, "B", "Quý I", "L", 1_000_000, "NS"), ("", "Tổng cộng", "", "", 2_000_000))
    )
    __, out, __ = run(path, "--dry-run", "--json")
    assert [(row["row"], row["state"]) for row in json.loads(out)["rows"]] == [
        (2, "left_out"),
        (3, "new"),
        (4, "left_out"),
        (5, "left_out"),
        (6, "left_out"),
        (7, "left_out"),
        (8, "new"),
        (9, "left_out"),
    ]


@pytest.mark.parametrize(
    ("make", "options"),
    (
        (lambda _: "khong-co.xlsx", {}),
        (lambda file: file(b"%PDF-1.7 abc"), {}),
        (lambda file: file(b""), {}),
        (lambda file: file(book(("Tên", "Điện thoại"), ("An", "1"))), {}),
        (lambda _: DA_NANG, {"unit": "KHONG-CO"}),
        (lambda _: DA_NANG, {"year": 22}),
    ),
)
def test_what_cannot_be_read_is_one_sentence_and_exit_code_2(cast, file, make, options):
    code, out, err = run(make(file), "--json", **options)
    assert (code, out) == (2, "")
    assert len(err.strip().splitlines()) == 1
    assert err.strip().endswith(".")


def test_an_unknown_account_is_refused(cast):
    assert run(DA_NANG, "--user", "khong-co")[0] == 2


def test_a_submitted_plan_is_not_written_into(cast):
    driver = plan_of(cast)
    driver.add_line(cast.hoa, first_day="2027-09-01", last_day="2027-09-30")
    driver.do(cast.hoa, "draft", Outcome.SUBMITTED)
    code, __, err = run(DA_NANG, year=YEAR)
    assert code == 2
    assert err
    assert driver.plan.activities.count() == 1
    assert run(DA_NANG, "--dry-run", year=YEAR)[0] == 0


def test_people_read_a_list(cast):
    __, out, __ = run(DA_NANG, "--dry-run")
    assert "Tiếp đoàn đại biểu nhân dân Nhật Bản" in out
    assert "45.000.000 đ" in out
