"""Who decides what the last ballot left open: the chair, an officer, the two heads of a cluster."""

import pytest

from tests.ballots.agenda import planned, vote
from tests.ballots.secret import NO, YES, asking, results, secret_rule, verified
from tests.ballots.test_pages import url
from tests.ballots.test_sheet import signed_in
from tests.cast import Cast
from workflow_app.approvals.enums import WorkState
from workflow_app.approvals.errors import IncompleteError, NotAllowedError
from workflow_app.approvals.models import Dossier, WorkItem
from workflow_app.approvals.work_links import url_of
from workflow_app.ballots import questions
from workflow_app.ballots.enums import FinalSay, InterestState, Result
from workflow_app.ballots.models import Ballot, LastWord
from workflow_app.ballots.papers import minutes_of
from workflow_app.ballots.rules.defaults import AWARDS, FLAG
from workflow_app.ballots.selectors.sheets import options_of
from workflow_app.ballots.services.closing import close_vote
from workflow_app.ballots.services.interests import declare_interest
from workflow_app.ballots.services.last_word import say_finally
from workflow_app.ballots.services.resumption import resume_session
from workflow_app.ballots.services.rounds import open_vote
from workflow_app.ballots.services.voting import hand_in
from workflow_app.notifications.models import Notification
from workflow_app.organization.enums import Duty
from workflow_app.organization.selectors.authority import desk_of

OPEN = {"secrecy": "open", "runs": 1}


@pytest.fixture
def two_flags(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Ballot:
    """Two units stand for one flag of cluster 3; nobody says yes, and the rule allows one ballot."""
    monkeypatch.setitem(questions._questions, "plan", asking("huế", "quảng trị", seats=1))
    return missed(cast, FLAG | OPEN)


def missed(cast: Cast, rule: dict[str, object], *, in_cluster: bool = True) -> Ballot:
    """One item on which everybody says no."""
    secret_rule(**rule)
    session = planned(cast)
    if in_cluster:
        Dossier.objects.filter(ballots__session=session).update(cluster=cast.cluster)
    open_vote(session=session, user=cast.phuong)
    for member in cast.members():
        vote(session, member, NO)
    close_vote(session=session, user=cast.phuong)
    ballot = session.ballots.get()
    assert ballot.result == Result.TIED
    return ballot


def say(ballot: Ballot, user, chosen: str, reason: str = "Thành tích nổi trội") -> Ballot:
    return say_finally(ballot=ballot, chosen=[chosen], reason=reason, user=user)


def duties(state: WorkState = WorkState.OPEN) -> set[str]:
    items = WorkItem.objects.filter(kind="plan.last_word", state=state)
    return set(items.values_list("desk__duty", flat=True))


def test_a_flag_is_decided_when_head_and_deputy_of_the_cluster_say_the_same(
    cast, two_flags
) -> None:
    assert duties() == {Duty.ENDORSE, Duty.STAND_IN}
    ballot = say(two_flags, cast.minh, "huế", "Dẫn đầu cụm")
    assert (ballot.result, results(ballot)["huế"]) == (Result.TIED, Result.TIED)
    assert duties() == {Duty.STAND_IN}
    ballot = say(two_flags, cast.dung, "huế")
    assert results(ballot) == {"huế": Result.ADOPTED, "quảng trị": Result.PASSED_OVER}
    assert duties() == set()
    assert resume_session(ballot.session_id) == 1
    assert verified()


def test_two_heads_who_differ_are_asked_again_and_either_may_change_their_word(
    cast, two_flags
) -> None:
    say(two_flags, cast.minh, "huế")
    ballot = say(two_flags, cast.dung, "quảng trị")
    assert ballot.result == Result.TIED
    assert duties() == {Duty.ENDORSE}
    assert Notification.objects.filter(event="vote.last_word", user=cast.minh).count() == 2
    ballot = say(two_flags, cast.minh, "quảng trị", "Đã trao đổi với cụm phó")
    assert results(ballot)["quảng trị"] == Result.ADOPTED
    assert LastWord.objects.count() == 2
    assert verified()


def test_one_person_cannot_agree_with_themselves(cast, two_flags) -> None:
    say(two_flags, cast.minh, "huế")
    say(two_flags, cast.minh, "huế")
    two_flags.refresh_from_db()
    assert two_flags.result == Result.TIED
    say(two_flags, cast.lan, "quảng trị")  # speaks for the head: one desk, one word
    assert LastWord.objects.get().user == cast.lan


def test_whoever_is_not_named_by_the_rule_is_told_who_is(cast, two_flags) -> None:
    for user in (cast.phuong, cast.an, cast.xuan, cast.vy):
        with pytest.raises(NotAllowedError) as refusal:
            say(two_flags, user, "huế")
        assert "Trần Văn Minh" in refusal.value.message
        assert "Phạm Tiến Dũng" in refusal.value.message
    with pytest.raises(IncompleteError):
        say(two_flags, cast.minh, "huế", " ")


def test_the_page_is_for_the_two_heads_and_leads_to_no_session_that_they_may_not_see(
    cast, two_flags
) -> None:
    session = two_flags.session
    page = url("final_say", session.pk, two_flags.pk)
    status = {
        name: signed_in(cast.users[name]).get(page).status_code
        for name in ("minh", "dung", "phuong", "an", "xuan", "vy", "quang")
    }
    assert status == {
        "minh": 200,
        "dung": 200,
        "phuong": 403,
        "an": 403,
        "xuan": 404,
        "vy": 404,
        "quang": 404,
    }
    minh, dung = signed_in(cast.minh), signed_in(cast.dung)
    assert minh.get(session.get_absolute_url()).status_code == 404
    duty = WorkItem.objects.get(kind="plan.last_word", desk__duty=Duty.ENDORSE)
    seen = minh.get(url_of(duty)).content.decode().partition("<main")[2]
    assert f'href="{session.get_absolute_url()}"' not in seen
    answer = minh.post(page, {"chosen": ["huế"], "reason": "Dẫn đầu cụm"}, follow=True)
    assert "Phạm Tiến Dũng" in answer.content.decode()
    seen = dung.get(page).content.decode().partition("<main")[2]
    assert "Dẫn đầu cụm" in seen  # what Minh has said stands before him, ticked
    assert dung.get(page).context["form"].initial["chosen"] == ["huế"]
    answer = dung.post(page, {"chosen": ["huế"], "reason": "Nhất trí"}, follow=True)
    assert answer.status_code == 200
    assert [one.result for one in answer.context["decided"]] == ["adopted", "beyond"]


def test_others_who_know_the_session_read_with_whom_it_is_and_not_what_was_said(
    cast, two_flags
) -> None:
    say(two_flags, cast.minh, "huế", "Dẫn đầu cụm")
    text = signed_in(cast.an).get(two_flags.session.get_absolute_url()).content.decode()
    assert "Phạm Tiến Dũng" in text
    assert "Dẫn đầu cụm" not in text


def test_the_minutes_say_who_agreed_as_what_and_why(cast, two_flags) -> None:
    say(two_flags, cast.minh, "huế", "Dẫn đầu cụm.")
    say(two_flags, cast.dung, "huế", "Nhất trí")
    (item,) = minutes_of(two_flags.session).items
    (remark,) = [one for one in item.remarks if "quyết định" in one]
    assert remark.startswith("Cụm trưởng và Cụm phó thống nhất quyết định sau lần bỏ phiếu cuối:")
    assert remark.index("Trần Văn Minh") < remark.index("Phạm Tiến Dũng")
    assert remark.endswith("Lý do: Dẫn đầu cụm; Nhất trí.")


def test_a_flag_of_no_cluster_is_decided_by_the_officer(cast, monkeypatch) -> None:
    monkeypatch.setitem(questions._questions, "plan", asking("huế", seats=1))
    ballot = missed(cast, FLAG | OPEN, in_cluster=False)
    assert duties() == {Duty.PRESIDE}
    say(ballot, cast.phuong, "huế")
    assert LastWord.objects.get().capacity == FinalSay.OFFICER
    assert verified()


def test_the_feature_may_name_the_officer(cast, monkeypatch) -> None:
    asked = asking("huế", seats=1)
    question = questions.Question(
        propositions=asked.propositions,
        method=asked.method,
        officer=lambda *_: desk_of(Duty.SIGN, cast.unit("LH-CANTHO")),
    )
    monkeypatch.setitem(questions._questions, "plan", question)
    ballot = missed(cast, AWARDS | OPEN)
    with pytest.raises(NotAllowedError, match="Trương Hà Vy"):
        say(ballot, cast.phuong, "huế")
    say(ballot, cast.vy, "huế")
    assert results(ballot) == {"huế": Result.ADOPTED}
    assert verified()


def test_a_tie_at_the_last_seat_is_the_chairs_even_where_the_heads_decide_what_missed(
    cast, monkeypatch
) -> None:
    monkeypatch.setitem(questions._questions, "plan", asking("huế", "quảng trị", seats=1))
    secret_rule(**FLAG | OPEN | {"threshold": [1, 2, "at_least"]})
    session = planned(cast)
    Dossier.objects.filter(ballots__session=session).update(cluster=cast.cluster)
    open_vote(session=session, user=cast.phuong)
    for member in cast.members():
        vote(session, member, YES)
    close_vote(session=session, user=cast.phuong)
    ballot = session.ballots.get()
    assert duties() == {Duty.PRESIDE}
    with pytest.raises(NotAllowedError, match="Nguyễn Mai Phương"):
        say(ballot, cast.minh, "huế")
    say(ballot, cast.phuong, "huế")
    assert verified()


def test_nobody_has_the_last_word_on_what_concerns_themselves(cast, monkeypatch) -> None:
    monkeypatch.setitem(questions._questions, "plan", asking("huế", seats=1))
    secret_rule(**AWARDS | OPEN)
    session = planned(cast)
    declare_interest(
        ballot=session.ballots.get(),
        person=cast.people["phuong"],
        state=InterestState.DECLARED,
        reason="Người nhà",
        user=cast.phuong,
    )
    open_vote(session=session, user=cast.phuong)
    for member in cast.members()[1:]:
        choices = {option.pk: NO for option in options_of(session.roll.get(user=member))}
        hand_in(session=session, user=member, choices=choices)
    close_vote(session=session, user=cast.phuong)
    with pytest.raises(NotAllowedError):
        say(session.ballots.get(), cast.phuong, "huế")


def test_the_heads_of_a_cluster_decide_even_where_their_own_units_stand(cast, monkeypatch) -> None:
    people = {"đà nẵng": cast.people["minh"], "huế": cast.people["dung"]}
    monkeypatch.setitem(questions._questions, "plan", asking(*people, seats=1, people=people))
    ballot = missed(cast, FLAG | OPEN)
    say(ballot, cast.minh, "huế")
    ballot = say(ballot, cast.dung, "huế")
    assert results(ballot) == {"đà nẵng": Result.PASSED_OVER, "huế": Result.ADOPTED}
    assert verified()


def test_a_last_word_that_was_changed_in_the_database_is_found(cast, two_flags) -> None:
    say(two_flags, cast.minh, "huế")
    say(two_flags, cast.dung, "huế")
    assert verified()
    LastWord.objects.filter(user=cast.dung).update(chosen=["quảng trị"])
    assert not verified()
