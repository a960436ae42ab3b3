"""The shell's own pages: the appearance switch and the maintainers' styleguide."""

from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from . import samples
from .context import THEMES, styleguide_enabled

YEAR = 365 * 24 * 60 * 60


@login_not_required
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Remember the appearance: with the account, and in this browser for the sign-in page."""
    theme = request.POST.get("theme", "")
    if theme not in THEMES:
        theme = "auto"
    if request.user.is_authenticated and hasattr(request.user, "theme"):
        request.user.theme = theme
        request.user.save(update_fields=["theme"])
    response: HttpResponse
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=HTTPStatus.NO_CONTENT)
    else:
        response = HttpResponseRedirect(_safe_next(request))
    response.set_cookie(
        "theme", theme, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return response


@login_not_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Switch the language, also on the sign-in page, and remember it with the account."""
    language = request.POST.get("language", "")
    known = language in dict(settings.LANGUAGES)
    if known and request.user.is_authenticated and hasattr(request.user, "language"):
        request.user.language = language
        request.user.save(update_fields=["language"])
    return set_language(request)


def _safe_next(request: HttpRequest) -> str:
    """Return where to go back to, never another site."""
    address = request.POST.get("next", "/")
    allowed = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if allowed else "/"


@login_not_required
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component with sample data; absent unless development asks for it."""
    if not styleguide_enabled():
        raise Http404
    return render(request, "ui/styleguide.html", samples.context(request))
