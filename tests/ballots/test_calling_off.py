"""A session that is called off, and one that somebody else chairs in the end."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tests.ballots.agenda import closed, planned, voting
from tests.ballots.test_changing import told, when
from tests.ballots.test_pages import read, url
from tests.ballots.test_sheet import signed_in
from tests.papers.reading import content, text
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.audit.models import AuditEntry
from workflow_app.ballots.enums import InterestState, Presence, SessionMode, SessionState
from workflow_app.ballots.models import Ballot, Interest, Session
from workflow_app.ballots.pack import pack_pdf
from workflow_app.ballots.papers import minutes_of, minutes_pdf, minutes_sheet
from workflow_app.ballots.selectors.sessions import waiting_dossiers
from workflow_app.ballots.services.attendance import note_arrival
from workflow_app.ballots.services.breaking_off import break_off
from workflow_app.ballots.services.cancelling import cancel_session
from workflow_app.ballots.services.changing import change_chair, change_session
from workflow_app.ballots.services.closing import close_vote
from workflow_app.ballots.services.interests import declare_interest
from workflow_app.ballots.services.rounds import open_vote
from workflow_app.ballots.services.sessions import (
    add_to_agenda,
    call_members,
    convene,
    take_off_agenda,
)
from workflow_app.notifications.models import Notification
from workflow_app.papers.pages import plain

WHY = "Bão số 12, chuyển sang tháng sau"
LINK = "https://hop.example.vn/dct-15?pwd=bi-mat"


def cancel(session: Session, user, reason: str = WHY) -> Session:
    return cancel_session(session=session, user=user, reason=reason)


# --- Called off ----------------------------------------------------------------------------


def test_dossiers_of_a_cancelled_session_wait_again_and_stand_on_the_next_agenda(cast) -> None:
    session = call_members(session=planned(cast, 2), user=cast.son)
    ballots = list(session.ballots.order_by("order"))
    declare_interest(
        ballot=ballots[0],
        person=cast.people["an"],
        state=InterestState.DECLARED,
        reason="Đơn vị mình",
        user=cast.an,
    )
    cancel(session, cast.son)
    session.refresh_from_db()
    assert (session.state, session.cancelled_because) == (SessionState.CANCELLED, WHY)
    dossiers = list(waiting_dossiers(cast.presidium))
    assert {one.pk for one in dossiers} == {ballot.dossier_id for ballot in ballots}
    again = convene(
        body=cast.presidium,
        title="Phiên họp bù",
        held_on=timezone.localdate(),
        mode=SessionMode.HYBRID,
        place="105A Quán Thánh",
        dossiers=dossiers,
        user=cast.son,
    )
    carried = Interest.objects.get(ballot__session=again)
    assert (carried.person, carried.ballot.dossier_id) == (
        cast.people["an"],
        ballots[0].dossier_id,
    )
    assert open_vote(session=again, user=cast.phuong).state == SessionState.VOTING


def test_everybody_invited_reads_why_at_once_and_the_log_keeps_it_for_every_dossier(cast) -> None:
    session = call_members(session=planned(cast, 2), user=cast.son)
    cancel(session, cast.phuong)
    assert told("session.cancelled") == {"an", "binh", "cuong", "dao", "son"}
    notice = Notification.objects.filter(event="session.cancelled").first()
    assert WHY in notice.body
    assert notice.mail == "at_once"
    assert AuditEntry.objects.get(action="session.cancelled").data["reason"] == WHY
    removed = AuditEntry.objects.filter(action="ballot.removed")
    codes = set(session.ballots.values_list("dossier__code", flat=True))
    assert set(removed.values_list("dossier_code", flat=True)) == codes


def test_members_who_were_not_called_yet_hear_nothing_of_it(cast) -> None:
    cancel(planned(cast), cast.phuong)
    assert told("session.cancelled") == {"son"}  # who was to write its minutes


def test_it_is_cancelled_by_chair_or_secretary_and_never_without_a_reason(cast) -> None:
    session = planned(cast)
    for user in (cast.an, cast.quang, cast.xuan):
        with pytest.raises(NotAllowedError):
            cancel(session, user)
    with pytest.raises(IncompleteError):
        cancel(session, cast.son, "  ")
    assert not AuditEntry.objects.filter(action="session.cancelled").exists()


def test_nothing_is_cancelled_while_a_vote_is_open_nor_once_something_was_counted(cast) -> None:
    session = voting(cast)
    with pytest.raises(ConflictError, match="Đang mở biểu quyết"):
        cancel(session, cast.phuong)
    page = signed_in(cast.phuong).get(url("cancel", session.pk))
    assert page.status_code == 409
    assert url("break_off", session.pk) in page.content.decode()


@pytest.mark.parametrize(
    ("name", "prepare", "said"),
    (
        ("cancel", planned, ("Hủy phiên họp", "không mở lại được", "1 hồ sơ", "Giữ phiên họp")),
        (
            "break_off",
            voting,
            ("Hủy cuộc bỏ phiếu", "Không kiểm phiếu", "Đã nộp: 0 trên", "Để mở tiếp"),
        ),
    ),
)
def test_the_page_that_asks_the_reason_says_what_the_act_does(cast, name, prepare, said) -> None:
    page = signed_in(cast.phuong).get(url(name, prepare(cast).pk)).content.decode()
    assert 'name="reason"' in page
    assert [words for words in said if words not in page] == []


def test_what_a_session_decided_stands(cast) -> None:
    session = closed(cast)
    with pytest.raises(ConflictError):
        cancel(session, cast.phuong)
    Session.objects.filter(pk=session.pk).update(state=SessionState.SITTING)  # an item is left
    with pytest.raises(ConflictError) as refused:
        cancel(session, cast.phuong)
    assert "rút các nội dung còn lại khỏi chương trình" in refused.value.message
    assert session.ballots.get().result == "adopted"


def test_a_meeting_that_never_came_to_vote_is_cancelled_and_so_is_one_that_broke_off(cast) -> None:
    session = voting(cast)
    break_off(session=session, user=cast.phuong, reason="Mất điện")
    cancel(session, cast.son)
    session.refresh_from_db()
    assert session.state == SessionState.CANCELLED
    assert waiting_dossiers(cast.presidium).count() == 1
    minutes = minutes_of(session)
    assert len(minutes.dropped) == 2
    words = text(minutes_pdf(session))
    assert "bị hủy vào" in words
    assert WHY in words
    member = signed_in(cast.an)
    page = member.get(session.get_absolute_url()).content.decode()
    minutes_at, count_at = (
        reverse("ballots:minutes", args=[session.pk, "pdf"]),
        reverse("ballots:counting_minutes", args=[session.pk, 1, "pdf"]),
    )
    assert minutes_at in page
    assert count_at not in page
    assert member.get(minutes_at).status_code == 200
    assert member.get(count_at).status_code == 409  # nothing was counted
    with pytest.raises(ConflictError):
        cancel(session, cast.son)


def test_nothing_more_happens_in_a_cancelled_session(cast) -> None:
    session = planned(cast)
    ballot = session.ballots.get()
    cancel(session, cast.son)
    an = cast.people["an"]
    dossiers = list(waiting_dossiers(cast.presidium))
    for act in (
        lambda: open_vote(session=session, user=cast.phuong),
        lambda: call_members(session=session, user=cast.son),
        lambda: add_to_agenda(session=session, dossiers=dossiers, user=cast.son),
        lambda: change_session(session=session, plan=when(session, place="Phòng 2"), user=cast.son),
        lambda: note_arrival(session=session, person=an, presence=Presence.IN_ROOM, user=cast.son),
        lambda: declare_interest(
            ballot=ballot, person=an, state=InterestState.NONE, reason="", user=cast.an
        ),
    ):
        with pytest.raises(ConflictError):
            act()


def test_the_pages_and_the_board_pack_say_that_it_is_cancelled(cast) -> None:
    session = call_members(session=planned(cast), user=cast.son)
    title = session.ballots.get().dossier.title
    secretary, page = signed_in(cast.son), url("cancel", session.pk)
    assert page in secretary.get(session.get_absolute_url()).content.decode()
    assert secretary.get(page).status_code == 200
    assert secretary.post(page, {"reason": " "}).status_code == 422
    assert signed_in(cast.an).get(page).status_code == 403
    assert signed_in(cast.minh).get(page).status_code == 404
    assert secretary.post(page, {"reason": WHY}).status_code == 302
    shown = read(cast, "an", session.get_absolute_url())[1]
    assert WHY in shown
    assert title in shown
    source = secretary.get(session.get_absolute_url()).content.decode()
    for name in ("cancel", "change", "chair", "open", "call", "interests"):
        assert url(name, session.pk) not in source
    session.refresh_from_db()
    assert _("The session is cancelled") in read(cast, "an", url("screen", session.pk))[1]
    words = text(content(pack_pdf(session, cast.an)))
    assert "PHIÊN HỌP ĐÃ BỊ HỦY" in words
    assert WHY in words
    listed = signed_in(cast.an).get(url("sessions") + "?state=cancelled")
    assert [one.pk for one in listed.context["sessions"]] == [session.pk]


# --- Name, chair, secretary, link ----------------------------------------------------------


def test_name_chair_secretary_and_link_change_and_whom_it_concerns_is_told(cast) -> None:
    session = planned(cast)
    plan = when(
        session,
        title="Hội nghị bất thường",
        chair=cast.people["an"],
        secretary=cast.people["binh"],
        link=LINK,
    )
    assert len(change_session(session=session, plan=plan, user=cast.son)) == 4
    assert told("session.changed") == {"phuong", "son", "an", "binh"}  # before and after
    session.refresh_from_db()
    assert (session.chair, session.secretary) == (cast.people["an"], cast.people["binh"])
    assert (session.title, session.link) == ("Hội nghị bất thường", LINK)
    minutes = minutes_of(session)
    assert (minutes.chair, minutes.secretary, minutes.chaired) == (
        cast.people["an"].full_name,
        cast.people["binh"].full_name,
        "",
    )


def test_the_link_is_in_no_notice_and_in_no_log_and_shown_to_those_who_join_only(cast) -> None:
    session = call_members(session=planned(cast), user=cast.son)
    change_session(session=session, plan=when(session, link=LINK), user=cast.son)
    assert told("session.changed") == {"phuong", "an", "binh", "cuong", "dao", "son"}
    notices = Notification.objects.filter(event="session.changed")
    assert not any(LINK in notice.body + notice.subject for notice in notices)
    assert LINK not in str(list(AuditEntry.objects.values_list("data", flat=True)))
    member = signed_in(cast.an).get(session.get_absolute_url()).content.decode()
    assert LINK in member
    assert LINK not in signed_in(cast.xuan).get(session.get_absolute_url()).content.decode()
    cancel(session, cast.son)
    assert LINK not in signed_in(cast.an).get(session.get_absolute_url()).content.decode()


def test_a_link_that_is_no_web_page_is_refused_and_a_meeting_in_person_has_none(
    cast, today
) -> None:
    session = planned(cast)
    client, page = signed_in(cast.son), url("change", session.pk)
    data = {"title": session.title, "held_on": f"{today:%d/%m/%Y}", "mode": "online"}
    for wrong in ("javascript:alert(1)", "ftp://hop.example.vn", "phòng họp 3"):
        assert client.post(page, data | {"link": wrong}).status_code == 422
    assert client.post(page, data | {"title": " "}).status_code == 422
    assert client.post(page, data | {"link": LINK}).status_code == 302
    session.refresh_from_db()
    assert session.link == LINK
    assert client.post(page, data | {"link": LINK, "mode": "in_person"}).status_code == 302
    session.refresh_from_db()
    assert session.link == ""
    assert session.chair == cast.people["phuong"]  # as the body has it


def test_during_the_session_the_chair_changes_with_a_line_in_the_minutes(cast) -> None:
    session = planned(cast)
    with pytest.raises(ConflictError):  # not under way yet: changed with everything else
        change_chair(session=session, chair=cast.people["an"], reason="Ốm", user=cast.son)
    note_arrival(
        session=session,
        person=cast.people["an"],
        presence=Presence.IN_ROOM,
        user=cast.son,
        at=timezone.now() - dt.timedelta(minutes=20),
    )
    session.refresh_from_db()
    client, page = signed_in(cast.son), url("chair", session.pk)
    assert page in client.get(session.get_absolute_url()).content.decode()
    assert client.get(page).status_code == 200
    assert client.post(page, {"chair": cast.people["phuong"].pk, "reason": "x"}).status_code == 422
    assert client.post(page, {"chair": cast.people["an"].pk, "reason": ""}).status_code == 422
    done = client.post(page, {"chair": cast.people["an"].pk, "reason": "Chủ tịch đi công tác"})
    assert done.status_code == 302
    session.refresh_from_db()
    assert session.chair == cast.people["an"]
    assert told("session.changed") == {"phuong", "an"}
    assert AuditEntry.objects.get(action="session.chair_changed").data["reason"]
    minutes = minutes_of(session)
    phuong, an = cast.people["phuong"].full_name, cast.people["an"].full_name
    assert minutes.chaired.startswith(f"{phuong}; {an} (từ ")
    assert "Chủ tịch đi công tác" in str(plain(minutes_sheet(session)))
    assert minutes.chair == an  # who signs them
    assert signed_in(cast.an).get(page).status_code == 403
    assert signed_in(cast.minh).get(page).status_code == 404


def test_the_chair_does_not_change_before_the_session_began_nor_in_the_future(cast) -> None:
    session = voting(cast)
    for minutes in (-60 * 24, 30):
        moment = timezone.now() + dt.timedelta(minutes=minutes)
        with pytest.raises(IncompleteError):
            change_chair(
                session=session, chair=cast.people["an"], reason="Ốm", user=cast.son, at=moment
            )
    change_chair(session=session, chair=cast.people["an"], reason="Ốm", user=cast.phuong)
    assert Ballot.objects.get(session=session).result == ""  # the vote goes on
    with pytest.raises(ConflictError):
        change_chair(session=session, chair=cast.people["an"], reason="Ốm", user=cast.phuong)


def test_a_session_whose_last_item_is_taken_off_after_a_vote_is_over(cast) -> None:
    session = planned(cast, 2)
    first, second = session.ballots.order_by("order")
    open_vote(session=session, user=cast.phuong, items=[first.pk])
    close_vote(session=session, user=cast.phuong)
    session.refresh_from_db()
    assert session.state == SessionState.SITTING
    take_off_agenda(ballot=second, user=cast.son, reason="Hết giờ")
    session.refresh_from_db()
    assert (session.state, session.ended is None) == (SessionState.CLOSED, False)
