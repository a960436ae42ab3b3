"""The files beside the database: into an archive, and out of one into an empty folder."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from .archive import FILES, Archive, ArchiveWriter, is_harmless, listing_line
from .errors import BackupError
from .facts import is_still_named

MARK = ".being-restored"
"""A folder with this in it was being filled when somebody pulled the plug; it may be filled anew."""


class FileCollector:
    """Puts files into the archive and keeps the listing of what went in and what was not there."""

    def __init__(self, writer: ArchiveWriter, listing: BinaryIO) -> None:
        self._writer = writer
        self._listing = listing
        self._root = Path(settings.MEDIA_ROOT)
        self.count = 0
        self.size = 0
        self.missing: list[str] = []
        self.damaged: list[str] = []

    def take(self, name: str, sha256: str) -> None:
        """Take one file that the snapshot names; `sha256` is what its row says of it, if anything."""
        try:
            with self._open(name) as file:
                stored = self._writer.add(FILES + name, file)
        except FileNotFoundError:
            # Whatever was made for some days only may have been cleared away since the snapshot.
            if is_still_named(name):
                self.missing.append(name)
            return
        self._listing.write(listing_line(name, stored))
        self.count, self.size = self.count + 1, self.size + stored.size
        if sha256 and sha256 != stored.sha256:
            self.damaged.append(name)

    def _open(self, name: str) -> BinaryIO:
        if not is_harmless(name):
            raise FileNotFoundError(name)
        return (self._root / name).open("rb")


def refuse_unless_no_files() -> None:
    """Say what is in the way when the folder for files holds any."""
    root = Path(settings.MEDIA_ROOT)
    if (root / MARK).is_file() or not root.is_dir():
        return
    if next(root.iterdir(), None) is not None:
        raise BackupError(
            _(
                "The folder %(folder)s is not empty. A backup is restored into an empty place "
                "only: move the folder away, or name another one in DATA_DIR, and try again."
            )
            % {"folder": root}
        )


@contextmanager
def filled_folder(archive: Archive) -> Iterator[int]:
    """Fill the folder for files; when what follows fails, it is as empty again as it was."""
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    _empty(root)
    mark = root / MARK
    mark.touch()
    try:
        yield _unpack(archive, root)
    except BaseException:
        _empty(root)
        raise
    mark.unlink()


def _unpack(archive: Archive, root: Path) -> int:
    count = 0
    for member in archive.files():
        if not is_harmless(member.name) or member.name == MARK:
            raise BackupError(
                _("The archive has a member that no backup has: %(name)s. It was not touched.")
                % {"name": repr(member.name)}
            )
        path = root / member.name
        path.parent.mkdir(parents=True, exist_ok=True)
        with _created(path) as target:
            for piece in member.content.pieces():
                target.write(piece)
        if member.content.finish() != member.listed:
            raise BackupError(
                _("The archive is damaged: %(name)s is not what was put into it. Take another one.")
                % {"name": member.name}
            )
        count += 1
    os.sync()
    return count


def _created(path: Path) -> BinaryIO:
    """Create a file that was not there, and follow no link to another place."""
    mode = settings.FILE_UPLOAD_PERMISSIONS or 0o644
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    return os.fdopen(os.open(path, flags, mode), "wb")


def _empty(root: Path) -> None:
    """Take away what an earlier attempt left; called only for a folder that was empty or marked."""
    for path in sorted(root.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
        else:
            path.unlink()
