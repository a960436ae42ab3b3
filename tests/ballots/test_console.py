"""The console of chair and secretary: attendance, interests, board, groups, reminders, the last word."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext as _

from tests.ballots.agenda import closed, convened, planned, vote, waiting
from tests.ballots.secret import asking, hand, secret_rule, secret_vote, with_board
from tests.ballots.test_pages import read, url
from tests.ballots.test_sheet import signed_in
from tests.cast import Cast
from workflow_app.approvals.models import Dossier
from workflow_app.audit.models import AuditEntry
from workflow_app.ballots import questions
from workflow_app.ballots.enums import Choice, InterestState, SessionMode, SessionState
from workflow_app.ballots.models import Attendance, Interest, Round, Session
from workflow_app.ballots.questions import Proposition, Question
from workflow_app.ballots.services.calendar import close_due
from workflow_app.ballots.services.closing import close_vote
from workflow_app.ballots.services.rounds import open_vote
from workflow_app.ballots.services.sessions import convene
from workflow_app.notifications.models import Notification


def test_the_parts_of_the_console_are_for_chair_and_secretary(cast: Cast) -> None:
    session = planned(cast)
    for page in ("attendance", "interests", "board"):
        found = {
            name: read(cast, name, url(page, session.pk))[0]
            for name in ("phuong", "son", "an", "kien", "minh", "xuan")
        }
        assert found == {
            "phuong": 200,
            "son": 200,
            "an": 403,
            "kien": 403,
            "minh": 404,
            "xuan": 404,
        }


def test_the_secretary_notes_who_comes_goes_and_is_excused(cast: Cast) -> None:
    session = planned(cast)
    client, page = signed_in(cast.son), url("attendance", session.pk)
    an, binh, cuong = (cast.people[name].pk for name in ("an", "binh", "cuong"))
    assert client.post(page, {"what": "online", "person": an}).status_code == 302
    assert client.post(page, {"what": "online", "person": an}).status_code == 409
    assert client.post(page, {"what": "absent", "person": binh, "reason": " "}).status_code == 422
    client.post(page, {"what": "absent", "person": binh, "reason": "Công tác nước ngoài"})
    client.post(page, {"what": "in_room", "person": cuong})
    client.post(page, {"what": "left", "person": cuong})
    assert client.post(page, {"what": "all"}).status_code == 302
    room = client.get(page).context["room"]
    assert (room.in_room, room.online, room.excused, room.unnoted) == (2, 1, 1, 0)
    assert not next(one for one in room.seats if one.mandate.person_id == cuong).is_present
    assert Session.objects.get(pk=session.pk).state == SessionState.SITTING
    assert (
        client.post(page, {"what": "in_room", "person": cast.people["minh"].pk}).status_code == 409
    )
    quorum = signed_in(cast.an).get(session.get_absolute_url())
    assert _("of %(total)s members are here") % {"total": 5} in quorum.content.decode()


def test_an_item_has_three_states_for_every_member(cast: Cast) -> None:
    session = planned(cast)
    ballot = session.ballots.get()
    Interest.objects.create(
        ballot=ballot,
        person=cast.people["an"],
        state=InterestState.NONE,
        declared=timezone.now(),
        declared_by=cast.an,
    )
    client, page = signed_in(cast.son), url("interests", session.pk)
    (item,) = client.get(page).context["items"]
    assert (len(item.declared), len(item.none), len(item.not_asked)) == (0, 1, 4)
    data = {"item": ballot.pk, "person": cast.people["dao"].pk, "state": "declared"}
    assert client.post(page, data).status_code == 422
    assert client.post(page, data | {"reason": "Em gái là chủ tịch hội"}).status_code == 302
    assert client.post(page, {"what": "rest"}).status_code == 409  # nobody is noted as present
    for name in ("an", "binh", "dao"):
        Attendance.objects.create(
            session=session,
            person=cast.people[name],
            mandate=cast.people[name].mandates.get(),
            presence="in_room",
            arrived=timezone.now(),
            noted_by=cast.son,
        )
    assert client.post(page, {"what": "rest"}).status_code == 302
    (item,) = client.get(page).context["items"]
    assert [one.person for one in item.declared] == [cast.people["dao"]]
    assert [one.full_name for one in item.not_asked] == ["Ngô Quốc Cường", "Nguyễn Mai Phương"]
    assert {one.person.full_name for one in item.none} == {"Phan Bình An", "Hoàng Thanh Bình"}


def test_a_hint_is_recorded_with_one_tap(cast: Cast) -> None:
    session = planned(cast)
    person = cast.people["dao"]
    person.unit = session.ballots.get().dossier.unit
    person.save()
    client, page = signed_in(cast.phuong), url("interests", session.pk)
    (item,) = client.get(page).context["items"]
    assert [hint.person for hint in item.hints] == [person]
    assert not Interest.objects.exists()  # a hint is no recusal
    hint = {"person": person.pk, "reason": item.hints[0].reason, "state": "declared"}
    client.post(page, hint | {"item": item.ballot.pk})
    assert Interest.objects.get().state == InterestState.DECLARED
    (item,) = client.get(page).context["items"]
    assert item.hints == []


def test_a_member_declares_for_themselves_alone(cast: Cast) -> None:
    session = planned(cast)
    ballot = session.ballots.get()
    client, page = signed_in(cast.an), url("own_interests", session.pk)
    data = {"item": ballot.pk, "state": "declared", "reason": "Là thành viên hội"}
    client.post(page, data | {"person": cast.people["dao"].pk})
    assert Interest.objects.get().person == cast.people["an"]
    pack = client.get(url("pack", session.pk)).context["pack"]
    assert [one.is_recused for one in pack] == [True]
    client.post(page, {"item": ballot.pk, "state": "none"})
    assert Interest.objects.get().state == InterestState.NONE
    assert signed_in(cast.son).get(page).status_code == 409
    assert signed_in(cast.minh).get(page).status_code == 404


def test_the_board_is_three_to_five_without_a_candidate(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    candidates = asking("đào", people={"đào": cast.people["dao"]})
    monkeypatch.setitem(questions._questions, "plan", candidates)
    secret_rule()
    session = planned(cast)
    client, page = signed_in(cast.son), url("board", session.pk)
    form = client.get(page).context["form"]
    assert cast.people["dao"] not in form.fields["person1"].queryset
    an, binh, cuong = (cast.people[name].pk for name in ("an", "binh", "cuong"))
    twice = {"person1": an, "person2": binh, "person3": an}
    assert client.post(page, twice).status_code == 422
    assert client.post(page, {"person1": an, "person2": binh}).status_code == 422
    assert client.post(page, twice | {"person3": cuong}).status_code == 302
    assert session.board.get(is_head=True).person == cast.people["an"]


def test_a_secret_ballot_does_not_open_without_a_board_and_warns_of_few_voters(cast: Cast) -> None:
    secret_rule()
    session = planned(cast)
    client = signed_in(cast.phuong)
    page = client.get(session.get_absolute_url())
    assert (
        _("Before a secret ballot the session chooses a counting board.") in page.content.decode()
    )
    assert len(page.context["warnings"]) == 1
    assert client.post(url("open", session.pk)).status_code == 422


def test_the_chair_opens_the_ticked_items_alone(cast: Cast) -> None:
    session = planned(cast, 2)
    first, second = session.ballots.all()
    chair = signed_in(cast.phuong)
    assert chair.post(url("open", session.pk), {"choose": "1"}).status_code == 422
    chair.post(url("open", session.pk), {"choose": "1", "item": [second.pk]})
    assert list(session.rounds.get().ballots.all()) == [second]
    close_vote(session=session, user=cast.phuong)
    session.refresh_from_db()
    assert session.state == SessionState.SITTING
    items = chair.get(session.get_absolute_url()).context["items"]
    assert [item.ballot for item in items] == [first]


def test_items_are_grouped_and_taken_out_again(cast: Cast) -> None:
    session = planned(cast, 3)
    first, second, third = session.ballots.values_list("pk", flat=True)
    client, page = signed_in(cast.son), url("group", session.pk)
    assert client.post(page, {"item": [first]}).status_code == 422
    client.post(page, {"item": [first, second, third]})
    client.post(page, {"item": [first, third]})
    assert set(session.ballots.filter(in_group=True).values_list("pk", flat=True)) == {first, third}
    assert signed_in(cast.an).post(page, {"item": [first, second]}).status_code == 403
    client.post(page, {})
    assert not session.ballots.filter(in_group=True).exists()


def test_the_whole_order_is_sent_at_once_and_an_older_one_is_refused(cast: Cast) -> None:
    session = planned(cast, 3)
    first, second, third = session.ballots.values_list("pk", flat=True)
    client, page = signed_in(cast.son), url("order_items", session.pk)
    answer = client.post(page, {"order": [third, first, second]}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert [item.ballot.pk for item in answer.context["items"]] == [third, first, second]
    older = client.post(page, {"order": [third, first]}, headers={"HX-Request": "true"})
    assert older.status_code == 422
    assert client.post(page, {"order": [first, second, third]}).status_code == 302
    assert list(session.ballots.values_list("pk", flat=True)) == [first, second, third]


def test_a_reminder_reaches_those_who_owe_a_sheet_and_names_nobody(cast: Cast) -> None:
    session = secret_vote(cast)
    hand(session, cast.an)
    chair, page = signed_in(cast.phuong), url("remind", session.pk)
    for __ in range(2):  # one wave an hour
        assert chair.post(page).status_code == 302
    told = Notification.objects.filter(event="vote.reminder").values_list("user__username")
    assert sorted(name for (name,) in told) == ["binh", "cuong", "dao", "phuong"]
    entries = AuditEntry.objects.filter(action="session.reminded")
    assert [entry.data for entry in entries] == [{"round": 1}, {"round": 1}]
    assert signed_in(cast.an).post(page).status_code == 403


def test_results_are_announced_once_and_by_those_who_may(cast: Cast) -> None:
    session = closed(cast)
    page = url("announce", session.pk)
    assert signed_in(cast.an).post(page).status_code == 403
    assert signed_in(cast.son).post(page).status_code == 302
    assert signed_in(cast.son).post(page).status_code == 409
    assert Notification.objects.filter(event="session.announced").count() == 5


def test_the_calendar_closes_a_consultation_past_its_end_and_no_other(cast: Cast) -> None:
    first, second = waiting(cast, 2)
    due = timezone.now() + dt.timedelta(days=1)
    for dossier in (first, second):
        session = convene(
            body=cast.presidium,
            title=f"Lấy ý kiến {dossier.code}",
            held_on=timezone.localdate(),
            mode=SessionMode.WRITTEN,
            place="",
            dossiers=[dossier],
            user=cast.son,
            due=due,
        )
        open_vote(session=session, user=cast.phuong)
    vote(session, cast.an)
    assert close_due() == 0
    Round.objects.filter(session=session).update(due=timezone.now())
    assert [close_due(), close_due()] == [1, 0]
    states = Session.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [SessionState.VOTING, SessionState.CLOSED]
    assert session.rounds.get().closed_by is None


def test_a_confidential_item_does_not_exist_for_who_may_not_read_it(cast: Cast) -> None:
    session = planned(cast, 2)
    hidden, plain = (ballot.dossier for ballot in session.ballots.all())
    Dossier.objects.filter(pk=hidden.pk).update(is_confidential=True)
    pages = [url(name, session.pk) for name in ("session", "pack", "screen")]
    with_board(cast, session)
    open_vote(session=session, user=cast.phuong)
    close_vote(session=session, user=cast.phuong)
    pages.append(url("result", session.pk))
    for name, number in (("kien", 2), ("xuan", 1)):  # Xuân only counts votes
        for page in pages:
            text = read(cast, name, page)[1]
            assert plain.title in text
            on_the_wall = page.endswith("/screen/")  # where the whole room reads: its code alone
            assert ((hidden.code if on_the_wall else hidden.title) in text) == (number == 2)
            assert hidden.title not in text or not on_the_wall
        client = signed_in(cast.users[name])
        (listed,) = client.get(url("sessions")).context["sessions"]
        assert (listed.items, client.get(pages[-1]).context["totals"]["items"]) == (number, number)


def test_who_has_opened_the_papers_is_told_to_chair_and_secretary(cast: Cast) -> None:
    session = planned(cast)
    dossier = session.ballots.get().dossier
    signed_in(cast.an).post(f"{dossier.get_absolute_url()}seen/")
    name = cast.people["an"].full_name
    shown = {who: name in _main(cast, who, url("pack", session.pk)) for who in ("son", "dao")}
    assert shown == {"son": True, "dao": False}


def _main(cast: Cast, who: str, address: str) -> str:
    return read(cast, who, address)[1].partition("<main")[2]


def test_a_written_consultation_is_convened_with_its_end_and_its_officers(cast: Cast) -> None:
    waiting(cast, 1)
    client = signed_in(cast.son)
    data = {
        "title": "Lấy ý kiến bằng văn bản",
        "held_on": timezone.localdate().strftime("%d/%m/%Y"),
        "mode": "written",
        "begins": "",
    }
    assert client.post(url("convene"), data).status_code == 422
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    data["due_on"] = yesterday.strftime("%d/%m/%Y")
    assert client.post(url("convene"), data).status_code == 422
    end = timezone.localdate() + dt.timedelta(days=5)
    data |= {"due_on": end.strftime("%d/%m/%Y"), "due_at": "16h30"}
    data["chair"] = str(cast.people["an"].pk)
    assert client.post(url("convene"), data).status_code == 302
    session = Session.objects.get()
    local = timezone.localtime(session.due)
    assert (local.date(), local.time()) == (end, dt.time(16, 30))
    assert session.chair == cast.people["an"]
    assert session.secretary == cast.people["son"]


def test_the_last_word_is_the_chairs_and_stands_with_its_reason(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(questions._questions, "plan", asking("toản", "sáu", seats=1))
    secret_rule(runs=1, tie="nobody", then="chair", repeats_missed=True, secrecy="open")
    session = open_vote(session=planned(cast), user=cast.phuong)
    for member in cast.members():
        vote(session, member, Choice.NO)
    close_vote(session=session, user=cast.phuong)
    ballot = session.ballots.get()
    assert ballot.result == "tied"
    page, chair = url("final_say", session.pk, ballot.pk), signed_in(cast.phuong)
    assert page in chair.get(session.get_absolute_url()).content.decode()
    assert signed_in(cast.son).get(page).status_code == 403
    assert chair.post(page, {"chosen": ["toản"]}).status_code == 422
    reason = "Theo Điều 29"
    assert chair.post(page, {"chosen": ["toản"], "reason": reason}).status_code == 302
    assert reason in chair.get(page).content.decode()  # what came of it, to whoever said it
    assert signed_in(cast.an).get(page).status_code == 404
    assert reason in read(cast, "an", session.get_absolute_url())[1]
    assert dict(ballot.options.values_list("key", "result"))["toản"] == "adopted"


def test_the_screen_shows_who_is_here_then_the_count_then_the_result(cast: Cast) -> None:
    session = planned(cast)
    page = url("screen", session.pk)
    assert "hx-get" in read(cast, "son", page)[1]
    open_vote(session=session, user=cast.phuong)
    vote(session, cast.an, Choice.NO)
    text = read(cast, "son", page)[1]
    assert _("of %(total)s sheets handed in") % {"total": 5} in text
    assert "screen-result" not in text
    close_vote(session=session, user=cast.phuong)
    closed_page = read(cast, "son", page)[1]
    assert "screen-result" in closed_page
    assert "hx-get" not in closed_page.partition('id="screen"')[2]


def test_an_item_of_several_options_shows_them_on_the_agenda(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    several = Question(
        propositions=lambda *_: [Proposition("a", "Bà A"), Proposition("b", "Ông B")]
    )
    monkeypatch.setitem(questions._questions, "plan", several)
    session = convened(cast, waiting(cast, 1))
    page = read(cast, "an", session.get_absolute_url())[1]
    assert "Bà A" in page
    assert "Ông B" in page


def test_the_members_are_called_once_with_the_way_to_the_papers(cast: Cast) -> None:
    session = planned(cast)
    client: Client = signed_in(cast.son)
    assert client.post(url("call", session.pk)).status_code == 302
    assert client.post(url("call", session.pk)).status_code == 409
    assert Notification.objects.filter(event="session.called").count() == 5
