"""Workers and schedulers are killed with work in their hands; others take it over."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from workflow_app.accounts.models import User
from workflow_app.background import scheduler
from workflow_app.background.jobs import create_job
from workflow_app.background.models import Heartbeat, JobState, LongJob, ScheduledJob
from workflow_app.background.scheduler import Job, tick
from workflow_app.background.tasks import enqueue_on_commit
from workflow_app.background.upkeep import reap_orphans
from workflow_app.notifications.models import Notification

from .conftest import url_of
from .held import JOB, long_work, work_by_the_clock

START = "import sys, django; django.setup(); from tests.crashes.held import run; run(sys.argv[1])"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def queue(settings) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def marker(tmp_path) -> str:
    return str(tmp_path / "held")


def killed(what: str, marker: str, tmp_path: Path) -> None:
    """Start a real process, wait until it has work in its hands, and kill it."""
    name = str(connection.settings_dict["NAME"])
    database = f"sqlite:///{name}" if connection.vendor == "sqlite" else url_of(name)
    with subprocess.Popen(
        [sys.executable, "-c", START, what],
        cwd=django_settings.BASE_DIR,
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "workflow_app.settings.base",
            "DATABASE_URL": database,
            "DATA_DIR": str(tmp_path),
            "MARKER": marker,
        },
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert any(line == "begun\n" for line in process.stdout or ()), process.wait()
        process.kill()
        assert process.wait() == -9


def test_the_work_of_a_killed_worker_is_taken_over_and_takes_effect_once(
    queue, marker, tmp_path
) -> None:
    lan = User.objects.create_user("lan", "lan@example.vn", full_name="Lê Thị Lan")
    job = create_job(kind="plans.import", title="KH 2027.xlsx", owner=lan)
    enqueue_on_commit(long_work, job_id=str(job.pk), marker=marker)
    killed("worker", marker, tmp_path)
    row = DBTaskResult.objects.get()
    assert row.status == TaskResultStatus.RUNNING
    assert Heartbeat.objects.filter(name=row.worker_ids[-1]).exists()
    assert reap_orphans() == 0  # its last sign of life is fresh

    two_minutes_later = timezone.now() - Heartbeat.DEAD_AFTER - timedelta(seconds=1)
    Heartbeat.objects.update(at=two_minutes_later)
    call_command("scheduler", "--once")
    row.refresh_from_db()
    assert row.status == TaskResultStatus.READY
    DBTaskResult.objects.update(run_after=timezone.now())  # the pause is over
    call_command("worker", "--batch")
    row.refresh_from_db()
    assert (row.status, len(row.worker_ids)) == (TaskResultStatus.SUCCESSFUL, 2)
    assert LongJob.objects.get().state == JobState.DONE
    assert Notification.objects.filter(user=lan).count() == 1
    call_command("worker", "--batch")
    assert Notification.objects.filter(user=lan).count() == 1


def test_the_job_of_a_killed_scheduler_runs_again_when_its_lease_is_over(
    marker, tmp_path, monkeypatch
) -> None:
    killed("scheduler", marker, tmp_path)
    row = ScheduledJob.objects.get(name=JOB)
    assert row.locked_until is not None
    assert row.last_run is None
    spare = Job(JOB, lambda: work_by_the_clock(marker), timedelta(minutes=1), None)
    monkeypatch.setattr(scheduler, "_jobs", {JOB: spare})
    assert tick() == []  # it may still be at work
    ScheduledJob.objects.filter(name=JOB).update(locked_until=timezone.now() - timedelta(seconds=1))
    assert tick() == [JOB]
    assert tick() == []
    assert Path(f"{marker}.done").read_text(encoding="utf-8") == "once\n"
    row.refresh_from_db()
    assert (row.locked_until, row.last_error) == (None, "")
