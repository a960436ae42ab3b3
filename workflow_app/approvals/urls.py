"""Worklist and dossiers."""

from django.urls import path
from django.views.generic import TemplateView

app_name = "approvals"
placeholder = TemplateView.as_view(template_name="base.html")

urlpatterns = [
    path("", placeholder, name="worklist"),
    path("dossiers/<str:code>/", placeholder, name="dossier"),
]
