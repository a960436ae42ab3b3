"""No room is left: for the database, or for files. People are told, and nothing is half done."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection
from django.urls import reverse

from tests.driver import plan_of
from workflow_app.approvals.models import Comment, DossierAttachment

from .outages import Form
from .test_database_away import WORDS, comment, minh, plan, token, visitor

__all__ = ["minh", "plan"]
pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def full_database() -> Iterator[None]:
    """Let the database's disk be full: SQLite in truth, PostgreSQL by the error it then raises."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("CREATE TABLE filler (data BLOB)")
            cursor.execute("PRAGMA page_count")
            cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
            with suppress(DatabaseError):  # until it is full
                while True:
                    cursor.execute("INSERT INTO filler VALUES (zeroblob(1000))")
        else:
            cursor.execute(
                "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE"
                " 'could not extend file: No space left on device' USING ERRCODE = '53100';"
                " END $$"
            )
            cursor.execute(
                "CREATE TRIGGER no_room BEFORE INSERT ON approvals_comment"
                " EXECUTE FUNCTION no_room()"
            )
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA max_page_count = 1073741823")
                cursor.execute("DROP TABLE filler")
            else:
                cursor.execute("DROP FUNCTION no_room CASCADE")


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Have the system refuse to let a file grow further, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_database_is_said_and_the_words_wait_until_there_is_room(minh, plan) -> None:
    with full_database():
        answer = comment(minh, text=WORDS * 60)
        assert minh.get(plan.dossier.get_absolute_url()).status_code == 200  # reading goes on
    page = answer.content.decode()
    assert answer.status_code == 507
    assert "hết chỗ" in page
    assert "no room left" in page
    assert not Comment.objects.exists()
    form = Form(page)
    assert minh.post(form.action, form.data).status_code == 302
    assert Comment.objects.get().text == WORDS * 60


def test_a_full_folder_for_files_is_said_and_nothing_is_half_kept(minh, plan, settings) -> None:
    url = reverse("approvals:upload", args=[plan.dossier.code])
    file = SimpleUploadedFile("bien-ban.pdf", b"%PDF-1.7\n" + b"x" * 900_000)
    data = {"csrfmiddlewaretoken": token(minh), "file": file, "description": "Biên bản họp"}
    with largest_file(600_000):
        answer = minh.post(url, data)
    form = Form(answer.content.decode())
    assert answer.status_code == 507
    assert form.data["description"] == "Biên bản họp"
    assert form.files == ["file"]
    assert not DossierAttachment.objects.exists()
    large = [path for path in settings.MEDIA_ROOT.rglob("*") if path.stat().st_size >= 500_000]
    assert large == []
    file.seek(0)
    assert minh.post(url, form.data | {"file": file}).status_code == 302
    assert DossierAttachment.objects.get().description == "Biên bản họp"


def test_a_script_hears_of_a_full_disk_in_a_sentence(cast) -> None:
    hoa, driver = visitor(cast.hoa), plan_of(cast)
    url = reverse("plans:cells", args=[driver.dossier.code])
    text = "Mở rộng hợp tác. " * 600
    cells = [{"uid": "", "column": "objectives", "text": text, "base": ""}]
    if connection.vendor != "sqlite":
        pytest.skip("the same page answers; one table of PostgreSQL is made to fail above")
    with full_database():
        answer = hoa.post(
            url,
            {"cells": cells},
            content_type="application/json",
            headers={"X-CSRFToken": token(hoa)},
        )
    assert answer.status_code == 507
    assert "hết chỗ" in answer.json()["message"]
