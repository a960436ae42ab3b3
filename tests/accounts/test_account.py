"""One's own account: password, sessions, settings; and what the administrator does."""

import re

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from tests.accounts.conftest import PASSWORD
from workflow_app.accounts import preferences
from workflow_app.accounts.models import User
from workflow_app.accounts.services import (
    create_account,
    deactivate_account,
    end_sessions,
    reactivate_account,
)
from workflow_app.audit.verification import verify_chain


def ask_for_reset(client, address):
    return client.post(reverse("account_reset_password"), {"email": address})


def test_a_forgotten_password_is_set_anew_by_mail(client, lan, mailbox, sign_in, log):
    (letter,) = mailbox(lambda: ask_for_reset(client, "lan@vufo.example"))
    assert letter.to == ["lan@vufo.example"]
    assert letter.subject.startswith("[Tờ Trình]")
    link = re.search(r"https?://\S+/account/password/reset/key/\S+", letter.body).group()
    page = client.get(link, follow=True)
    new = "mot-Mat-khau-moi-8"
    client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})
    assert sign_in("lan", new).status_code == 302
    assert "account.password_reset" in log()


def test_a_link_that_was_used_is_worthless(client, lan, mailbox):
    (letter,) = mailbox(lambda: ask_for_reset(client, "lan@vufo.example"))
    link = re.search(r"https?://\S+/account/password/reset/key/\S+", letter.body).group()
    lan.set_password("another-Password-7")
    lan.save()
    page = client.get(link, follow=True)
    assert page.context["token_fail"]


def test_asking_for_a_strangers_address_looks_the_same_and_sends_nothing(client, lan, mailbox):
    answers = []
    letters = mailbox(lambda: answers.append(ask_for_reset(client, "nobody@vufo.example")))
    answers.append(ask_for_reset(client, "lan@vufo.example"))
    assert letters == []
    assert answers[0].headers["Location"] == answers[1].headers["Location"]


def test_a_changed_password_is_told_by_mail_and_ends_other_sessions(client, lan, mailbox, sign_in):
    elsewhere = Client()
    elsewhere.force_login(lan)
    sign_in("lan")
    new = "mot-Mat-khau-moi-8"
    data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    (letter,) = mailbox(lambda: client.post(reverse("account_change_password"), data))
    assert letter.to == ["lan@vufo.example"]
    assert client.get(reverse("accounts:settings")).status_code == 200
    assert elsewhere.get(reverse("accounts:settings")).status_code == 302


def test_other_sessions_are_listed_and_ended(client, lan, sign_in):
    sign_in("lan")
    elsewhere = Client()
    elsewhere.post(reverse("account_login"), {"login": "lan", "password": PASSWORD})
    page = client.get(reverse("usersessions_list"))
    assert len(page.context["sessions"]) == 2
    client.post(reverse("usersessions_list"))
    assert client.get(reverse("accounts:settings")).status_code == 200
    assert elsewhere.get(reverse("accounts:settings")).status_code == 302


def test_addresses_are_not_changed_here(client, lan, sign_in):
    sign_in("lan")
    client.post(reverse("account_email"), {"action_add": "", "email": "other@example.vn"})
    lan.refresh_from_db()
    assert lan.email == "lan@vufo.example"


def test_appearance_and_language_are_saved_and_shown_at_once(client, lan, sign_in):
    sign_in("lan")
    answer = client.post(reverse("accounts:settings"), {"theme": "dark", "language": "en"})
    assert answer.headers["Location"] == reverse("accounts:settings")
    lan.refresh_from_db()
    assert (lan.theme, lan.language) == ("dark", "en")
    assert client.get(reverse("accounts:settings")).headers["Content-Language"] == "en"


def test_an_unknown_language_is_refused(client, lan, sign_in):
    sign_in("lan")
    answer = client.post(reverse("accounts:settings"), {"theme": "dark", "language": "xx"})
    assert answer.status_code == 200
    assert "language" in answer.context["form"].errors


def test_rooms_above_add_their_settings(client, lan, sign_in):
    saved = []

    class Notices(forms.Form):
        digest = forms.BooleanField(required=False)

        def save(self):
            saved.append(self.cleaned_data["digest"])

    preferences.register_preferences("x", "Notices", lambda _user, data: Notices(data, prefix="x"))
    sign_in("lan")
    assert "Notices" in client.get(reverse("accounts:settings")).content.decode()
    data = {"theme": "auto", "language": "vi", "x-digest": "on"}
    client.post(reverse("accounts:settings"), data)
    assert saved == [True]


def test_an_account_is_opened_closed_and_opened_again(lan, log):
    minh = create_account(
        username="minh", email="Minh@VUFO.example", full_name="Trần Minh", actor=lan
    )
    assert not minh.has_usable_password()
    deactivate_account(user=minh, actor=lan, reason="left the office")
    assert not User.objects.get(username="minh").is_active
    reactivate_account(user=minh, actor=lan)
    assert User.objects.get(username="minh").is_active
    assert log() == ["account.created", "account.deactivated", "account.reactivated"]
    assert verify_chain().ok


def test_two_accounts_never_share_an_address(lan):
    with pytest.raises(ValidationError):
        create_account(username="lan2", email="lan@vufo.example", full_name="Lan", actor=None)


def test_sessions_end_when_the_administrator_says_so(client, lan, sign_in):
    sign_in("lan")
    client.get(reverse("accounts:settings"))
    end_sessions(user=lan)
    assert client.get(reverse("accounts:settings")).status_code == 302
