"""What happens at the door goes into the audit log."""

from typing import Any

from allauth.account import signals as account_signals
from allauth.mfa import signals as mfa_signals
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from workflow_app.audit.actions import register_action
from workflow_app.audit.context import current_context
from workflow_app.audit.services import record

from .lockout import account_of
from .models import User

ACTIONS = {
    "account.created": _("Account opened"),
    "account.deactivated": _("Account closed"),
    "account.reactivated": _("Account opened again"),
    "account.signed_in": _("Signed in"),
    "account.signed_out": _("Signed out"),
    "account.sign_in_failed": _("Sign-in failed"),
    "account.code_failed": _("Second factor failed"),
    "account.locked_out": _("Locked out after failed sign-ins"),
    "account.password_changed": _("Password changed"),
    "account.password_reset": _("Password reset by e-mail"),
    "account.second_factor_added": _("Second factor set up"),
    "account.second_factor_removed": _("Second factor removed"),
    "account.second_factor_reset": _("Second factor reset by the administrator"),
    "account.recovery_codes_renewed": _("Recovery codes renewed"),
}
BY_THE_PERSON = {
    "account.signed_in": account_signals.user_logged_in,
    "account.password_changed": account_signals.password_changed,
    "account.password_reset": account_signals.password_reset,
    "account.second_factor_added": mfa_signals.authenticator_added,
    "account.second_factor_removed": mfa_signals.authenticator_removed,
    "account.recovery_codes_renewed": mfa_signals.authenticator_reset,
}


def connect() -> None:
    """Register the vocabulary and listen."""
    for name, label in ACTIONS.items():
        register_action(name, label)
    for action, signal in BY_THE_PERSON.items():
        signal.connect(_recorder(action), weak=False, dispatch_uid=action)
    user_logged_out.connect(_signed_out, dispatch_uid="account.signed_out")
    user_login_failed.connect(_sign_in_failed, dispatch_uid="account.sign_in_failed")
    user_locked_out.connect(_locked_out, dispatch_uid="account.locked_out")
    mfa_signals.authentication_failed.connect(_code_failed, dispatch_uid="account.code_failed")


def _recorder(action: str) -> Any:
    def listen(*, user: User, **kwargs: Any) -> None:
        authenticator = kwargs.get("authenticator")
        means = {"means": authenticator.type} if authenticator else {}
        _record(action, actor=user, account=user, **means)

    return listen


def _signed_out(*, user: User | None, **_kwargs: Any) -> None:
    if user is not None:
        _record("account.signed_out", actor=user, account=user)


def _code_failed(*, user: User, **_kwargs: Any) -> None:
    _record("account.code_failed", actor=None, account=user)


def _sign_in_failed(
    *, credentials: dict[str, Any], request: HttpRequest | None = None, **_kwargs: Any
) -> None:
    if getattr(request, "axes_locked_out", False):
        return  # the lock-out says it; an attacker shall not be able to flood the log
    typed = credentials.get("username") or credentials.get("email") or ""
    _record("account.sign_in_failed", actor=None, account=account_of(str(typed)))


def _locked_out(*, request: HttpRequest, username: str, **_kwargs: Any) -> None:
    if getattr(request, "axes_failures_since_start", None) is None:
        return  # an attempt while already locked out
    account = User.objects.filter(username=username).first()
    _record("account.locked_out", actor=None, account=account)


def _record(action: str, *, actor: User | None, account: User | None, **data: str) -> None:
    """Name the account if there is one; never what was typed, it may be a password."""
    with transaction.atomic():
        record(
            action=action,
            actor=actor,
            object=account or ("accounts.user", "", ""),
            data={"ip": current_context().ip, **data},
        )
