"""A vote is broken off: nobody learns what was said, and its items are voted on anew."""

import pytest

from tests.ballots.agenda import planned, voting
from tests.ballots.secret import NO, YES, hand, secret_vote, verified
from workflow_app.approvals.enums import WorkState
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.approvals.models import WorkItem
from workflow_app.ballots.enums import InterestState, Result, SessionState
from workflow_app.ballots.models import CountedCode, CountedVote, Urn
from workflow_app.ballots.selectors.results import results_of
from workflow_app.ballots.selectors.sheets import options_of
from workflow_app.ballots.services.breaking_off import break_off
from workflow_app.ballots.services.closing import close_vote
from workflow_app.ballots.services.interests import declare_interest
from workflow_app.ballots.services.rounds import open_vote
from workflow_app.ballots.services.sessions import group_items, reorder_agenda

REASON = "Mất điện tại hội trường"


def test_a_vote_that_is_broken_off_counts_nothing_and_is_held_again(cast) -> None:
    session = secret_vote(cast, 2)
    for member in cast.members():
        hand(session, member, NO)
    break_off(session=session, user=cast.phuong, reason=REASON)
    session.refresh_from_db()
    assert session.state == SessionState.SITTING
    assert Urn.objects.get().key is None
    assert not CountedVote.objects.exists()
    assert not CountedCode.objects.exists()
    assert results_of(session) == []
    assert not WorkItem.objects.filter(kind="vote", state=WorkState.OPEN).exists()
    assert verified()
    with pytest.raises(ConflictError):
        hand(session, cast.an)
    open_vote(session=session, user=cast.phuong)
    for member in cast.members():
        hand(session, member, YES)
    close_vote(session=session, user=cast.phuong)
    results = session.ballots.order_by("run", "order").values_list("result", flat=True)
    assert list(results) == [Result.REMOVED] * 2 + [Result.ADOPTED] * 2
    assert verified()


def test_an_urn_that_cannot_be_counted_does_not_hold_up_the_session_for_ever(cast) -> None:
    session = secret_vote(cast)
    hand(session, cast.an, NO)
    Urn.objects.update(sealed=b"something else")
    with pytest.raises(ConflictError):
        close_vote(session=session, user=cast.phuong)
    break_off(session=session, user=cast.phuong, reason="Hòm phiếu bị sửa")
    assert session.ballots.filter(result="").count() == 1
    assert verified()


def test_the_chair_alone_breaks_off_and_says_why(cast) -> None:
    session = voting(cast)
    for user in (cast.son, cast.an, cast.quang):
        with pytest.raises(NotAllowedError):
            break_off(session=session, user=user, reason=REASON)
    with pytest.raises(IncompleteError):
        break_off(session=session, user=cast.phuong, reason=" ")
    break_off(session=session, user=cast.phuong, reason=REASON)
    with pytest.raises(ConflictError):
        break_off(session=session, user=cast.phuong, reason=REASON)


def test_what_was_declared_and_the_order_of_the_agenda_outlive_a_broken_off_vote(cast) -> None:
    session = planned(cast, 3)
    ballots = list(session.ballots.all())
    turned = [ballots[2].pk, ballots[0].pk, ballots[1].pk]
    reorder_agenda(session=session, order=turned, user=cast.son)
    group_items(session=session, ballots=turned[:2], user=cast.son)
    for name, state, reason in (("dao", "declared", "Người nhà"), ("an", "none", "")):
        declare_interest(
            ballot=ballots[0],
            person=cast.people[name],
            state=InterestState(state),
            reason=reason,
            user=cast.users[name],
        )
    open_vote(session=session, user=cast.phuong)
    break_off(session=session, user=cast.phuong, reason=REASON)
    again = list(session.ballots.filter(result=""))
    assert [one.dossier_id for one in again] == [
        ballots[2].dossier_id,
        ballots[0].dossier_id,
        ballots[1].dossier_id,
    ]
    assert [one.in_group for one in again] == [True, True, False]
    interests = again[1].interests.values_list("person__full_name", "state", "reason")
    assert set(interests) == {
        ("Trịnh Hồng Đào", "declared", "Người nhà"),
        ("Phan Bình An", "none", ""),
    }
    open_vote(session=session, user=cast.phuong)
    assert len(options_of(session.roll.get(user=cast.dao))) == 2
