"""Campaigns, scores, nominations, the register."""

from django.urls import URLPattern, URLResolver, include, path

from .views.home import home

app_name = "awards"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("", include("awards.urls_campaigns")),
    path("types/", include("awards.urls_types")),
    path("scores/", include("awards.urls_scores")),
    path("nominations/", include("awards.urls_nominations")),
    path("register/", include("awards.urls_register")),
]
