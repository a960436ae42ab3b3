"""Campaigns and plans."""

from django.urls import include, path

from .views import amendments, campaigns, editor, files, lines

app_name = "plans"

urlpatterns = [
    path("", include("plans.urls_sheets")),
    path("", campaigns.campaigns, name="campaigns"),
    path("new/", campaigns.edit_campaign, name="campaign_new"),
    path("<int:year>/", campaigns.campaign, name="campaign"),
    path("<int:year>/edit/", campaigns.edit_campaign, name="campaign_edit"),
    path("<int:year>/open/", campaigns.open_campaign, name="campaign_open"),
    path("<int:year>/close/", campaigns.close_campaign, name="campaign_close"),
    path("<int:year>/begin/", campaigns.begin, name="begin"),
    path("<int:year>/remind/", campaigns.remind_units, name="remind"),
    path("<int:year>/files/", files.upload, name="campaign_upload"),
    path("<int:year>/files/<int:pk>/", files.file, name="campaign_file"),
    path("<int:year>/files/<int:pk>/remove/", files.remove, name="campaign_file_remove"),
    path("edit/<str:code>/", editor.edit, name="edit"),
    path("edit/<str:code>/cells/", editor.save_cells, name="cells"),
    path("edit/<str:code>/margin/", editor.margin, name="margin"),
    path("edit/<str:code>/remove/", editor.remove, name="remove"),
    path("edit/<str:code>/order/", editor.reorder, name="order"),
    path("edit/<str:code>/copy/", lines.copy, name="copy"),
    path("edit/<str:code>/lines/new/", lines.line, name="line_new"),
    path("edit/<str:code>/lines/<str:uid>/", lines.line, name="line"),
    path("echo/<int:year>/", lines.echo, name="echo"),
    path("amend/<str:code>/", amendments.ask, name="amend"),
]
