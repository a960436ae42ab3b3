"""The import's pages: one person's way, other people's refusals, hostile files."""

import io
import re
import time
import zipfile
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from plans import importing
from tests.driver import plan_of
from tests.plans.sheets import DATA, HEADER, book, handed_in
from workflow_app.approvals.enums import Outcome
from workflow_app.background.models import LongJob
from workflow_app.sheets.models import ImportSession, ImportState

pytestmark = pytest.mark.django_db

DA_NANG = (DATA / "da_nang_2022.xlsx").read_bytes()


@pytest.fixture
def driver(cast):
    return plan_of(cast)


@pytest.fixture
def start_url(driver):
    return reverse("plans:import", args=[driver.dossier.code])


def upload(client, url, data, name="ke-hoach.xlsx"):
    return client.post(url, {"file": SimpleUploadedFile(name, data)})


def as_understood(session):
    """Return what the columns' page sends when nothing is changed on it."""
    sheet = session.understanding["sheets"][0]
    columns = {f"column_{column['number']}": column["key"] for column in sheet["columns"]}
    return {"sheet": sheet["name"], **columns}


def test_from_the_file_to_the_lines_and_back(client, cast, driver, start_url):
    client.force_login(cast.hoa)
    assert client.get(start_url).status_code == 200
    response = upload(client, start_url, DA_NANG)
    session = ImportSession.objects.get()
    page = reverse("plans:import_session", args=[session.pk])
    assert response["Location"] == page

    shown = client.get(page).content.decode()
    assert "Trọng tâm công tác" in shown
    client.post(reverse("plans:import_columns", args=[session.pk]), as_understood(session))
    preview = client.get(page).content.decode()
    assert "Tiếp đoàn đại biểu nhân dân Nhật Bản" in preview
    assert driver.plan.activities.count() == 0

    seen = re.search(r'name="seen" value="(\w+)"', preview)[1]
    client.post(reverse("plans:import_commit", args=[session.pk]), {"what": "all", "seen": seen})
    assert driver.plan.activities.count() == 6
    assert client.get(page).status_code == 200

    client.post(reverse("plans:import_undo", args=[session.pk]))
    assert driver.plan.activities.count() == 0
    assert client.get(page).status_code == 200


def test_only_ticked_rows_are_taken_over(client, cast, driver):
    session = handed_in(DA_NANG, driver.plan, cast.hoa)
    client.force_login(cast.hoa)
    url = reverse("plans:import_commit", args=[session.pk])
    client.post(url, {"what": "chosen", "row": ["6", "9"]})
    assert sorted(driver.plan.activities.values_list("amount", flat=True)) == [
        15_000_000,
        45_000_000,
    ]


def test_the_rest_of_a_file_can_be_gone_on_with(client, cast, driver):
    session = handed_in(DA_NANG, driver.plan, cast.hoa)
    client.force_login(cast.hoa)
    client.post(
        reverse("plans:import_commit", args=[session.pk]), {"what": "chosen", "row": ["6", "9"]}
    )
    client.post(reverse("plans:import_again", args=[session.pk]))
    again = ImportSession.objects.exclude(pk=session.pk).get()
    assert again.state == ImportState.PREVIEWED
    client.post(reverse("plans:import_commit", args=[again.pk]), {"what": "all"})
    assert driver.plan.activities.count() == 6


def test_the_person_says_what_a_column_means(client, cast, driver, start_url):
    client.force_login(cast.hoa)
    upload(
        client,
        start_url,
        book(("STT", "Tên hoạt động", "Thời gian", "Xyz"), (1, "A", "Quý I", "ĐN")),
    )
    session = ImportSession.objects.get()
    url = reverse("plans:import_columns", args=[session.pk])
    assert client.post(url, {**as_understood(session), "column_4": "title"}).status_code == 422
    client.post(url, {**as_understood(session), "column_4": "place"})
    session.refresh_from_db()
    assert session.rows[0]["values"]["place"] == "ĐN"


def test_the_person_points_at_the_heading(client, cast, driver, start_url):
    client.force_login(cast.hoa)
    rows = [
        HEADER,
        (1, "Cũ", "Quý I", "L", None, None),
        (),
        HEADER,
        (1, "Mới", "Quý II", "L", None, None),
    ]
    upload(client, start_url, book(*rows))
    session = ImportSession.objects.get()
    url = reverse("plans:import_columns", args=[session.pk])
    client.post(url, {"sheet": "Sheet1", "heading": "1", "row": "4"})
    session.refresh_from_db()
    assert session.understanding["sheets"][0]["header_row"] == 4
    client.post(url, as_understood(session))
    session.refresh_from_db()
    assert [row["title"] for row in session.rows] == ["Mới"]


# --- Who may -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ("xuan", "hanh", "vy", "tuan", "quang"))
def test_for_others_there_is_no_such_plan_and_no_such_import(client, cast, driver, start_url, name):
    session = handed_in(DA_NANG, driver.plan, cast.hoa)
    client.force_login(cast.users[name])
    assert client.get(start_url).status_code == 404
    assert upload(client, start_url, DA_NANG).status_code == 404
    for step in ("session", "file"):
        assert client.get(reverse(f"plans:import_{step}", args=[session.pk])).status_code == 404
    for step in ("columns", "commit", "undo", "again"):
        assert client.post(reverse(f"plans:import_{step}", args=[session.pk])).status_code == 404
    assert driver.plan.activities.count() == 0


def test_the_head_who_does_not_draft_reads_why_not(client, cast, driver, start_url):
    client.force_login(cast.minh)
    response = client.get(start_url)
    assert response.status_code == 403
    assert "Nguyễn Thị Hoa" in response.content.decode()
    assert upload(client, start_url, DA_NANG).status_code == 403


def test_once_submitted_the_drafter_reads_why_not(client, cast, driver, start_url):
    driver.add_line(cast.hoa, first_day="2027-09-01", last_day="2027-09-30")
    driver.do(cast.hoa, "draft", Outcome.SUBMITTED)
    client.force_login(cast.hoa)
    assert client.get(start_url).status_code == 409
    assert upload(client, start_url, DA_NANG).status_code == 409


# --- Hostile files ---------------------------------------------------------------------------


def bomb() -> bytes:
    file = io.BytesIO(DA_NANG)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/media/picture.bin", b"\0" * 200_000_000)
    return file.getvalue()


def with_part(name: str, text: bytes = b"x") -> bytes:
    file = io.BytesIO(DA_NANG)
    with zipfile.ZipFile(file, "a") as package:
        package.writestr(name, text)
    return file.getvalue()


HOSTILE: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "a PDF": lambda: b"%PDF-1.7",
    "a page": lambda: b"<html></html>",
    "a broken package": lambda: b"PK\x03\x04 broken",
    "an old workbook": lambda: bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600,
    "with a password": lambda: (
        bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le")
    ),
    "half of a file": lambda: DA_NANG[:2000],
    "with macros": lambda: with_part("xl/vbaProject.bin"),
    "a bomb": bomb,
    "too large": lambda: b"\0" * 25_000_000,
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_gets_one_sentence_within_seconds(client, cast, start_url, what):
    data = HOSTILE[what]()
    client.force_login(cast.hoa)
    began = time.process_time()  # what else the machine does meanwhile is no fault of the file
    response = upload(client, start_url, data)
    assert time.process_time() - began < 20
    assert response.status_code == 422
    assert 'class="form-error"' in response.content.decode()
    assert not ImportSession.objects.exists()


def test_no_file_at_all_is_said(client, cast, start_url):
    client.force_login(cast.hoa)
    assert client.post(start_url).status_code == 422


# --- Long sheets -----------------------------------------------------------------------------


def test_a_long_sheet_is_read_in_the_background_with_progress(  # noqa: PLR0917 -- a story
    client, cast, driver, start_url, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(importing, "LONG_SHEET", 3)
    client.force_login(cast.hoa)
    upload(client, start_url, DA_NANG)
    session = ImportSession.objects.get()
    otherwise = as_understood(session)
    otherwise.pop(next(name for name, key in otherwise.items() if key == "amount"))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("plans:import_columns", args=[session.pk]), otherwise)
    job = LongJob.objects.get(kind="plans.read_sheet")
    if not job.is_over:
        importing.read_in_background.func(session_id=str(session.pk), job_id=str(job.pk))
    job.refresh_from_db()
    session.refresh_from_db()
    assert job.result_url == reverse("plans:import_session", args=[session.pk])
    assert (job.state, session.state, len(session.rows)) == ("done", "previewed", 7)


def test_a_long_sheet_confirmed_as_it_was_understood_is_there_at_once(
    client, cast, driver, start_url, monkeypatch
):
    monkeypatch.setattr(importing, "LONG_SHEET", 3)
    client.force_login(cast.hoa)
    upload(client, start_url, DA_NANG)
    session = ImportSession.objects.get()
    client.post(reverse("plans:import_columns", args=[session.pk]), as_understood(session))
    session.refresh_from_db()
    assert (session.state, len(session.rows)) == ("previewed", 7)
    assert not LongJob.objects.filter(kind="plans.read_sheet").exists()


def test_rows_read_under_another_heading_do_not_outlive_it(client, cast, driver, start_url):
    client.force_login(cast.hoa)
    upload(client, start_url, DA_NANG)
    session = ImportSession.objects.get()
    sheet = session.understanding["sheets"][0]
    client.post(
        reverse("plans:import_columns", args=[session.pk]),
        {"heading": "1", "sheet": sheet["name"], "row": str(sheet["header_row"] + 1)},
    )
    session.refresh_from_db()
    assert (session.rows, session.mapping, session.state) == ([], {}, "uploaded")


def test_a_sheet_that_names_another_unit_is_pointed_out(client, cast, driver, start_url):
    client.force_login(cast.hoa)
    unit = driver.dossier.unit
    upload(client, start_url, DA_NANG)
    own = ImportSession.objects.get()
    client.post(reverse("plans:import_columns", args=[own.pk]), as_understood(own))
    assert not client.get(reverse("plans:import_session", args=[own.pk])).context["unit_differs"]

    type(unit).objects.filter(pk=unit.pk).update(name="Hội khác", short_name="Hội khác")
    other = cast.units["LH-HUE"]
    type(other).objects.filter(pk=other.pk).update(
        name="Liên hiệp các tổ chức hữu nghị thành phố Đà Nẵng"
    )
    assert client.get(reverse("plans:import_session", args=[own.pk])).context["unit_differs"]
