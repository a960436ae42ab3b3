"""How Django finds the account behind a session."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from workflow_app.accounts.models import User

from .selectors.posts import account_with_posts


class SignInBackend(AuthenticationBackend):
    """Signs in by name or e-mail; reads the account together with the person's posts of today."""

    def get_user(self, user_id: Any) -> User | None:
        """Return the account while it is active."""
        user = account_with_posts(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
