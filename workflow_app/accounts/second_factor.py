"""Who needs a second factor to work here. Duties are known above; they register their rule."""

from collections.abc import Callable

from allauth.mfa.adapter import get_adapter

from .models import User

Requirement = Callable[[User], bool]
_requirements: list[Requirement] = []


def register_requirement(requirement: Requirement) -> None:
    """Add a rule, from `AppConfig.ready`: true for people whose duties need a second factor."""
    if requirement not in _requirements:
        _requirements.append(requirement)


def needs_second_factor(user: User) -> bool:
    """Return whether any duty of this person needs it; administrators always do."""
    return user.is_superuser or any(requirement(user) for requirement in _requirements)


def has_second_factor(user: User) -> bool:
    """Return whether an authenticator is set up."""
    return bool(get_adapter().is_mfa_enabled(user))
