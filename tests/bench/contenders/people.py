"""Plain accounts for the rivals."""

import copy
from collections.abc import Iterable

from workflow_app.accounts.models import User


def accounts(names: Iterable[str]) -> dict[str, User]:
    """Return accounts by name, made in one statement; no password, nobody signs in."""
    names = list(names)
    User.objects.bulk_create(
        [
            User(username=name, email=f"{name}@example.vn", full_name=name, password="!")
            for name in names
        ],
        ignore_conflicts=True,
    )
    return {user.username: user for user in User.objects.filter(username__in=names)}


def fresh(user: User) -> User:
    """Return the account as a request would load it, with nothing remembered."""
    return copy.copy(user)
