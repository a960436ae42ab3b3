"""Pages of the part "nominations" of awards."""

from django.urls import URLPattern, path

from .views import nominations

urlpatterns: list[URLPattern] = [
    path("<str:code>/edit/", nominations.edit, name="nomination_edit"),
]
