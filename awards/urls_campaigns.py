"""Pages of campaigns and of the clusters' choices."""

from django.urls import URLPattern, path

from .views import campaigns

urlpatterns: list[URLPattern] = [
    path("campaigns/", campaigns.campaign_list, name="campaigns"),
    path("campaigns/<int:pk>/", campaigns.campaign_page, name="campaign"),
]
