"""The public page on which anybody asks whether a certificate is genuine and still stands.

Nobody signs in. It says what is printed on the certificate and nothing more, and keeps nothing of
who asked. A code has twelve letters of thirty-two, 60 bits from the system's source of secrets: among
100,000 certificates one guess in eleven million million hits. Still no address may ask without end.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe
from django_stubs_ext import StrOrPromise

from awards.certificates import certificate_of, spelled
from awards.services.verification import UNKNOWN, normalised, verify
from awards.verification_words import ANSWERS, TOO_MANY
from workflow_app.lib.rate import wait_for

LANGUAGES = ("vi", "en")
PER_MINUTE = 60
"""Questions of one address: a hall full of guests behind one address still gets its answers."""


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a code; typed in small letters, with spaces or dashes, it is the same code."""
    code = normalised(request.POST.get("code", ""))
    if code:
        return redirect("verify:answer", code=code)
    is_empty = request.method == "POST"
    return _page(request, {"is_empty": is_empty}, status=422 if is_empty else 200)


@login_not_required
@require_safe
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """Say whether the certificate of a code stands, in both languages."""
    wait = wait_for("verify", request.META.get("REMOTE_ADDR", ""), most=PER_MINUTE, seconds=60)
    if wait:
        response = _page(request, {"wait": wait, "words": _in_both(TOO_MANY)}, status=429)
        response["Retry-After"] = str(wait)
        return response
    found = verify(code)
    context = {
        "answer": found,
        "spelled": spelled(found.code),
        "words": _in_both(ANSWERS[found.state]),
        "paper": certificate_of(found.award) if found.award is not None else None,
    }
    return _page(request, context, status=404 if found.state == UNKNOWN else 200)


def _in_both(words: tuple[StrOrPromise, ...]) -> dict[str, list[str]]:
    found = {}
    for language in LANGUAGES:
        with override(language):
            found[language] = [str(part) for part in words]
    return found


def _page(request: HttpRequest, context: dict[str, object], *, status: int) -> HttpResponse:
    response = render(request, "awards/register/verify.html", context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
