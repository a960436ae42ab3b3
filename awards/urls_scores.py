"""Pages of the part "scores" of awards."""

from django.urls import URLPattern, path

from .views import (
    scores,
    scores_columns,
    scores_evidence,
    scores_import,
    scores_peers,
    scores_ranking,
)

urlpatterns: list[URLPattern] = [
    path("", scores.mine, name="scores"),
    path("rounds/<int:pk>/", scores_peers.sheet, name="peer_sheet"),
    path("rounds/<int:pk>/cells/", scores_peers.cells, name="peer_cells"),
    path("rounds/<int:pk>/conflict/", scores_peers.conflict, name="peer_conflict"),
    path("sheets/<int:campaign>/workbook/", scores_import.peers_out, name="peer_workbook"),
    path("sheets/<int:campaign>/import/", scores_import.peers_in, name="peer_import"),
    path("sheets/<int:campaign>/take/", scores_import.peers_take, name="peer_take"),
    path("ranking/<int:campaign>/<int:cluster>/", scores_ranking.ranking, name="ranking"),
    path(
        "ranking/<int:campaign>/<int:cluster>/workbook/",
        scores_ranking.ranking_export,
        name="ranking_export",
    ),
    path(
        "ranking/<int:campaign>/<int:cluster>/compare/",
        scores_ranking.ranking_compare,
        name="ranking_compare",
    ),
    path(
        "ranking/<int:campaign>/<int:cluster>/freeze/",
        scores_ranking.ranking_freeze,
        name="ranking_freeze",
    ),
    path("<str:code>/edit/", scores.edit, name="score_edit"),
    path("<str:code>/cells/", scores.cells, name="score_cells"),
    path("<str:code>/margin/", scores.margin, name="score_margin"),
    path("<str:code>/evidence/<int:criterion>/", scores_evidence.evidence, name="score_evidence"),
    path("<str:code>/workbook/", scores_import.own_out, name="score_workbook"),
    path("<str:code>/import/", scores_import.own_in, name="score_import"),
    path("<str:code>/take/", scores_import.own_take, name="score_take"),
    path("<str:code>/columns/", scores_columns.columns, name="score_columns"),
    path("<str:code>/office/", scores_columns.office, name="score_office"),
]
