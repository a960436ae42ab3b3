"""Ballots on paper: issued in the room, typed in without a name, counted with the others."""

import pytest

from tests.ballots.secret import (
    ABSTAIN,
    NO,
    YES,
    asking,
    everybody,
    figures,
    hand,
    secret_vote,
    verified,
)
from workflow_app.approvals.enums import WorkState
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.audit.models import AuditEntry
from workflow_app.ballots import questions
from workflow_app.ballots.enums import Channel, InterestState, Presence, Spoilt
from workflow_app.ballots.models import CountedCode, CountedVote, Option, RollEntry, Session
from workflow_app.ballots.selectors.paper import papers_of, sheets_of
from workflow_app.ballots.services.attendance import note_arrival
from workflow_app.ballots.services.closing import close_vote
from workflow_app.ballots.services.interests import declare_interest
from workflow_app.ballots.services.paper import (
    enter_paper_sheet,
    issue_paper,
    note_collected,
    take_back_paper_sheet,
    warnings_of_paper,
)
from workflow_app.organization.models import Mandate

INVALID = Spoilt.INVALID


def typed_in(session: Session, user, said: str, token: str) -> str:
    options = Option.objects.filter(ballot__round=session.round)
    return enter_paper_sheet(
        session=session, user=user, choices={one.pk: said for one in options}, token=token
    )


def issued(session: Session, cast, *names: str) -> None:
    for name in names:
        issue_paper(session=session, person=cast.people[name], user=cast.son)


def test_sheets_from_paper_and_from_the_system_come_to_one_count(cast) -> None:
    session = secret_vote(cast)
    issued(session, cast, "an", "binh", "cuong")
    hand(session, cast.phuong, YES)
    hand(session, cast.dao, NO)
    for number, said in enumerate((YES, YES, INVALID)):
        typed_in(session, cast.kien, said, f"sheet {number}")
    note_collected(session=session, user=cast.son, collected=3)
    close_vote(session=session, user=cast.phuong)
    ballot = session.ballots.get()
    names = ("yes", "no", "invalid", "handed_in", "present", "taking_part")
    assert [figures(ballot)[name] for name in names] == [3, 1, 1, 5, 5, 5]
    count = sheets_of(session.round)
    assert (count.issued, count.collected) == (5, 5)
    assert (count.issued_on_paper, count.collected_on_paper) == (3, 3)
    assert verified()


def test_nothing_tells_afterwards_which_choices_were_on_paper(cast) -> None:
    session = secret_vote(cast)
    issued(session, cast, "an")
    hand(session, cast.phuong, YES)
    typed_in(session, cast.kien, NO, "one")
    note_collected(session=session, user=cast.son, collected=1)
    close_vote(session=session, user=cast.phuong)
    assert {field.name for field in CountedVote._meta.fields} == {"name", "option", "choice"}
    assert sorted(CountedCode.objects.values_list("channel", flat=True)) == ["paper", "system"]
    kept = str(list(AuditEntry.objects.values_list("action", "data")))
    assert "session.paper_entered" in kept
    code = CountedCode.objects.get(channel=Channel.PAPER).code
    assert code not in kept


def test_who_took_paper_does_not_vote_in_the_system_and_the_other_way_round(cast) -> None:
    session = secret_vote(cast)
    issued(session, cast, "an")
    item = session.roll.get(user=cast.an).work_item
    assert item.state == WorkState.DONE
    with pytest.raises(ConflictError):
        hand(session, cast.an)
    with pytest.raises(ConflictError):
        issued(session, cast, "an")
    hand(session, cast.binh)
    with pytest.raises(ConflictError):
        issued(session, cast, "binh")


def test_the_board_the_chair_and_the_secretary_issue_and_the_board_alone_types_in(cast) -> None:
    session = secret_vote(cast)
    for user, name in ((cast.phuong, "an"), (cast.kien, "binh"), (cast.son, "cuong")):
        issue_paper(session=session, person=cast.people[name], user=user)
    for stranger in (cast.dao, cast.quang):
        with pytest.raises(NotAllowedError):
            issue_paper(session=session, person=cast.people["dao"], user=stranger)
    for stranger in (cast.phuong, cast.dao, cast.quang):
        with pytest.raises(NotAllowedError):
            typed_in(session, stranger, YES, "one")
        with pytest.raises(NotAllowedError):
            note_collected(session=session, user=stranger, collected=1)
    with pytest.raises(NotAllowedError):
        issue_paper(session=session, person=cast.people["hoa"], user=cast.son)


def test_a_sheet_sent_twice_is_typed_in_once_and_keeps_its_code(cast) -> None:
    session = secret_vote(cast)
    issued(session, cast, "an", "binh")
    first = typed_in(session, cast.kien, YES, "one")
    assert typed_in(session, cast.kien, YES, "one") == first
    assert typed_in(session, cast.xuan, YES, "two") != first
    assert papers_of(session.round).typed_in == 2
    assert AuditEntry.objects.filter(action="session.paper_entered").count() == 2


def test_more_sheets_than_were_issued_cannot_be_genuine(cast) -> None:
    session = secret_vote(cast)
    issued(session, cast, "an")
    typed_in(session, cast.kien, YES, "one")
    with pytest.raises(ConflictError):
        typed_in(session, cast.kien, YES, "two")
    with pytest.raises(ConflictError):
        note_collected(session=session, user=cast.son, collected=2)


def test_a_sheet_typed_in_wrongly_is_taken_back_by_its_code_and_only_one_from_paper(cast) -> None:
    session = secret_vote(cast)
    own = hand(session, cast.phuong)
    issued(session, cast, "an")
    code = typed_in(session, cast.kien, NO, "one")
    with pytest.raises(ConflictError):
        take_back_paper_sheet(session=session, user=cast.kien, code=own, reason="Nhập nhầm")
    with pytest.raises(IncompleteError):
        take_back_paper_sheet(session=session, user=cast.kien, code=code, reason=" ")
    take_back_paper_sheet(session=session, user=cast.kien, code=code, reason="Nhập nhầm")
    typed_in(session, cast.kien, ABSTAIN, "two")
    note_collected(session=session, user=cast.son, collected=1)
    close_vote(session=session, user=cast.phuong)
    ballot = session.ballots.get()
    assert [figures(ballot)[name] for name in ("yes", "no", "abstain")] == [1, 0, 1]


def test_the_vote_closes_when_what_was_in_the_box_has_been_typed_in(cast) -> None:
    session = secret_vote(cast)
    issued(session, cast, "an", "binh")
    with pytest.raises(IncompleteError):
        close_vote(session=session, user=cast.phuong)  # nobody has opened the box
    note_collected(session=session, user=cast.son, collected=2)
    typed_in(session, cast.kien, YES, "one")
    with pytest.raises(ConflictError):
        close_vote(session=session, user=cast.phuong)  # one is not typed in
    assert not CountedVote.objects.exists()
    typed_in(session, cast.kien, YES, "two")
    close_vote(session=session, user=cast.phuong)
    assert verified()


def test_a_ballot_that_was_not_put_into_the_box_is_a_difference_in_the_numbers(cast) -> None:
    session = secret_vote(cast)
    issued(session, cast, "an", "binh")
    typed_in(session, cast.kien, YES, "one")
    note_collected(session=session, user=cast.son, collected=1)
    assert papers_of(session.round).missing == 1
    close_vote(session=session, user=cast.phuong)
    count = sheets_of(session.round)
    assert (count.issued, count.collected) == (5, 1)
    assert (count.issued_on_paper, count.collected_on_paper) == (2, 1)
    assert figures(session.ballots.get())["present"] == 2
    assert verified()


def test_a_seat_that_ends_after_the_ballot_was_taken_does_not_upset_the_count(cast, today) -> None:
    session = secret_vote(cast)
    issued(session, cast, "an")
    typed_in(session, cast.kien, YES, "one")
    note_collected(session=session, user=cast.son, collected=1)
    yesterday = today.replace(year=today.year - 1)
    Mandate.objects.filter(person=cast.people["an"]).update(valid_to=yesterday)
    Mandate.objects.filter(person=cast.people["dao"], role="body_member").update(valid_to=yesterday)
    close_vote(session=session, user=cast.phuong)
    numbers = figures(session.ballots.get())
    assert (numbers["lapsed"], numbers["eligible"], numbers["handed_in"]) == (1, 4, 1)
    assert verified()


def test_nobody_who_is_online_or_away_takes_paper(cast) -> None:
    session = secret_vote(cast)
    for name, presence in (("an", Presence.IN_ROOM), ("binh", Presence.ONLINE)):
        note_arrival(session=session, person=cast.people[name], presence=presence, user=cast.son)
    issued(session, cast, "an")
    for name in ("binh", "cuong"):
        with pytest.raises(ConflictError):
            issued(session, cast, name)


def test_paper_has_no_place_beside_open_items(cast) -> None:
    session = secret_vote(cast, secrecy="open")
    with pytest.raises(ConflictError):
        issued(session, cast, "an")


def test_who_does_not_vote_on_everything_gets_no_paper_that_would_be_known_by_its_gap(
    cast, monkeypatch
) -> None:
    question = asking("a", "b", people={"b": cast.people["dao"]})
    monkeypatch.setitem(questions._questions, "plan", question)
    session = secret_vote(cast)
    with pytest.raises(ConflictError):
        issued(session, cast, "dao")
    issued(session, cast, "an")
    with pytest.raises(ConflictError):  # nor is anybody recused with the ballot in the box
        declare_interest(
            ballot=session.ballots.get(),
            person=cast.people["an"],
            state=InterestState.DECLARED,
            reason="Người nhà",
            user=cast.an,
        )


def test_a_sheet_without_a_mark_on_every_item_is_not_taken(cast) -> None:
    session = secret_vote(cast)
    issued(session, cast, "an")
    with pytest.raises(IncompleteError):
        enter_paper_sheet(session=session, user=cast.kien, choices={}, token="one")


def test_the_board_is_warned_when_it_would_know_whose_votes_it_types_in(cast) -> None:
    everybody(cast, 3)
    session = secret_vote(cast)
    names = ("an", "binh", "cuong", "dao", "phuong")
    found = [len(warnings_of_paper(session.round))]
    for name in names:
        issued(session, cast, name)
        found.append(len(warnings_of_paper(session.round)))
    assert found == [0, 1, 1, 0, 0, 0]
    for entry in RollEntry.objects.filter(person__user__username__startswith="member")[:1]:
        issue_paper(session=session, person=entry.person, user=cast.son)
    assert len(warnings_of_paper(session.round)) == 1  # two are left, and can be worked out
