"""Keeping uploaded sheets and made files; what they mean is their feature's business."""

import hashlib
import io
from datetime import timedelta
from pathlib import PurePath
from typing import IO

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils import timezone

from workflow_app.accounts.models import User

from .cells import Sheet
from .containers import read_all
from .limits import DEFAULT
from .models import ExportFile, ImportSession, ImportState
from .safe import open_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KEPT_EXPORTS = timedelta(days=7)
KEPT_UNFINISHED = timedelta(days=30)
_LONGEST_NAME = 200


def read_upload(source: IO[bytes]) -> tuple[bytes, list[Sheet]]:
    """Return the bytes and sheets of a file that somebody sent; raises ``SheetRefused``."""
    data = read_all(source, DEFAULT)
    return data, open_workbook(io.BytesIO(data))


@transaction.atomic
def store_session(
    *, data: bytes, name: str, owner: User, target: tuple[str, str], year: int
) -> ImportSession:
    """Keep the file as it came; its name is a label, never a path."""
    session = new_session(data=data, name=name, owner=owner, target=target, year=year)
    session.save()
    return session


def new_session(
    *, data: bytes, name: str, owner: User, target: tuple[str, str], year: int
) -> ImportSession:
    """Keep the file and return what is to be stored of it."""
    kind, key = target
    session = ImportSession(
        owner=owner,
        target_kind=kind,
        target_id=key,
        year=year,
        name=clean_name(name),
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
    )
    session.file.save("upload", ContentFile(data), save=False)
    return session


def sheets_of(session: ImportSession) -> list[Sheet]:
    """Open the kept file again."""
    with session.file.open("rb") as file:
        return open_workbook(io.BytesIO(file.read()))


def clean_name(name: str) -> str:
    """Return the last part of a file's name without signs that show as nothing."""
    kept = "".join(char for char in PurePath(name.replace("\\", "/")).name if char.isprintable())
    return kept[-_LONGEST_NAME:] or "bang.xlsx"


def unread_job(session: ImportSession) -> bool:
    """Say whether the work of reading it ended without a result, so that it can be begun again."""
    return session.state == ImportState.READING and (session.job is None or session.job.is_over)


def store_export(*, data: bytes | IO[bytes], name: str, owner: User) -> ExportFile:
    """Keep a made file for its owner."""
    made = ExportFile(owner=owner, name=clean_name(name))
    content = ContentFile(data) if isinstance(data, bytes) else File(data)
    made.file.save("export", content, save=False)
    made.save()
    return made


def prune_files() -> int:
    """Delete made files after a week, and uploads nobody took over after a month."""
    now = timezone.now()
    old: list[ExportFile | ImportSession] = [
        *ExportFile.objects.filter(created__lt=now - KEPT_EXPORTS),
        *ImportSession.objects.filter(created__lt=now - KEPT_UNFINISHED).exclude(
            state__in=[ImportState.COMMITTED, ImportState.UNDONE]
        ),
    ]
    for row in old:
        row.delete()
        row.file.delete(save=False)
    return len(old)
