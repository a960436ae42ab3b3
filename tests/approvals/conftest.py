"""Plans on their way, and people at their browsers."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.cast import Cast
from tests.driver import FlowDriver, plan_of
from workflow_app.accounts.models import User

As = Callable[[User], Client]


@pytest.fixture
def plan(cast: Cast) -> FlowDriver:
    """Đà Nẵng's plan, fresh from the opening of the campaign."""
    return plan_of(cast)


@pytest.fixture
def as_() -> As:
    """Return a browser in which somebody is signed in."""

    def browser(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return browser
