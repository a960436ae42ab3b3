"""How allauth fits this house."""

import time
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from workflow_app.background.mail import send_mail_later

from .models import User

WRONG_SIGN_IN = _("The user name, e-mail or password is not right.")


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by the administrator, never by strangers."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        # One sentence for a wrong name, a wrong address and a wrong password.
        "email_password_mismatch": WRONG_SIGN_IN,
        "username_password_mismatch": WRONG_SIGN_IN,
        "incorrect_password": _("The password is not right."),
        "incorrect_code": _("The code is not right, or it has expired. Enter the newest one."),
        "invalid_password_reset": _("This link is no longer valid. Ask for a new one."),
        "too_many_login_attempts": _("Too many attempts. Please try again in a few minutes."),
        "rate_limited": _("Too many attempts. Please try again in a few minutes."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody registers themselves."""
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask for the password again, save from who has just typed it to set up a second factor."""
        if app == "allauth.mfa" and self._just_signed_in() and not self._has_second_factor():
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def _just_signed_in(self) -> bool:
        records = get_authentication_records(self.request, self.request.user)
        return bool(records) and time.time() - records[-1]["at"] < REAUTHENTICATION_TIMEOUT

    def _has_second_factor(self) -> bool:
        return bool(is_mfa_enabled(self.request.user))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send through the queue, so that a known address takes no longer than an unknown one."""
        message = self.render_mail(template_prefix, email, {"email": email, **context})
        send_mail_later(subject=message.subject, body=str(message.body), to=email)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell people about changes of their account at the address of the account."""
        super().send_notification_mail(template_prefix, user, context, email or user.email)
