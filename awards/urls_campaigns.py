"""Pages of campaigns and of the clusters' choices."""

from django.urls import URLPattern, path

from .views import campaigns

urlpatterns: list[URLPattern] = [
    path("campaigns/", campaigns.campaign_list, name="campaigns"),
    path("campaigns/new/", campaigns.edit_campaign, name="campaign_new"),
    path("campaigns/<int:pk>/", campaigns.campaign_page, name="campaign"),
    path("campaigns/<int:pk>/edit/", campaigns.edit_campaign, name="campaign_edit"),
    path("campaigns/<int:pk>/open/", campaigns.open_campaign, name="campaign_open"),
    path("campaigns/<int:pk>/close/", campaigns.close_campaign, name="campaign_close"),
    path("campaigns/<int:pk>/remind/", campaigns.remind_units, name="campaign_remind"),
    path(
        "campaigns/<int:pk>/clusters/<int:cluster_pk>/prepare/",
        campaigns.prepare_meeting,
        name="prepare_meeting",
    ),
]
