"""What happens when the machines are switched on again, and how the house is found then."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from workflow_app.audit.verification import run_checks
from workflow_app.background.engine import run_everything_ready
from workflow_app.background.models import Heartbeat, ScheduledJob
from workflow_app.background.scheduler import registered_jobs, tick

from . import digest

LATER = timedelta(hours=1)
MOST_ROUNDS = 8


@dataclass(frozen=True, slots=True)
class Finding:
    """The house after a restart, once there is nothing left to do by itself."""

    rows: digest.State
    mails: list[str]
    copies: int  # mails that left more than once, recognisably the same
    wrong: list[str]  # what `manage.py verify` and the queue have to complain about

    def deviation(self, wanted: "Finding") -> list[str]:
        """Return how this differs from what was wanted."""
        lines = digest.differences(wanted.rows, self.rows)
        if self.mails != wanted.mails:
            lines.append(f"mails {self.mails} instead of {wanted.mails}")
        return lines


def come_back(mail: Path) -> Finding:
    """Restart, let an hour pass, work until idle, and look."""
    for _ in range(MOST_ROUNDS):
        _an_hour_passes()
        tick()
        run_everything_ready()
        if not _unfinished().exists():
            break
    sent, copies = digest.mails(mail)
    return Finding(rows=digest.state(), mails=sent, copies=copies, wrong=_complaints())


def _unfinished() -> "QuerySet[DBTaskResult]":
    return DBTaskResult.objects.exclude(
        status__in=(TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED)
    )


def _an_hour_passes() -> None:
    """The dead give no more signs; leases, back-offs and rhythms run out."""
    now = timezone.now()
    Heartbeat.objects.update(at=now - LATER)
    _unfinished().update(run_after=now)
    DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).update(started_at=now - LATER)
    rhythmic = [job.name for job in registered_jobs().values() if job.every is not None]
    ScheduledJob.objects.filter(name__in=rhythmic).update(next_run=now)
    ScheduledJob.objects.exclude(locked_until=None).update(locked_until=now - LATER)


def _complaints() -> list[str]:
    wrong = [
        f"verify: {name}: {detail}"
        for name, result in run_checks().items()
        for detail in result.details
    ]
    wrong += [f"{row.task_path} {row.status}" for row in _unfinished()]
    wrong += [
        f"{row.task_path} failed: {row.traceback.strip().splitlines()[-1:]}"
        for row in DBTaskResult.objects.filter(status=TaskResultStatus.FAILED)
    ]
    failed = ScheduledJob.objects.exclude(last_error="")
    return wrong + [f"job {job.name}: {job.last_error}" for job in failed]
