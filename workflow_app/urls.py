"""Composition root: the only module that names every feature app."""

from django.urls import include, path

handler500 = "workflow_app.ui.outage_page.error_page"

urlpatterns = [
    path("", include("workflow_app.approvals.urls")),
    path("plans/", include("plans.urls")),
    path("personnel/", include("personnel.urls")),
    path("awards/", include("awards.urls")),
    path("verify/", include("awards.urls_verify")),
    path("papers/", include("workflow_app.papers.urls")),
    path("sessions/", include("workflow_app.ballots.urls")),
    path("organization/", include("workflow_app.organization.urls")),
    path("rulebook/", include("workflow_app.rulebook.urls")),
    path("", include("workflow_app.ui.urls")),
    path("account/", include("workflow_app.accounts.urls")),
    path("account/", include("allauth.urls")),
    path("", include("workflow_app.background.urls")),
    path("notifications/", include("workflow_app.notifications.urls")),
]
