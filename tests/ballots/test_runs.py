"""A tie at the last seat, the second run, the last word; seats that end and people who come and go."""

import datetime as dt

import pytest

from tests.ballots.agenda import convened, planned, waiting
from tests.ballots.secret import (
    ABSTAIN,
    NO,
    YES,
    asking,
    figures,
    hand,
    results,
    secret_rule,
    secret_vote,
    verified,
    with_board,
)
from tests.cast import Cast
from workflow_app.approvals.enums import Outcome, Stage
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.approvals.models import Decision, Dossier
from workflow_app.ballots import questions
from workflow_app.ballots.enums import FinalSay, InterestState, Result, SessionState, TieRule
from workflow_app.ballots.models import Ballot, Session
from workflow_app.ballots.rules.defaults import AWARDS
from workflow_app.ballots.selectors.sheets import options_of
from workflow_app.ballots.services.closing import close_vote
from workflow_app.ballots.services.interests import declare_interest
from workflow_app.ballots.services.last_word import say_finally
from workflow_app.ballots.services.resumption import resume_session
from workflow_app.ballots.services.rounds import open_vote
from workflow_app.ballots.services.sessions import add_to_agenda, reorder_agenda, take_off_agenda
from workflow_app.organization.models import Mandate

FIRST = {"a": YES, "b": YES, "c": NO}
SECOND = {"a": YES, "b": NO, "c": YES}


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    """What the feature is told of the results."""
    heard: list[dict[str, str]] = []
    question = asking("a", "b", "c", seats=2)
    monkeypatch.setitem(
        questions._questions,
        "plan",
        questions.Question(
            propositions=question.propositions,
            method=question.method,
            on_results=lambda *told: heard.append(dict(told[-1])),
        ),
    )
    return heard


def tied_at_the_last_seat(cast: Cast, session: Session) -> Ballot:
    """a has five votes; b and c have three each and stand level for the second seat."""
    said = (FIRST, FIRST, FIRST | {"c": YES}, SECOND, SECOND)
    for member, choices in zip(cast.members(), said, strict=True):
        hand(session, member, choices)
    close_vote(session=session, user=cast.phuong)
    return session.ballots.get(run=1)


def again(cast: Cast, session: Session, *said: dict[str, str]) -> Ballot:
    """The second run among b and c."""
    session.refresh_from_db()
    open_vote(session=session, user=cast.phuong)
    for member, choices in zip(cast.members(), said, strict=False):
        hand(session, member, choices)
    close_vote(session=session, user=cast.phuong)
    return session.ballots.order_by("run").last()


def test_a_tie_at_the_last_seat_is_voted_again_in_the_same_session(cast, told) -> None:
    session = secret_vote(cast)
    first = tied_at_the_last_seat(cast, session)
    assert (first.result, results(first)) == (
        Result.TIED,
        {"a": Result.ADOPTED, "b": Result.TIED, "c": Result.TIED},
    )
    session.refresh_from_db()
    assert session.state == SessionState.SITTING
    assert resume_session(session.pk) == 0  # nothing goes on before the whole is decided
    b_wins = [{"b": YES, "c": NO}] * 3 + [{"b": NO, "c": YES}] * 2
    second = again(cast, session, *b_wins)
    assert (second.previous_id, second.seats, second.run) == (first.pk, 1, 2)
    assert results(second) == {"b": Result.ADOPTED, "c": Result.REJECTED}
    session.refresh_from_db()
    assert session.state == SessionState.CLOSED
    assert [resume_session(session.pk), resume_session(session.pk)] == [1, 0]
    assert told == [{"a": Result.ADOPTED, "b": Result.ADOPTED, "c": Result.REJECTED}]
    decision = Decision.objects.filter(outcome=Outcome.ADOPTED).get()
    assert decision.reason.count("5") >= 1
    assert verified()


def test_a_second_tie_waits_for_the_chair_who_names_exactly_one_with_a_reason(cast, told) -> None:
    session = secret_vote(cast)
    tied_at_the_last_seat(cast, session)
    level = [{"b": YES, "c": YES}] * 3 + [{"b": NO, "c": NO}] * 2
    second = again(cast, session, *level)
    assert second.result == Result.TIED
    assert not Ballot.objects.filter(previous=second).exists()  # two runs are all there are
    session.refresh_from_db()
    assert session.state == SessionState.SITTING
    with pytest.raises(ConflictError):  # nor can it be put on another agenda meanwhile
        add_to_agenda(session=session, dossiers=[second.dossier], user=cast.son)
    for user, chosen, reason, error in (
        (cast.an, ["b"], "Thâm niên", NotAllowedError),
        (cast.phuong, ["b"], " ", IncompleteError),
        (cast.phuong, ["b", "c"], "Thâm niên", IncompleteError),
        (cast.phuong, [], "Thâm niên", IncompleteError),
        (cast.phuong, ["a"], "Thâm niên", ConflictError),
    ):
        with pytest.raises(error):
            say_finally(ballot=second, chosen=chosen, reason=reason, user=user)
    say_finally(ballot=second, chosen=["c"], reason="Thâm niên", user=cast.phuong)
    assert results(second) == {"b": Result.PASSED_OVER, "c": Result.ADOPTED}
    with pytest.raises(ConflictError):
        say_finally(ballot=second, chosen=["b"], reason="Thâm niên", user=cast.phuong)
    session.refresh_from_db()
    assert session.state == SessionState.CLOSED
    assert [resume_session(session.pk), resume_session(session.pk)] == [1, 0]
    assert told == [{"a": Result.ADOPTED, "b": Result.REJECTED, "c": Result.ADOPTED}]
    assert verified()


def test_whoever_is_recused_stays_so_in_the_second_run_and_in_a_later_session(cast, told) -> None:
    """Đào is a relative of b and leaves the vote on b and c by her declarations about them."""
    secret_rule()
    session = with_board(cast, planned(cast))
    ballot = session.ballots.get()
    for key in ("b", "c"):
        declare_interest(
            ballot=ballot,
            option=ballot.options.get(key=key),
            person=cast.people["dao"],
            state=InterestState.DECLARED,
            reason="Người nhà",
            user=cast.dao,
        )
    open_vote(session=session, user=cast.phuong)
    for member in cast.members():
        others = NO if member == cast.cuong else YES  # three of four for b and for c
        hand(session, member, {"a": YES, "b": others, "c": others})
    close_vote(session=session, user=cast.phuong)
    session.refresh_from_db()
    open_vote(session=session, user=cast.phuong)
    assert options_of(session.roll.get(user=cast.dao)) == []
    hand(session, cast.an, {"b": YES, "c": NO})  # one of four: no quorum
    close_vote(session=session, user=cast.phuong)
    second = session.ballots.get(run=2)
    assert (second.result, second.interests.count()) == (Result.NO_QUORUM, 2)
    later = with_board(cast, convened(cast, [ballot.dossier], "Hội nghị lần thứ 16"))
    open_vote(session=later, user=cast.phuong)
    assert options_of(later.roll.get(user=cast.dao)) == []
    assert verified()


def test_what_is_put_on_together_comes_from_low_to_high_and_the_chair_may_turn_it(
    cast, monkeypatch
) -> None:
    plans = waiting(cast, 3)
    rank = {plans[0].pk: 30, plans[1].pk: 10, plans[2].pk: 20}
    whole = questions.WHOLE.propositions
    ordered = questions.Question(whole, order=lambda dossier, __: rank[dossier.pk])
    monkeypatch.setitem(questions._questions, "plan", ordered)
    session = convened(cast, plans)
    agenda = session.ballots.values_list("dossier", flat=True)
    assert list(agenda) == [plans[1].pk, plans[2].pk, plans[0].pk]
    turned = list(session.ballots.values_list("pk", flat=True))[::-1]
    reorder_agenda(session=session, order=turned, user=cast.phuong)
    assert list(agenda.all()) == [plans[0].pk, plans[2].pk, plans[1].pk]


@pytest.mark.parametrize(
    ("favoured", "seats", "result"),
    (
        # of three level units one has 70 % women: the one flag is theirs
        (("huế",), 1, {"huế": "adopted", "đà nẵng": "beyond", "quảng trị": "beyond"}),
        # two flags: theirs, and the chair chooses between the two others
        (("huế",), 2, {"huế": "adopted", "đà nẵng": "tied", "quảng trị": "tied"}),
        # two such units for one flag: the chair chooses between those two
        (("huế", "đà nẵng"), 1, {"huế": "tied", "đà nẵng": "tied", "quảng trị": "beyond"}),
        # no such unit: the chair chooses among all
        ((), 1, {"huế": "tied", "đà nẵng": "tied", "quảng trị": "tied"}),
    ),
)
def test_of_units_that_stand_level_those_of_mostly_women_go_first_then_the_chair_decides(
    cast, monkeypatch, favoured, seats, result
) -> None:
    units = ("huế", "đà nẵng", "quảng trị")
    monkeypatch.setitem(
        questions._questions, "plan", asking(*units, seats=seats, favoured=favoured)
    )
    session = secret_vote(cast, **AWARDS | {"secrecy": "secret"})
    for member in cast.members():
        hand(session, member, YES)
    close_vote(session=session, user=cast.phuong)
    ballot = session.ballots.get()
    assert ballot.rule["tie"] == TieRule.WOMEN_THEN_CHAIR
    assert not ballot.options.filter(person__isnull=False).exists()  # units are nobody's names
    assert results(ballot) == result
    level = sorted(key for key, one in result.items() if one == "tied")
    if level:
        left = seats - sum(one == "adopted" for one in result.values())
        say_finally(ballot=ballot, chosen=level[:left], reason="Nổi trội hơn", user=cast.phuong)
        adopted = ballot.options.filter(result="adopted").values_list("key", flat=True)
        assert set(level[:left]) <= set(adopted)
        assert len(adopted) == seats
    assert verified()


def test_a_second_run_without_a_quorum_goes_on_in_the_next_session_with_what_was_open(
    cast, told
) -> None:
    session = secret_vote(cast)
    first = tied_at_the_last_seat(cast, session)
    second = again(cast, session, {"b": YES, "c": NO})  # one member of five hands in
    assert second.result == Result.NO_QUORUM
    later = with_board(cast, convened(cast, [first.dossier], "Hội nghị lần thứ 16"))
    third = later.ballots.get()
    assert (third.previous_id, third.seats) == (second.pk, 1)
    assert sorted(results(third)) == ["b", "c"]
    open_vote(session=later, user=cast.phuong)
    for member in cast.members():
        hand(later, member, {"b": NO, "c": YES})
    close_vote(session=later, user=cast.phuong)
    assert results(third) == {"b": Result.REJECTED, "c": Result.ADOPTED}
    assert resume_session(later.pk) == 1
    assert told == [{"a": Result.ADOPTED, "b": Result.REJECTED, "c": Result.ADOPTED}]
    assert verified()


def test_an_item_taken_off_and_put_on_again_still_has_its_first_run(cast) -> None:
    secret_rule(runs=1, tie=TieRule.CHAIR.value)
    plans = waiting(cast)
    session = with_board(cast, convened(cast, plans))
    take_off_agenda(ballot=session.ballots.get(), user=cast.son, reason="Chờ bổ sung")
    add_to_agenda(session=session, dossiers=plans, user=cast.son)
    open_vote(session=session, user=cast.phuong)
    for member in cast.members():
        hand(session, member)
    close_vote(session=session, user=cast.phuong)
    assert session.ballots.get(run=2).result == Result.ADOPTED
    assert verified()


def test_awards_that_miss_the_share_are_voted_again_and_then_the_officer_decides(
    cast, monkeypatch
) -> None:
    monkeypatch.setitem(questions._questions, "plan", asking("a", "b"))
    session = secret_vote(cast, **AWARDS | {"secrecy": "secret"})
    for member, choices in zip(
        cast.members(),
        [{"a": YES, "b": YES}] * 2 + [{"a": YES, "b": NO}] * 3,
        strict=True,
    ):
        hand(session, member, choices)
    close_vote(session=session, user=cast.phuong)
    first = session.ballots.get(run=1)
    assert results(first) == {"a": Result.ADOPTED, "b": Result.TIED}
    second = again(cast, session, *[{"b": YES}] * 2, *[{"b": NO}] * 3)
    assert results(second) == {"b": Result.TIED}
    assert second.rule["then"] == FinalSay.OFFICER
    say_finally(ballot=second, chosen=[], reason="Không đủ tiêu chuẩn", user=cast.phuong)
    assert results(second) == {"b": Result.REJECTED}
    assert resume_session(session.pk) == 1
    assert verified()


def test_a_quota_that_is_not_used_up_may_stay_so(cast, monkeypatch) -> None:
    """Three places, one candidate who misses the share twice: nobody must be chosen."""
    monkeypatch.setitem(questions._questions, "plan", asking("a", seats=3))
    session = secret_vote(cast, **AWARDS | {"secrecy": "secret"})
    for member in cast.members():
        hand(session, member, NO)
    close_vote(session=session, user=cast.phuong)
    second = again(cast, session, *[{"a": NO}] * 5)
    assert second.result == Result.TIED
    say_finally(ballot=second, chosen=[], reason="Không đủ tiêu chuẩn", user=cast.phuong)
    assert second.options.get().result == Result.PASSED_OVER
    session.refresh_from_db()
    assert session.state == SessionState.CLOSED


# --- Seats that end, and who is there -----------------------------------------------------------


def test_a_vote_lapses_with_the_seat_and_one_handed_in_before_stands(cast, today) -> None:
    session = secret_vote(cast)
    hand(session, cast.an, YES)
    hand(session, cast.binh, YES)
    ended = today - dt.timedelta(days=1)
    for name in ("an", "dao"):
        Mandate.objects.filter(person=cast.people[name], role="body_member").update(valid_to=ended)
    with pytest.raises(ConflictError):
        hand(session, cast.dao, NO)
    hand(session, cast.cuong, ABSTAIN)
    close_vote(session=session, user=cast.phuong)
    numbers = figures(session.ballots.get())
    names = ("members", "lapsed", "eligible", "handed_in", "base", "votes_needed", "yes")
    assert [numbers[name] for name in names] == [5, 1, 4, 3, 4, 3, 2]
    assert session.roll.get(user=cast.dao).lapsed is not None
    assert session.roll.get(user=cast.an).lapsed is None
    assert session.ballots.get().result == Result.REJECTED
    assert verified()


def test_nothing_goes_on_twice_whatever_calls_it(cast) -> None:
    session = secret_vote(cast, 3)
    for member in cast.members():
        hand(session, member)
    close_vote(session=session, user=cast.phuong)
    assert sum(resume_session(session.pk) for _ in range(3)) == 3
    stages = Dossier.objects.filter(ballots__session=session).values_list("stage", flat=True)
    assert set(stages) == {Stage.ISSUING}
