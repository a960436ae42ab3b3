"""The public verification of certificates, at an address short enough for a QR."""

from django.urls import URLPattern, path

from .views import verification

app_name = "verify"

urlpatterns: list[URLPattern] = [
    path("", verification.ask, name="ask"),
    path("<str:code>/", verification.answer, name="answer"),
]
