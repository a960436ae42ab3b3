"""The second factor: offered to all, required where the duties need it."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from workflow_app.accounts import second_factor
from workflow_app.accounts.services import reset_second_factor

SET_UP = "mfa_activate_totp"


@pytest.fixture
def chairs(monkeypatch, settings):
    """Lan chairs a body, and chairs need a second factor."""
    settings.REQUIRE_SECOND_FACTOR = True
    names = {"lan"}
    monkeypatch.setattr(second_factor, "_requirements", [])
    second_factor.register_requirement(lambda user: user.username in names)
    return names


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_a_chair_is_led_to_the_set_up_before_anything_else(client, lan, sign_in, chairs):
    sign_in("lan")
    answer = client.get(reverse("accounts:settings"))
    assert answer.headers["Location"] == reverse(SET_UP)
    assert client.get(reverse(SET_UP)).status_code == 200
    part = client.get(reverse("accounts:settings"), headers={"HX-Request": "true"})
    assert part.headers["HX-Redirect"] == reverse(SET_UP)


def test_a_chair_sets_it_up_and_works(client, sign_in, chairs, log, mailbox):
    sign_in("lan")
    secret = client.get(reverse(SET_UP)).context["form"].secret
    answers = []
    letters = mailbox(
        lambda: answers.append(client.post(reverse(SET_UP), {"code": code_for(secret)}))
    )
    assert answers[0].headers["Location"] == reverse("mfa_view_recovery_codes")
    assert letters[0].to == ["lan@vufo.example"]
    assert client.get(reverse("accounts:settings")).status_code == 200
    assert "account.second_factor_added" in log()


def test_others_are_offered_it_but_not_led(client, lan, sign_in, chairs):
    chairs.clear()
    sign_in("lan")
    assert client.get(reverse("accounts:settings")).status_code == 200
    assert client.get(reverse("mfa_index")).status_code == 200


def test_the_setting_switches_the_duty_off(client, lan, sign_in, chairs, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    sign_in("lan")
    assert client.get(reverse("accounts:settings")).status_code == 200


def test_a_chair_can_still_sign_out(client, lan, sign_in, chairs):
    sign_in("lan")
    assert client.get(reverse("account_logout")).status_code == 200


def test_a_page_asks_nothing_more_of_a_chair_and_writes_nothing(client, lan, chairs):
    client.force_login(lan)
    chairs.clear()
    with CaptureQueriesContext(connection) as of_others:
        client.get(reverse("accounts:settings"))
    chairs.add("lan")
    TOTP.activate(lan, "JBSWY3DPEHPK3PXP")
    with CaptureQueriesContext(connection) as of_a_chair:
        assert client.get(reverse("accounts:settings")).status_code == 200
    assert len(of_a_chair) == len(of_others)
    assert not [query for query in of_a_chair if not query["sql"].startswith("SELECT")]
    Authenticator.objects.all().delete()
    assert client.get(reverse("accounts:settings")).status_code == 302


def test_the_code_is_asked_at_sign_in_and_a_wrong_one_is_noted(client, lan, sign_in, log):
    TOTP.activate(lan, "JBSWY3DPEHPK3PXP")
    assert sign_in("lan").headers["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "_auth_user_id" not in client.session
    client.post(reverse("mfa_authenticate"), {"code": code_for("JBSWY3DPEHPK3PXP")})
    assert "_auth_user_id" in client.session
    assert log() == ["account.code_failed", "account.signed_in"]


def test_codes_cannot_be_guessed_one_after_another(client, lan, sign_in):
    TOTP.activate(lan, "JBSWY3DPEHPK3PXP")
    sign_in("lan")
    for _ in range(10):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    client.post(reverse("mfa_authenticate"), {"code": code_for("JBSWY3DPEHPK3PXP")})
    assert "_auth_user_id" not in client.session


def test_the_administrator_helps_who_lost_the_phone(client, lan, sign_in, log):
    TOTP.activate(lan, "JBSWY3DPEHPK3PXP")
    reset_second_factor(user=lan, actor=lan, reason="lost phone")
    assert not second_factor.has_second_factor(lan)
    assert sign_in("lan").status_code == 302
    assert "account.second_factor_reset" in log()


def test_administrators_always_need_it(lan):
    lan.is_superuser = True
    assert second_factor.needs_second_factor(lan)
