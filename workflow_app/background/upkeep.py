"""Keeping the queue healthy: orphans go back into it, old results leave it."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from .models import OVER, Heartbeat, LongJob, ScheduledJob
from .tasks import retry_or_give_up

UNKNOWN_WORKER_DEAD_AFTER = timedelta(minutes=30)
KEEP_SUCCESSES = timedelta(days=7)
KEEP_FAILURES = timedelta(days=60)
KEEP_JOBS = timedelta(days=90)


def reap_orphans() -> int:
    """Put tasks back whose worker died; return how many.

    A worker that gives signs of life may take as long as it likes. One that never gave any (a
    stock `db_worker`) is taken for dead half an hour after it began the task.
    """
    now = timezone.now()
    running = list(DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING))
    names = {row.worker_ids[-1] for row in running if row.worker_ids}
    signs = dict(Heartbeat.objects.filter(name__in=names).values_list("name", "at"))
    reaped = 0
    for row in running:
        sign = signs.get(row.worker_ids[-1]) if row.worker_ids else None
        if sign is not None:
            dead = sign < now - Heartbeat.DEAD_AFTER
        else:
            dead = row.started_at is None or row.started_at < now - UNKNOWN_WORKER_DEAD_AFTER
        if dead:
            retry_or_give_up(row)
            reaped += 1
    return reaped


def start_afresh() -> int:
    """Forget who was at work when a backup was made; return how many tasks wait for a worker again.

    In a restored place nobody works yet: no sign of life is true, no lease is held, and what was
    running will be run.
    """
    Heartbeat.objects.all().delete()
    ScheduledJob.objects.update(locked_until=None)
    return DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).update(
        status=TaskResultStatus.READY, run_after=timezone.now(), started_at=None
    )


def prune() -> None:
    """Forget old results, old jobs and the signs of processes long gone."""
    now = timezone.now()
    DBTaskResult.objects.filter(
        Q(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=now - KEEP_SUCCESSES)
        | Q(status=TaskResultStatus.FAILED, finished_at__lt=now - KEEP_FAILURES)
    ).delete()
    Heartbeat.objects.filter(at__lt=now - timedelta(days=1)).delete()
    LongJob.objects.filter(state__in=OVER, finished__lt=now - KEEP_JOBS).delete()
