"""The queue as production has it, instead of the immediate one of other tests."""

import json
import subprocess
import sys
from collections.abc import Callable

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from tests.background import sample_tasks
from workflow_app.background.engine import run_everything_ready

DATABASE_QUEUE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def queue(settings) -> type[DBTaskResult]:
    settings.TASKS = DATABASE_QUEUE
    sample_tasks.seen.clear()
    return DBTaskResult


@pytest.fixture
def work(queue, transactional_db) -> Callable[[], None]:
    """Let a worker do everything, as if the waits of the back-off had passed."""

    def run() -> None:
        DBTaskResult.objects.filter(status=TaskResultStatus.READY).update(run_after=timezone.now())
        run_everything_ready()

    return run


@pytest.fixture
def worker_process(queue, transactional_db) -> Callable[[], int]:
    """Run a worker in a process of its own and return its exit code."""
    keys = ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT")
    database = json.dumps({key: connection.settings_dict[key] for key in keys}, default=str)
    script = [sys.executable, "-m", "tests.background.doomed_worker", database]

    def run() -> int:
        done = subprocess.run(
            script, cwd=django_settings.BASE_DIR, timeout=60, check=False, capture_output=True
        )
        return done.returncode

    return run
