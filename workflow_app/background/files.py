"""Files are kept whole or not at all, and those that nobody knows of are taken away."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

from django.apps import apps
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import models
from django.utils import timezone

STRAY_AFTER = timedelta(days=2)
AT_A_TIME = 500


class WholeFileStorage(FileSystemStorage):
    """The folder of files; of one that found no room on the disk nothing stays there."""

    def _save(self, name: str, content: Any) -> str:
        existed = self.exists(name)
        try:
            return super()._save(name, content)  # type: ignore[no-any-return, misc]
        except OSError:
            if not existed:
                self.delete(name)
            raise


def forget_strays() -> int:
    """Delete files that no row knows; return how many.

    A file is kept just before its row is committed: when the power goes in between, or the act is
    refused after all, the file stays behind. Two days leave the slowest act its time.
    """
    names = (name for name in _files_in("") if _is_old(name))
    gone = 0
    while batch := list(islice(names, AT_A_TIME)):
        for name in set(batch) - _known(batch):
            default_storage.delete(name)
            gone += 1
    return gone


def _files_in(folder: str) -> Iterator[str]:
    if folder and not default_storage.exists(folder):
        return
    folders, files = default_storage.listdir(folder)
    prefix = f"{folder}/" if folder else ""
    yield from (prefix + name for name in files)
    for name in folders:
        yield from _files_in(prefix + name)


def _is_old(name: str) -> bool:
    return default_storage.get_modified_time(name) < timezone.now() - STRAY_AFTER


def _known(names: list[str]) -> set[str]:
    known: set[str] = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField):
                rows = model._default_manager.filter(**{f"{field.name}__in": names})
                known.update(rows.values_list(field.name, flat=True))
    return known
