"""The closing: killed at any moment it comes to the same, and a sheet at its moment is in or out."""

import random
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connections, transaction

from tests.ballots.secret import ABSTAIN, NO, YES, asking, hand, secret_vote, verified
from tests.cast import build_cast
from tests.crashes.fuse import AFTER, BEFORE, POWER_CUT, Fuse
from tests.crashes.processes import in_child, must
from tests.crashes.stores import store_for
from workflow_app.accounts.models import User
from workflow_app.approvals.errors import ConflictError
from workflow_app.approvals.models import Decision, Dossier, WorkItem
from workflow_app.audit.models import AuditEntry
from workflow_app.ballots import questions
from workflow_app.ballots.enums import SessionState
from workflow_app.ballots.models import Ballot, CountedCode, CountedVote, Option, Session, Urn
from workflow_app.ballots.services.closing import close_vote
from workflow_app.ballots.services.paper import enter_paper_sheet, issue_paper, note_collected
from workflow_app.ballots.services.resumption import resume_unfinished
from workflow_app.ballots.services.urn import empty

MOMENTS = 10


def seen() -> dict[str, Any]:
    """Everything that the closing leads to and that does not differ by chance."""
    options = Option.objects.order_by("pk").values_list("pk", "result", "figures")
    return {
        "session": Session.objects.get().state,
        "options": list(options),
        "ballots": list(Ballot.objects.order_by("pk").values_list("pk", "result", "run")),
        "counted": Counter(CountedVote.objects.values_list("option", "choice")),
        "codes": sorted(CountedCode.objects.values_list("code", "channel")),
        "keys": Urn.objects.filter(key__isnull=False).count(),
        "resumed": Ballot.objects.filter(resumed__isnull=False).count(),
        "decisions": Counter(Decision.objects.values_list("dossier", "step", "outcome")),
        "stages": list(Dossier.objects.order_by("pk").values_list("pk", "stage")),
        "work": Counter(WorkItem.objects.values_list("kind", "state")),
        "log": Counter(AuditEntry.objects.values_list("action", flat=True)),
        "agree": verified(),
    }


def close_and_go_on(fuse: Fuse) -> list[str]:
    """The chair closes; in tests the dossiers go on in the same process, right after the commit."""
    session, chair = Session.objects.get(), User.objects.get(username="phuong")
    with fuse.armed():
        close_vote(session=session, user=chair)
    return fuse.events


def come_back() -> dict[str, Any]:
    """After the restart the chair closes if it was not done, and the calendar does the rest."""
    session = Session.objects.get()
    if session.state == SessionState.VOTING:
        assert not CountedVote.objects.exists()
        assert Urn.objects.get().key is not None
        close_vote(session=session, user=User.objects.get(username="phuong"))
    resume_unfinished()
    return seen()


@pytest.fixture
def about_to_close(monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> None:
    """Two dossiers with three changes each, five members, one of them on paper."""
    monkeypatch.setitem(questions._questions, "plan", asking("a", "b", "c"))
    cast = build_cast()
    session = secret_vote(cast, 2)
    for member, choice in zip(cast.members()[:4], (YES, YES, NO, ABSTAIN), strict=True):
        hand(session, member, {"a": YES, "b": choice, "c": NO})
    issue_paper(session=session, person=cast.people["dao"], user=cast.son)
    options = Option.objects.filter(ballot__session=session)
    choices = {option.pk: "yes" if option.key != "c" else "invalid" for option in options}
    enter_paper_sheet(session=session, user=cast.kien, choices=choices, token="one")
    note_collected(session=session, user=cast.kien, collected=1)


def moments_of(events: list[str]) -> list[tuple[int, str]]:
    """Return where to cut: round the first COMMIT, and anywhere."""
    first = events.index("COMMIT") + 1
    chosen = {(first, BEFORE), (first, AFTER)}
    moments = [(n, side) for n in range(1, len(events) + 1) for side in (BEFORE, AFTER)]
    return sorted(chosen | set(random.SystemRandom().sample(moments, MOMENTS - len(chosen))))


@pytest.mark.usefixtures("about_to_close")
def test_killed_at_ten_random_moments_the_closing_comes_to_the_same(tmp_path: Path) -> None:
    with closing(store_for(tmp_path)) as store:
        store.keep("base")
        events = must(lambda: close_and_go_on(Fuse()))
        wanted = must(come_back)
        assert wanted["agree"]
        assert wanted["session"] == SessionState.CLOSED
        assert (len(wanted["codes"]), wanted["resumed"], wanted["keys"]) == (5, 2, 0)
        for at, side in moments_of(events):
            store.put_back("base")
            code, told = in_child(lambda: close_and_go_on(Fuse(at, side)))  # noqa: B023 -- at once
            assert code == POWER_CUT, told
            assert must(come_back) == wanted, (at, side, events[at - 1])
            assert must(come_back) == wanted  # and once more changes nothing
    connections.close_all()


@pytest.mark.usefixtures("about_to_close")
def test_a_closing_that_empties_the_urn_apart_from_the_count_would_be_found() -> None:
    """What the test above is for: the power goes between the two."""

    def empties_first() -> None:
        with transaction.atomic():
            empty(Session.objects.get().round)

    must(empties_first)
    code, told = in_child(come_back)
    assert code
    assert "AssertionError" in told
    connections.close_all()


@pytest.mark.postgres
def test_a_secret_sheet_at_the_moment_of_closing_is_counted_or_refused(run_together) -> None:
    cast = build_cast()
    session = secret_vote(cast)
    for member in cast.members()[:3]:
        hand(session, member)
    outcomes = run_together(
        [
            lambda: hand(session, cast.cuong, NO),
            lambda: close_vote(session=session, user=cast.phuong),
            lambda: hand(session, cast.dao, NO),
        ]
    )
    assert isinstance(outcomes[1], Session)
    refused = [isinstance(outcome, ConflictError) for outcome in (outcomes[0], outcomes[2])]
    told = [outcome for outcome in (outcomes[0], outcomes[2]) if isinstance(outcome, str)]
    assert sum(refused) + len(told) == 2
    codes = set(CountedCode.objects.values_list("code", flat=True))
    assert len(codes) == 3 + len(told)
    assert set(told) <= codes
    assert verified()


@pytest.mark.postgres
def test_one_secret_sheet_sent_three_times_at_once_is_one_sheet(run_together) -> None:
    cast = build_cast()
    session = secret_vote(cast)
    code = hand(session, cast.phuong)
    outcomes = run_together([lambda: hand(session, cast.an, NO, "2345-6789-ABCD")] * 3)
    assert outcomes == ["2345-6789-ABCD"] * 3
    close_vote(session=session, user=cast.phuong)
    codes = set(CountedCode.objects.values_list("code", flat=True))
    assert codes == {code, "2345-6789-ABCD"}
    assert CountedVote.objects.filter(choice=NO).count() == 1
