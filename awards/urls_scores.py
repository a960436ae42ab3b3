"""Pages of the part "scores" of awards."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
