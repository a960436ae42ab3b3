"""What the workers, the scheduler and long work leave in the database."""

import uuid
from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Heartbeat(models.Model):
    """A sign of life; a worker whose sign is old is dead, and its tasks are orphans."""

    class Kind(models.TextChoices):
        WORKER = "worker", _("Worker")
        SCHEDULER = "scheduler", _("Scheduler")

    DEAD_AFTER = timedelta(minutes=2)

    name = models.CharField(max_length=64, primary_key=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    host = models.CharField(max_length=100)
    pid = models.PositiveIntegerField()
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"

    @property
    def alive(self) -> bool:
        """Return whether the sign is fresh."""
        return self.at > timezone.now() - self.DEAD_AFTER


class ScheduledJob(models.Model):
    """When a registered job ran and runs next; the row is the lock between schedulers."""

    name = models.CharField(max_length=80, primary_key=True)
    last_run = models.DateTimeField(null=True)
    next_run = models.DateTimeField()
    locked_until = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class JobState(models.TextChoices):
    """How far a long job is."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("In progress")
    DONE = "done", _("Finished")
    FAILED = "failed", _("Failed")


OVER = (JobState.DONE, JobState.FAILED)


class LongJob(models.Model):
    """Work a person started and may walk away from: an import, an export, a campaign."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    title = models.CharField(_("title"), max_length=250)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="long_jobs"
    )
    state = models.CharField(
        _("state"), max_length=10, choices=JobState.choices, default=JobState.WAITING
    )
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    message = models.TextField(blank=True)
    result_url = models.CharField(max_length=500, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    started = models.DateTimeField(null=True)
    finished = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        """Return whether nothing more will happen."""
        return self.state in OVER

    @property
    def percent(self) -> int | None:
        """Return the progress, or nothing while the amount of work is unknown."""
        if not self.total:
            return None
        return min(100, self.done * 100 // self.total)
