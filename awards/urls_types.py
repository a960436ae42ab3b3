"""Pages of the part "types" of awards: the awards, their rules, base salaries, who got what."""

from django.urls import URLPattern, path

from .views import award_types, types, types_history, types_standing

urlpatterns: list[URLPattern] = [
    path("", types.type_list, name="types"),
    path("new/", award_types.edit_type, name="type_new"),
    path("base-salaries/", types.salaries, name="salaries"),
    path("history/", types_history.history_search, name="history"),
    path("history/<int:pk>/", types_history.recipient_history, name="recipient_history"),
    path("nominees/<int:pk>/", types_standing.standing, name="standing"),
    path(
        "nominees/<int:pk>/matters/<int:matter>/end/",
        types_standing.matter_end,
        name="matter_end",
    ),
    path("<slug:code>/", types.type_page, name="type"),
    path("<slug:code>/edit/", award_types.edit_type, name="type_edit"),
    path("<slug:code>/new-version/", types.version, name="type_version"),
]
