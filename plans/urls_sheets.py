"""Sheets in and out; included by plans.urls, so the names stand beside its own."""

from django.urls import path

from .views import exports, sheets

urlpatterns = [
    path("edit/<str:code>/import/", sheets.start, name="import"),
    path("sheets/<uuid:pk>/", sheets.session, name="import_session"),
    path("sheets/<uuid:pk>/columns/", sheets.columns, name="import_columns"),
    path("sheets/<uuid:pk>/commit/", sheets.commit, name="import_commit"),
    path("sheets/<uuid:pk>/undo/", sheets.undo, name="import_undo"),
    path("sheets/<uuid:pk>/again/", sheets.again, name="import_again"),
    path("sheets/<uuid:pk>/file/", sheets.original, name="import_file"),
    path("edit/<str:code>/template/", exports.template, name="template"),
    path("edit/<str:code>/export/", exports.export_plan, name="export"),
    path("<int:year>/export/", exports.export_year, name="export_year"),
    path("<int:year>/clusters/<int:number>/export/", exports.export_cluster, name="export_cluster"),
    path("exports/<uuid:pk>/", exports.export_file, name="export_file"),
]
