"""Campaigns and plans."""

from django.urls import path
from django.views.generic import TemplateView

app_name = "plans"
placeholder = TemplateView.as_view(template_name="base.html")

urlpatterns = [
    path("", placeholder, name="campaigns"),
    path("<int:year>/", placeholder, name="campaign"),
    path("edit/<str:code>/", placeholder, name="edit"),
]
