"""The queue: with the commit, again after a failure, taken over after a death."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus

from tests.background import sample_tasks
from workflow_app.background.heartbeats import beat
from workflow_app.background.models import Heartbeat
from workflow_app.background.tasks import RetryPolicy, enqueue_on_commit
from workflow_app.background.upkeep import prune, reap_orphans
from workflow_app.db.prepared import checked


def test_a_task_runs_after_the_commit(work, queue):
    with transaction.atomic():
        enqueue_on_commit(sample_tasks.note, word="issued")
        assert sample_tasks.seen == []
    work()
    assert sample_tasks.seen == ["issued"]
    assert queue.objects.get().status == TaskResultStatus.SUCCESSFUL


def test_a_task_of_an_act_that_failed_never_runs(work, queue):
    with transaction.atomic():
        enqueue_on_commit(sample_tasks.note, word="issued")
        transaction.set_rollback(True)
    work()
    assert sample_tasks.seen == []
    assert not queue.objects.exists()


@pytest.mark.django_db
def test_what_waits_is_what_the_library_would_have_written(queue):
    with transaction.atomic(), checked():
        enqueue_on_commit(sample_tasks.note, word="issued")
    [ours] = queue.objects.values()
    sample_tasks.note.enqueue(word="issued")
    [library] = queue.objects.exclude(pk=ours["id"]).values()
    own = ("id", "enqueued_at")
    assert {name: ours[name] for name in ours if name not in own} == {
        name: library[name] for name in library if name not in own
    }
    assert isinstance(ours["id"], type(library["id"]))
    assert ours["enqueued_at"] <= library["enqueued_at"]


@pytest.mark.django_db(transaction=True)
def test_nothing_runs_before_the_commit_in_an_immediate_queue():
    sample_tasks.seen.clear()
    with transaction.atomic():
        enqueue_on_commit(sample_tasks.note, word="issued")
        assert sample_tasks.seen == []
    assert sample_tasks.seen == ["issued"]


def test_a_failed_task_waits_longer_each_time_and_gives_up_in_the_end(work, queue):
    enqueue_on_commit(sample_tasks.fail_always)
    waits = []
    for _ in range(2):
        work()
        row = queue.objects.get()
        assert row.status == TaskResultStatus.READY
        waits.append(row.run_after - timezone.now())
    assert waits[1] > waits[0] > timedelta(seconds=20)
    work()
    row = queue.objects.get()
    assert row.status == TaskResultStatus.FAILED
    assert len(row.worker_ids) == 3
    assert "out of paper" in row.traceback
    work()
    assert len(queue.objects.get().worker_ids) == 3


def test_the_wait_never_exceeds_an_hour():
    policy = RetryPolicy(attempts=50, first_delay=timedelta(seconds=30))
    assert policy.delay_after(1) == timedelta(seconds=30)
    assert policy.delay_after(3) == timedelta(minutes=2)
    assert policy.delay_after(40) == timedelta(hours=1)


def orphan(queue):
    """Make the row's worker one that was heard of, long ago."""
    row = queue.objects.get()
    assert row.status == TaskResultStatus.RUNNING
    beat(row.worker_ids[-1], Heartbeat.Kind.WORKER)
    long_ago = timezone.now() - timedelta(minutes=10)
    Heartbeat.objects.filter(pk=row.worker_ids[-1]).update(at=long_ago)


def test_a_task_whose_worker_was_killed_is_taken_over(work, worker_process, queue, tmp_path):
    enqueue_on_commit(sample_tasks.die_once, marker=str(tmp_path / "died"))
    assert worker_process() == 9
    orphan(queue)
    assert reap_orphans() == 1
    assert queue.objects.get().status == TaskResultStatus.READY
    work()
    row = queue.objects.get()
    assert (row.status, row.return_value) == (TaskResultStatus.SUCCESSFUL, "done")
    assert len(row.worker_ids) == 2


def test_a_task_that_kills_every_worker_is_not_tried_for_ever(worker_process, queue):
    enqueue_on_commit(sample_tasks.die_always)
    for _ in range(2):
        queue.objects.update(run_after=timezone.now())
        assert worker_process() == 9
        orphan(queue)
        reap_orphans()
    assert queue.objects.get().status == TaskResultStatus.FAILED


@pytest.mark.parametrize(
    ("signs", "started_ago", "reaped"),
    (
        (True, timedelta(hours=5), 0),  # slow, but its worker lives
        (False, timedelta(minutes=5), 0),  # a worker we know nothing of gets its time
        (False, timedelta(minutes=40), 1),
    ),
)
def test_only_tasks_of_dead_workers_are_taken_over(db, queue, signs, started_ago, reaped):
    enqueue_on_commit(sample_tasks.note, word="slow")
    row = queue.objects.get()
    row.claim("worker-1")
    queue.objects.update(started_at=timezone.now() - started_ago)
    if signs:
        beat("worker-1", Heartbeat.Kind.WORKER)
    assert reap_orphans() == reaped


def test_old_results_are_forgotten_and_fresh_ones_kept(work, queue):
    for word in ("old", "new"):
        enqueue_on_commit(sample_tasks.note, word=word)
    work()
    old = queue.objects.first()
    queue.objects.filter(pk=old.pk).update(finished_at=timezone.now() - timedelta(days=8))
    prune()
    assert queue.objects.count() == 1
    assert not queue.objects.filter(pk=old.pk).exists()


def test_tasks_are_enqueued_through_this_room_alone():
    rooms = ("workflow_app", "plans", "personnel", "awards")
    callers = {
        path.relative_to(settings.BASE_DIR).as_posix()
        for room in rooms
        for path in (settings.BASE_DIR / room).rglob("*.py")
        if ".enqueue(" in path.read_text(encoding="utf-8")
        or ".aenqueue(" in path.read_text(encoding="utf-8")
    }
    assert callers <= {"workflow_app/background/tasks.py"}
