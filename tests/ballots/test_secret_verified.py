"""`manage.py verify` finds what somebody changed in the database after a secret vote."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from tests.ballots.secret import ABSTAIN, NO, YES, asking, hand, secret_vote
from tests.cast import Cast
from workflow_app.ballots import questions
from workflow_app.ballots.enums import Channel, Choice, InterestState
from workflow_app.ballots.models import (
    Ballot,
    CountedCode,
    CountedVote,
    Interest,
    Option,
    RollEntry,
    Round,
    Session,
    Urn,
    Vote,
)
from workflow_app.ballots.services.closing import close_vote
from workflow_app.ballots.verification import verify_ballots, verify_rounds


def problems() -> list[str]:
    return verify_ballots().details + verify_rounds().details


@pytest.fixture
def session(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Session:
    """An election of one among two, counted."""
    monkeypatch.setitem(questions._questions, "plan", asking("a", "b", seats=1))
    session = secret_vote(cast)
    for member, choice in zip(cast.members()[:4], (YES, YES, YES, ABSTAIN), strict=True):
        hand(session, member, {"a": choice, "b": NO})
    close_vote(session=session, user=cast.phuong)
    return session


def one_vote_turned() -> None:
    vote = CountedVote.objects.filter(choice="no").first()
    CountedVote.objects.filter(pk=vote.pk).update(choice="yes")


def a_vote_more() -> None:
    CountedVote.objects.create(name="0" * 32, option=Option.objects.first(), choice="yes")


def a_code_more() -> None:
    CountedCode.objects.create(code="2222-3333-4444", round=Round.objects.get(), channel="system")


def somebody_else_elected() -> None:
    Option.objects.filter(key="b").update(result="adopted")


def the_key_is_back() -> None:
    Urn.objects.update(key=b"gAAAA")


def a_name_beside_a_choice() -> None:
    entry = RollEntry.objects.exclude(handed_in=None).first()
    Vote.objects.create(option=Option.objects.first(), entry=entry, choice=Choice.YES)


def somebody_handed_in_later() -> None:
    RollEntry.objects.filter(handed_in=None).update(
        handed_in=timezone.now(), channel=Channel.SYSTEM, was_present=True
    )


def a_recusal_afterwards() -> None:
    Interest.objects.create(
        ballot=Ballot.objects.get(),
        person=RollEntry.objects.exclude(handed_in=None).first().person,
        state=InterestState.DECLARED,
        reason="Sau khi kiểm phiếu",
        declared=timezone.now(),
    )


def paper_out_of_nowhere() -> None:
    Round.objects.update(papers_collected=1)


def test_an_honest_count_has_no_problems(session) -> None:
    assert problems() == []


@pytest.mark.parametrize(
    "change",
    (
        one_vote_turned,
        a_vote_more,
        a_code_more,
        somebody_else_elected,
        the_key_is_back,
        a_name_beside_a_choice,
        somebody_handed_in_later,
        a_recusal_afterwards,
        paper_out_of_nowhere,
    ),
)
def test_what_was_changed_in_the_database_is_found(session, change: Callable[[], None]) -> None:
    change()
    assert problems()
