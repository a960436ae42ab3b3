"""The Presidium votes: roll, quorum, threshold, closing, going on."""

import datetime as dt

import pytest

from tests.cast import Cast
from tests.driver import plan_of
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Outcome, Stage
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.approvals.models import Dossier, WorkItem
from workflow_app.ballots.enums import Choice, Result, SessionMode, SessionState
from workflow_app.ballots.models import Session
from workflow_app.ballots.selectors.rules import decision_rule_for
from workflow_app.ballots.selectors.sheets import options_of
from workflow_app.ballots.selectors.words import result_of
from workflow_app.ballots.services.closing import close_vote
from workflow_app.ballots.services.resumption import resume_session
from workflow_app.ballots.services.rounds import open_vote
from workflow_app.ballots.services.sessions import (
    add_to_agenda,
    convene,
    send_back,
    take_off_agenda,
)
from workflow_app.ballots.services.voting import hand_in
from workflow_app.ballots.verification import verify_ballots
from workflow_app.organization.models import Mandate
from workflow_app.organization.services.authority import refresh_authority


def convened(cast: Cast, *dossiers: Dossier, today: dt.date) -> Session:
    return convene(
        body=cast.presidium,
        title="Hội nghị Đoàn Chủ tịch lần thứ 15",
        held_on=today,
        mode=SessionMode.HYBRID,
        place="105A Quán Thánh",
        dossiers=dossiers,
        user=cast.son,
    )


def vote(session: Session, user: User, choice: Choice) -> None:
    entry = session.roll.get(user=user)
    hand_in(session=session, user=user, choices={one.pk: choice for one in options_of(entry)})


def voted(cast: Cast, session: Session, *choices: Choice | None) -> Session:
    """Open, let the five members vote in order (None stays away), close, let the dossiers go on."""
    open_vote(session=session, user=cast.phuong)
    for member, choice in zip(cast.members(), choices, strict=True):
        if choice is not None:
            vote(session, member, choice)
    close_vote(session=session, user=cast.phuong)
    resume_session(session.pk)
    return Session.objects.get(pk=session.pk)


@pytest.mark.parametrize(
    ("choices", "result", "stage"),
    (
        (("yes", "yes", "yes", None, None), Result.ADOPTED, Stage.ISSUING),
        (("yes", "yes", "no", "no", "abstain"), Result.REJECTED, Stage.REJECTED),
        # two of two who took part are all in favour, and still no quorum of five
        (("yes", "yes", None, None, None), Result.NO_QUORUM, Stage.DECIDING),
        # a majority of those present is not a majority of all members
        (("yes", "yes", "abstain", None, None), Result.REJECTED, Stage.REJECTED),
    ),
)
def test_the_result_follows_from_all_members_and_the_quorum(
    cast: Cast, today: dt.date, choices: tuple[str | None, ...], result: Result, stage: Stage
) -> None:
    plan = plan_of(cast)
    plan.to_the_presidium()
    session = voted(
        cast, convened(cast, plan.dossier, today=today), *(c and Choice(c) for c in choices)
    )
    assert session.ballots.get().result == result
    assert plan.dossier.stage == stage
    assert verify_ballots().ok


def test_the_arithmetic_is_printed_with_the_numbers(cast: Cast, today: dt.date) -> None:
    plan = plan_of(cast)
    plan.to_the_presidium()
    session = voted(
        cast, convened(cast, plan.dossier, today=today), *[Choice.YES] * 3, Choice.NO, None
    )
    ballot = session.ballots.get()
    assert ballot.options.get().figures == {
        "members": 5,
        "convened": 5,
        "recused": 0,
        "lapsed": 0,
        "present": 4,
        "in_writing": 0,
        "handed_in": 4,
        "eligible": 5,
        "taking_part": 4,
        "yes": 3,
        "no": 1,
        "abstain": 0,
        "invalid": 0,
        "quorum_base": 5,
        "quorum_needed": 3,
        "votes_needed": 3,
        "base": 5,
    }
    assert "3" in result_of(ballot)


def test_an_item_has_no_rule_before_its_vote_opens_and_that_days_rule_after(
    cast: Cast, today: dt.date
) -> None:
    plan = plan_of(cast)
    plan.to_the_presidium()
    session = convened(cast, plan.dossier, today=today)
    with pytest.raises(ValueError, match="when the vote opens"):
        session.ballots.get().decision_rule  # noqa: B018 -- asking is the test
    open_vote(session=session, user=cast.phuong)
    ballot = session.ballots.get()
    assert ballot.decision_rule == decision_rule_for("plan", today, "DCT")
    assert ballot.decision_rule.legal_basis == ballot.legal_basis


def test_a_sheet_is_handed_in_once(cast: Cast, today: dt.date) -> None:
    plan = plan_of(cast)
    plan.to_the_presidium()
    session = open_vote(session=convened(cast, plan.dossier, today=today), user=cast.phuong)
    vote(session, cast.an, Choice.YES)
    with pytest.raises(ConflictError):
        vote(session, cast.an, Choice.NO)
    assert list(session.ballots.get().options.get().votes.values_list("choice", flat=True)) == [
        "yes"
    ]


def test_a_sheet_after_closing_is_refused_and_not_counted(cast: Cast, today: dt.date) -> None:
    plan = plan_of(cast)
    plan.to_the_presidium()
    session = voted(cast, convened(cast, plan.dossier, today=today), *[Choice.YES] * 4, None)
    with pytest.raises(ConflictError):
        hand_in(session=session, user=cast.dao, choices={})
    assert session.ballots.get().options.get().votes.count() == 4


def test_every_item_needs_a_choice(cast: Cast, today: dt.date) -> None:
    plan = plan_of(cast)
    plan.to_the_presidium()
    session = open_vote(session=convened(cast, plan.dossier, today=today), user=cast.phuong)
    with pytest.raises(IncompleteError):
        hand_in(session=session, user=cast.an, choices={})


def test_only_the_chair_opens_and_closes(cast: Cast, today: dt.date) -> None:
    plan = plan_of(cast)
    plan.to_the_presidium()
    session = convened(cast, plan.dossier, today=today)
    for stranger in (cast.son, cast.an, cast.quang, cast.minh):
        with pytest.raises(NotAllowedError):
            open_vote(session=session, user=stranger)
    open_vote(session=session, user=cast.phuong)
    with pytest.raises(NotAllowedError):
        close_vote(session=session, user=cast.an)


def test_a_member_who_signed_the_plan_leaves_its_roll(cast: Cast, today: dt.date) -> None:
    Mandate.objects.filter(person=cast.people["minh"]).update(person=cast.people["dao"])
    refresh_authority()  # Đào heads the unit too
    plan = plan_of(cast)
    plan.add_line(cast.hoa, first_day="2027-09-01", last_day="2027-09-30")
    plan.do(cast.hoa, "draft", Outcome.SUBMITTED)
    plan.do(cast.dao, "sign", Outcome.SIGNED)
    plan.opine(cast.dung, "LH-HUE")
    plan.opine(cast.quynh, "LH-QUANGTRI")
    plan.do(cast.dung, "endorse", Outcome.ENDORSED)
    plan.do(cast.tuan, "appraise_content", Outcome.APPRAISED)
    plan.do(cast.nga, "appraise_form", Outcome.APPRAISED)
    session = open_vote(session=convened(cast, plan.dossier, today=today), user=cast.phuong)
    assert options_of(session.roll.get(user=cast.dao)) == []
    for member in cast.members()[:3]:
        vote(session, member, Choice.YES)
    close_vote(session=session, user=cast.phuong)
    figures = session.ballots.get().options.get().figures
    assert (figures["eligible"], figures["votes_needed"]) == (4, 3)


def test_each_member_gets_one_duty_and_closing_ends_it(cast: Cast, today: dt.date) -> None:
    plan = plan_of(cast)
    plan.to_the_presidium()
    session = open_vote(session=convened(cast, plan.dossier, today=today), user=cast.phuong)
    assert WorkItem.objects.filter(kind="vote", state="open").count() == 5
    vote(session, cast.an, Choice.YES)
    close_vote(session=session, user=cast.phuong)
    states = WorkItem.objects.filter(kind="vote").values_list("state", flat=True)
    assert sorted(states) == ["cancelled"] * 4 + ["done"]


def test_an_interrupted_going_on_is_taken_up_without_doubling(cast: Cast, today: dt.date) -> None:
    plan = plan_of(cast)
    plan.to_the_presidium()
    session = open_vote(session=convened(cast, plan.dossier, today=today), user=cast.phuong)
    for member in cast.members():
        vote(session, member, Choice.YES)
    close_vote(session=session, user=cast.phuong)
    assert [resume_session(session.pk), resume_session(session.pk)] == [1, 0]
    assert plan.trail[-2:] == ["presidium", "issue"]


def test_a_dossier_stands_on_one_agenda(cast: Cast, today: dt.date) -> None:
    plan = plan_of(cast)
    plan.to_the_presidium()
    session = convened(cast, plan.dossier, today=today)
    with pytest.raises(ConflictError):
        convened(cast, plan.dossier, today=today)
    take_off_agenda(ballot=session.ballots.get(), user=cast.son, reason="Hoãn sang phiên sau")
    convened(cast, plan.dossier, today=today)


def test_only_dossiers_that_wait_for_the_body_come_on_the_agenda(
    cast: Cast, today: dt.date
) -> None:
    plan = plan_of(cast)
    with pytest.raises(ConflictError):
        convened(cast, plan.dossier, today=today)


def test_the_chair_may_return_a_plan_instead_of_a_vote(cast: Cast, today: dt.date) -> None:
    plan = plan_of(cast)
    plan.to_the_presidium()
    session = convened(cast, plan.dossier, today=today)
    send_back(ballot=session.ballots.get(), user=cast.phuong, reason="Làm rõ nguồn kinh phí")
    assert plan.dossier.is_returned


def test_nothing_is_added_while_the_vote_runs(cast: Cast, today: dt.date) -> None:
    plan = plan_of(cast)
    plan.to_the_presidium()
    session = open_vote(session=convened(cast, plan.dossier, today=today), user=cast.phuong)
    assert session.state == SessionState.VOTING
    with pytest.raises(ConflictError):
        add_to_agenda(session=session, dossiers=[plan.dossier], user=cast.son)
