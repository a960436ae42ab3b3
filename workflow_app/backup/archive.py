"""The one file: a plain tar that any tool opens, sealed so that no byte of it can change unseen.

In this order: the database's own dump, the files under files/, a listing of them as sha256sum
reads it, the manifest, and the seal, a digest of all that stands before it. The files are read and
written piece by piece, so that their number and size cost no memory.
"""

import hashlib
import io
import os
import tarfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import PurePosixPath
from typing import BinaryIO, NamedTuple

from django.utils.translation import gettext as _

from .errors import BackupError
from .manifest import LONGEST, Manifest

FILES = "files/"
LISTING = "files.sha256"
MANIFEST = "manifest.json"
SEAL = "seal.sha256"
PIECE = 1024 * 1024
_BLOCK = tarfile.BLOCKSIZE
_DIGEST = 64  # letters of a SHA-256


class Stored(NamedTuple):
    """What became of one member."""

    size: int
    sha256: str


@contextmanager
def opened(path: os.PathLike[str]) -> Iterator["Archive"]:
    """Open an archive for reading."""
    try:
        file = open(path, "rb")  # noqa: SIM115, PTH123 -- closed below
    except OSError as error:
        raise BackupError(
            _("%(file)s cannot be read: %(reason)s.") % {"file": path, "reason": error.strerror}
        ) from error
    with file:
        yield Archive(file)


class HashedReader:
    """Reads a stream and keeps count of what went by."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._hash = hashlib.sha256()
        self.size = 0

    def read(self, size: int = PIECE) -> bytes:
        """Return the next piece."""
        piece = self._source.read(size)
        self._hash.update(piece)
        self.size += len(piece)
        return piece

    def pieces(self) -> Iterator[bytes]:
        """Return everything that is left."""
        while piece := self.read():
            yield piece

    def finish(self) -> Stored:
        """Read to the end and return what it was."""
        for _piece in self.pieces():
            pass
        return Stored(self.size, self._hash.hexdigest())


class _HashedSink:
    """Where tarfile writes: it asks where it stands and never goes back."""

    def __init__(self, target: BinaryIO) -> None:
        self._target = target
        self.hash = hashlib.sha256()
        self._size = 0

    def write(self, data: bytes) -> int:
        self._target.write(data)
        self.hash.update(data)
        self._size += len(data)
        return len(data)

    def tell(self) -> int:
        return self._size


class ArchiveWriter:
    """Adds members one after the other; `seal` ends it."""

    def __init__(self, target: BinaryIO) -> None:
        self._target = target
        self._sink = _HashedSink(target)
        self._tar = tarfile.TarFile(fileobj=self._sink, mode="w", format=tarfile.PAX_FORMAT)  # type: ignore[arg-type]  # it writes and tells, no more is asked

    def add(self, name: str, source: BinaryIO) -> Stored:
        """Add a member with the size that the source has now."""
        source.seek(0, os.SEEK_END)
        info = _described(name, source.tell())
        source.seek(0)
        reader = HashedReader(source)
        self._tar.addfile(info, reader)
        _forget_members(self._tar)
        return Stored(info.size, reader.finish().sha256)

    def seal(self) -> None:
        """Write the digest of everything so far, and the end."""
        self._target.write(_ending(self._sink.tell(), self._sink.hash.hexdigest()))


class Member(NamedTuple):
    """A file of the archive, named as the database names it."""

    name: str
    listed: Stored
    content: HashedReader


class Archive:
    """An archive that is read. `check` first; nothing else is to be trusted before."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._places: dict[str, tarfile.TarInfo] = {}

    def check(self) -> Manifest:
        """Read everything once and compare it with what is said about it; BackupError names what is wrong."""
        _check_seal(self._source)
        self._find_places()
        manifest = Manifest.from_json(self._text(MANIFEST))
        database = Stored(manifest.database_size, manifest.database_sha256)
        if self._member(manifest.database_member).finish() != database:
            raise _damaged(manifest.database_member)
        if self._member(LISTING).finish() != Stored(manifest.listing_size, manifest.listing_sha256):
            raise _damaged(LISTING)
        count = size = 0
        for member in self.files():
            if member.content.finish() != member.listed:
                raise _damaged(FILES + member.name)
            count, size = count + 1, size + member.listed.size
        if (count, size) != (manifest.files, manifest.files_size):
            raise _damaged(LISTING)
        return manifest

    def database(self, manifest: Manifest) -> HashedReader:
        """Return the database's dump, to be read once."""
        return self._member(manifest.database_member)

    def files(self) -> Iterator[Member]:
        """Walk through files and listing side by side; each is to be read before the next."""
        with (
            closing(self._open()) as tar,
            io.TextIOWrapper(self._raw(tar, LISTING), encoding="utf-8", newline="\n") as listing,
        ):
            for info in _members(tar):
                if not info.name.startswith(FILES):
                    continue
                digest, __, listed = listing.readline().rstrip("\n").partition("  ")
                if listed != info.name:
                    raise _missing(listed or info.name)
                content = HashedReader(_content(tar, info))
                yield Member(info.name[len(FILES) :], Stored(info.size, digest), content)
            if left := listing.readline():
                raise _missing(left.rstrip("\n").partition("  ")[2])

    def _open(self) -> tarfile.TarFile:
        self._source.seek(0)
        try:
            return tarfile.TarFile(fileobj=self._source, mode="r")
        except tarfile.TarError as error:
            raise _damaged("tar") from error

    def _find_places(self) -> None:
        with closing(self._open()) as tar:
            for info in _members(tar):
                if not info.name.startswith(FILES):
                    self._places[info.name] = info

    def _raw(self, tar: tarfile.TarFile, name: str) -> BinaryIO:
        if name not in self._places:
            raise _missing(name)
        return _content(tar, self._places[name])

    def _member(self, name: str) -> HashedReader:
        return HashedReader(self._raw(self._open(), name))

    def _text(self, name: str) -> bytes:
        return self._member(name).read(LONGEST)


def listing_line(name: str, stored: Stored) -> bytes:
    """Return a line as `sha256sum --check` reads it."""
    return f"{stored.sha256}  {FILES}{name}\n".encode()


def _content(tar: tarfile.TarFile, info: tarfile.TarInfo) -> BinaryIO:
    found = tar.extractfile(info)
    if found is None:  # only what `_members` has refused
        raise _damaged(info.name)
    return found  # type: ignore[return-value]  # typed as bytes' own stream


def _members(tar: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    """Walk through the members; a name that leads out of the archive's own folder ends it."""
    try:
        while (info := tar.next()) is not None:
            _forget_members(tar)
            if not info.isreg() or info.issparse() or not is_harmless(info.name):
                raise BackupError(
                    _("The archive has a member that no backup has: %(name)s. It was not touched.")
                    % {"name": repr(info.name)}
                )
            yield info
    except (tarfile.TarError, EOFError) as error:
        raise _damaged("tar") from error


def _forget_members(tar: tarfile.TarFile) -> None:
    """Keep no list of what has gone by: tarfile would, and it grows with the archive."""
    tar.members.clear()  # type: ignore[attr-defined]  # its own attribute, unknown to the stubs


def is_harmless(name: str) -> bool:
    """Tell whether a name stays inside the folder it is put into, on every system."""
    parts = PurePosixPath(name).parts
    return (
        bool(parts)
        and "/".join(parts) == name
        and ".." not in parts
        and not name.startswith("/")
        and name.isprintable()
        and not set(name) & set('\\:*?"<>|')
    )


def _described(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size = size
    info.mode = 0o600
    return info


def _ending(offset: int, digest: str) -> bytes:
    """Return the seal and the empty blocks that end a tar, filled up as tar does."""
    tail = _described(SEAL, _DIGEST).tobuf(tarfile.USTAR_FORMAT) + digest.encode()
    end = offset + len(tail) + 2 * _BLOCK
    return tail + bytes(-end % tarfile.RECORDSIZE + 2 * _BLOCK)


def _check_seal(source: BinaryIO) -> None:
    """Read the whole file and compare it with its seal, before any of it is understood."""
    offset = _place_of_seal(source)
    source.seek(0)
    digest, left = hashlib.sha256(), offset
    while left and (piece := source.read(min(PIECE, left))):
        digest.update(piece)
        left -= len(piece)
    if left or source.read() != _ending(offset, digest.hexdigest()):
        raise BackupError(
            _("The archive is damaged: its content is not what its seal says. Take another one.")
        )


def _place_of_seal(source: BinaryIO) -> int:
    size = source.seek(0, os.SEEK_END)
    begin = max(0, size - 2 * tarfile.RECORDSIZE) // _BLOCK * _BLOCK
    source.seek(begin)
    tail = source.read()
    for place in range(len(tail) // _BLOCK * _BLOCK, -1, -_BLOCK):
        if tail[place : place + len(SEAL) + 1] == SEAL.encode() + b"\0":
            return begin + place
    raise BackupError(
        _("This is not a backup of Tờ Trình, or it is not complete: it has no seal at its end.")
    )


def _damaged(name: str) -> BackupError:
    return BackupError(
        _("The archive is damaged: %(name)s is not what was put into it. Take another one.")
        % {"name": name}
    )


def _missing(name: str) -> BackupError:
    return BackupError(
        _("The archive is not complete: %(name)s is missing. Take another one.") % {"name": name}
    )
