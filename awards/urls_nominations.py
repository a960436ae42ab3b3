"""Pages of the part "nominations" of awards."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
