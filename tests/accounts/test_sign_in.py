"""The door: who comes in, who does not, and what a stranger learns (nothing)."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.urls import reverse

from workflow_app.accounts.models import User
from workflow_app.audit.models import AuditEntry

LOGIN = "account_login"


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("name", ("lan", "LAN", "lan@vufo.example", "Lan@VUFO.example"))
def test_one_signs_in_by_name_or_address(client, lan, sign_in, log, name):
    answer = sign_in(name)
    assert answer.status_code == 302
    assert is_signed_in(client)
    assert log() == ["account.signed_in"]
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.object_id) == (lan, str(lan.pk))
    assert entry.data["ip"] == "127.0.0.1"


def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(client, lan, sign_in):
    def essence(answer):
        return [str(error) for error in answer.context["form"].non_field_errors()]

    wrong_password = sign_in("lan", "wrong")
    wrong_address = sign_in("lan@vufo.example", "wrong")
    nobody = sign_in("nobody", "wrong")
    nobodys_address = sign_in("nobody@vufo.example", "wrong")
    answers = [wrong_password, wrong_address, nobody, nobodys_address]
    assert {answer.status_code for answer in answers} == {200}
    assert len({tuple(essence(answer)) for answer in answers}) == 1
    assert not is_signed_in(client)


def test_what_was_typed_as_a_name_is_not_kept_if_it_is_nobodys(lan, sign_in):
    sign_in("my-secret-Password", "lan")
    entry = AuditEntry.objects.get(action="account.sign_in_failed")
    kept = str(entry.__dict__) + str(list(AccessAttempt.objects.values()))
    assert "my-secret-Password" not in kept


def test_five_failures_lock_the_account_whichever_name_is_used(client, lan, sign_in, log):
    for name in ("lan", "lan@vufo.example", "LAN", "lan"):
        assert sign_in(name, "wrong").status_code == 200
    assert sign_in("lan", "wrong").status_code == 429
    assert sign_in("lan").status_code == 429
    assert sign_in("lan@vufo.example").status_code == 429
    assert not is_signed_in(client)
    assert log() == ["account.sign_in_failed"] * 4 + ["account.locked_out"]


def test_a_lock_ends_by_itself(client, lan, sign_in):
    for _ in range(5):
        sign_in("lan", "wrong")
    attempt = AccessAttempt.objects.get()
    AccessAttempt.objects.update(attempt_time=attempt.attempt_time - timedelta(minutes=16))
    assert sign_in("lan").status_code == 302
    assert is_signed_in(client)


def test_trying_while_locked_out_does_not_lengthen_the_lock(lan, sign_in):
    for _ in range(5):
        sign_in("lan", "wrong")
    since = AccessAttempt.objects.get().attempt_time
    sign_in("lan", "wrong")
    assert AccessAttempt.objects.get().attempt_time == since


def test_a_lock_says_the_same_about_an_account_that_does_not_exist(lan, sign_in):
    for _ in range(4):
        sign_in("nobody", "wrong")
    assert sign_in("nobody", "wrong").status_code == 429


def test_a_closed_account_stays_closed(client, lan, sign_in):
    User.objects.update(is_active=False)
    sign_in("lan")
    assert not is_signed_in(client)


def test_signing_out_is_noted(client, lan, sign_in, log):
    sign_in("lan")
    client.post(reverse("account_logout"))
    assert not is_signed_in(client)
    assert log() == ["account.signed_in", "account.signed_out"]


def test_nobody_registers_themselves(client, db):
    client.post(
        reverse("account_signup"),
        {"username": "x", "email": "x@example.vn", "password1": "a-B-c-1-2-3-4"},
    )
    assert not User.objects.exists()


@pytest.mark.parametrize("name", (LOGIN, "account_reset_password", "account_reset_password_done"))
def test_the_pages_at_the_door_are_public_and_vietnamese(client, db, name):
    answer = client.get(reverse(name), headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    assert answer.headers["Content-Language"] == "vi"
    assert '<html lang="vi"' in answer.content.decode()


@pytest.mark.parametrize("path", ("/account/settings/", "/account/sessions/", "/account/2fa/"))
def test_everything_else_leads_a_stranger_to_the_door(client, db, path):
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/account/login/?next={path}"


@pytest.mark.parametrize(
    ("page", "back"),
    (
        ("http://testserver/account/settings/?tab=me", "/account/settings/%3Ftab%3Dme"),
        ("https://elsewhere.example/trap/", "/"),
        ("", "/"),
    ),
)
def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(client, db, page, back):
    answer = client.post("/dossiers/KH-2027-X/act/", headers={"referer": page})
    assert answer.headers["Location"] == f"/account/login/?next={back}"


def test_the_language_is_the_one_of_the_account(client, lan, sign_in):
    User.objects.update(language="en")
    sign_in("lan")
    assert client.get(reverse("accounts:settings")).headers["Content-Language"] == "en"
