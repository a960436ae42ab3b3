"""Who comes in, in which language, and with a second factor where the duties need one."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme

from .second_factor import has_second_factor, needs_second_factor

Handler = Callable[[HttpRequest], HttpResponse]


class NoCopyMiddleware:
    """Whatever a view answers is for this person now: no browser and no proxy keeps a copy.

    On a shared desk the next person would otherwise read a dossier with the back button, after
    its reader has signed out. It stands below WhiteNoise, so that files of the look are kept.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        patch_cache_control(response, private=True, no_store=True)
        return response


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Django's own rule; public views are marked with `login_not_required`.

    A form sent after the session ended leads back to the page that showed the form: its own
    address takes nothing but forms, and would greet the person with an error.
    """

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseRedirect:
        """Ask to sign in, and remember a page that can be shown afterwards."""
        if request.method in {"GET", "HEAD"}:
            return super().handle_no_permission(request, view_func)
        page = request.headers.get("referer", "")
        if not url_has_allowed_host_and_scheme(
            page, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        ):
            page = "/"
        parts = urlsplit(page)
        back = parts.path + (f"?{parts.query}" if parts.query else "")
        return redirect_to_login(back, self.get_login_url(view_func))


class PreferredLanguageMiddleware:
    """Vietnamese first: the browser's language does not decide, the account or the switch does."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            language = settings.LANGUAGE_CODE
            if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
                language = request.user.language
            translation.activate(language)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)


class SecondFactorMiddleware:
    """Leads people whose duties need a second factor to setting one up, before anything else.

    Duties and authenticators come with the account, so that asking costs a page nothing, and a
    new duty takes effect at once.
    """

    OPEN_PATHS = ("account_logout", "account_reauthenticate")

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *_args: object
    ) -> HttpResponse | None:
        """Send the person to the set-up page, unless they are on the way there."""
        if not settings.REQUIRE_SECOND_FACTOR or not getattr(view, "login_required", True):
            return None
        user = request.user
        if not user.is_authenticated or self._is_open(request):
            return None
        if not needs_second_factor(user) or has_second_factor(user):
            return None
        return self._lead_to_set_up(request)

    def _is_open(self, request: HttpRequest) -> bool:
        match = request.resolver_match
        name = match.url_name if match else None
        return bool(name) and (str(name).startswith("mfa_") or name in self.OPEN_PATHS)

    @staticmethod
    def _lead_to_set_up(request: HttpRequest) -> HttpResponse:
        url = reverse("mfa_activate_totp")
        if request.headers.get("HX-Request") == "true":
            return HttpResponse(status=204, headers={"HX-Redirect": url})
        return redirect(url)
