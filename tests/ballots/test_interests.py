"""Who does not vote on what: declared, following from the rule, and what the numbers make of it."""

import datetime as dt

import pytest

from tests.ballots.agenda import planned
from tests.ballots.secret import (
    NO,
    YES,
    asking,
    everybody,
    figures,
    hand,
    results,
    secret_rule,
    secret_vote,
    verified,
    with_board,
)
from tests.cast import Cast
from workflow_app.approvals.enums import WorkState
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.ballots import questions
from workflow_app.ballots.enums import InterestState, Result
from workflow_app.ballots.models import Ballot, Interest
from workflow_app.ballots.selectors.sheets import options_of
from workflow_app.ballots.selectors.warnings import warnings_before_opening
from workflow_app.ballots.services.closing import close_vote
from workflow_app.ballots.services.interests import declare_interest
from workflow_app.ballots.services.rounds import open_vote
from workflow_app.organization.models import Mandate

DECLARED, NONE = InterestState.DECLARED, InterestState.NONE


def declare(cast: Cast, ballot: Ballot, name: str, by: str = "", *, state=DECLARED, option=None):
    return declare_interest(
        ballot=ballot,
        person=cast.people[name],
        state=state,
        user=cast.users[by or name],
        reason="Người nhà" if state == DECLARED else "",
        option=option,
    )


def test_a_recusal_leaves_roll_quorum_and_denominator_at_once(cast) -> None:
    session = secret_vote(cast)
    declare(cast, session.ballots.get(), "dao")
    assert options_of(session.roll.get(user=cast.dao)) == []
    hand(session, cast.phuong, YES)
    hand(session, cast.an, YES)
    hand(session, cast.binh, YES)
    close_vote(session=session, user=cast.phuong)
    ballot = session.ballots.get()
    names = ("members", "recused", "eligible", "quorum_base", "quorum_needed", "base")
    assert [figures(ballot)[name] for name in names] == [5, 1, 4, 4, 3, 4]
    assert ballot.result == Result.ADOPTED
    assert verified()


def test_a_recused_member_whose_seat_ended_is_no_member_even_where_the_recused_stay(
    cast, today
) -> None:
    """Đào is recused, which this rule does not let out of the five; then her seat ends as well.

    Of the four who are still members two are in favour. Half of four must take part and say yes;
    half of five would have been three.
    """
    session = secret_vote(
        cast,
        threshold=[1, 2, "at_least"],
        recusal_leaves_denominator=False,
        quorum=[1, 4, "at_least"],
    )
    declare(cast, session.ballots.get(), "dao")
    ended = today - dt.timedelta(days=1)
    Mandate.objects.filter(person=cast.people["dao"], role="body_member").update(valid_to=ended)
    hand(session, cast.phuong, YES)
    hand(session, cast.an, YES)
    close_vote(session=session, user=cast.phuong)
    ballot = session.ballots.get()
    names = ("members", "recused", "lapsed", "eligible", "quorum_base", "base", "votes_needed")
    assert [figures(ballot)[name] for name in names] == [5, 0, 1, 4, 4, 4, 2]
    assert ballot.result == Result.ADOPTED
    assert verified()


def test_where_the_rule_keeps_the_recused_among_the_members_the_numbers_do_too(cast) -> None:
    session = secret_vote(cast, recusal_leaves_denominator=False)
    declare(cast, session.ballots.get(), "dao")
    for user in cast.members()[:2]:
        hand(session, user, YES)
    hand(session, cast.binh, NO)
    close_vote(session=session, user=cast.phuong)
    ballot = session.ballots.get()
    names = ("recused", "eligible", "quorum_base", "base", "votes_needed")
    assert [figures(ballot)[name] for name in names] == [1, 4, 5, 5, 3]
    assert ballot.result == Result.REJECTED
    assert verified()


def test_not_asked_declared_none_and_declared_are_three_things(cast) -> None:
    session = secret_vote(cast)
    ballot = session.ballots.get()
    assert not Interest.objects.filter(ballot=ballot, person=cast.people["an"]).exists()
    declare(cast, ballot, "an", state=NONE)
    assert Interest.objects.get(ballot=ballot, person=cast.people["an"]).state == NONE
    assert len(options_of(session.roll.get(user=cast.an))) == 1
    declare(cast, ballot, "an")  # until the sheet is in it may be changed
    assert options_of(session.roll.get(user=cast.an)) == []
    assert Interest.objects.filter(person=cast.people["an"]).count() == 1


def test_a_declaration_after_the_sheet_comes_too_late(cast) -> None:
    session = secret_vote(cast)
    hand(session, cast.an)
    with pytest.raises(ConflictError):
        declare(cast, session.ballots.get(), "an")
    close_vote(session=session, user=cast.phuong)
    with pytest.raises(ConflictError):
        declare(cast, session.ballots.get(), "binh")


def test_the_member_the_chair_and_the_secretary_declare_and_nobody_else(cast) -> None:
    session = secret_vote(cast)
    ballot = session.ballots.get()
    for by in ("an", "phuong", "son"):
        declare(cast, ballot, "an", by)
    for by in ("binh", "quang", "hoa"):
        with pytest.raises(NotAllowedError):
            declare(cast, ballot, "an", by)
    with pytest.raises(NotAllowedError):
        declare(cast, ballot, "hoa", "phuong")
    with pytest.raises(IncompleteError):
        declare_interest(
            ballot=ballot, person=cast.people["an"], state=DECLARED, user=cast.an, reason=" "
        )


def test_what_the_rule_says_of_a_candidate_goes_before_what_they_declare(cast, monkeypatch) -> None:
    question = asking("a", "b", people={"b": cast.people["dao"]})
    monkeypatch.setitem(questions._questions, "plan", question)
    secret_rule()
    session = with_board(cast, planned(cast))
    ballot = session.ballots.get()
    option = ballot.options.get(key="b")
    declare(cast, ballot, "dao", state=NONE, option=option)
    open_vote(session=session, user=cast.phuong)
    assert [one.key for one in options_of(session.roll.get(user=cast.dao))] == ["a"]
    with pytest.raises(ConflictError):
        declare(cast, ballot, "dao", state=NONE, option=option)


def test_who_is_recused_from_everything_has_no_sheet_to_hand_in(cast) -> None:
    secret_rule()
    session = with_board(cast, planned(cast))
    declare(cast, session.ballots.get(), "dao")
    open_vote(session=session, user=cast.phuong)
    assert session.roll.get(user=cast.dao).work_item.state == WorkState.CANCELLED
    with pytest.raises(NotAllowedError):
        hand(session, cast.dao)


def test_lists_of_elected_follow_from_those_who_may_vote_on_each(cast, monkeypatch) -> None:
    """A candidate who does not vote on themselves loses nothing by it."""
    people = {"a": cast.people["an"], "b": cast.people["binh"]}
    question = asking("a", "b", seats=1, people=people)
    monkeypatch.setitem(questions._questions, "plan", question)
    session = secret_vote(cast)
    hand(session, cast.an, {"b": NO})
    hand(session, cast.binh, {"a": YES})
    for user in (cast.phuong, cast.cuong, cast.dao):
        hand(session, user, {"a": YES, "b": YES})
    close_vote(session=session, user=cast.phuong)
    assert results(session.ballots.get()) == {"a": Result.ADOPTED, "b": Result.PASSED_OVER}
    assert verified()


# --- Before the opening -----------------------------------------------------------------------------


def test_a_small_body_is_warned_before_a_secret_vote_opens_and_a_large_one_is_not(cast) -> None:
    secret_rule(small_body=5)
    session = planned(cast)
    assert len(warnings_before_opening(session)) == 1
    everybody(cast, 1)
    assert warnings_before_opening(session) == []


def test_recusals_make_a_body_small_for_the_option_they_are_about(cast, monkeypatch) -> None:
    question = asking("a", "b", people={"b": cast.people["dao"]})
    monkeypatch.setitem(questions._questions, "plan", question)
    secret_rule(small_body=4)
    session = planned(cast)
    found = warnings_before_opening(session)
    assert len(found) == 1
    assert "B" in found[0]
    declare(cast, session.ballots.get(), "an", state=DECLARED)
    assert len(warnings_before_opening(session)) == 2
    assert warnings_before_opening(session, items=[]) == []


def test_of_one_voter_the_count_always_tells(cast) -> None:
    secret_rule(small_body=0)
    session = planned(cast)
    assert warnings_before_opening(session) == []
    for name in ("phuong", "an", "binh", "cuong"):
        declare(cast, session.ballots.get(), name)
    assert len(warnings_before_opening(session)) == 1


def test_an_open_vote_needs_no_warning(cast) -> None:
    assert warnings_before_opening(planned(cast)) == []
