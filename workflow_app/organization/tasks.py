"""Letters to people with a new account."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from workflow_app.background.tasks import durable_task


def set_password_url(user_id: int) -> str:
    """Return the address at which the owner of the account chooses a password."""
    from allauth.account.forms import (  # noqa: PLC0415 -- asks for models while apps load
        default_token_generator,
    )
    from allauth.account.utils import user_pk_to_url_str  # noqa: PLC0415 -- the same

    user = get_user_model()._default_manager.get(pk=user_id)
    path = reverse(
        "account_reset_password_from_key",
        kwargs={
            "uidb36": user_pk_to_url_str(user),
            "key": default_token_generator.make_token(user),
        },
    )
    return f"{settings.SITE_URL.rstrip('/')}{path}"


@durable_task()
def send_invitation(*, user_id: int) -> None:
    """Send the link to choose a password, in the language of the account."""
    user = get_user_model()._default_manager.get(pk=user_id)
    if not user.is_active or not user.email:
        return
    with translation.override(user.language):
        body = render_to_string(
            "organization/email/invitation.txt",
            {"user": user, "url": set_password_url(user_id), "site": settings.SITE_URL},
        )
        send_mail(_("Your account in Tờ Trình"), body, None, [user.email])


@durable_task()
def tell_second_factor_reset(*, user_id: int) -> None:
    """Tell the owner of the account, so that a reset nobody asked for is noticed."""
    user = get_user_model()._default_manager.get(pk=user_id)
    if not user.email:
        return
    with translation.override(user.language):
        body = render_to_string(
            "organization/email/second_factor_reset.txt", {"user": user, "site": settings.SITE_URL}
        )
        send_mail(_("Your second factor was reset"), body, None, [user.email])
