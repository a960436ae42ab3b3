"""Who may read an issued paper: the office, the inspection, and whoever may see what it is about.

Rooms above say which papers those are by registering a condition; this room knows none of them.
"""

from collections.abc import Callable
from typing import Any, Self

from django.db.models import Q, QuerySet

from workflow_app.accounts.models import User
from workflow_app.organization.enums import Duty
from workflow_app.organization.selectors.posts import holds

Readers = Callable[[User], Q]

_readers: dict[str, Readers] = {}


def register_readers(name: str, condition: Readers) -> None:
    """Let people read the papers that the condition picks for them."""
    _readers[name] = condition


def keeps_register(user: User) -> bool:
    """Tell whether the user reads the whole register: the clerk and the inspection."""
    return holds(user, Duty.ISSUE, Duty.INSPECT)


class PaperQuerySet(QuerySet[Any]):
    """Issued papers as people may see them."""

    def visible_to(self, user: User) -> Self:
        """Papers this user may read; the others do not exist for them."""
        if not user.is_active:
            return self.none()
        if keeps_register(user):
            return self
        condition = Q(pk__in=[])
        for readers in _readers.values():
            condition |= readers(user)
        return self.filter(condition)
