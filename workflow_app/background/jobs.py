"""Long work: started by a person, advanced by a task, finished with a notice to its owner."""

from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from .models import OVER, JobState, LongJob
from .signals import job_over


@transaction.atomic
def create_job(
    *, kind: str, title: str, owner: AbstractBaseUser, total: int | None = None
) -> LongJob:
    """Create the job; the caller enqueues its task in the same transaction with `job_id`."""
    return LongJob.objects.create(kind=kind, title=title, owner_id=owner.pk, total=total)


def start_job(*, job_id: UUID | str, total: int | None = None) -> LongJob:
    """Note that a worker has begun; a repeated attempt begins from zero.

    A job that is over stays as it is: its worker died after the work and before the note that the
    task is done, and the task asks `is_over` before it does the work again. One statement asks and
    notes, so that a worker that was taken for dead may finish meanwhile and is not overruled.
    """
    begun = {"state": JobState.RUNNING, "started": Coalesce("started", timezone.now()), "done": 0}
    if total is not None:
        begun["total"] = total
    LongJob.objects.filter(pk=job_id).exclude(state__in=OVER).update(**begun)
    return LongJob.objects.get(pk=job_id)


def advance_job(*, job_id: UUID | str, done: int, message: str = "") -> None:
    """Show how far the work is; seen by others only once the caller's transaction commits."""
    LongJob.objects.filter(pk=job_id, state=JobState.RUNNING).update(done=done, message=message)


@transaction.atomic
def finish_job(*, job_id: UUID | str, message: str = "", result_url: str = "") -> None:
    """Note the result and tell whoever listens; a second finish changes nothing."""
    _end(job_id, state=JobState.DONE, message=message, result_url=result_url)


@transaction.atomic
def fail_job(*, job_id: UUID | str, message: str = "") -> None:
    """Note that the work failed for good."""
    text = message or _("The work could not be completed. The administrator can see the cause.")
    _end(job_id, state=JobState.FAILED, message=text, result_url="")


def _end(job_id: UUID | str, *, state: JobState, message: str, result_url: str) -> None:
    job = LongJob.objects.select_for_update().filter(pk=job_id).first()
    if job is None or job.is_over:
        return
    job.state = state
    job.message = message
    job.result_url = result_url
    job.finished = timezone.now()
    if state == JobState.DONE and job.total:
        job.done = job.total
    job.save()
    job_over.send(sender=LongJob, job=job)
