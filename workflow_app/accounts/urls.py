"""Mounted below `account/`, before the pages that allauth brings."""

from django.urls import path
from django.views.generic import RedirectView

from . import views

app_name = "accounts"
urlpatterns = [
    path("settings/", views.account_settings, name="settings"),
    # Addresses are given by the administrator; allauth's page for changing them is not offered.
    path("email/", RedirectView.as_view(pattern_name="accounts:settings"), name="email"),
]
