"""Who needs a second factor to work here. Duties are known above; they register their rule."""

from collections.abc import Callable

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.db.models import QuerySet

from .models import User

KNOWN = "_has_second_factor"
Requirement = Callable[[User], bool]
_requirements: list[Requirement] = []


def register_requirement(requirement: Requirement) -> None:
    """Add a rule, from `AppConfig.ready`: true for people whose duties need a second factor."""
    if requirement not in _requirements:
        _requirements.append(requirement)


def needs_second_factor(user: User) -> bool:
    """Return whether any duty of this person needs it; administrators always do."""
    return user.is_superuser or any(requirement(user) for requirement in _requirements)


def authenticators() -> QuerySet[Authenticator]:
    """Return what counts as a second factor, for whoever reads it together with an account."""
    found: QuerySet[Authenticator] = Authenticator.objects.all()
    return found


def know_second_factor(user: User, *, exists: bool) -> None:
    """Note on the account of a request what was read with it."""
    setattr(user, KNOWN, exists)


def has_second_factor(user: User) -> bool:
    """Return whether an authenticator is set up."""
    known: bool | None = getattr(user, KNOWN, None)
    return bool(get_adapter().is_mfa_enabled(user)) if known is None else known
