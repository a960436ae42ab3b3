"""A session that turns out otherwise: moved, broken off; and how the counting board learns of it."""

import datetime as dt

import pytest
from django.utils import timezone
from django.utils.translation import gettext as _

from tests.ballots.agenda import planned, voting
from tests.ballots.secret import hand, secret_vote, with_board
from tests.ballots.test_pages import read, url
from tests.ballots.test_sheet import signed_in
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.audit.models import AuditEntry
from workflow_app.ballots.enums import Presence, SessionMode, SessionState
from workflow_app.ballots.models import Session
from workflow_app.ballots.papers import minutes_of
from workflow_app.ballots.services.attendance import note_arrival
from workflow_app.ballots.services.changing import FIELDS, Arrangement, change_session
from workflow_app.ballots.services.paper import issue_paper
from workflow_app.ballots.services.sessions import call_members
from workflow_app.notifications.models import Notification

ROOM = "Hội trường B, 105A Quán Thánh"


def when(session: Session, **changes) -> Arrangement:
    return Arrangement(**{name: getattr(session, name) for name in FIELDS} | changes)


def told(event: str) -> set[str]:
    return set(Notification.objects.filter(event=event).values_list("user__username", flat=True))


def test_members_who_were_convened_are_told_what_changed_and_the_log_keeps_both(
    cast, today
) -> None:
    session = call_members(session=planned(cast), user=cast.son)
    later = today + dt.timedelta(days=2)
    changed = change_session(
        session=session,
        plan=when(session, held_on=later, mode=SessionMode.ONLINE, place=ROOM),
        user=cast.son,
    )
    assert len(changed) == 3
    assert told("session.changed") == {"phuong", "an", "binh", "cuong", "dao", "son"}
    notice = Notification.objects.filter(event="session.changed").first()
    assert f"{later:%d/%m/%Y}" in notice.body
    assert f"{today:%d/%m/%Y}" in notice.body
    assert ROOM in notice.body
    entry = AuditEntry.objects.get(action="session.changed")
    assert entry.data["place"] == ["105A Quán Thánh", ROOM]
    session.refresh_from_db()
    assert (session.held_on, session.place, session.mode) == (later, ROOM, SessionMode.ONLINE)


def test_before_the_members_are_called_nobody_is_told_and_what_is_the_same_is_no_change(
    cast,
) -> None:
    session = planned(cast)
    assert change_session(session=session, plan=when(session), user=cast.son) == []
    change_session(session=session, plan=when(session, place=ROOM), user=cast.phuong)
    assert told("session.changed") == set()
    assert AuditEntry.objects.filter(action="session.changed").count() == 1


def test_a_meeting_becomes_a_written_consultation_with_an_end_and_back(cast) -> None:
    session = planned(cast)
    written = when(session, mode=SessionMode.WRITTEN)
    with pytest.raises(IncompleteError):
        change_session(session=session, plan=written, user=cast.son)
    end = timezone.now() + dt.timedelta(days=5)
    change_session(
        session=session, plan=when(session, mode=SessionMode.WRITTEN, due=end), user=cast.son
    )
    session.refresh_from_db()
    assert (session.is_written, session.due) == (True, end)
    change_session(session=session, plan=when(session, mode=SessionMode.ONLINE), user=cast.son)
    session.refresh_from_db()
    assert (session.is_written, session.due) == (False, None)


def test_a_session_is_not_moved_by_others_nor_once_it_has_begun_nor_out_of_its_term(
    cast, today
) -> None:
    session = planned(cast)
    elsewhere = when(session, place=ROOM)
    for user in (cast.an, cast.quang, cast.xuan):
        with pytest.raises(NotAllowedError):
            change_session(session=session, plan=elsewhere, user=user)
    for day in (today - dt.timedelta(days=1), dt.date(2019, 1, 1)):
        with pytest.raises(IncompleteError):
            change_session(session=session, plan=when(session, held_on=day), user=cast.son)
    person = cast.people["an"]
    note_arrival(session=session, person=person, presence=Presence.IN_ROOM, user=cast.son)
    with pytest.raises(ConflictError):
        change_session(session=session, plan=elsewhere, user=cast.son)
    page = signed_in(cast.son).get(url("change", session.pk))
    assert page.status_code == 409


def test_the_page_shows_what_is_planned_and_saves_what_is_typed(cast, today) -> None:
    session = planned(cast)
    client, page = signed_in(cast.son), url("change", session.pk)
    assert page in client.get(session.get_absolute_url()).content.decode()
    assert client.get(page).context["form"].initial["place"] == "105A Quán Thánh"
    data = {
        "title": session.title,
        "held_on": f"{today:%d/%m/%Y}",
        "mode": "written",
        "place": "",
        "begins": "",
    }
    assert client.post(page, data).status_code == 422
    data |= {"mode": "online", "place": ROOM, "begins": "8h30"}
    assert client.post(page, data).status_code == 302
    session.refresh_from_db()
    assert (session.place, session.begins) == (ROOM, dt.time(8, 30))
    assert signed_in(cast.an).get(page).status_code == 403
    assert signed_in(cast.minh).get(page).status_code == 404


def test_the_chair_breaks_a_vote_off_on_a_page_that_says_what_it_means(cast) -> None:
    session = voting(cast)
    chair, page = signed_in(cast.phuong), url("break_off", session.pk)
    assert page in chair.get(session.get_absolute_url()).content.decode()
    assert signed_in(cast.son).get(page).status_code == 403
    assert signed_in(cast.minh).get(page).status_code == 404
    assert chair.get(page).status_code == 200
    assert chair.post(page, {"reason": " "}).status_code == 422
    assert chair.post(page, {"reason": "Mất điện"}).status_code == 302
    session.refresh_from_db()
    assert session.state == SessionState.SITTING
    text = read(cast, "an", session.get_absolute_url())[1]
    assert "Mất điện" in text
    assert _("Vote broken off") in text
    (line,) = minutes_of(session).dropped
    assert line.endswith("cuộc bỏ phiếu bị hủy, không kiểm phiếu; lý do: Mất điện.")
    assert chair.post(page, {"reason": "Mất điện"}).status_code == 409


def test_whoever_is_chosen_to_count_is_told_once_and_finds_the_way(cast) -> None:
    session = with_board(cast, planned(cast))
    with_board(cast, session)  # chosen anew, told no second time
    assert told("session.board") == {"kien", "xuan"}  # Sơn wrote it down himself
    notice = Notification.objects.get(event="session.board", user=cast.xuan)
    before = signed_in(cast.xuan).get(notice.path)
    assert before.context["counts_votes"]
    assert url("paper", session.pk) not in before.content.decode()
    assert not signed_in(cast.an).get(notice.path).context["counts_votes"]


def test_with_the_first_ballot_on_paper_the_board_is_led_to_its_page(cast) -> None:
    session = secret_vote(cast)
    hand(session, cast.phuong)
    page = url("paper", session.pk)
    assert page in signed_in(cast.xuan).get(session.get_absolute_url()).content.decode()
    for name in ("an", "binh"):
        issue_paper(session=session, person=cast.people[name], user=cast.son)
    led = Notification.objects.filter(event="session.board", path=page)
    assert sorted(led.values_list("user__username", flat=True)) == ["kien", "son", "xuan"]
    assert signed_in(cast.xuan).get(page).status_code == 200
