"""Sessions and votes."""

from django.urls import path

from .views import (
    agenda,
    attendance,
    board,
    changing,
    interests,
    last_word,
    pack,
    paper,
    papers,
    results,
    sessions,
    voting,
)

app_name = "ballots"

urlpatterns = [
    path("", sessions.sessions, name="sessions"),
    path("convene/", sessions.convene_session, name="convene"),
    path("<int:pk>/", sessions.session_page, name="session"),
    path("<int:pk>/handed-in/", sessions.handed_in, name="handed_in"),
    path("<int:pk>/call/", agenda.call, name="call"),
    path("<int:pk>/papers/", pack.pack, name="pack"),
    path("<int:pk>/papers/pack.pdf", papers.board_pack, name="board_pack"),
    path("<int:pk>/papers/minutes.<str:ending>", papers.minutes, name="minutes"),
    path(
        "<int:pk>/papers/count-<int:number>.<str:ending>",
        papers.counting_minutes,
        name="counting_minutes",
    ),
    path("<int:pk>/papers/resolution.<str:ending>", papers.resolution, name="resolution"),
    path("<int:pk>/attendance/", attendance.attendance, name="attendance"),
    path("<int:pk>/interests/", interests.interests, name="interests"),
    path("<int:pk>/interests/own/", interests.own_interests, name="own_interests"),
    path("<int:pk>/board/", board.board, name="board"),
    path("<int:pk>/paper/", paper.paper, name="paper"),
    path("<int:pk>/codes/", board.codes, name="codes"),
    path("<int:pk>/agenda/", agenda.add_items, name="add_items"),
    path("<int:pk>/agenda/order/", agenda.order_items, name="order_items"),
    path("<int:pk>/agenda/group/", agenda.group, name="group"),
    path("<int:pk>/agenda/<int:ballot_pk>/move/", agenda.move_item, name="move_item"),
    path("<int:pk>/agenda/<int:ballot_pk>/drop/", agenda.drop_item, name="drop_item"),
    path("<int:pk>/agenda/<int:ballot_pk>/decide/", last_word.final_say, name="final_say"),
    path("last-word/<int:ballot_pk>/", last_word.last_word, name="last_word"),
    path("<int:pk>/open/", agenda.open_session, name="open"),
    path("<int:pk>/remind/", agenda.remind_members, name="remind"),
    path("<int:pk>/change/", changing.change, name="change"),
    path("<int:pk>/chair/", changing.chair, name="chair"),
    path("<int:pk>/cancel/", changing.cancel, name="cancel"),
    path("<int:pk>/break-off/", changing.break_off_vote, name="break_off"),
    path("<int:pk>/close/", agenda.close_session, name="close"),
    path("<int:pk>/announce/", agenda.announce_results, name="announce"),
    path("<int:pk>/sheet/", voting.sheet, name="sheet"),
    path("<int:pk>/result/", results.result, name="result"),
    path("<int:pk>/screen/", results.screen, name="screen"),
]
