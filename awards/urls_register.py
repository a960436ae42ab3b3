"""Pages of the part "register" of awards."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
