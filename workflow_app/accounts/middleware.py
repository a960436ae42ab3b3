"""Every page needs a sign-in, except those that say otherwise."""

from django.contrib.auth.middleware import LoginRequiredMiddleware


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Django's own rule; public views are marked with `login_not_required`."""
