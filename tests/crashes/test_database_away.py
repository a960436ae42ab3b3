"""The database goes away while people work: a clear page, and what they typed is sent again."""

import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import close_old_connections, connection
from django.test import Client
from django.urls import reverse

from plans.models import Activity
from tests.cast import Cast
from tests.driver import FlowDriver, plan_of
from workflow_app.approvals.enums import Stage
from workflow_app.approvals.models import Comment

from .outages import Doorman, Form, database_away

pytestmark = pytest.mark.django_db(transaction=True)
COMMENTS = "/dossiers/KH-2027-LH-DANANG/comments/"
WORDS = 'Đề nghị nêu rõ "đối tác" <b>Lào</b> & kinh phí.\nDòng thứ hai.'


@pytest.fixture
def plan(cast: Cast) -> FlowDriver:
    driver = plan_of(cast)
    driver.submit_and_sign()
    return driver


@pytest.fixture
def minh(cast: Cast) -> Client:
    return visitor(cast.minh)


def visitor(user) -> Client:
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    client.force_login(user)
    client.get("/")  # the browser has our cookie, and its page the token
    return client


def token(client: Client) -> str:
    return client.cookies["csrftoken"].value


def comment(client: Client, **more):
    return client.post(COMMENTS, {"csrfmiddlewaretoken": token(client), "text": WORDS, **more})


def test_a_page_says_in_both_languages_what_to_do_and_loads_again_by_itself(minh) -> None:
    with database_away():
        answer = minh.get("/search/?q=Lào")
    page = answer.content.decode()
    assert answer.status_code == 503
    assert answer["Retry-After"] == "10"
    assert "Hệ thống đang tạm gián đoạn" in page
    assert "interrupted for a moment" in page
    assert 'http-equiv="refresh" content="10"' in page
    assert minh.get("/search/?q=Lào").status_code == 200


def test_what_was_typed_stands_on_the_page_and_is_sent_again_once(minh, plan) -> None:
    with database_away():
        answer = comment(minh)
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "<b>Lào</b>" not in page
    form = Form(page)
    assert (form.action, form.data["text"]) == (COMMENTS, WORDS)
    assert not Comment.objects.exists()
    assert minh.post(form.action, form.data).status_code == 302
    assert [one.text for one in Comment.objects.all()] == [WORDS]


def test_a_decision_waits_on_the_page_until_the_database_is_back(cast, plan) -> None:
    plan.opine(cast.dung, "LH-HUE")
    plan.opine(cast.quynh, "LH-QUANGTRI")
    dung = visitor(cast.dung)
    code = plan.dossier.code
    pressed = {
        "csrfmiddlewaretoken": token(dung),
        "step": "endorse",
        "outcome": "endorsed",
        "revision": "1",
        "next": "1",
        "from": "",
    }
    with database_away():
        first = dung.post(reverse("approvals:act", args=[code]), pressed)
        form = Form(first.content.decode())
        again = dung.post(form.action, form.data)
    assert (first.status_code, again.status_code) == (503, 503)
    form = Form(again.content.decode())
    assert dung.post(form.action, form.data).status_code == 302
    assert plan.dossier.stage == Stage.APPRAISING_CONTENT
    assert dung.post(form.action, form.data).status_code == 409
    assert plan.dossier.decisions.filter(outcome="endorsed").count() == 1


def test_a_button_without_a_word_is_offered_again_too(minh, plan) -> None:
    url = reverse("approvals:claim", args=[1])
    with database_away():
        answer = minh.post(url, {"csrfmiddlewaretoken": token(minh)})
    assert Form(answer.content.decode()).action == url


def test_a_script_is_told_in_a_sentence_and_keeps_its_text(cast) -> None:
    plan = plan_of(cast)
    hoa = visitor(cast.hoa)
    url = reverse("plans:cells", args=[plan.dossier.code])
    cells = [{"uid": "new-0123456789ab", "column": "title", "text": "Tọa đàm", "base": ""}]
    ask = {"content_type": "application/json", "headers": {"X-CSRFToken": token(hoa)}}
    with database_away():
        answer = hoa.post(url, json.dumps({"cells": cells}), **ask)
    assert answer.status_code == 503
    assert "tạm gián đoạn" in answer.json()["message"]
    for __ in range(2):  # its answer may be lost as well
        assert hoa.post(url, json.dumps({"cells": cells}), **ask).status_code == 200
    assert Activity.objects.filter(title="Tọa đàm").count() == 1


def test_a_password_is_never_on_the_page(cast) -> None:
    client = Client(raise_request_exception=False)
    with database_away():
        answer = client.post("/account/login/", {"login": "minh", "password": "bí mật của tôi"})
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "bí mật" not in page
    assert "<form" not in page


def test_words_that_another_site_sent_are_not_offered(minh, plan) -> None:
    """Else a forged form would come back as ours, one press away from being believed."""
    with database_away():
        answer = comment(minh, csrfmiddlewaretoken="x" * 64)
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "đối tác" not in page
    assert "<form" not in page


def test_a_file_is_to_be_chosen_again_and_the_words_about_it_are_kept(minh, plan) -> None:
    url = reverse("approvals:upload", args=[plan.dossier.code])
    file = SimpleUploadedFile("bien-ban.pdf", b"%PDF-1.7\n")
    data = {"csrfmiddlewaretoken": token(minh), "file": file, "description": "Biên bản họp"}
    with database_away():
        answer = minh.post(url, data)
    form = Form(answer.content.decode())
    assert answer.status_code == 503
    assert "bien-ban.pdf" in answer.content.decode()
    assert form.files == ["file"]
    assert form.data["description"] == "Biên bản họp"


def test_machines_are_told_too(minh) -> None:
    with database_away():
        assert minh.get("/livez").status_code == 503
        assert minh.get("/healthz").status_code == 503
    assert minh.get("/livez").status_code == 200


def test_an_error_of_ours_stays_an_error_of_ours(minh, plan, monkeypatch) -> None:
    def broken(**_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("workflow_app.approvals.views.review.add_comment", broken)
    answer = comment(minh)
    assert answer.status_code == 500
    assert "tạm gián đoạn" not in answer.content.decode()


@pytest.fixture
def doorman(tmp_path_factory):
    """PostgreSQL behind a door, with connections kept as in production."""
    folder = Path(connection.get_connection_params()["host"])
    doorman = Doorman(tmp_path_factory.mktemp("pg"), str(next(folder.glob(".s.PGSQL.*[0-9]"))))
    place = connection.settings_dict
    kept = dict(place)
    connection.close()
    place.update(
        OPTIONS={**place["OPTIONS"], "host": str(Path(doorman.address).parent)},
        CONN_MAX_AGE=60,
        CONN_HEALTH_CHECKS=True,
    )
    doorman.open()
    yield doorman
    doorman.shut()
    connection.close()
    place.clear()
    place.update(kept)


@pytest.mark.postgres
def test_a_server_that_restarts_between_two_clicks_is_not_noticed(minh, doorman) -> None:
    close_old_connections()
    assert minh.get("/").status_code == 200
    doorman.shut()
    doorman.open()
    close_old_connections()  # as the server does before each request
    assert minh.get("/").status_code == 200


@pytest.mark.postgres
def test_a_conversation_cut_in_the_middle_loses_no_word(minh, plan, doorman) -> None:
    assert minh.get("/").status_code == 200
    doorman.shut()
    answer = comment(minh)  # on the connection that has just died
    assert answer.status_code == 503
    close_old_connections()
    assert comment(minh).status_code == 503  # and on none at all
    doorman.open()
    close_old_connections()
    form = Form(answer.content.decode())
    assert minh.post(form.action, form.data).status_code == 302
    assert [one.text for one in Comment.objects.all()] == [WORDS]
