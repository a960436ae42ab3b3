"""People at the door."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from workflow_app.accounts import preferences
from workflow_app.accounts.models import User
from workflow_app.audit.models import AuditEntry

PASSWORD = "mot-Mat-khau-dai-9"


@pytest.fixture(autouse=True)
def the_door_alone(settings, monkeypatch) -> None:
    """Rate limits live in the cache; after sign-in this room has only its own page to go to."""
    cache.clear()
    settings.LOGIN_REDIRECT_URL = "accounts:settings"
    monkeypatch.setattr(preferences, "_sections", {})


@pytest.fixture
def lan(db) -> User:
    return User.objects.create_user("lan", "lan@vufo.example", PASSWORD, full_name="Lê Thị Lan")


@pytest.fixture
def sign_in(client: Client, lan: User) -> Callable[..., object]:
    def send(login: str, password: str = PASSWORD, **extra):
        return client.post(
            reverse("account_login"), {"login": login, "password": password}, **extra
        )

    return send


@pytest.fixture
def log() -> Callable[[], list[str]]:
    """Return the names of what the audit log says, in order."""
    return lambda: list(AuditEntry.objects.values_list("action", flat=True))


@pytest.fixture
def mailbox(django_capture_on_commit_callbacks) -> Callable[[Callable[[], object]], list]:
    """Do something, let its mails go out, return them."""

    def during(act):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            act()
        return list(mail.outbox)

    return during
