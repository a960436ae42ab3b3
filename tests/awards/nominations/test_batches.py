"""Acts on many nominations: left to the worker, each decided once, by who may at that moment."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from awards.enums import BatchState
from awards.models import AwardRule, Batch, BatchItem, Nomination
from awards.services import batches
from awards.services.batches import decide_in_background, start_batch
from tests.awards.house import House
from tests.crashes.fuse import AFTER, BEFORE, POWER_CUT, Fuse
from tests.crashes.processes import in_child
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Outcome, Stage
from workflow_app.approvals.errors import ConflictError
from workflow_app.approvals.models import Decision, Dossier
from workflow_app.audit.models import AuditEntry
from workflow_app.background.engine import run_everything_ready
from workflow_app.background.jobs import fail_job
from workflow_app.background.models import JobState, LongJob
from workflow_app.background.upkeep import prune
from workflow_app.notifications.models import Notification
from workflow_app.organization.models import Mandate
from workflow_app.organization.services.appointments import end_mandate

from .driver import NominationDriver, nominated, outsider

DATABASE_QUEUE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
NAMES = ("Lê Thị Sen", "Đỗ Văn Tre", "Vũ Thị Trúc")
Run = Callable[[], None]


@pytest.fixture(autouse=True)
def two_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "AT_ONCE", 1)


@pytest.fixture
def queue(settings: Any) -> None:
    settings.TASKS = DATABASE_QUEUE


def three_at_the_secretariat(house: House) -> list[NominationDriver]:
    drivers = [nominated(house, recipient=outsider(name=name)) for name in NAMES]
    for driver in drivers:
        driver.to_appraisal()
    return drivers


def chosen(drivers: list[NominationDriver]) -> list[tuple[Dossier, int | None]]:
    return [(driver.dossier, 1) for driver in drivers]


def passing(drivers: list[NominationDriver], user: User) -> Batch:
    return start_batch(
        dossiers=chosen(drivers), step="appraise", outcome=Outcome.APPRAISED, user=user
    )


def work(batch: Batch) -> None:
    """What the worker does with the task."""
    decide_in_background.func(job_id=str(batch.pk))


def states(batch: Batch) -> list[str]:
    return list(batch.items.order_by("place").values_list("state", flat=True))


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def tick_all(user: User, drivers: list[NominationDriver]) -> Any:
    keys = [driver.nomination.pk for driver in drivers]
    data = {"dossier": keys, **{f"revision-{key}": "1" for key in keys}}
    return client_of(user).post(reverse("awards:appraisal"), data)


def result_page(user: User, batch: UUID | str) -> Any:
    return client_of(user).get(reverse("awards:batch", args=[batch]))


def stop_appraising(house: House) -> None:
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    for mandate in Mandate.objects.filter(person__user=house.tam):
        end_mandate(mandate=mandate, on=yesterday, reason="Chuyển công tác", by=None)


def test_many_go_to_the_worker_and_the_page_says_what_came_of_each(
    house: House, queue: None
) -> None:
    drivers = three_at_the_secretariat(house)
    drivers[1].do(house.tam, "appraise", Outcome.RETURNED, "Sửa tóm tắt.")
    drivers[1].fill(citation="Thành tích khác hẳn trong năm 2027")
    drivers[1].hand_in()  # a second revision, which the list did not show

    answer = tick_all(house.tam, drivers)
    batch = Batch.objects.get()
    assert answer.url == reverse("awards:batch", args=[batch.pk])
    assert {driver.dossier.stage for driver in drivers} == {Stage.APPRAISING_CONTENT}
    shown = result_page(house.tam, batch.pk)
    assert "0/3" in shown.content.decode()
    listed = client_of(house.tam).get(reverse("awards:appraisal"))
    assert listed.context["work"].under_way == 3
    assert answer.url in listed.content.decode()
    assert drivers[0].dossier.code not in listed.content.decode()  # nobody ticks it again

    work(batch)
    assert states(batch) == [BatchState.DONE, BatchState.REFUSED, BatchState.DONE]
    assert [driver.dossier.stage for driver in drivers] == [
        Stage.PUBLISHED,
        Stage.APPRAISING_CONTENT,
        Stage.PUBLISHED,
    ]
    refused = batch.items.get(state=BatchState.REFUSED)
    assert "(bản 2)" in refused.why
    shown = result_page(house.tam, batch.pk).content.decode()
    assert refused.why in shown
    assert all(driver.dossier.code in shown for driver in drivers)
    job = LongJob.objects.get()
    assert (job.state, job.done, job.total) == (JobState.DONE, 3, 3)
    assert Notification.objects.get(user=house.tam, event="background.job_over").path == answer.url


def test_few_are_decided_while_one_waits(house: House, queue: None) -> None:
    first, *__ = three_at_the_secretariat(house)
    tick_all(house.tam, [first])
    assert first.dossier.stage == Stage.PUBLISHED
    assert not Batch.objects.exists()


def test_the_head_of_a_unit_signs_many_by_the_worker(house: House, queue: None) -> None:
    drivers = three_to_sign(house)
    url = reverse("awards:nomination_batch", args=["sign"])
    answer = client_of(house.cast.minh).post(
        url, {"dossier": [driver.nomination.pk for driver in drivers]}
    )
    assert "3" in client_of(house.cast.minh).get(url).content.decode()
    work(Batch.objects.get())
    assert {driver.dossier.stage for driver in drivers} == {Stage.APPRAISING_CONTENT}
    assert client_of(house.cast.minh).get(answer.url).status_code == 200


def test_the_result_is_for_who_pressed_the_button(house: House, queue: None) -> None:
    batch = passing(three_at_the_secretariat(house), house.tam)
    assert result_page(house.tam, batch.pk).status_code == 200
    for other in (house.uyen, house.cast.hoa, house.cast.kien):
        assert result_page(other, batch.pk).status_code == 404


def test_a_duty_that_ended_before_the_worker_came_decides_nothing(house: House) -> None:
    drivers = three_at_the_secretariat(house)
    batch = passing(drivers, house.tam)
    stop_appraising(house)
    work(batch)
    assert states(batch) == [BatchState.REFUSED] * 3
    assert not Decision.objects.filter(outcome=Outcome.APPRAISED).exists()
    assert house.secretariat.name in batch.items.all()[0].why  # who could
    shown = result_page(house.tam, batch.pk)
    assert shown.context["result"].unseen == 3  # and they are no longer his to know
    assert drivers[0].dossier.code not in shown.content.decode()


def test_a_duty_that_ends_in_the_middle_ends_the_deciding(house: House) -> None:
    drivers = three_at_the_secretariat(house)
    batch = passing(drivers, house.tam)
    batch.items.filter(dossier__in=[one.pk for one in drivers[1:]]).update(state=BatchState.LEFT)
    work(batch)
    stop_appraising(house)
    batch.items.filter(state=BatchState.LEFT).update(state=BatchState.WAITING)
    LongJob.objects.update(state=JobState.RUNNING)
    work(batch)
    assert states(batch) == [BatchState.DONE, BatchState.REFUSED, BatchState.REFUSED]


def test_a_closed_account_decides_nothing(house: House) -> None:
    batch = passing(three_at_the_secretariat(house), house.tam)
    User.objects.filter(pk=house.tam.pk).update(is_active=False)
    work(batch)
    assert states(batch) == [BatchState.REFUSED] * 3


def test_who_decided_by_hand_meanwhile_was_faster(house: House) -> None:
    drivers = three_at_the_secretariat(house)
    batch = passing(drivers, house.tam)
    drivers[0].do(house.tam, "appraise", Outcome.RETURNED, "Thiếu tài liệu.")
    work(batch)
    assert states(batch) == [BatchState.REFUSED, BatchState.DONE, BatchState.DONE]
    assert drivers[0].dossier.stage == Stage.DRAFTING


def test_a_dossier_waits_in_one_act_only(house: House) -> None:
    drivers = three_at_the_secretariat(house)
    first = passing(drivers[:2], house.tam)
    second = passing(drivers, house.tam)  # two clicks
    assert [item.dossier_id for item in second.items.all()] == [drivers[2].pk]
    assert second.job.total == 1
    with pytest.raises(ConflictError):
        passing(drivers, house.tam)
    work(first)
    work(second)
    assert states(first) + states(second) == [BatchState.DONE] * 3


def test_work_that_is_repeated_decides_nothing_twice(house: House) -> None:
    drivers = three_at_the_secretariat(house)
    batch = passing(drivers, house.tam)
    work(batch)
    LongJob.objects.update(state=JobState.RUNNING)  # it died before it could say that it was done
    work(batch)
    assert states(batch) == [BatchState.DONE] * 3
    assert Decision.objects.filter(outcome=Outcome.APPRAISED).count() == 3


def three_to_sign(house: House) -> list[NominationDriver]:
    drivers = [nominated(house, recipient=outsider(name=name)) for name in NAMES]
    for driver in drivers:
        driver.fill()
        driver.do(house.cast.hoa, "draft", Outcome.SUBMITTED)
    return drivers


def signing(drivers: list[NominationDriver], user: User) -> Batch:
    return start_batch(dossiers=chosen(drivers), step="sign", outcome=Outcome.SIGNED, user=user)


def test_one_that_fails_holds_up_no_other_and_is_left_when_the_work_is_given_up(
    house: House,
) -> None:
    drivers = three_to_sign(house)
    batch = signing(drivers, house.cast.minh)
    drivers[0].nomination.delete()  # a dossier that no act can work with
    with pytest.raises(Nomination.DoesNotExist):
        work(batch)
    assert states(batch) == [BatchState.WAITING, BatchState.DONE, BatchState.DONE]
    fail_job(job_id=str(batch.pk))  # as after the last attempt
    assert states(batch) == [BatchState.LEFT, BatchState.DONE, BatchState.DONE]
    left = client_of(house.cast.minh).get(reverse("background:job", args=[batch.pk]))
    assert reverse("awards:batch", args=[batch.pk]) in left.content.decode()
    shown = result_page(house.cast.minh, batch.pk)
    assert [item.dossier_id for item in shown.context["result"].left] == [drivers[0].pk]
    assert signing(drivers[:1], house.cast.minh)  # it can be chosen again


def test_what_was_received_without_a_rule_stays_with_its_sentence(house: House) -> None:
    drivers = three_to_sign(house)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    rules = AwardRule.objects.filter(award_type=house.types["certificate_person"])
    rules.update(valid_to=yesterday)
    batch = signing(drivers, house.cast.minh)
    work(batch)
    assert states(batch) == [BatchState.REFUSED] * 3
    assert LongJob.objects.get().state == JobState.DONE


def test_an_act_is_forgotten_with_its_job_and_the_decisions_stay(house: House) -> None:
    batch = passing(three_at_the_secretariat(house), house.tam)
    work(batch)
    LongJob.objects.update(finished=timezone.now() - dt.timedelta(days=100))
    prune()
    assert not BatchItem.objects.exists()
    assert Decision.objects.filter(outcome=Outcome.APPRAISED).count() == 3


# --- A worker that dies --------------------------------------------------------------------


class CommitFuse(Fuse):
    """Blows before or after the n-th COMMIT of an act, whatever is read and written in between."""

    @contextmanager
    def event(self, name: str) -> Iterator[None]:
        if name != "COMMIT":
            yield
            return
        with super().event(name):
            yield


def die(batch: Batch, at: int, side: str) -> None:
    """Let a worker in a process of its own begin, and cut the power."""

    def begin() -> None:
        with CommitFuse(at, side).armed():
            work(batch)

    code, told = in_child(begin)
    assert code == POWER_CUT, told


@pytest.mark.django_db(transaction=True)
def test_workers_that_die_in_the_middle_leave_every_dossier_decided_once(
    house: House, queue: None
) -> None:
    drivers = three_at_the_secretariat(house)
    run_everything_ready()  # what the way there left to do
    batch = passing(drivers, house.tam)

    die(batch, 1, BEFORE)  # all of the first decision but its commit
    assert states(batch) == [BatchState.WAITING] * 3
    assert drivers[0].dossier.stage == Stage.APPRAISING_CONTENT
    die(batch, 1, AFTER)
    assert states(batch) == [BatchState.DONE, BatchState.WAITING, BatchState.WAITING]
    assert drivers[0].dossier.stage == Stage.PUBLISHED
    die(batch, 2, BEFORE)
    assert states(batch) == [BatchState.DONE, BatchState.DONE, BatchState.WAITING]
    die(batch, 1, AFTER)  # everything is decided, and nobody knows
    assert states(batch) == [BatchState.DONE] * 3
    assert LongJob.objects.get().state == JobState.RUNNING

    run_everything_ready()
    assert (
        DBTaskResult.objects.get(task_path=decide_in_background.module_path).status
        == TaskResultStatus.SUCCESSFUL
    )
    assert LongJob.objects.get().state == JobState.DONE
    for driver in drivers:
        made = Decision.objects.filter(dossier=driver.pk, outcome=Outcome.APPRAISED)
        assert [decision.actor for decision in made] == [house.tam]
        code = driver.dossier.code
        logged = AuditEntry.objects.filter(dossier_code=code, action="dossier.appraised")
        assert logged.count() == 1
    told = Notification.objects.filter(user=house.tam, event="background.job_over")
    assert told.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_same_act_decide_everything_once(
    house: House, queue: None, run_together: Callable[..., list[object]]
) -> None:
    """One was taken for dead and is not."""
    drivers = three_at_the_secretariat(house)
    batch = passing(drivers, house.tam)
    assert run_together([lambda: work(batch)] * 2) == [None, None]
    assert states(batch) == [BatchState.DONE] * 3
    assert Decision.objects.filter(outcome=Outcome.APPRAISED).count() == 3
    assert {driver.dossier.stage for driver in drivers} == {Stage.PUBLISHED}
