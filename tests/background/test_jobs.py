"""Long work: its owner sees how far it is, others see nothing."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, transaction
from django.urls import reverse

from tests.background import sample_tasks
from workflow_app.accounts.models import User
from workflow_app.background.jobs import advance_job, create_job, fail_job, finish_job, start_job
from workflow_app.background.models import JobState
from workflow_app.background.signals import job_over
from workflow_app.background.tasks import enqueue_on_commit


@pytest.fixture
def lan(db):
    return User.objects.create_user("lan", "lan@example.vn", full_name="Lê Thị Lan")


@pytest.fixture
def job(lan):
    return create_job(kind="plans.import", title="KH 2027.xlsx", owner=lan)


@pytest.fixture
def heard():
    calls = []

    def listen(job, **_):
        calls.append(job.state)

    job_over.connect(listen)
    yield calls
    job_over.disconnect(listen)


def test_the_owner_sees_progress_and_then_the_result(client, lan, job):
    client.force_login(lan)
    url = reverse("background:job", args=[job.pk])
    start_job(job_id=job.pk, total=40)
    advance_job(job_id=job.pk, done=10, message="Row 10")
    page = client.get(url).content.decode()
    assert "Row 10" in page
    assert 'hx-trigger="every 2s"' in page
    finish_job(job_id=job.pk, message="40 rows", result_url="/plans/7/")
    part = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "40 rows" in part
    assert "/plans/7/" in part
    assert "every 2s" not in part
    assert "<html" not in part


def test_work_of_unknown_size_has_no_percentage(job):
    start_job(job_id=job.pk)
    job.refresh_from_db()
    assert job.percent is None
    job.done, job.total = 1, 3
    assert job.percent == 33


def test_a_job_of_somebody_else_does_not_exist(client, job):
    stranger = User.objects.create_user("minh", "minh@example.vn", full_name="Trần Minh")
    client.force_login(stranger)
    assert client.get(reverse("background:job", args=[job.pk])).status_code == 404


def test_finishing_is_told_once(job, heard):
    finish_job(job_id=job.pk)
    finish_job(job_id=job.pk)
    fail_job(job_id=job.pk)
    assert heard == [JobState.DONE]


def test_a_task_that_gave_up_fails_its_job(work, job, heard):
    enqueue_on_commit(sample_tasks.fail_always, job_id=str(job.pk))
    for _ in range(3):
        assert heard == []
        work()
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert job.message
    assert heard == [JobState.FAILED]


def test_a_task_finishes_its_job(work, job):
    enqueue_on_commit(sample_tasks.do_long_work, job_id=str(job.pk))
    work()
    job.refresh_from_db()
    assert (job.state, job.done, job.result_url) == (JobState.DONE, 4, "/plans/")


def test_work_whose_worker_died_after_its_end_is_not_begun_again(job):
    finish_job(job_id=job.pk, message="40 rows", result_url="/plans/7/")
    assert start_job(job_id=job.pk).is_over
    job.refresh_from_db()
    assert (job.state, job.message) == (JobState.DONE, "40 rows")


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_comes_late_does_not_begin_what_the_other_just_finished(job, heard):
    """Two are at it: one was taken for dead. The late one asked before the other's commit, and
    then wrote over it that the work is in progress; its owner was told a second time.
    """
    is_about_to_write = Event()

    def watch(execute, sql, params, many, context):
        if sql.startswith("UPDATE"):
            is_about_to_write.set()
        return execute(sql, params, many, context)

    def late_worker():
        try:
            with connection.execute_wrapper(watch):
                begun = start_job(job_id=job.pk)
            if not begun.is_over:
                finish_job(job_id=job.pk)
            return begun.is_over
        finally:
            connection.close()

    start_job(job_id=job.pk)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            finish_job(job_id=job.pk, message="40 rows")
            late = pool.submit(late_worker)
            assert is_about_to_write.wait(20)
        assert late.result()
    job.refresh_from_db()
    assert (job.state, job.message) == (JobState.DONE, "40 rows")
    assert heard == [JobState.DONE]
