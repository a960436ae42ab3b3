"""Each due job runs once, whoever ticks; a job that fails does not stop the others."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import OperationalError
from django.db.models import QuerySet
from django.utils import timezone

from workflow_app.background import scheduler
from workflow_app.background.models import ScheduledJob
from workflow_app.background.scheduler import Job, register_job, registered_jobs, tick

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture
def runs(monkeypatch):
    monkeypatch.setattr(scheduler, "_jobs", {})
    done = []
    register_job("count", func=lambda: done.append("count"), every=timedelta(minutes=5))
    return done


def make_due(name="count"):
    ScheduledJob.objects.filter(name=name).update(next_run=timezone.now() - timedelta(seconds=1))


def test_a_job_runs_when_due_and_not_before(db, runs):
    assert tick() == ["count"]
    assert tick() == []
    make_due()
    assert tick() == ["count"]
    assert len(runs) == 2
    job = ScheduledJob.objects.get()
    assert job.next_run - job.last_run == timedelta(minutes=5)
    assert job.locked_until is None


def test_a_daily_job_waits_for_its_hour_in_the_time_of_the_office():
    job = Job("digest", lambda: None, every=None, daily_at=time(7, 30))
    before = datetime(2026, 11, 20, 6, 0, tzinfo=HANOI)
    after = datetime(2026, 11, 20, 8, 0, tzinfo=HANOI)
    assert job.first_run(before) == datetime(2026, 11, 20, 7, 30, tzinfo=HANOI)
    assert job.first_run(after) == datetime(2026, 11, 21, 7, 30, tzinfo=HANOI)


def test_two_schedulers_run_a_due_job_once(run_together, runs):
    tick()
    make_due()
    ran = run_together([tick] * 4)
    assert sorted(len(names) for names in ran) == [0, 0, 0, 1]
    assert len(runs) == 2


def test_a_job_being_run_elsewhere_is_left_alone_until_its_lease_ends(db, runs):
    tick()
    make_due()
    ScheduledJob.objects.update(locked_until=timezone.now() + timedelta(minutes=5))
    assert tick() == []
    ScheduledJob.objects.update(locked_until=timezone.now() - timedelta(seconds=1))
    assert tick() == ["count"]


def test_a_job_that_fails_is_noted_and_the_others_run(db, runs):
    def fail():
        raise RuntimeError("no paper")

    register_job("bad", func=fail, every=timedelta(minutes=1))
    assert tick() == ["bad", "count"]
    assert ScheduledJob.objects.get(name="bad").last_error == "RuntimeError: no paper"
    make_due("bad")
    assert tick() == ["bad"]


def test_a_job_needs_exactly_one_rhythm_and_one_owner(runs):
    with pytest.raises(ImproperlyConfigured):
        register_job("odd", func=print)
    with pytest.raises(ImproperlyConfigured):
        register_job("count", func=print, every=timedelta(minutes=5))


def test_the_house_has_its_jobs_on_the_schedule(db, capsys):
    assert {"reap orphans", "prune queue", "workflow timers"} <= set(registered_jobs())
    call_command("scheduler", "--once")
    assert "workflow timers" in capsys.readouterr().out
    assert not ScheduledJob.objects.exclude(last_error="").exists()


def test_an_end_that_could_not_be_noted_is_noted_at_the_next_tick(db, runs, monkeypatch):
    """The database went away while the job ran: the lease does not stand in its way afterwards."""
    notes = iter([OperationalError("the connection is closed"), None])
    update = QuerySet.update

    def stumbling_update(rows, **values):
        problem = next(notes, None) if "last_run" in values else None
        if problem:
            raise problem
        return update(rows, **values)

    monkeypatch.setattr(QuerySet, "update", stumbling_update)
    with pytest.raises(OperationalError):
        tick()
    assert ScheduledJob.objects.get().locked_until is not None
    assert tick() == []
    job = ScheduledJob.objects.get()
    assert job.locked_until is None
    assert job.last_run is not None
