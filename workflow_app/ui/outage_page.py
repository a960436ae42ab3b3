"""What people see in an outage: what to do, and everything they typed, ready to be sent again.

This is the site's `handler500`: an exception anywhere, in a middleware too, ends here. The page is
drawn without the database, the session or the account.
"""

import re
import sys
from contextlib import suppress
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.shortcuts import resolve_url
from django.template.loader import get_template
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.defaults import server_error

from .context import THEMES
from .outage import Outage, outage_of

RETRY_AFTER = 10  # seconds
SECRET = re.compile(r"passw|secret|token|otp", re.IGNORECASE)
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 -- the name of a field


class Typed(NamedTuple):
    """A form as it was sent: everything but its files, which a browser must be given again."""

    fields: list[tuple[str, str]]
    files: list[tuple[str, str]]

    @property
    def texts(self) -> list[str]:
        """What a person wrote, as opposed to what the page put into the form."""
        return [value for __, value in self.fields if " " in value.strip()]


def error_page(request: HttpRequest) -> HttpResponse:
    """Answer an exception: an outage in its own words, anything else as an error of ours."""
    outage = outage_of(sys.exc_info()[1])
    if outage is None:
        return server_error(request)
    with translation.override(_language(request)):
        answer = _page(request, outage) if _wants_page(request) else _sentence(outage)
    answer.headers["Retry-After"] = str(RETRY_AFTER)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _language(request: HttpRequest) -> str:
    """Return the language in force, if it was the account's or the switch's choice."""
    is_known = hasattr(request, "_cached_user") or settings.LANGUAGE_COOKIE_NAME in request.COOKIES
    return (translation.get_language() if is_known else None) or settings.LANGUAGE_CODE


def _wants_page(request: HttpRequest) -> bool:
    """Tell a person's click from a script's question."""
    headers = request.headers
    return (
        headers.get("HX-Request") != "true"
        and "X-Autosave" not in headers
        and "json" not in (headers.get("Content-Type") or "") + headers.get("Accept", "")
        and headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
    )


def title_of(outage: Outage) -> str:
    """Return what has happened."""
    if outage is Outage.FULL:
        return _("The server has no room left")
    return _("The system is interrupted for a moment")


def advice_on(outage: Outage) -> str:
    """Return what to do."""
    if outage is Outage.FULL:
        return _(
            "Nothing was changed. Please tell the administrator to make room on the server's disk,"
            " and try again then."
        )
    return _("Nothing was lost. Please wait a few seconds and try again.")


def _sentence(outage: Outage) -> HttpResponse:
    message = f"{title_of(outage)}. {advice_on(outage)}"
    return JsonResponse({"message": message}, status=outage.value)


def _page(request: HttpRequest, outage: Outage) -> HttpResponse:
    is_form = request.method == "POST"
    typed = _typed(request) if is_form else None
    theme = request.COOKIES.get("theme", "auto")
    other = next(code for code, __ in settings.LANGUAGES if code != translation.get_language())
    context: dict[str, Any] = {
        "language": translation.get_language(),
        "theme": theme if theme in THEMES else "auto",
        "title": title_of(outage),
        "advice": advice_on(outage),
        "other_language": other,
        "is_form": is_form,
        "reload_after": RETRY_AFTER if request.method == "GET" else 0,
        "address": request.get_full_path(),
        "typed": typed,
        "csrf_token": get_token(request) if typed else "",
    }
    with translation.override(other):
        context |= {"other_title": title_of(outage), "other_advice": advice_on(outage)}
    words = get_template("errors/outage.html").render(context)
    return HttpResponse(words, status=outage.value)


def _typed(request: HttpRequest) -> Typed | None:
    """Return what was sent, to be offered to its sender again.

    Never anything near a password, and nothing that another site made the browser send: its words
    would come back in a form of ours, one click away from being believed.
    """
    fields: list[tuple[str, str]] = []
    files: list[tuple[str, str]] = []
    with suppress(Exception):  # a form that cannot be read has nothing to offer
        for name, values in request.POST.lists():
            fields += [(name, str(value)) for value in values if name != TOKEN]
        for name, uploads in request.FILES.lists():
            files += [(name, upload.name or "") for upload in uploads]
    entrance = resolve_url(settings.LOGIN_URL).rstrip("/").rpartition("/")[0] + "/"
    is_secret = request.path.startswith(entrance) or any(SECRET.search(one[0]) for one in fields)
    if is_secret or not _came_from_us(request):
        return None
    return Typed(fields, files)


def _came_from_us(request: HttpRequest) -> bool:
    """Tell whether the form bears our token; the outage may have come before that was asked."""
    if getattr(request, "csrf_processing_done", False):
        return True

    guard = _Guard(_nowhere)
    guard.process_request(request)
    return guard.process_view(request, _nowhere, (), {}) is None


def _nowhere(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


class _Guard(CsrfViewMiddleware):
    """Django's check of the token, without its page about it: that one asks the database."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        return HttpResponseForbidden(reason)
