"""Tasks that behave as tasks in the field do: some fail, one dies."""

import os
from pathlib import Path

from workflow_app.background.jobs import finish_job, start_job
from workflow_app.background.tasks import durable_task

seen: list[str] = []


@durable_task()
def note(word: str) -> None:
    seen.append(word)


@durable_task(attempts=3)
def fail_always(job_id: str | None = None) -> None:
    raise RuntimeError("the printer is out of paper")


def die() -> None:
    """As kill -9 would: no exception, no clean-up. Only a process that was started to die does."""
    if os.environ.get("DOOMED") != "1":
        raise RuntimeError("this worker belongs to the tests themselves")
    os._exit(9)


@durable_task(attempts=2)
def die_once(marker: str) -> str:
    if not Path(marker).exists():
        Path(marker).touch()
        die()
    return "done"


@durable_task(attempts=2)
def die_always() -> None:
    die()


@durable_task()
def do_long_work(job_id: str) -> None:
    start_job(job_id=job_id, total=4)
    finish_job(job_id=job_id, message="4 rows", result_url="/plans/")
