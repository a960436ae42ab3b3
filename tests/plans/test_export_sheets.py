"""Plans as Excel papers: what they say, to whom, and how."""

import pytest
from django.urls import reverse

from plans import exporting
from plans.services.editing import save_activity
from plans.views import exports
from tests.cast import YEAR
from tests.driver import plan_of
from tests.plans.sheets import opened
from workflow_app.background.models import LongJob
from workflow_app.sheets.models import ExportFile

pytestmark = pytest.mark.django_db


@pytest.fixture
def driver(cast):
    made = plan_of(cast)
    made.add_line(
        cast.hoa, title="=cmd|' /C calc'!A0", first_day="2027-09-01", last_day="2027-09-30"
    )
    return made


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def words(data: bytes) -> set[str]:
    sheet = opened(data).worksheets[0]
    return {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None}


def test_a_plan_prints_on_a4_landscape_under_the_official_heading(client, cast, driver):
    client.force_login(cast.hoa)
    data = body(client.get(reverse("plans:export", args=[driver.dossier.code])))
    sheet = opened(data).worksheets[0]
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    told = words(data)
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in told
    assert "KẾ HOẠCH HOẠT ĐỘNG NĂM 2027" in told
    assert "LIÊN HIỆP CÁC TỔ CHỨC HỮU NGHỊ THÀNH PHỐ ĐÀ NẴNG" in told
    assert {"STT", "Tên hoạt động", "Kinh phí dự kiến (đồng)"} <= told


def test_no_cell_of_an_export_is_a_formula(client, cast, driver):
    client.force_login(cast.hoa)
    data = body(client.get(reverse("plans:export", args=[driver.dossier.code])))
    cells = [cell for sheet in opened(data) for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert "=cmd|' /C calc'!A0" in words(data)


def test_the_template_offers_lists_and_locks_its_heading(client, cast, driver):
    client.force_login(cast.hoa)
    data = body(client.get(reverse("plans:template", args=[driver.dossier.code])))
    book = opened(data)
    sheet = book.worksheets[0]
    assert sheet.protection.sheet
    assert {"list_kind", "list_guest_level"} <= set(book.defined_names)
    head = next(row for row in sheet.iter_rows() if row[0].value == "STT")
    ids = next(cell for cell in head if cell.value == "Mã dòng (không sửa)")
    assert sheet.column_dimensions[ids.column_letter].hidden
    assert sheet.cell(ids.row + 1, ids.column).value == driver.plan.activities.get().uid


@pytest.mark.parametrize("name", ("xuan", "hanh", "vy", "tuan"))
def test_a_draft_is_exported_to_its_unit_only(client, cast, driver, name):
    client.force_login(cast.users[name])
    for step in ("export", "template"):
        assert client.get(reverse(f"plans:{step}", args=[driver.dossier.code])).status_code == 404


def test_the_inspection_gets_no_mere_draft(client, cast, driver):
    client.force_login(cast.kien)
    assert client.get(reverse("plans:export", args=[driver.dossier.code])).status_code == 302


def test_others_get_what_was_submitted_the_unit_what_lies_there(client, cast, driver):
    driver.submit_and_sign()
    driver.withdraw(cast.hoa)
    line = driver.plan.activities.first()
    save_activity(plan=driver.plan, uid=line.uid, values={"title": "Mới sửa"}, user=cast.hoa)
    url = reverse("plans:export", args=[driver.dossier.code])
    client.force_login(cast.dung)
    assert "Mới sửa" not in words(body(client.get(url)))
    client.force_login(cast.hoa)
    assert "Mới sửa" in words(body(client.get(url)))


def test_a_cluster_s_plans_stand_in_one_table_by_unit(client, cast, driver):
    driver.submit_and_sign()
    client.force_login(cast.dung)
    told = words(body(client.get(reverse("plans:export_cluster", args=[YEAR, 3]))))
    assert any(
        text.startswith("Liên hiệp các tổ chức hữu nghị thành phố Đà Nẵng (1") for text in told
    )
    client.force_login(cast.vy)
    assert client.get(reverse("plans:export_cluster", args=[YEAR, 3])).status_code == 404


def test_all_plans_of_a_year_are_those_the_person_may_see(client, cast, driver):
    driver.through_the_cluster()
    other = plan_of(cast, "LH-CANTHO")
    other.add_line(
        cast.yen, title="Bí mật của Cần Thơ", first_day="2027-03-01", last_day="2027-03-01"
    )
    url = reverse("plans:export_year", args=[YEAR])
    for name in ("tuan", "dung", "hoa", "xuan"):
        client.force_login(cast.users[name])
        told = words(body(client.get(url)))
        assert "Bí mật của Cần Thơ" not in told
        assert ("=cmd|' /C calc'!A0" in told) == (name != "xuan")
    client.force_login(cast.yen)
    assert "Bí mật của Cần Thơ" in words(body(client.get(url)))


def test_many_plans_are_written_in_the_background_for_their_owner_alone(
    client, cast, driver, monkeypatch, django_capture_on_commit_callbacks
):
    driver.through_the_cluster()
    monkeypatch.setattr(exports, "AT_ONCE", 0)
    client.force_login(cast.tuan)
    with django_capture_on_commit_callbacks(execute=True):
        client.get(reverse("plans:export_year", args=[YEAR]))
    job = LongJob.objects.get(kind="plans.export")
    if not job.is_over:
        exporting.export_in_background.func(
            user_id=cast.tuan.pk,
            dossier_ids=[driver.dossier.pk],
            title="Tổng hợp",
            name="ke-hoach.xlsx",
            job_id=str(job.pk),
        )
    job.refresh_from_db()
    made = ExportFile.objects.get()
    assert job.result_url == reverse("plans:export_file", args=[made.pk])
    assert "=cmd|' /C calc'!A0" in words(body(client.get(job.result_url)))
    client.force_login(cast.dung)
    assert client.get(job.result_url).status_code == 404
