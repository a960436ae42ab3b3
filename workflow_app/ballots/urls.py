"""Sessions and votes."""

from django.urls import path

from .views import agenda, results, sessions, voting

app_name = "ballots"

urlpatterns = [
    path("", sessions.sessions, name="sessions"),
    path("convene/", sessions.convene_session, name="convene"),
    path("<int:pk>/", sessions.session_page, name="session"),
    path("<int:pk>/handed-in/", sessions.handed_in, name="handed_in"),
    path("<int:pk>/agenda/", agenda.add_items, name="add_items"),
    path("<int:pk>/agenda/<int:ballot_pk>/move/", agenda.move_item, name="move_item"),
    path("<int:pk>/agenda/<int:ballot_pk>/drop/", agenda.drop_item, name="drop_item"),
    path("<int:pk>/open/", agenda.open_session, name="open"),
    path("<int:pk>/close/", agenda.close_session, name="close"),
    path("<int:pk>/sheet/", voting.sheet, name="sheet"),
    path("<int:pk>/result/", results.result, name="result"),
    path("<int:pk>/screen/", results.screen, name="screen"),
]
