"""Mounted at `organization/`. Administration has its own namespace inside."""

from django.urls import include, path

from .views import changes, delegations, handover, imports, mandates, people, public

app_name = "organization"

administration = [
    path("", mandates.home, name="home"),
    path("people/", people.person_list, name="people"),
    path("people/add/", people.person_edit, name="person_add"),
    path("people/<int:pk>/", people.person_page, name="person"),
    path("people/<int:pk>/edit/", people.person_edit, name="person_edit"),
    path("people/<int:pk>/account/", people.account_open, name="account_open"),
    path("people/<int:pk>/account/act/", people.account_act, name="account_act"),
    path("people/<int:pk>/deactivate/", people.person_deactivate, name="person_deactivate"),
    path("people/<int:pk>/reactivate/", people.person_reactivate, name="person_reactivate"),
    path("people/<int:pk>/second-factor/", people.second_factor, name="second_factor"),
    path("holders/", mandates.holders, name="holders"),
    path("appoint/", mandates.mandate_appoint, name="appoint"),
    path("mandates/<int:pk>/end/", mandates.mandate_end, name="mandate_end"),
    path("delegations/<int:pk>/revoke/", mandates.delegation_revoke, name="delegation_revoke"),
    path("units/add/", changes.unit_edit, name="unit_add"),
    path("units/<str:code>/edit/", changes.unit_edit, name="unit_edit"),
    path("successions/", changes.succession, name="succession"),
    path("clusters/year/", changes.cluster_year, name="cluster_year"),
    path("clusters/<int:pk>/heads/", changes.cluster_heads, name="cluster_heads"),
    path("clusters/<int:pk>/members/", changes.cluster_members, name="cluster_members"),
    path("handover/", handover.handover, name="handover"),
    path("import/", imports.import_page, name="import"),
    path("import/confirm/", imports.import_confirm, name="import_confirm"),
    path("export/", imports.export_workbook, name="export"),
]

urlpatterns = [
    path("", public.chart, name="chart"),
    path("units/", public.unit_list, name="units"),
    path("units/<str:code>/", public.unit_page, name="unit"),
    path("clusters/<int:pk>/", public.cluster_page, name="cluster"),
    path("bodies/", public.body_list, name="bodies"),
    path("bodies/<str:code>/", public.body_page, name="body"),
    path("delegations/", delegations.my_delegations, name="delegations"),
    path("delegations/<int:pk>/revoke/", delegations.revoke, name="revoke"),
    path("admin/", include((administration, "admin"))),
]
