"""Two actors and two words of vocabulary."""

import pytest

from workflow_app.accounts.models import User
from workflow_app.audit import actions


@pytest.fixture(autouse=True)
def vocabulary(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "_labels", {"plan.signed": "Signed", "plan.returned": "Returned"})


@pytest.fixture
def lan(db: None) -> User:
    return User.objects.create_user(
        "lan", "lan@example.vn", "a-Long-word-1", full_name="Lê Thị Lan"
    )
