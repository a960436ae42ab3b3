"""The one file: every byte of it is guarded, and nothing in it leads anywhere else."""

import hashlib
import io
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest

from workflow_app.backup.archive import (
    FILES,
    LISTING,
    MANIFEST,
    Archive,
    ArchiveWriter,
    is_harmless,
    listing_line,
)
from workflow_app.backup.errors import BackupError
from workflow_app.backup.manifest import Manifest

CONTENT = {"2026/11/a": b"one" * 500, "2026/11/b": b"", "exports/c": b"three" * 4000}
DUMP = b"the database"


def manifest(**values: object) -> Manifest:
    listing = values.pop("listing", b"")
    return Manifest(
        format=1,
        product="0.1.0",
        made="2026-11-22T00:00:00+00:00",
        database="sqlite",
        database_version="3.40.1",
        database_member="database.gz",
        database_sha256=hashlib.sha256(DUMP).hexdigest(),
        database_size=len(DUMP),
        files=len(CONTENT),
        files_size=sum(map(len, CONTENT.values())),
        listing_sha256=hashlib.sha256(listing).hexdigest(),
        listing_size=len(listing),
        audit_sequence=0,
        audit_hash="",
        migrations=[],
        rows={},
        keys={},
    )


def archive_of(
    content: dict[str, bytes] = CONTENT, listed: dict[str, bytes] = CONTENT, **values: object
) -> bytes:
    target = io.BytesIO()
    writer = ArchiveWriter(target)
    writer.add("database.gz", io.BytesIO(DUMP))
    listing = b""
    stored = {name: writer.add(FILES + name, io.BytesIO(data)) for name, data in content.items()}
    for name, data in listed.items():
        digest = hashlib.sha256(data).hexdigest()
        listing += listing_line(
            name, stored.get(name, next(iter(stored.values())))._replace(sha256=digest)
        )
    writer.add(LISTING, io.BytesIO(listing))
    told = replace(manifest(listing=listing), **values)
    writer.add(MANIFEST, io.BytesIO(told.to_json()))
    writer.seal()
    return target.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(BackupError) as refused:
        Archive(io.BytesIO(data)).check()
    return refused.value.message


def test_what_goes_in_comes_out() -> None:
    archive = Archive(io.BytesIO(archive_of()))
    found = archive.check()
    assert b"".join(archive.database(found).pieces()) == DUMP
    assert {one.name: b"".join(one.content.pieces()) for one in archive.files()} == CONTENT


def test_any_tar_and_sha256sum_can_read_it() -> None:
    with tarfile.open(fileobj=io.BytesIO(archive_of())) as tar:
        names = tar.getnames()
        listing = tar.extractfile(LISTING)
        assert listing is not None
        lines = listing.read().decode().splitlines()
    assert names[0] == "database.gz"
    assert names[-3:] == [LISTING, MANIFEST, "seal.sha256"]
    assert lines[0] == f"{hashlib.sha256(CONTENT['2026/11/a']).hexdigest()}  files/2026/11/a"


def test_a_flipped_bit_anywhere_is_refused() -> None:
    whole = archive_of()
    for place in [*range(0, len(whole), 97), len(whole) - 1]:
        damaged = bytearray(whole)
        damaged[place] ^= 1
        with pytest.raises(BackupError):
            Archive(io.BytesIO(bytes(damaged))).check()


@pytest.mark.parametrize("kept", (0, 100, 5000, -1, -2000, -11_000))
def test_half_an_archive_is_refused(kept: int) -> None:
    assert refusal(archive_of()[:kept])


def test_something_else_is_refused() -> None:
    assert "Tờ Trình" in refusal(b"PK\x03\x04" + bytes(40_000))


def test_more_at_the_end_is_refused() -> None:
    assert refusal(archive_of() + bytes(512))


def test_a_missing_file_is_named() -> None:
    without = {name: data for name, data in CONTENT.items() if name != "2026/11/b"}
    assert "files/2026/11/b" in refusal(archive_of(content=without))
    last = {name: data for name, data in CONTENT.items() if name != "exports/c"}
    assert "files/exports/c" in refusal(archive_of(content=last))


def test_a_file_that_is_another_one_is_named() -> None:
    changed = {**CONTENT, "2026/11/a": b"two" * 500}
    assert "files/2026/11/a" in refusal(archive_of(content=changed))


@pytest.mark.parametrize("word", ("database_sha256", "listing_sha256"))
def test_what_the_manifest_says_counts(word: str) -> None:
    assert refusal(archive_of(**{word: "0" * 64}))


def test_fewer_files_than_the_manifest_says_are_refused() -> None:
    assert refusal(archive_of(files=4))


def test_an_archive_of_a_later_format_asks_for_the_version_that_made_it() -> None:
    sentence = refusal(archive_of(format=2, product="9.9.9"))
    assert "9.9.9" in sentence


@pytest.mark.parametrize("name", ("files/2026/11/0f", "manifest.json", "database.pgdump"))
def test_a_backup_s_own_names_are_harmless(name: str) -> None:
    assert is_harmless(name)


@pytest.mark.parametrize(
    "name",
    (
        *("/etc/passwd", "files/../../etc/passwd", "..", ".", "", "files//x", "files/./x"),
        *("files/x/", "files\\..\\x", "C:x", "files/a\nb", "files/a\0b"),
    ),
)
def test_a_name_that_leads_elsewhere_is_not(name: str) -> None:
    assert not is_harmless(name)


@pytest.mark.parametrize("name", ("files/../../outside", "/outside"))
def test_a_member_that_leads_outside_is_refused(name: str) -> None:
    target = io.BytesIO()
    writer = ArchiveWriter(target)
    writer.add(name, io.BytesIO(b"x"))
    writer.seal()
    assert "outside" in refusal(target.getvalue())


@pytest.mark.parametrize(
    "kind", (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.CHRTYPE)
)
def test_what_is_no_plain_file_is_refused(kind: bytes) -> None:
    """Somebody made the archive by hand, with a valid seal and a link in it."""
    target = io.BytesIO()
    writer = ArchiveWriter(target)
    info = tarfile.TarInfo("files/link")
    info.type, info.linkname = kind, "/etc"
    writer._tar.addfile(info)
    writer.seal()
    assert "files/link" in refusal(target.getvalue())


def test_memory_does_not_grow_with_the_number_of_files(tmp_path: Path) -> None:
    with (tmp_path / "archive").open("w+b") as target:
        writer = ArchiveWriter(target)
        for number in range(300):
            writer.add(f"files/{number}", io.BytesIO(b"x"))
        assert writer._tar.members == []
