"""Types that views share."""

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from workflow_app.accounts.models import User


class AuthenticatedHttpRequest(HttpRequest):
    """A request behind the sign-in: `user` is an account, never anonymous."""

    user: "User"
    htmx: "HtmxDetails"
