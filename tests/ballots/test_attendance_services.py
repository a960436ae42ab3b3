"""Who comes late, leaves early, stays away or writes, and what the count makes of it."""

import datetime as dt

import pytest
from django.utils import timezone

from tests.ballots.secret import NO, YES, figures, hand, secret_vote, verified
from tests.cast import Cast
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.ballots.enums import Presence, Result, SessionMode
from workflow_app.ballots.models import Attendance, Session
from workflow_app.ballots.services.attendance import note_absence, note_arrival, note_leaving
from workflow_app.ballots.services.closing import close_vote

NUMBERS = ("present", "in_writing", "handed_in", "taking_part")


def arrives(cast: Cast, session: Session, *names: str, **more) -> None:
    for name in names:
        note_arrival(
            session=session,
            person=cast.people[name],
            presence=more.get("presence", Presence.IN_ROOM),
            user=cast.son,
            at=more.get("at"),
        )


def leaves(cast: Cast, session: Session, name: str, at: dt.datetime | None = None) -> None:
    note_leaving(session=session, person=cast.people[name], user=cast.son, at=at)


def counted(cast: Cast, session: Session) -> list[int]:
    close_vote(session=session, user=cast.phuong)
    assert verified()
    return [figures(session.ballots.get())[name] for name in NUMBERS]


def test_who_is_noted_as_present_votes_and_who_is_not_does_not(cast) -> None:
    session = secret_vote(cast)
    arrives(cast, session, "phuong", "an", "binh")
    for name in ("phuong", "an", "binh"):
        hand(session, cast.users[name])
    with pytest.raises(ConflictError):
        hand(session, cast.dao)
    assert counted(cast, session) == [3, 0, 3, 3]


def test_who_comes_while_the_vote_is_open_still_votes(cast) -> None:
    session = secret_vote(cast)
    arrives(cast, session, "phuong", "an")
    with pytest.raises(ConflictError):
        hand(session, cast.dao)
    arrives(cast, session, "dao", presence=Presence.ONLINE)
    hand(session, cast.dao, NO)
    # two are present and silent: they take part, and count for the quorum
    assert counted(cast, session) == [3, 0, 1, 3]


def test_who_votes_and_leaves_took_part_and_who_leaves_without_voting_did_not(cast) -> None:
    session = secret_vote(cast)
    arrives(cast, session, "phuong", "an", "binh", "cuong")
    hand(session, cast.an)
    leaves(cast, session, "an")
    leaves(cast, session, "binh")
    with pytest.raises(ConflictError):
        hand(session, cast.binh)
    hand(session, cast.phuong)
    hand(session, cast.cuong)
    assert counted(cast, session) == [3, 0, 3, 3]
    assert session.roll.get(user=cast.an).was_present
    assert not session.roll.get(user=cast.binh).was_present


def test_absent_members_write_where_the_rule_lets_them(cast) -> None:
    session = secret_vote(cast, absent_in_writing=True)
    arrives(cast, session, "phuong", "an")
    hand(session, cast.dao, YES)
    hand(session, cast.phuong, YES)
    hand(session, cast.an, YES)
    assert counted(cast, session) == [2, 1, 3, 3]
    assert session.ballots.get().result == Result.ADOPTED


def test_too_few_present_are_no_quorum_though_all_of_them_agree(cast) -> None:
    session = secret_vote(cast)
    arrives(cast, session, "phuong", "an")
    hand(session, cast.phuong)
    hand(session, cast.an)
    assert counted(cast, session) == [2, 0, 2, 2]
    assert session.ballots.get().result == Result.NO_QUORUM


def test_whoever_leaves_and_comes_back_has_two_stays_in_order(cast) -> None:
    session = secret_vote(cast)
    began = timezone.now() - dt.timedelta(hours=2)
    hours = [began + dt.timedelta(minutes=minutes) for minutes in (0, 30, 60)]
    arrives(cast, session, "an", at=hours[0])
    with pytest.raises(ConflictError):
        arrives(cast, session, "an")
    with pytest.raises(IncompleteError):
        leaves(cast, session, "an", at=hours[0] - dt.timedelta(minutes=1))
    leaves(cast, session, "an", at=hours[1])
    with pytest.raises(ConflictError):
        leaves(cast, session, "an")
    with pytest.raises(IncompleteError):  # before they left
        arrives(cast, session, "an", at=hours[0] + dt.timedelta(minutes=1))
    with pytest.raises(IncompleteError):  # a time to come
        arrives(cast, session, "an", at=timezone.now() + dt.timedelta(hours=1))
    arrives(cast, session, "an", at=hours[2])
    stays = Attendance.objects.filter(person=cast.people["an"]).order_by("arrived")
    assert [(stay.arrived, stay.left) for stay in stays] == [(hours[0], hours[1]), (hours[2], None)]


def test_an_announced_absence_has_a_reason_and_ends_when_the_member_comes(cast) -> None:
    session = secret_vote(cast)
    with pytest.raises(IncompleteError):
        note_absence(session=session, person=cast.people["an"], reason=" ", user=cast.son)
    note_absence(session=session, person=cast.people["an"], reason="Đi công tác", user=cast.son)
    assert Attendance.objects.get().arrived is None
    hand(session, cast.binh)  # an absence alone does not mean that arrivals are noted
    arrives(cast, session, "an")
    assert Attendance.objects.get().reason == ""
    with pytest.raises(ConflictError):
        note_absence(session=session, person=cast.people["an"], reason="Ốm", user=cast.son)


def test_chair_and_secretary_note_attendance_of_members_at_meetings(cast) -> None:
    session = secret_vote(cast)
    for user in (cast.an, cast.quang):
        with pytest.raises(NotAllowedError):
            note_arrival(
                session=session, person=cast.people["an"], presence=Presence.IN_ROOM, user=user
            )
    with pytest.raises(NotAllowedError):
        arrives(cast, session, "hoa")
    Session.objects.filter(pk=session.pk).update(mode=SessionMode.WRITTEN, due=timezone.now())
    with pytest.raises(ConflictError):
        arrives(cast, session, "an")


def test_in_a_written_consultation_whoever_answers_is_present(cast) -> None:
    session = secret_vote(cast)
    later = timezone.now() + dt.timedelta(days=1)
    Session.objects.filter(pk=session.pk).update(mode=SessionMode.WRITTEN, due=later)
    for name in ("phuong", "an", "binh"):
        hand(session, cast.users[name])
    assert counted(cast, session) == [3, 0, 3, 3]
