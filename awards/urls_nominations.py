"""Pages of the part "nominations" of awards."""

from django.urls import URLPattern, path

from .views import (
    nominations,
    nominations_appraisal,
    nominations_batch,
    nominations_papers,
    nominations_published,
    nominations_recipients,
    nominations_sheets,
)

urlpatterns: list[URLPattern] = [
    path("", nominations.nomination_list, name="nominations"),
    path("new/", nominations.new, name="nomination_new"),
    path("new/find/", nominations.find, name="nomination_find"),
    path("many/<str:name>/", nominations_batch.batch, name="nomination_batch"),
    path("batches/<uuid:job>/", nominations_batch.result, name="batch"),
    path("appraisal/", nominations_appraisal.appraisal, name="appraisal"),
    path("published/", nominations_published.published, name="published"),
    path("published/<int:pk>/objection/", nominations_published.objection, name="objection"),
    path("list.xlsx", nominations_sheets.export, name="nomination_export"),
    path("import/", nominations_sheets.read, name="nomination_import"),
    path("import/take/", nominations_sheets.take, name="nomination_take"),
    path("import/template/", nominations_sheets.template, name="nomination_template"),
    path("nominees/", nominations_recipients.recipient_list, name="recipients"),
    path("nominees/new/<str:kind>/", nominations_recipients.new_recipient, name="recipient_new"),
    path("nominees/<int:pk>/", nominations_recipients.recipient_page, name="recipient"),
    path("nominees/<int:pk>/same/", nominations_recipients.same, name="recipient_same"),
    path("nominees/<int:pk>/separate/", nominations_recipients.separate, name="recipient_separate"),
    path("<str:code>/edit/", nominations.edit, name="nomination_edit"),
    path("<str:code>/edit/check/", nominations.check, name="nomination_check"),
    path("<str:code>/nominee/", nominations_recipients.nominee, name="nominee"),
    path("<str:code>/papers/", nominations_papers.add, name="nomination_paper_add"),
    path("<str:code>/papers/<int:pk>/", nominations_papers.paper, name="nomination_paper"),
    path(
        "<str:code>/papers/<int:pk>/withdraw/",
        nominations_papers.withdraw,
        name="nomination_paper_withdraw",
    ),
    path(
        "<str:code>/override/<str:check>/",
        nominations_appraisal.override,
        name="nomination_override",
    ),
    path("<str:code>/letter/", nominations_published.letter, name="objection_letter"),
    path("<str:code>/hearing/", nominations_published.hearing, name="hearing"),
]
