"""The way back: into an empty place only, whole or not at all."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from tests.backup.conftest import InAProcess, Place
from tests.backup.test_archive import archive_of
from tests.cast import Cast
from tests.driver import FlowDriver
from tests.own_database import database_of_its_own
from workflow_app.accounts.models import User
from workflow_app.audit.verification import run_checks
from workflow_app.background.heartbeats import beat
from workflow_app.background.mail import send_mail_later
from workflow_app.background.models import Heartbeat
from workflow_app.backup.databases import means
from workflow_app.backup.errors import BackupError
from workflow_app.backup.files import MARK
from workflow_app.backup.manifest import fingerprints
from workflow_app.backup.services import make_backup, restore_backup
from workflow_app.notifications.models import Notification

OTHER = {"sqlite": "postgresql", "postgresql": "sqlite"}
REFUSED = 1


@pytest.fixture
def archive(plan: FlowDriver, tmp_path: Path) -> Path:
    """A backup of the plan's installation."""
    make_backup(path=tmp_path / "nightly.tar")
    return tmp_path / "nightly.tar"


@pytest.fixture
def restored_in(in_a_process: InAProcess) -> Callable[..., int]:
    """Restore in a place, in a process that lives there; 0 when everything agrees, 1 when refused."""

    def restore(place: Place, path: Path, before: Callable[[], object] | None = None) -> int:
        def there() -> None:
            place.move_in()
            if before is not None:
                before()
            try:
                restore_backup(path=path)
            except BackupError:
                os._exit(REFUSED)
            if not all(result.ok for result in run_checks().values()):
                os._exit(2)

        return in_a_process(there)

    return restore


def refusal(path: Path, **options: Any) -> str:
    with pytest.raises(BackupError) as refused:
        restore_backup(path=path, **options)
    return refused.value.message


def is_untouched(place: Place) -> bool:
    tables = (
        "SELECT name FROM sqlite_master"
        if connection.vendor == "sqlite"
        else "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    )
    return not place.ask(tables) and place.files() == {}


def test_where_people_work_nothing_is_restored(archive: Path, plan: FlowDriver) -> None:
    files = {path for path in archive.parent.rglob("*") if path.is_file()}
    with pytest.raises(CommandError, match=str(User.objects.count())) as end:
        call_command("restore", str(archive))
    assert end.value.returncode == REFUSED
    assert User.objects.count() == len(plan.cast.users)
    assert {path for path in archive.parent.rglob("*") if path.is_file()} == files


def test_a_database_with_anything_in_it_is_refused(
    archive: Path, place: Place, restored_in: Callable[..., int]
) -> None:
    """No people in it, but a table of something else."""

    def somebody_else_s() -> None:
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE of_somebody_else (id integer)")

    assert restored_in(place, archive, before=somebody_else_s) == REFUSED
    assert place.ask("SELECT COUNT(*) FROM of_somebody_else") == [(0,)]
    assert place.files() == {}


def test_whatever_is_wrong_the_place_is_left_as_it_was(
    archive: Path, place: Place, restored_in: Callable[..., int]
) -> None:
    damaged = archive.with_name("damaged.tar")
    content = bytearray(archive.read_bytes())
    content[len(content) // 3] ^= 0xFF
    damaged.write_bytes(content)
    assert restored_in(place, damaged) == REFUSED
    assert is_untouched(place)

    by_hand = archive.with_name("by-hand.tar")  # a good seal, but what it calls a database is none
    by_hand.write_bytes(archive_of(database=connection.vendor, database_version=means().version()))
    assert restored_in(place, by_hand) == REFUSED
    assert is_untouched(place)

    (place.folder / "files" / "somebody's").write_text("work")
    assert restored_in(place, archive) == REFUSED
    assert place.files() == {"somebody's": b"work"}
    (place.folder / "files" / "somebody's").unlink()
    assert is_untouched(place)


def test_a_place_that_was_only_migrated_is_empty_enough(
    archive: Path, plan: FlowDriver, place: Place, restored_in: Callable[..., int]
) -> None:
    """The same archive twice: in between, every row goes and the tables stay."""
    assert restored_in(place, archive) == 0
    before = place.files()

    def emptied() -> None:
        call_command("flush", interactive=False, verbosity=0)
        for path in place.folder.joinpath("files").rglob("*"):
            if path.is_file():
                path.unlink()
        for path in sorted(place.folder.joinpath("files").rglob("*"), reverse=True):
            path.rmdir()

    assert restored_in(place, archive, before=emptied) == 0
    assert place.files() == before
    assert place.ask("SELECT COUNT(*) FROM accounts_user") == [(len(plan.cast.users),)]


def test_a_restore_that_was_killed_is_begun_again(
    archive: Path, place: Place, restored_in: Callable[..., int]
) -> None:
    left = place.folder / "files"
    left.mkdir()
    (left / MARK).touch()
    (left / "2026").mkdir()
    (left / "2026" / "half").write_bytes(b"half")
    assert restored_in(place, archive) == 0
    assert len(place.files()) == 1
    assert MARK not in place.files()
    assert "2026/half" not in place.files()


def test_nobody_is_signed_in_and_work_begun_is_begun_again(
    plan: FlowDriver, place: Place, tmp_path: Path, restored_in: Callable[..., int], settings: Any
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    send_mail_later(subject="Nhắc", body="Đến hạn", to="hoa@example.vn")
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, worker_ids=["gone"])
    beat("gone", Heartbeat.Kind.WORKER)
    path = tmp_path / "nightly.tar"
    make_backup(path=path)
    assert restored_in(place, path) == 0
    assert place.ask("SELECT DISTINCT status FROM django_tasks_database_dbtaskresult") == [
        ("READY",)
    ]
    assert place.ask("SELECT COUNT(*) FROM background_heartbeat") == [(0,)]
    assert place.ask("SELECT COUNT(*) FROM django_session") == [(0,)]


def test_an_older_archive_is_brought_up_to_date(
    plan: FlowDriver, place: Place, tmp_path: Path, restored_in: Callable[..., int]
) -> None:
    """Made when notices were not yet listed along an index; what it holds is kept."""
    assert Notification.objects.exists()
    with database_of_its_own("old", as_new=False):
        call_command("migrate", "notifications", "0002_told_once", verbosity=0)
        make_backup(path=tmp_path / "old.tar")
    assert restored_in(place, tmp_path / "old.tar") == 0
    applied = "SELECT name FROM django_migrations WHERE app = 'notifications' ORDER BY name"
    assert [name[:4] for (name,) in place.ask(applied)] == ["0001", "0002", "0003", "0004"]
    told = "SELECT COUNT(*) FROM notifications_notification"
    assert place.ask(told) == [(Notification.objects.count(),)]
    definitions = {
        "sqlite": "SELECT sql FROM sqlite_master WHERE name = 'notification_list'",
        "postgresql": "SELECT indexdef FROM pg_indexes WHERE indexname = 'notification_list'",
    }
    [(definition,)] = place.ask(definitions[connection.vendor])
    assert definition.replace('"', "").endswith("created DESC, id DESC)")


def test_an_archive_of_a_newer_version_is_refused(db: None, tmp_path: Path) -> None:
    path = tmp_path / "new.tar"
    path.write_bytes(
        archive_of(
            database=connection.vendor,
            database_version=means().version(),
            migrations=[["plans", "0001_initial"], ["plans", "9999_of_next_year"]],
            product="7.0.0",
        )
    )
    sentence = refusal(path)
    assert "plans.9999_of_next_year" in sentence
    assert "7.0.0" in sentence
    assert "0001_initial" not in sentence


def test_an_archive_of_the_other_database_is_refused(db: None, tmp_path: Path) -> None:
    path = tmp_path / "other.tar"
    path.write_bytes(archive_of(database=OTHER[connection.vendor]))
    sentence = refusal(path)
    assert "sqlite" in sentence
    assert "postgresql" in sentence


@pytest.mark.postgres
def test_an_archive_of_a_newer_server_is_refused(db: None, tmp_path: Path) -> None:
    path = tmp_path / "other.tar"
    path.write_bytes(archive_of(database="postgresql", database_version="99"))
    assert "PostgreSQL 99" in refusal(path)


def test_without_the_log_s_key_it_stops_before_anything_is_touched(
    db: None, cast: Cast, tmp_path: Path, settings: Any
) -> None:
    path = tmp_path / "keyed.tar"
    settings.AUDIT_KEY = "the key the archive was made with"
    made = {"database": connection.vendor, "database_version": means().version()}
    path.write_bytes(archive_of(keys=fingerprints(), **made))
    settings.AUDIT_KEY = "another key"
    assert "AUDIT_KEY" in refusal(path)
    assert "AUDIT_KEY" not in refusal(path, accept_other_keys=True), "then people are in the way"


def test_what_is_not_there_cannot_be_restored(db: None, tmp_path: Path) -> None:
    assert "no-such.tar" in refusal(tmp_path / "no-such.tar")
    (tmp_path / "empty.tar").touch()
    assert refusal(tmp_path / "empty.tar")
