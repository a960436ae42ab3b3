"""Jobs that run by the clock. Any number of schedulers may run; each due job runs once.

Whoever moves `locked_until` of a due row from the past into the future runs the job. When that
process dies, the lease ends and another takes the job over.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Q
from django.utils import timezone

from workflow_app.audit.context import act

from .models import ScheduledJob

logger = logging.getLogger(__name__)
LEASE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Job:
    """A function and its rhythm; the function must end within the lease or enqueue a task."""

    name: str
    function: Callable[[], object]
    every: timedelta | None
    daily_at: time | None

    def next_after(self, moment: datetime) -> datetime:
        """Return the next time to run."""
        if self.every is not None:
            return moment + self.every
        local = timezone.localtime(moment)
        today = local.replace(
            hour=self.daily_at.hour if self.daily_at else 0,
            minute=self.daily_at.minute if self.daily_at else 0,
            second=0,
            microsecond=0,
        )
        return today if today > local else today + timedelta(days=1)

    def first_run(self, moment: datetime) -> datetime:
        """Return when a job that never ran is due: at once, or at its hour."""
        return moment if self.every is not None else self.next_after(moment)


@dataclass(frozen=True, slots=True)
class _End:
    """What is to be noted about a job that ran."""

    name: str
    lease: datetime
    began: datetime
    next_run: datetime
    error: str


class _Ends(threading.local):
    """Ends of jobs that this thread could not note yet, because the database had gone away."""

    def __init__(self) -> None:
        self.waiting: list[_End] = []


_jobs: dict[str, Job] = {}
_ends = _Ends()


def register_job(
    name: str,
    *,
    func: Callable[[], object],
    every: timedelta | None = None,
    daily_at: time | None = None,
) -> None:
    """Register a job, from `AppConfig.ready`; `daily_at` is in the time zone of the office."""
    if (every is None) == (daily_at is None):
        raise ImproperlyConfigured(f"The job {name!r} needs either `every` or `daily_at`.")
    known = _jobs.get(name)
    if known is not None and known.function is not func:
        raise ImproperlyConfigured(f"The job {name!r} is registered twice.")
    _jobs[name] = Job(name, func, every, daily_at)


def registered_jobs() -> dict[str, Job]:
    """Return every job by its name."""
    return dict(sorted(_jobs.items()))


def tick() -> list[str]:
    """Run every due job that nobody else is running; return the names of those that ran."""
    _note_ends()
    now = timezone.now()
    jobs = registered_jobs()
    _lay_out_rows(jobs, now)
    due = ScheduledJob.objects.filter(_free(now), name__in=jobs, next_run__lte=now)
    return [
        name
        for name in due.values_list("name", flat=True).order_by("next_run", "name")
        if _run_if_first(jobs[name])
    ]


def _lay_out_rows(jobs: dict[str, Job], now: datetime) -> None:
    known = set(ScheduledJob.objects.values_list("name", flat=True))
    ScheduledJob.objects.bulk_create(
        [
            ScheduledJob(name=job.name, next_run=job.first_run(now))
            for job in jobs.values()
            if job.name not in known
        ],
        ignore_conflicts=True,
    )


def _free(now: datetime) -> Q:
    return Q(locked_until=None) | Q(locked_until__lt=now)


def _run_if_first(job: Job) -> bool:
    now = timezone.now()
    lease = now + LEASE
    won = ScheduledJob.objects.filter(_free(now), name=job.name, next_run__lte=now).update(
        locked_until=lease
    )
    if not won:
        return False
    error = ""
    try:
        with act():
            job.function()
    except Exception as caught:
        logger.exception("The scheduled job %s failed", job.name)
        error = f"{type(caught).__name__}: {caught}"
    _ends.waiting.append(_End(job.name, lease, now, job.next_after(now), error))
    _note_ends()
    return True


def _note_ends() -> None:
    """Give back the leases of jobs that ran; what cannot be noted now is noted at the next tick."""
    while _ends.waiting:
        end = _ends.waiting[0]
        ScheduledJob.objects.filter(name=end.name, locked_until=end.lease).update(
            last_run=end.began, next_run=end.next_run, locked_until=None, last_error=end.error
        )
        _ends.waiting.pop(0)
