"""Opening, closing and securing accounts."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction

from workflow_app.audit.services import record

from .models import User


@transaction.atomic
def create_account(
    *,
    username: str,
    email: str,
    full_name: str,
    actor: User | None,
    password: str | None = None,
) -> User:
    """Open an account; without a password its owner sets one through "forgotten password"."""
    user = User(username=username, email=User.objects.normalize_email(email), full_name=full_name)
    user.set_password(password)  # None makes it unusable
    user.full_clean(exclude=["password"])
    user.save()
    record(action="account.created", actor=actor, object=user)
    return user


@transaction.atomic
def deactivate_account(*, user: User, actor: User, reason: str) -> None:
    """Close an account at once: nothing of it is deleted, its sessions end."""
    User.objects.filter(pk=user.pk).update(is_active=False)
    user.is_active = False
    end_sessions(user=user)
    record(action="account.deactivated", actor=actor, object=user, data={"reason": reason})


@transaction.atomic
def reactivate_account(*, user: User, actor: User) -> None:
    """Open a closed account again."""
    User.objects.filter(pk=user.pk).update(is_active=True)
    user.is_active = True
    record(action="account.reactivated", actor=actor, object=user)


@transaction.atomic
def reset_second_factor(*, user: User, actor: User, reason: str) -> None:
    """Remove the authenticators of somebody who lost their phone, and end their sessions."""
    Authenticator.objects.filter(user_id=user.pk).delete()
    end_sessions(user=user)
    record(action="account.second_factor_reset", actor=actor, object=user, data={"reason": reason})


@transaction.atomic
def end_sessions(*, user: User) -> None:
    """Sign the person out everywhere."""
    for session in UserSession.objects.filter(user_id=user.pk):
        session.end()
