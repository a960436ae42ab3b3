"""The place an archive is written to: under another name until it is whole."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from .errors import BackupError


@dataclass(frozen=True, slots=True)
class Target:
    """Where the archive is being written, and a folder beside it for what it is made of."""

    file: BinaryIO
    folder: Path


@contextmanager
def written(path: Path, *, force: bool) -> Iterator[Target]:
    """Give a file to write; it gets its name when everything went well, and else leaves nothing.

    The name `….part` and the folder `….part.d` are always the same, so that whatever a killed
    attempt left is taken away by the next.
    """
    _refuse(path, force=force)
    part = path.with_name(path.name + ".part")
    folder = path.with_name(path.name + ".part.d")
    with _locked(part) as file:
        try:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(mode=0o700)
            yield Target(file, folder)
            file.flush()
            os.fsync(file.fileno())
            _refuse(path, force=force)
            part.replace(path)
            _sync_folder(path.parent)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _refuse(path: Path, *, force: bool) -> None:
    if path.is_dir():
        raise BackupError(_("%(file)s is a folder. Name a file in it.") % {"file": path})
    if not path.parent.is_dir():
        raise BackupError(_("There is no folder %(folder)s.") % {"folder": path.parent})
    if path.exists() and not force:
        raise BackupError(
            _("%(file)s exists already. Choose another name, or say --force to replace it.")
            % {"file": path}
        )
    if Path(settings.MEDIA_ROOT).resolve() in path.resolve().parents:
        raise BackupError(
            _("%(file)s lies among the files that are backed up. Choose another folder.")
            % {"file": path}
        )


@contextmanager
def _locked(part: Path) -> Iterator[BinaryIO]:
    """Open the unfinished file for ourselves alone, readable by nobody else."""
    with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupError(
                _("Another backup is just being written to %(file)s.") % {"file": part}
            ) from error
        os.fchmod(file.fileno(), 0o600)
        file.truncate(0)
        yield file


def _sync_folder(folder: Path) -> None:
    """Make the new name itself last through a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
