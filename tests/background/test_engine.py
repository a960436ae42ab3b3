"""The threads: they work, show signs of life, and stop cleanly."""

import importlib.util
import threading
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from gunicorn.config import Config

from tests.background import sample_tasks
from workflow_app.background import engine as engine_module
from workflow_app.background.engine import Engine, run_everything_ready
from workflow_app.background.heartbeats import beat
from workflow_app.background.models import Heartbeat
from workflow_app.background.tasks import durable_task, enqueue_on_commit
from workflow_app.background.upkeep import reap_orphans

finished = threading.Event()


@durable_task()
def announce() -> None:
    finished.set()


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(engine_module, "POLL_SECONDS", 0.05)
    finished.clear()


def test_an_engine_works_beats_and_stops(queue, quick, transactional_db):
    engine = Engine(workers=2, scheduler=True)
    engine.start()
    enqueue_on_commit(announce)
    assert finished.wait(10)
    assert engine.stop(grace=10)
    kinds = sorted(Heartbeat.objects.values_list("kind", flat=True))
    assert kinds == ["scheduler", "worker", "worker"]


def test_an_engine_survives_a_stumble(queue, quick, transactional_db, monkeypatch):
    stumbles = iter([RuntimeError("the database is away"), None])

    beaten = threading.Event()

    def stumbling_beat(name, kind):
        problem = next(stumbles, None)
        if problem:
            raise problem
        beat(name, kind)
        beaten.set()

    monkeypatch.setattr(engine_module, "beat", stumbling_beat)
    monkeypatch.setattr(engine_module, "HEART_SECONDS", 0.05)
    engine = Engine(workers=1, scheduler=False)
    engine.start()
    enqueue_on_commit(announce)
    assert finished.wait(10)
    assert beaten.wait(10)
    assert engine.stop(grace=10)
    assert Heartbeat.objects.count() == 1


def test_the_worker_command_empties_the_queue(queue, transactional_db):
    enqueue_on_commit(sample_tasks.note, word="one")
    call_command("worker", "--batch")
    assert sample_tasks.seen == ["one"]


def test_health_needs_a_living_worker(client, db):
    assert client.get(reverse("background:livez")).json() == {"status": "ok"}
    assert client.get(reverse("background:healthz")).status_code == 503
    beat("worker-1", Heartbeat.Kind.WORKER)
    answer = client.get(reverse("background:healthz"))
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_the_embedded_hooks_take_what_gunicorn_gives_them():
    path = django_settings.BASE_DIR / "deploy" / "gunicorn_embedded.py"
    spec = importlib.util.spec_from_file_location("gunicorn_embedded", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    config = Config()
    for name in ("post_worker_init", "worker_exit", "workers", "worker_class", "threads"):
        config.set(name, getattr(module, name))
    assert config.workers == 1


def test_a_worker_that_lost_the_database_gives_up_the_task_it_could_not_note(
    queue, quick, transactional_db, monkeypatch
):
    """Its signs of life go on; under its old name they would keep the task running for ever."""
    taken = threading.Event()

    def lose_the_database(worker):
        DBTaskResult.objects.get().claim(worker.worker_id)
        monkeypatch.undo()
        taken.set()
        raise OperationalError("the connection is closed")

    monkeypatch.setattr(engine_module, "POLL_SECONDS", 0.05)
    monkeypatch.setattr(Worker, "run", lose_the_database)
    enqueue_on_commit(announce)
    engine = Engine(workers=1, scheduler=False)
    engine.start()
    assert taken.wait(10)
    first = DBTaskResult.objects.get().worker_ids[-1]
    assert engine.stop(grace=10)
    engine._beat()
    assert Heartbeat.objects.exclude(name=first).exists()
    Heartbeat.objects.filter(name=first).update(at=timezone.now() - timedelta(minutes=3))
    assert reap_orphans() == 1
    DBTaskResult.objects.update(run_after=timezone.now())
    run_everything_ready()
    assert finished.is_set()
