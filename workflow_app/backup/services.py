"""Making an archive while people work, and filling an empty place from one."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from workflow_app.audit.services import record
from workflow_app.background.upkeep import start_afresh

from .archive import LISTING, MANIFEST, Archive, ArchiveWriter, Stored, opened
from .databases import SNAPSHOT, Means, means
from .errors import BackupError
from .facts import SIGNED_IN, Facts, facts_of, named_files, refuse_unless_empty, row_counts
from .files import FileCollector, filled_folder, refuse_unless_no_files
from .manifest import (
    FORMAT,
    VAULT,
    Manifest,
    fingerprints,
    missing_migrations,
    other_keys,
    product_version,
    unknown_migrations,
)
from .target import Target, written

MOST_NAMED = 1000


@dataclass(frozen=True, slots=True)
class Made:
    """An archive, and what was not as it should be when it was made."""

    manifest: Manifest
    size: int
    missing: list[str]
    damaged: list[str]


@dataclass(frozen=True, slots=True)
class Restored:
    """What an empty place was filled with."""

    manifest: Manifest
    files: int
    tasks_put_back: int
    migrated: bool
    other_keys: list[str]


def make_backup(*, path: Path, force: bool = False) -> Made:
    """Write everything people have made into one file; raises BackupError and then leaves none.

    The database's moment is taken first, the files after it: a file is stored before the row that
    names it and never changed, so every file of that moment is there when its turn comes.
    """
    with _said_plainly(path.parent), written(path, force=force) as target:
        made = _write(target, means())
        Archive(target.file).check()  # read back, as it will be when it is needed
    with transaction.atomic():
        record(
            action="backup.made",
            actor=None,
            object=("backup", "", path.name),
            data={
                "sequence": made.manifest.audit_sequence,
                "files": made.manifest.files,
                "missing": len(made.missing),
            },
        )
    return made


def _write(target: Target, database: Means) -> Made:
    made_at = timezone.now()
    names = target.folder / "names"
    writer = ArchiveWriter(target.file)
    with database.snapshot(target.folder) as snapshot:
        facts = facts_of(SNAPSHOT)
        _note_names(names)
        dump = snapshot.dump()
    with dump.open("rb") as content:
        dumped = writer.add(database.member, content)
    dump.unlink()
    with (target.folder / LISTING).open("w+b") as listing:
        files = FileCollector(writer, listing)
        for name, sha256 in _noted_names(names):
            files.take(name, sha256)
        listed = writer.add(LISTING, listing)
    manifest = Manifest(
        **_of_database(facts, database, dumped),
        format=FORMAT,
        product=product_version(),
        made=made_at.isoformat(timespec="seconds"),
        files=files.count,
        files_size=files.size,
        listing_sha256=listed.sha256,
        listing_size=listed.size,
        keys=fingerprints(),
        missing=files.missing[:MOST_NAMED],
    )
    _add_text(writer, target.folder / MANIFEST, manifest.to_json())
    writer.seal()
    target.file.flush()
    return Made(manifest, target.file.tell(), files.missing, files.damaged)


def _of_database(facts: Facts, database: Means, dumped: Stored) -> dict[str, Any]:
    return {
        "database": connection.vendor,
        "database_version": database.version(),
        "database_member": database.member,
        "database_sha256": dumped.sha256,
        "database_size": dumped.size,
        "audit_sequence": facts.audit.sequence,
        "audit_hash": facts.audit.hash,
        "migrations": facts.migrations,
        "rows": facts.rows,
    }


def _note_names(path: Path) -> None:
    """Write the names down, so that the database need not hold its moment while files are read."""
    with path.open("w", encoding="utf-8", newline="\n") as notes:
        for name, sha256 in named_files(SNAPSHOT):
            notes.write(f"{sha256}\t{name}\n")


def _noted_names(path: Path) -> Iterator[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="\n") as notes:
        for line in notes:
            sha256, __, name = line.rstrip("\n").partition("\t")
            yield name, sha256


def _add_text(writer: ArchiveWriter, path: Path, text: bytes) -> None:
    path.write_bytes(text)
    with path.open("rb") as content:
        writer.add(path.name, content)


def restore_backup(*, path: Path, accept_other_keys: bool = False) -> Restored:
    """Fill an empty place; raises BackupError before anything is touched, or leaves it empty."""
    with _said_plainly(path.parent), opened(path) as archive:
        manifest = archive.check()
        database = means()
        _refuse_unfit(manifest, database)
        others = _keys_that_differ(manifest, accept=accept_other_keys)
        refuse_unless_empty()
        refuse_unless_no_files()
        with filled_folder(archive) as files:
            database.restore(archive.database(manifest))
            _compare_rows(manifest)
    migrated = bool(missing_migrations(manifest))
    if migrated:
        call_command("migrate", interactive=False, verbosity=0)
    ContentType.objects.clear_cache()
    return Restored(manifest, files, _begin_anew(manifest, path), migrated, others)


def _refuse_unfit(manifest: Manifest, database: Means) -> None:
    if manifest.database != connection.vendor:
        raise BackupError(
            _(
                "The archive was made from %(made)s, DATABASE_URL names a database of %(here)s. "
                "Restore it into an empty database of %(made)s."
            )
            % {"made": manifest.database, "here": connection.vendor}
        )
    if unknown := unknown_migrations(manifest):
        raise BackupError(
            _(
                "The archive was made by a newer version (%(product)s): this one does not know "
                "%(migrations)s. Install that version or a newer one, then restore."
            )
            % {"product": manifest.product, "migrations": ", ".join(unknown[:3])}
        )
    database.refuse_unfit(manifest.database_version)


def _keys_that_differ(manifest: Manifest, *, accept: bool) -> list[str]:
    others = other_keys(manifest)
    if "AUDIT_KEY" in others and not accept:
        raise BackupError(
            _(
                "AUDIT_KEY is not the key this archive was made with (fingerprint %(wanted)s), so "
                "the audit log could not be verified. Set the key as it was then; if it is lost "
                "for good, say --accept-other-keys."
            )
            % {"wanted": manifest.keys.get("AUDIT_KEY") or _("no key")}
        )
    if VAULT in others and not accept:
        raise BackupError(
            _(
                "None of the vault's keys is the one this archive was sealed with (fingerprint "
                "%(wanted)s): persons' sensitive data could not be read. Put the key back, in "
                "VAULT_KEYS or in DATA_DIR/keys/vault.keys; if it is lost for good, say "
                "--accept-other-keys."
            )
            % {"wanted": manifest.keys[VAULT]}
        )
    return others


def _compare_rows(manifest: Manifest) -> None:
    counts = row_counts(DEFAULT_DB_ALIAS)
    names = sorted(counts.keys() | manifest.rows.keys())
    if wrong := [name for name in names if counts.get(name) != manifest.rows.get(name)]:
        raise BackupError(
            _(
                "The restored database does not hold as many rows as the archive says "
                "(%(tables)s). Do not work with it; restore another archive into a new one."
            )
            % {"tables": ", ".join(wrong[:5])}
        )


@transaction.atomic
def _begin_anew(manifest: Manifest, path: Path) -> int:
    """Let nobody be signed in and no worker be at work, and say in the log where all this came from."""
    with connection.cursor() as cursor:
        for table in SIGNED_IN:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608 -- a table's own name
    put_back = start_afresh()
    record(
        action="backup.restored",
        actor=None,
        object=("backup", "", path.name),
        data={
            "made": manifest.made,
            "sequence": manifest.audit_sequence,
            "hash": manifest.audit_hash,
        },
    )
    return put_back


@contextmanager
def _said_plainly(folder: Path) -> Iterator[None]:
    """Turn what disks and databases say into a sentence."""
    try:
        yield
    except OSError as error:
        raise BackupError(
            _("The disk would not have it: %(reason)s (%(file)s). Nothing was left behind.")
            % {"reason": error.strerror or error, "file": error.filename or folder}
        ) from error
    except (DatabaseError, sqlite3.Error) as error:
        raise BackupError(
            _("The database would not have it: %(reason)s") % {"reason": error}
        ) from error
