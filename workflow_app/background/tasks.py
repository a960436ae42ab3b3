"""Work that happens after the act, in a worker: enqueued with the commit, retried when it fails.

A task may run more than once (a worker can die after the work and before the note that it is
done), so every task must be harmless when repeated.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial, wraps
from typing import Any, ParamSpec, TypeVar

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks.base import Task, TaskResult
from django_tasks.utils import normalize_json
from django_tasks_db import DatabaseBackend
from django_tasks_db.models import DBTaskResult, get_date_max

from workflow_app.audit.context import act
from workflow_app.db.prepared import Insert

from .jobs import fail_job

logger = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")

LONGEST_DELAY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often a task is tried, and how long to wait before the next try."""

    attempts: int
    first_delay: timedelta

    def delay_after(self, attempt: int) -> timedelta:
        """Double the wait with every failure, up to an hour."""
        doublings = min(max(attempt - 1, 0), 20)
        return min(self.first_delay * (1 << doublings), LONGEST_DELAY)


_policies: dict[str, RetryPolicy] = {}


def durable_task(
    *,
    attempts: int = 5,
    first_delay: timedelta = timedelta(seconds=30),
    priority: int = 0,
) -> Callable[[Callable[P, R]], Task[P, R]]:
    """Make a module-level function a task that is retried with back-off.

    A task about a `LongJob` takes its id as the keyword `job_id`; when the last attempt has
    failed, the job is marked as failed and its owner is told.
    """

    def decorate(function: Callable[P, R]) -> Task[P, R]:
        @wraps(function)
        def run_as_one_act(*args: P.args, **kwargs: P.kwargs) -> R:
            with act():
                return function(*args, **kwargs)

        made = task(priority=priority)(run_as_one_act)
        _policies[made.module_path] = RetryPolicy(attempts, first_delay)
        return made

    return decorate


def enqueue_on_commit(task_to_run: Task[Any, Any], **kwargs: Any) -> None:
    """Have the task run once the current transaction is committed, and never if it is not.

    The database queue lives in the same database, so its row is written inside the transaction:
    no worker sees it before the commit, and a crash right after the commit cannot lose it. Any
    other queue is told after the commit.
    """
    backend: Any = task_to_run.get_backend()
    if isinstance(backend, DatabaseBackend):
        _put(_row(task_to_run, backend, kwargs))
    else:
        transaction.on_commit(partial(task_to_run.enqueue, **kwargs))


def _row(task_to_run: Task[Any, Any], backend: DatabaseBackend, kwargs: dict[str, Any]) -> Any:
    """Return the row that the library writes for a task; a test holds the two side by side.

    The library's own way reads the task back from what it wrote, twice, to tell listeners of a
    signal that nobody here listens to.
    """
    return DBTaskResult(
        args_kwargs=normalize_json({"args": [], "kwargs": kwargs}),
        priority=task_to_run.priority,
        task_path=task_to_run.module_path,
        queue_name=task_to_run.queue_name,
        run_after=task_to_run.run_after or get_date_max(),
        backend_name=backend.alias,
    )


_put: Insert[Any] = Insert(DBTaskResult)


def retry_or_give_up(row: DBTaskResult[Any, Any]) -> bool:
    """Put a failed or orphaned task back into the queue while it has attempts left.

    The condition on the status makes this safe when several processes try it at once.
    """
    attempt = len(row.worker_ids)
    policy = _policies.get(row.task_path)
    unchanged = DBTaskResult.objects.filter(pk=row.pk, status=row.status, started_at=row.started_at)
    if policy and attempt < policy.attempts:
        return bool(
            unchanged.update(
                status=TaskResultStatus.READY,
                run_after=timezone.now() + policy.delay_after(attempt),
                finished_at=None,
            )
        )
    if unchanged.update(status=TaskResultStatus.FAILED, finished_at=timezone.now()):
        logger.error("Task %s (%s) gave up after %d attempts", row.pk, row.task_path, attempt)
        job_id = row.args_kwargs["kwargs"].get("job_id")
        if job_id:
            fail_job(job_id=job_id)
    return False


def after_failure(*, task_result: TaskResult[Any], **_kwargs: Any) -> None:
    """Retry what failed; listens to django-tasks' `task_finished`."""
    if task_result.status != TaskResultStatus.FAILED:
        return
    row: DBTaskResult[Any, Any] | None = getattr(task_result, "db_result", None)
    if row is not None:
        retry_or_give_up(row)
    elif task_result.errors:  # a queue that keeps no rows
        logger.error("Task %s failed: %s", task_result.task.name, task_result.errors[-1].traceback)
