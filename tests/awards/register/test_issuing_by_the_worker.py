"""A decision on many awards is issued by the worker: whole or not at all, once, and its clerk is told."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from awards.models import Award, AwardDecision, Batch, BatchItem, DecisionInHand
from awards.services import batches
from awards.services.decision_in_hand import issue_in_background
from tests.awards.house import House
from tests.crashes.fuse import AFTER, BEFORE, POWER_CUT, Fuse
from tests.crashes.processes import in_child
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Outcome, Stage
from workflow_app.approvals.models import Decision, Dossier
from workflow_app.audit.models import AuditEntry
from workflow_app.background.engine import run_everything_ready
from workflow_app.background.jobs import fail_job
from workflow_app.background.models import Heartbeat, JobState, LongJob
from workflow_app.background.upkeep import reap_orphans
from workflow_app.notifications.models import Notification
from workflow_app.organization.models import Mandate
from workflow_app.organization.selectors.signers import signers_of
from workflow_app.organization.services.appointments import end_mandate
from workflow_app.papers.models import IssuedPaper, NumberRegister

from .told import TITLE, issued, person, waiting

DATABASE_QUEUE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
NAMES = ("Nguyễn Thị Hoa", "Lê Văn Bình", "Trần Thị Cúc")


@pytest.fixture(autouse=True)
def two_are_many(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr(batches, "AT_ONCE", 1)
    settings.TASKS = DATABASE_QUEUE


@pytest.fixture
def three(house: House) -> list[Dossier]:
    return waiting(house, [("certificate_person", person(name)) for name in NAMES])


def signer(house: House) -> str:
    return signers_of(house.campaign.presidium)[0].name


def press(user: User, house: House, dossiers: list[Dossier], **changed: Any) -> Any:
    """Press the button that numbers and issues, with the last of the list on top."""
    client = Client()
    client.force_login(user)
    address = reverse("awards:issue", args=[house.campaign.pk])
    sent = {
        "dossier": [dossier.pk for dossier in dossiers],
        **{f"place-{one.pk}": len(dossiers) - place for place, one in enumerate(dossiers)},
        "signer": signer(house),
        "signer_title": TITLE,
        "issued_on": f"{timezone.localdate():%d/%m/%Y}",
        "issue": "1",
        **changed,
    }
    return client.post(address, sent)


def seen_by(user: User, url: str) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(url)


def begun(house: House, dossiers: list[Dossier]) -> Batch:
    answer = press(house.cast.thu, house, dossiers)
    batch = Batch.objects.get()
    assert answer.url == reverse("awards:issuing_result", args=[batch.pk])
    return batch


def work(batch: Batch) -> None:
    """What the worker does with the task."""
    issue_in_background.func(job_id=str(batch.pk))


def told(house: House) -> int:
    return Notification.objects.filter(user=house.cast.thu, event="background.job_over").count()


def assert_nothing_was_issued() -> None:
    assert not AwardDecision.objects.exists()
    assert not Award.objects.exists()
    assert not IssuedPaper.objects.exists()
    assert not NumberRegister.objects.filter(last_number__gt=0).exists()
    assert not Decision.objects.filter(outcome=Outcome.ISSUED).exists()


def assert_issued_once(house: House, dossiers: list[Dossier]) -> None:
    decision = AwardDecision.objects.get()
    assert decision.number == "01/QĐ-KT"
    ordinals = decision.awards.order_by("ordinal").values_list("nomination__dossier", flat=True)
    assert list(ordinals) == [dossier.pk for dossier in reversed(dossiers)]
    assert IssuedPaper.objects.count() == 1
    assert NumberRegister.objects.get(last_number__gt=0).last_number == 1
    made = Decision.objects.filter(outcome=Outcome.ISSUED, actor=house.cast.thu)
    assert made.count() == len(dossiers)
    assert AuditEntry.objects.filter(action="award.decided").count() == 1
    assert LongJob.objects.get().state == JobState.DONE
    assert told(house) == 1


@pytest.mark.django_db
def test_the_page_says_what_is_in_hand_and_then_what_came_of_it(
    house: House, three: list[Dossier]
) -> None:
    thu = house.cast.thu
    batch = begun(house, three)
    assert_nothing_was_issued()
    page = seen_by(thu, reverse("awards:issuing_result", args=[batch.pk])).content.decode()
    assert 'hx-trigger="every 2s"' in page
    assert signer(house) in page
    listed = seen_by(thu, reverse("awards:issuing"))
    assert [one.size for one in listed.context["in_hand"]] == [3]
    assert listed.context["rows"] == []
    assert reverse("awards:issuing_result", args=[batch.pk]) in listed.content.decode()

    work(batch)
    assert_issued_once(house, three)
    page = seen_by(thu, reverse("awards:issuing_result", args=[batch.pk])).content.decode()
    assert "01/QĐ-KT" in page
    decision = reverse("awards:decision", args=[AwardDecision.objects.get().pk])
    assert f'href="{decision}"' in page
    assert Notification.objects.get(event="background.job_over").path == decision
    assert not seen_by(thu, reverse("awards:issuing")).context["in_hand"]


@pytest.mark.django_db
def test_a_few_are_issued_while_one_waits(house: House, three: list[Dossier]) -> None:
    answer = press(house.cast.thu, house, three[:1])
    decision = AwardDecision.objects.get()
    assert answer.url == reverse("awards:decision", args=[decision.pk])
    assert not LongJob.objects.exists()


@pytest.mark.django_db
def test_pressed_twice_it_is_one_decision(house: House, three: list[Dossier]) -> None:
    batch = begun(house, three)
    assert begun(house, three) == batch  # the same page
    assert DBTaskResult.objects.filter(task_path=issue_in_background.module_path).count() == 1
    work(batch)
    late = press(house.cast.thu, house, three)  # from a page that stayed open
    assert late.url == reverse("awards:issuing")
    assert_issued_once(house, three)


@pytest.mark.django_db
def test_what_is_in_hand_is_on_no_second_list(house: House, three: list[Dossier]) -> None:
    [fourth] = waiting(house, [("certificate_person", person("Võ Thị Dung"))])
    begun(house, three)
    listed = seen_by(house.cast.thu, reverse("awards:issue", args=[house.campaign.pk]))
    assert [row["nomination"].dossier for row in listed.context["rows"]] == [fourth]
    for asked in ([*three, fourth], three[:1], list(reversed(three))):
        answer = press(house.cast.thu, house, asked)  # of a page that was opened before
        assert answer.status_code == 422
        assert answer.context["form"].non_field_errors()
    assert Batch.objects.count() == 1
    assert_nothing_was_issued()


@pytest.mark.django_db
def test_a_list_that_changed_meanwhile_is_looked_at_again(
    house: House, three: list[Dossier]
) -> None:
    """What was ticked and waits no longer is not left out without a word."""
    issued(house, three[:1])
    answer = press(house.cast.thu, house, three)
    assert answer.status_code == 422
    assert AwardDecision.objects.count() == 1
    assert not Batch.objects.exists()


@pytest.mark.django_db
def test_a_wrong_date_is_said_at_once(house: House, three: list[Dossier]) -> None:
    tomorrow = timezone.localdate() + timezone.timedelta(days=1)
    answer = press(house.cast.thu, house, three, issued_on=f"{tomorrow:%d/%m/%Y}")
    assert answer.status_code == 422
    assert not LongJob.objects.exists()


@pytest.mark.django_db
def test_what_cannot_be_issued_any_more_fails_with_its_sentence(
    house: House, three: list[Dossier]
) -> None:
    batch = begun(house, three)
    Dossier.objects.filter(pk=three[1].pk).update(stage=Stage.DRAFTING)  # went back meanwhile
    work(batch)
    assert_nothing_was_issued()
    page = seen_by(house.cast.thu, reverse("awards:issuing_result", args=[batch.pk]))
    text = page.content.decode()
    assert three[1].code in text
    assert reverse("awards:issue", args=[house.campaign.pk]) in text
    assert told(house) == 1
    work(batch)  # the worker died before its note
    assert told(house) == 1
    second = press(house.cast.thu, house, [three[0], three[2]])  # the rest is free again
    work(Batch.objects.exclude(pk=batch.pk).get())
    assert AwardDecision.objects.get().number == "01/QĐ-KT"
    assert second.status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("ended", ("duty", "account"))
def test_a_duty_that_ended_before_the_worker_came_issues_nothing(
    house: House, three: list[Dossier], ended: str
) -> None:
    batch = begun(house, three)
    if ended == "account":
        User.objects.filter(pk=house.cast.thu.pk).update(is_active=False)
    else:
        yesterday = timezone.localdate() - timezone.timedelta(days=1)
        for mandate in Mandate.objects.filter(person__user=house.cast.thu):
            end_mandate(mandate=mandate, on=yesterday, reason="Chuyển công tác", by=None)
    work(batch)
    assert_nothing_was_issued()
    job = LongJob.objects.get()
    assert job.state == JobState.FAILED
    assert job.message


@pytest.mark.django_db
def test_work_that_was_given_up_frees_the_list(house: House, three: list[Dossier]) -> None:
    batch = begun(house, three)
    fail_job(job_id=batch.pk)  # as after the last attempt
    work(batch)  # nothing is done after the end
    assert_nothing_was_issued()
    assert not DecisionInHand.objects.filter(batch__items__state="waiting").exists()
    press(house.cast.thu, house, three)
    work(Batch.objects.exclude(pk=batch.pk).get())
    assert AwardDecision.objects.count() == 1


@pytest.mark.django_db
def test_the_page_is_for_who_pressed_the_button(house: House, three: list[Dossier]) -> None:
    batch = begun(house, three)
    url = reverse("awards:issuing_result", args=[batch.pk])
    assert seen_by(house.cast.thu, url).status_code == 200
    for other in (house.tam, house.cast.hoa, house.cast.kien):
        assert seen_by(other, url).status_code == 404
    assert seen_by(house.cast.thu, reverse("awards:batch", args=[batch.pk])).status_code == 404


# --- A worker that dies --------------------------------------------------------------------


class DecisionFuse(Fuse):
    """Blows before or after the COMMIT of the decision."""

    is_written = False

    @contextmanager
    def event(self, name: str) -> Iterator[None]:
        self.is_written = self.is_written or name.startswith('INSERT INTO "awards_awarddecision"')
        if self.is_written and name == "COMMIT":
            with super().event(name):
                yield
        else:
            yield


def die(side: str) -> None:
    """Let a worker in a process of its own take the task, and cut the power."""

    def begin() -> None:
        with DecisionFuse(1, side).armed():
            run_everything_ready()

    code, said = in_child(begin)
    assert code == POWER_CUT, said


def time_goes_by() -> None:
    """Half an hour without a sign of life; the reaper puts the task back, and its wait passes."""
    Heartbeat.objects.all().delete()
    hour_ago = timezone.now() - timezone.timedelta(hours=1)
    DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).update(started_at=hour_ago)
    assert reap_orphans() == 1
    DBTaskResult.objects.filter(status=TaskResultStatus.READY).update(run_after=hour_ago)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("side", (BEFORE, AFTER))
def test_a_worker_that_dies_leaves_the_decision_issued_once_after_the_reaper(
    house: House, three: list[Dossier], side: str
) -> None:
    run_everything_ready()  # what the way there left to do
    begun(house, three)
    die(side)
    if side == BEFORE:
        assert_nothing_was_issued()
        assert BatchItem.objects.filter(state="waiting").count() == 3
    else:
        assert AwardDecision.objects.count() == 1
    time_goes_by()
    run_everything_ready()
    assert_issued_once(house, three)
    task = DBTaskResult.objects.get(task_path=issue_in_background.module_path)
    assert task.status == TaskResultStatus.SUCCESSFUL


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_same_decision_issue_it_once(
    house: House, three: list[Dossier], run_together: Callable[..., list[object]]
) -> None:
    """One was taken for dead and is not."""
    batch = begun(house, three)
    assert run_together([lambda: work(batch)] * 2) == [None, None]
    assert_issued_once(house, three)


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_one_moment_begin_one_decision(
    house: House, three: list[Dossier], run_together: Callable[..., list[object]]
) -> None:
    answers = run_together([lambda: str(press(house.cast.thu, house, three).url)] * 2)
    batch = Batch.objects.get()
    assert answers == [reverse("awards:issuing_result", args=[batch.pk])] * 2
    work(batch)
    assert_issued_once(house, three)
