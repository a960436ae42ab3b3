"""Three colleagues and two kinds of news."""

import pytest
from django.core import mail

from workflow_app.accounts.models import User
from workflow_app.notifications import events
from workflow_app.notifications.events import EmailChoice, Event


@pytest.fixture(autouse=True)
def vocabulary(monkeypatch):
    monkeypatch.setattr(
        events,
        "_events",
        {
            "work.arrived": Event("work.arrived", "Work arrived", EmailChoice.DIGEST),
            "dossier.returned": Event("dossier.returned", "Returned", EmailChoice.AT_ONCE),
            "background.job_over": Event("background.job_over", "Over", EmailChoice.NONE),
        },
    )


def person(name: str) -> User:
    return User.objects.create_user(name, f"{name}@vufo.example", full_name=f"Lê {name.title()}")


@pytest.fixture
def lan(db) -> User:
    return person("lan")


@pytest.fixture
def minh(db) -> User:
    return person("minh")


@pytest.fixture
def mailed(django_capture_on_commit_callbacks):
    """Do something, let its mails go out, return them."""

    def during(act):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            act()
        return list(mail.outbox)

    return during
