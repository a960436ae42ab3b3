"""Addresses of the shell: the appearance switch and the styleguide."""

from django.urls import path

from . import views

app_name = "ui"
urlpatterns = [
    path("appearance/", views.choose_theme, name="theme"),
    path("language/", views.choose_language, name="language"),
    path("styleguide/", views.styleguide, name="styleguide"),
]
