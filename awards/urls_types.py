"""Pages of the part "types" of awards."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
