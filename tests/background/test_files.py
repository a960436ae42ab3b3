"""Files that a power cut left behind go away; those that somebody needs stay."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from workflow_app.accounts.models import User
from workflow_app.background.files import forget_strays
from workflow_app.papers.files import store_upload


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def age(name: str, **by: int) -> None:
    moment = (timezone.now() - timedelta(**by)).timestamp()
    os.utime(Path(default_storage.path(name)), (moment, moment))


def test_only_old_files_that_no_row_knows_are_deleted(db):
    user = User.objects.create_user("lan", "lan@example.vn", full_name="Lê Thị Lan")
    upload = SimpleUploadedFile("a.pdf", b"%PDF-1.7\n")
    known = store_upload(upload=upload, user=user).file.name
    stray = default_storage.save("2026/11/stray", ContentFile(b"half"))
    fresh = default_storage.save("2026/11/fresh", ContentFile(b"being kept"))
    age(known, days=30)
    age(stray, days=3)
    age(fresh, hours=20)
    assert forget_strays() == 1
    assert [default_storage.exists(name) for name in (known, stray, fresh)] == [True, False, True]
    assert forget_strays() == 0


def test_an_empty_installation_has_no_strays(db):
    assert forget_strays() == 0
