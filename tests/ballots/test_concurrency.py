"""What happens at the same moment: the last sheet and the closing, one sheet sent twice."""

import pytest

from tests.ballots.agenda import vote, voting
from tests.cast import build_cast
from workflow_app.approvals.errors import ConflictError
from workflow_app.ballots.models import Option, Session, Vote
from workflow_app.ballots.services.closing import close_vote
from workflow_app.ballots.verification import verify_ballots

pytestmark = pytest.mark.postgres


def test_a_sheet_at_the_moment_of_closing_is_counted_or_refused(run_together) -> None:
    cast = build_cast()
    session = voting(cast, 2)
    for member in cast.members()[:3]:
        vote(session, member)
    outcomes = run_together(
        [
            lambda: close_vote(session=session, user=cast.phuong),
            lambda: vote(session, cast.cuong),
            lambda: vote(session, cast.dao),
        ]
    )
    assert isinstance(outcomes[0], Session)
    refused = [isinstance(outcome, ConflictError) for outcome in outcomes[1:]]
    assert all(outcome is None or isinstance(outcome, ConflictError) for outcome in outcomes[1:])
    counted = 5 - sum(refused)
    assert session.roll.exclude(handed_in=None).count() == counted
    for option in Option.objects.filter(ballot__session=session):
        assert option.votes.count() == counted
        assert option.figures["taking_part"] == counted
    assert verify_ballots().ok


def test_the_same_sheet_sent_twice_at_once_counts_once(run_together) -> None:
    cast = build_cast()
    session = voting(cast, 2)
    outcomes = run_together([lambda: vote(session, cast.an)] * 3)
    assert sum(outcome is None for outcome in outcomes) == 1
    assert sum(isinstance(outcome, ConflictError) for outcome in outcomes) == 2
    assert Vote.objects.count() == 2


def test_the_chair_closes_once(run_together) -> None:
    cast = build_cast()
    session = voting(cast)
    vote(session, cast.an)
    outcomes = run_together([lambda: close_vote(session=session, user=cast.phuong)] * 2)
    assert sum(isinstance(outcome, Session) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, ConflictError) for outcome in outcomes) == 1
