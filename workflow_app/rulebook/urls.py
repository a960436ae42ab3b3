"""Mounted at `rulebook/`."""

from django.urls import include, path

from . import views

app_name = "rulebook"
calendar = [
    path("", views.calendar, name="days"),
    path("load/", views.calendar_load, name="load"),
    path("<int:pk>/remove/", views.calendar_remove, name="remove"),
]
urlpatterns = [
    path("", views.rule_list, name="list"),
    path("rules/<str:key>/", views.rule_page, name="rule"),
    path("calendar/", include((calendar, "calendar"))),
]
