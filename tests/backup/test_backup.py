"""A copy of one moment, whatever people do meanwhile and whatever happens to the machine."""

import gzip
import io
import json
import os
import resource
import signal
import subprocess
import sys
import tarfile
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Self

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.test import Client

from tests.backup.conftest import InAProcess, Place, attach
from tests.driver import FlowDriver
from workflow_app.approvals.services.comments import add_comment
from workflow_app.audit.models import AuditEntry
from workflow_app.backup.archive import ArchiveWriter, opened
from workflow_app.backup.databases.postgresql import program
from workflow_app.backup.errors import BackupError
from workflow_app.backup.files import FileCollector
from workflow_app.backup.services import make_backup
from workflow_app.papers.models import StoredFile
from workflow_app.sheets.sessions import store_export
from workflow_app.vault.keys import known_keys


def names_in(path: Path) -> set[str]:
    with tarfile.open(path) as tar:
        return set(tar.getnames())


def manifest_of(path: Path) -> Any:
    with tarfile.open(path) as tar:
        found = tar.extractfile("manifest.json")
        assert found is not None
        return json.load(found)


def database_of(path: Path) -> bytes:
    """Everything the archive has of the database, unpacked."""
    with opened(path) as archive:
        dump = b"".join(archive.database(archive.check()).pieces())
    if connection.vendor == "sqlite":
        return gzip.decompress(dump)
    command = [program("pg_restore"), "--file=-"]
    return subprocess.run(command, input=dump, capture_output=True, check=True).stdout


class Office:
    """Somebody who works without a pause: a comment, a file, a comment, a file."""

    def __init__(self, plan: FlowDriver) -> None:
        self._plan = plan
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._work)
        self.begun = threading.Event()
        self.error: BaseException | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        assert self.begun.wait(30)
        return self

    def __exit__(self, *_args: object) -> None:
        self._over.set()
        self._thread.join()

    def _work(self) -> None:
        try:
            number = 0
            while not self._over.is_set():
                number += 1
                add_comment(
                    dossier=self._plan.dossier,
                    user=self._plan.cast.minh,
                    office="LHHN Đà Nẵng",
                    text=f"Góp ý {number}",
                )
                attach(self._plan, f"{number}.pdf", b"%PDF-1.7\n" + os.urandom(2000))
                if number > 3:
                    self.begun.set()
        except BaseException as error:  # noqa: BLE001 -- the test judges it
            self.error = error
            self.begun.set()
        finally:
            connections.close_all()


def test_people_work_on_and_the_copy_is_one_moment_that_can_be_restored(
    plan: FlowDriver, place: Place, own_files: Path, tmp_path: Path
) -> None:
    path = tmp_path / "nightly.tar"
    with Office(plan) as office:
        made = make_backup(path=path)
        afterwards = AuditEntry.objects.order_by("-sequence").first()
    assert office.error is None
    assert (made.missing, made.damaged) == ([], [])
    assert afterwards is not None
    assert afterwards.sequence > made.manifest.audit_sequence + 1, "nobody wrote meanwhile"

    keys = {"SECRET_KEY": django_settings.SECRET_KEY, "VAULT_KEYS": ",".join(known_keys())}
    done = place.manage("restore", str(path), **keys)
    assert (done.returncode, done.stderr) == (0, "")
    assert "audit chain" in done.stdout

    head = (made.manifest.audit_sequence, made.manifest.audit_hash)
    entries = "SELECT sequence, hash FROM audit_auditentry ORDER BY sequence DESC LIMIT 2"
    last, before = place.ask(entries)
    assert tuple(before) == head
    assert last[0] == head[0] + 1, "one entry says that this came out of a backup"
    for table in ("approvals_comment", "approvals_workitem", "papers_storedfile", "accounts_user"):
        assert place.ask(f'SELECT COUNT(*) FROM "{table}"') == [(made.manifest.rows[table],)]  # noqa: S608 -- named above
    named = {row[0] for row in place.ask("SELECT file FROM papers_storedfile")}
    restored = place.files()
    assert set(restored) == named
    assert len(named) > 4
    assert restored == {name: (own_files / name).read_bytes() for name in named}


def test_the_archive_is_for_its_owner_alone_and_holds_no_key_and_no_session(
    plan: FlowDriver, tmp_path: Path, settings: Any
) -> None:
    settings.AUDIT_KEY = "the-key-of-the-log-is-kept-elsewhere"
    browser = Client()
    browser.force_login(plan.cast.minh)
    session = browser.cookies["sessionid"].value
    path = tmp_path / "nightly.tar"
    made = make_backup(path=path)
    assert path.stat().st_mode & 0o777 == 0o600
    content = path.read_bytes() + database_of(path)
    assert "Nguyễn Thị Hoa".encode() in content
    for secret in (django_settings.SECRET_KEY, django_settings.AUDIT_KEY, session):
        assert secret.encode() not in content
    assert made.manifest.rows["django_session"] == 0
    assert set(made.manifest.keys) == {"SECRET_KEY", "AUDIT_KEY", "VAULT_KEYS"}
    assert len(set(made.manifest.keys.values())) == 3


def test_only_what_the_database_names_is_taken(
    plan: FlowDriver, own_files: Path, tmp_path: Path
) -> None:
    (own_files / "left-over").write_bytes(b"of an upload that was rolled back")
    path = tmp_path / "nightly.tar"
    make_backup(path=path)
    stored = StoredFile.objects.get()
    assert names_in(path) & {f"files/{stored.file.name}", "files/left-over"} == {
        f"files/{stored.file.name}"
    }


def test_missing_and_changed_files_are_named_and_the_rest_is_kept(
    plan: FlowDriver, own_files: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    attach(plan, "Biên bản.pdf")
    attach(plan, "Phụ lục.pdf")
    lost, changed, __ = (stored.file.name for stored in StoredFile.objects.order_by("pk"))
    (own_files / lost).unlink()
    (own_files / changed).write_bytes(b"something else")
    path = tmp_path / "nightly.tar"
    with pytest.raises(SystemExit) as end:
        call_command("backup", str(path))
    assert end.value.code == 3
    said = capsys.readouterr().err
    assert lost in said
    assert changed in said
    assert manifest_of(path)["missing"] == [lost]
    assert manifest_of(path)["files"] == 2


def test_an_export_cleared_away_meanwhile_is_no_loss(plan: FlowDriver, own_files: Path) -> None:
    """Exports are kept for some days; one may go between the database's moment and its turn."""
    kept = store_export(data=b"xlsx", name="Bảng.xlsx", owner=plan.cast.minh)
    cleared = store_export(data=b"xlsx", name="Bảng.xlsx", owner=plan.cast.minh)
    for export in (kept, cleared):
        (own_files / export.file.name).unlink()
    cleared.delete()
    collector = FileCollector(ArchiveWriter(io.BytesIO()), io.BytesIO())
    for export in (kept, cleared):
        collector.take(export.file.name, "")
    assert collector.missing == [kept.file.name]


def test_it_replaces_nothing_unless_told_to(plan: FlowDriver, tmp_path: Path) -> None:
    path = tmp_path / "nightly.tar"
    path.write_text("yesterday's")
    with pytest.raises(CommandError, match="--force"):
        call_command("backup", str(path))
    assert path.read_text() == "yesterday's"
    call_command("backup", str(path), "--force")
    assert "manifest.json" in names_in(path)


def test_it_does_not_write_where_it_reads(db: None, own_files: Path) -> None:
    with pytest.raises(BackupError):
        make_backup(path=own_files / "nightly.tar")
    assert not list(own_files.glob("nightly*"))


@pytest.mark.parametrize("name", ("", "no/such/folder.tar"))
def test_a_place_that_cannot_be_written_is_refused(name: str, db: None, tmp_path: Path) -> None:
    with pytest.raises(BackupError):
        make_backup(path=tmp_path / name)


def test_two_backups_do_not_write_into_one_file(
    plan: FlowDriver, tmp_path: Path, run_together: Callable[..., list[object]]
) -> None:
    path = tmp_path / "nightly.tar"
    results = run_together([lambda: make_backup(path=path), lambda: make_backup(path=path)])
    refused = [one for one in results if isinstance(one, BackupError)]
    assert len(refused) == 1, results
    with opened(path) as archive:
        archive.check()


def test_killed_in_the_middle_it_leaves_no_archive_and_the_next_one_works(
    plan: FlowDriver, tmp_path: Path, in_a_process: InAProcess
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    path = folder / "nightly.tar"

    def killed_at(moment: str) -> None:
        def watch(event: str, arguments: tuple[object, ...]) -> None:
            if event == moment or (event == "open" and moment in str(arguments[0])):
                os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(watch)
        make_backup(path=path)

    for moment in ("nightly.tar.part.d/names", "/files/", "manifest.json", "os.rename"):
        assert in_a_process(partial(killed_at, moment)) == -signal.SIGKILL
        assert not path.exists()
    make_backup(path=path)
    assert [one.name for one in folder.iterdir()] == ["nightly.tar"]


@pytest.mark.parametrize("room", (50_000, 3_000_000))
def test_a_full_disk_leaves_nothing(
    room: int, plan: FlowDriver, tmp_path: Path, in_a_process: InAProcess
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    attach(plan, "Ảnh.pdf", b"%PDF-1.7\n" + os.urandom(4_000_000))

    def on_a_full_disk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
        try:
            make_backup(path=folder / "nightly.tar")
        except BackupError:
            os._exit(1)

    assert in_a_process(on_a_full_disk) == 1
    assert list(folder.iterdir()) == []
