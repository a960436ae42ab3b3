"""Sessions and votes."""

from django.urls import path
from django.views.generic import TemplateView

app_name = "ballots"

urlpatterns = [
    path("<int:pk>/", TemplateView.as_view(template_name="base.html"), name="session"),
]
