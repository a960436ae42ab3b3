"""Telling people: each once, at the hour they chose, nothing confidential by mail."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from tests.notifications.conftest import person
from workflow_app.accounts.models import User
from workflow_app.background.jobs import create_job, fail_job, finish_job
from workflow_app.notifications import services
from workflow_app.notifications.events import EmailChoice, UnknownEventError, register_event
from workflow_app.notifications.models import MailState, Notification
from workflow_app.notifications.selectors import notices_of, unread_count
from workflow_app.notifications.services import choose_email, mark_read, notify, quiet_until
from workflow_app.notifications.tasks import prune_read, send_digests

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def tell(*users, event="work.arrived", subject="KH-2027-DN is waiting", **kwargs):
    notify(event=event, users=users, subject=subject, path="/plans/7/", **kwargs)


def test_each_person_is_told_once(lan, minh):
    tell(lan, minh, lan)
    assert unread_count(lan.pk) == unread_count(minh.pk) == 1
    assert notices_of(lan.pk).get().path == "/plans/7/"


def test_closed_accounts_are_not_told(lan, minh):
    lan.is_active = False
    tell(lan, minh)
    assert unread_count(lan.pk) == 0


def test_telling_nobody_is_no_error(db):
    tell()


@pytest.mark.parametrize("path", ("https://evil.example/", "//evil.example/", "plans/"))
def test_a_notice_leads_only_to_this_site(lan, path):
    with pytest.raises(ValueError, match="this site"):
        notify(event="work.arrived", users=[lan], subject="x", path=path)


def test_an_event_outside_the_vocabulary_is_refused(lan):
    with pytest.raises(UnknownEventError):
        tell(lan, event="work.eaten")
    register_event("work.eaten", "Eaten", EmailChoice.NONE)
    tell(lan, event="work.eaten")


@pytest.mark.parametrize("number", (1, 3, 30))
def test_telling_many_costs_as_much_as_telling_one(db, number, django_assert_max_num_queries):
    people = [person(f"p{index}") for index in range(number)]
    with django_assert_max_num_queries(4):  # with the savepoint
        tell(*people)


def test_what_is_told_at_once_leaves_after_the_commit_and_says_only_its_subject(lan, mailed):
    def act():
        tell(lan, event="dossier.returned", subject="Sent back: NS-12", body="because of Mr X")

    (letter,) = mailed(act)
    assert letter.to == ["lan@vufo.example"]
    assert "NS-12" in letter.subject
    assert "/plans/7/" in letter.body
    assert "Mr X" not in letter.body
    assert Notification.objects.get().mail == MailState.SENT


def test_a_subject_cannot_smuggle_mail_headers(lan, mailed):
    def act():
        tell(lan, event="dossier.returned", subject="Sent back\nBcc: everybody@example.vn")

    (letter,) = mailed(act)
    assert "\n" not in letter.subject
    assert letter.recipients() == ["lan@vufo.example"]


def test_everybody_chooses_for_themselves(lan, minh, mailed):
    choose_email(user=lan, choices={"dossier.returned": EmailChoice.NONE})
    choose_email(user=minh, choices={"dossier.returned": EmailChoice.NONE})
    choose_email(user=minh, choices={"dossier.returned": EmailChoice.AT_ONCE})
    letters = mailed(lambda: tell(lan, minh, event="dossier.returned"))
    assert [letter.to for letter in letters] == [["minh@vufo.example"]]
    assert unread_count(lan.pk) == 1


def test_the_daily_mail_is_one_mail_with_everything_unread(lan, minh, mailed):
    for number in range(3):
        tell(lan, subject=f"KH-{number} is waiting")
    tell(minh)
    mark_read(user=lan, notice=notices_of(lan.pk).last())
    letters = mailed(send_digests)
    assert sorted(letter.to[0] for letter in letters) == ["lan@vufo.example", "minh@vufo.example"]
    body = next(letter.body for letter in letters if letter.to == ["lan@vufo.example"])
    assert "KH-1" in body
    assert "KH-2" in body
    assert "KH-0" not in body
    assert mailed(send_digests) == []


def test_a_very_long_daily_mail_is_cut_and_says_so(lan, mailed):
    for number in range(53):
        tell(lan, subject=f"KH-{number}")
    (letter,) = mailed(send_digests)
    assert letter.body.count("/plans/7/") == 50
    assert "3" in letter.body.split("KH-3\n")[-1]


def test_nobody_is_woken_at_night():
    night = datetime(2026, 11, 20, 23, 15, tzinfo=HANOI)
    early = datetime(2026, 11, 21, 5, 0, tzinfo=HANOI)
    assert quiet_until(night) == datetime(2026, 11, 21, 7, 0, tzinfo=HANOI)
    assert quiet_until(early) == datetime(2026, 11, 21, 7, 0, tzinfo=HANOI)
    assert quiet_until(datetime(2026, 11, 21, 7, 0, tzinfo=HANOI)) is None
    assert quiet_until(datetime(2026, 11, 21, 20, 59, tzinfo=HANOI)) is None


def test_a_mail_of_the_night_waits_in_the_queue_for_the_morning(lan, settings, monkeypatch):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    monkeypatch.setattr(services, "QUIET_FROM", time(0))  # every hour is quiet
    tell(lan, event="dossier.returned")
    assert DBTaskResult.objects.get().run_after.astimezone(HANOI).time() == time(7)


def test_an_act_that_failed_tells_nobody(lan, mailed):
    def act():
        with transaction.atomic():
            tell(lan, event="dossier.returned")
            transaction.set_rollback(True)

    assert mailed(act) == []
    assert unread_count(lan.pk) == 0


def test_reading_a_page_settles_its_notices(lan):
    tell(lan)
    notify(event="work.arrived", users=[lan], subject="other", path="/plans/8/")
    assert mark_read(user=lan, path="/plans/7/") == 1
    assert unread_count(lan.pk) == 1
    assert mark_read(user=lan) == 1


def test_counting_stops_where_the_bell_does(lan):
    Notification.objects.bulk_create(
        [Notification(user=lan, event="work.arrived", subject=str(n)) for n in range(120)]
    )
    assert unread_count(lan.pk) == 100


def test_finished_work_is_told_to_who_started_it(lan):
    job = create_job(kind="plans.import", title="KH 2027.xlsx", owner=lan)
    finish_job(job_id=job.pk, message="40 rows", result_url="/plans/7/")
    other = create_job(kind="plans.import", title="KH 2028.xlsx", owner=lan)
    fail_job(job_id=other.pk)
    failed, finished = notices_of(lan.pk)
    assert "KH 2027.xlsx" in finished.subject
    assert finished.path == "/plans/7/"
    assert failed.path == f"/jobs/{other.pk}/"


def test_what_was_read_long_ago_is_forgotten(lan):
    tell(lan)
    tell(lan)
    old = notices_of(lan.pk).first()
    Notification.objects.filter(pk=old.pk).update(read_at=datetime(2020, 1, 1, tzinfo=HANOI))
    prune_read()
    assert notices_of(lan.pk).count() == 1
    assert User.objects.count() == 1
