"""The bell, its page, and the choices on the page "My account"."""

import pytest
from django.urls import reverse

from tests.notifications.conftest import person
from workflow_app.notifications.events import EmailChoice
from workflow_app.notifications.models import EmailPreference
from workflow_app.notifications.selectors import notices_of, unread_count
from workflow_app.notifications.services import notify

LIST = "notifications:list"


@pytest.fixture
def told(lan):
    notify(event="work.arrived", users=[lan], subject="KH-2027-DN is waiting", path="/plans/7/")
    return notices_of(lan.pk).get()


@pytest.fixture
def as_lan(client, lan):
    client.force_login(lan)
    return client


def test_the_page_shows_notices_and_the_bell_counts_them(as_lan, told):
    page = as_lan.get(reverse(LIST)).content.decode()
    assert "KH-2027-DN is waiting" in page
    assert "bell-count" in page


def test_opening_a_notice_marks_it_read_and_leads_there(as_lan, lan, told):
    answer = as_lan.post(reverse("notifications:open", args=[told.pk]))
    assert answer.headers["Location"] == "/plans/7/"
    assert unread_count(lan.pk) == 0


def test_following_a_link_changes_nothing(as_lan, lan, told):
    assert as_lan.get(reverse("notifications:open", args=[told.pk])).status_code == 405
    as_lan.get(reverse(LIST))
    assert unread_count(lan.pk) == 1


def test_everything_is_marked_read_at_once(as_lan, lan, told):
    as_lan.post(reverse("notifications:read_all"))
    assert unread_count(lan.pk) == 0
    assert as_lan.get(reverse(LIST), {"unread": "1"}).status_code == 200


def test_notices_of_somebody_else_do_not_exist(client, told):
    client.force_login(person("minh"))
    assert client.post(reverse("notifications:open", args=[told.pk])).status_code == 404
    assert "KH-2027-DN" not in client.get(reverse(LIST)).content.decode()


@pytest.mark.parametrize("number", (1, 3))
def test_the_page_costs_the_same_with_one_and_three_rows(
    as_lan, lan, number, django_assert_max_num_queries
):
    for _ in range(number):
        notify(event="work.arrived", users=[lan], subject="waiting", path="/plans/7/")
    with django_assert_max_num_queries(8):
        as_lan.get(reverse(LIST))


def test_one_chooses_what_is_told_by_mail(as_lan, lan):
    settings_page = reverse("accounts:settings")
    assert "Work arrived" in as_lan.get(settings_page).content.decode()
    data = {
        "theme": "auto",
        "language": "vi",
        "notices-work.arrived": "none",
        "notices-dossier.returned": "digest",
        "notices-background.job_over": "at_once",
    }
    assert as_lan.post(settings_page, data).status_code == 302
    chosen = dict(EmailPreference.objects.values_list("event", "choice"))
    assert chosen["work.arrived"] == EmailChoice.NONE
    assert chosen["dossier.returned"] == EmailChoice.DIGEST
