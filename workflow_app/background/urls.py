"""Mounted at the root of the site."""

from django.urls import path

from . import views

app_name = "background"
urlpatterns = [
    path("jobs/<uuid:pk>/", views.job, name="job"),
    path("healthz", views.healthz, name="healthz"),
    path("livez", views.livez, name="livez"),
]
