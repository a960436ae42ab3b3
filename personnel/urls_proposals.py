"""Proposals of changes in the seats of bodies."""

from django.urls import URLPattern, URLResolver, path

from .views import proposals, proposals_changes, proposals_slate, proposals_vetting

urlpatterns: list[URLPattern | URLResolver] = [
    path("", proposals.proposal_list, name="proposals"),
    path("new/", proposals.new, name="proposal_new"),
    path("<str:code>/edit/", proposals.edit, name="proposal_edit"),
    path("<str:code>/changes/new/", proposals_changes.change, name="change_new"),
    path("<str:code>/changes/new/check/", proposals_changes.check, name="change_new_check"),
    path("<str:code>/changes/<str:uid>/", proposals_changes.change, name="change"),
    path("<str:code>/changes/<str:uid>/check/", proposals_changes.check, name="change_check"),
    path("<str:code>/changes/<str:uid>/remove/", proposals.remove, name="change_remove"),
    path("<str:code>/changes/<str:uid>/move/", proposals.move, name="change_move"),
    path(
        "<str:code>/changes/<str:uid>/override/<str:check>/",
        proposals_vetting.override,
        name="override",
    ),
    path("<str:code>/slate/", proposals_slate.slate, name="proposal_slate"),
    path("<str:code>/slate/take/", proposals_slate.take, name="slate_take"),
    path("<str:code>/slate/template/", proposals_slate.slate_template, name="slate_template"),
    path("<str:code>/authority/", proposals_vetting.outside, name="proposal_outside"),
]
