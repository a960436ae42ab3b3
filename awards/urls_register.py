"""Pages of the part "register" of awards."""

from django.urls import URLPattern, path

from .views import register, register_decisions, register_import, revocations, upward

urlpatterns: list[URLPattern] = [
    path("", register.register, name="register"),
    path("export/", register.register_export, name="register_export"),
    path("import/", register_import.batches, name="register_import"),
    path("import/template/", register_import.template, name="register_template"),
    path("import/<uuid:pk>/", register_import.batch, name="register_batch"),
    path("import/<uuid:pk>/undo/", register_import.undo, name="register_batch_undo"),
    path("awards/<int:pk>/", register.award, name="award"),
    path("awards/<int:pk>/certificate/", register.certificate, name="certificate"),
    path("awards/<int:pk>/reissue/", register.reissue, name="reissue"),
    path("awards/<int:pk>/revoke/", register.revoke, name="revoke"),
    # decisions
    path("issuing/", register_decisions.issuing, name="issuing"),
    path("issuing/<int:pk>/", register_decisions.issue, name="issue"),
    path(
        "issuing/batches/<uuid:job>/",
        register_decisions.issuing_result,
        name="issuing_result",
    ),
    path("handing-over/", register_decisions.handing_over, name="handing_over"),
    path("decisions/", register_decisions.decisions, name="decisions"),
    path("decisions/<int:pk>/", register_decisions.decision, name="decision"),
    path("decisions/<int:pk>/certificates/", register_decisions.certificates, name="certificates"),
    path("decisions/<int:pk>/money/", register_decisions.money, name="money"),
    path("decisions/<int:pk>/ledger/", register_decisions.ledger, name="ledger"),
    # revocations
    path("recoveries/", revocations.recovery_list, name="recoveries"),
    path("revocations/<str:code>/edit/", revocations.edit, name="revocation_edit"),
    path("revocations/<str:code>/recovery/", revocations.recovery, name="recovery"),
    # nominations to the State
    path("upward/", upward.upward_list, name="upward"),
    path("upward/new/", upward.edit, name="upward_new"),
    path("upward/<int:pk>/", upward.edit, name="upward_edit"),
    path("upward/<int:pk>/send/", upward.send, name="upward_send"),
    path("upward/<int:pk>/answer/", upward.answer, name="upward_answer"),
]
