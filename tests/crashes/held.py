"""A worker or a scheduler, as deployed, with work in its hands that does not end by itself.

The first time the work is held, until the process is killed; after that it is done.
"""

import os
import threading
from datetime import timedelta
from pathlib import Path

from django.core.management import call_command

from workflow_app.background.jobs import finish_job, start_job
from workflow_app.background.scheduler import register_job
from workflow_app.background.tasks import durable_task

JOB = "held by a test"


def held_before(marker: str) -> bool:
    """Hold the first caller for ever; tell every later one that it was held before."""
    if Path(marker).exists():
        return True
    Path(marker).touch()
    print("begun", flush=True)  # noqa: T201 -- the test reads it
    threading.Event().wait()
    return False


@durable_task()
def long_work(*, job_id: str, marker: str) -> None:
    if start_job(job_id=job_id).is_over:
        return
    held_before(marker)
    finish_job(job_id=job_id, message="40 rows", result_url="/plans/")


def work_by_the_clock(marker: str) -> None:
    held_before(marker)
    with Path(f"{marker}.done").open("a", encoding="utf-8") as done:
        done.write("once\n")


def run(command: str) -> None:
    """Run the command as deployed; called in a process of its own."""
    if command == "scheduler":
        marker = os.environ["MARKER"]
        register_job(JOB, func=lambda: work_by_the_clock(marker), every=timedelta(minutes=1))
    call_command(command)
