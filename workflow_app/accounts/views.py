"""One's own settings."""

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .forms import PreferencesForm
from .models import User
from .preferences import preference_forms
from .second_factor import has_second_factor, needs_second_factor


@require_http_methods(["GET", "POST"])
def account_settings(request: HttpRequest) -> HttpResponse:
    """Show and save appearance, language, and what other rooms let people choose."""
    user = cast("User", request.user)
    data = request.POST if request.method == "POST" else None
    form = PreferencesForm(data, instance=user)
    sections = preference_forms(user, data)
    if data is not None and all([form.is_valid(), *(part.is_valid() for _title, part in sections)]):
        form.save()
        for _title, part in sections:
            part.save()
        with translation.override(user.language):
            messages.success(request, _("Your settings are saved."))
        return _remember_language(redirect("accounts:settings"), user.language)
    context = {
        "form": form,
        "sections": sections,
        "has_second_factor": has_second_factor(user),
        "needs_second_factor": needs_second_factor(user),
    }
    return render(request, "accounts/settings.html", context)


def _remember_language(response: HttpResponse, language: str) -> HttpResponse:
    """Keep the language switch of this browser in step with the account."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
    )
    return response
