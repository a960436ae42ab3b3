"""Mounted at `rulebook/`."""

from django.urls import path

from . import views

app_name = "rulebook"
urlpatterns = [
    path("", views.rule_list, name="list"),
    path("rules/<str:key>/", views.rule_page, name="rule"),
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/load/", views.calendar_load, name="calendar_load"),
    path("calendar/<int:pk>/remove/", views.calendar_remove, name="calendar_remove"),
]
