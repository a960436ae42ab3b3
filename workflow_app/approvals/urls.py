"""Worklist, dossiers, reviews, files."""

from django.urls import path

from .views import acts, comparing, dossier, files, review, search, worklist

app_name = "approvals"

urlpatterns = [
    path("", worklist.worklist, name="worklist"),
    path("sent/", worklist.sent, name="sent"),
    path("done/", worklist.done, name="done"),
    path("work/<int:pk>/claim/", worklist.claim_work, name="claim"),
    path("work/<int:pk>/release/", worklist.release_work, name="release"),
    path("search/", search.search, name="search"),
    path("dossiers/<str:code>/", dossier.dossier_page, name="dossier"),
    path("dossiers/<str:code>/act/", acts.act, name="act"),
    path("dossiers/<str:code>/seen/", dossier.seen, name="seen"),
    path("dossiers/<str:code>/opinion/", review.opinion_page, name="opinion"),
    path("dossiers/<str:code>/review/close/", review.close_early, name="close_round"),
    path("dossiers/<str:code>/review/ask/", review.ask_unit, name="ask_unit"),
    path("dossiers/<str:code>/review/excuse/<int:pk>/", review.excuse, name="excuse"),
    path("dossiers/<str:code>/comments/", review.comment, name="comment"),
    path("dossiers/<str:code>/comments/<int:pk>/answer/", review.answer, name="answer"),
    path("dossiers/<str:code>/compare/", comparing.comparison, name="compare"),
    path("dossiers/<str:code>/files/", files.upload, name="upload"),
    path("dossiers/<str:code>/files/<int:pk>/", files.file, name="file"),
    path("dossiers/<str:code>/files/<int:pk>/withdraw/", files.withdraw_file, name="withdraw_file"),
]
