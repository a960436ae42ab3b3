"""Sessions from convening to the result, each person at a browser of their own.

One meeting in a room and online at once, with a recusal, a ballot on paper and a secret item; a
consultation in writing that the calendar closes; a tie at the last seat that a second ballot ends.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from tests.ballots.agenda import more_members, planned, vote, waiting
from tests.ballots.secret import asking, hand, secret_rule, with_board
from tests.cast import Cast, build_cast
from tests.e2e.people import People, Person, Window, people_at, vi
from tests.e2e.sessions import choose_the_board, convene
from workflow_app.approvals.enums import Stage
from workflow_app.approvals.models import Dossier
from workflow_app.ballots import questions
from workflow_app.ballots.enums import Choice, Method, Presence
from workflow_app.ballots.models import Ballot, Round, Session
from workflow_app.ballots.questions import Proposition, Question
from workflow_app.ballots.services.attendance import note_all_present
from workflow_app.ballots.services.calendar import close_due

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

SIXTH = "member0"  # who joins the Presidium where five are not enough


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return build_cast()


@pytest.fixture
def people(cast: Cast, live_server: Any, page: Any) -> People:
    """Chair and secretary sit at a desk, members at a tablet."""
    window = Window(page, live_server.url)
    window.sign_in("son")
    return people_at(window, at_a_tablet={"an", "binh", "cuong", "dao", SIXTH})


@pytest.fixture
def plans_ask(monkeypatch: pytest.MonkeyPatch) -> Callable[[Question], None]:
    """Let plans put something else to the vote."""

    def ask(question: Question) -> None:
        monkeypatch.setitem(questions._questions, "plan", question)

    return ask


def open_the_vote(
    people: People, session: Session, items: list[int] | None = None, by: str = "phuong"
) -> None:
    phuong = people(by)
    phuong.open(session.get_absolute_url())
    phuong.press("Open the vote")
    dialog = phuong.page.locator("dialog[open]")
    if items is not None:
        for box in dialog.locator("input[name=item]").all():
            box.set_checked(int(box.get_attribute("value")) in items)
    dialog.locator("button[type=submit]").click()
    phuong.sees(vi("The vote is open. Every member has been told and can vote now."))


def hand_in(people: People, name: str, session: Session, choices: dict[str, str]) -> str:
    """Choose by the words on the sheet, read again, hand in; return the check code if there is one."""
    member = people(name)
    member.open(f"{session.get_absolute_url()}sheet/")
    for label, choice in choices.items():
        item = member.page.locator("fieldset", has=member.page.get_by_text(label)).last
        item.locator(f"input[type=radio][value={choice}]").check(force=True)
    member.press("Read again before handing in")
    member.press("Hand in the sheet")
    expect(member.page.locator("[data-forget]")).to_be_visible()
    code = member.page.locator("[data-check-code]")
    return code.inner_text() if code.count() else ""


def close_the_vote(people: People, session: Session, by: str = "phuong") -> None:
    phuong = people(by)
    phuong.open(session.get_absolute_url())
    phuong.press("Close the vote")
    phuong.page.locator("dialog[open] button[type=submit]").click()
    phuong.sees(vi("The vote is closed and counted. The dossiers go on now."))


def stored_in(member: Person) -> str:
    return str(member.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])"))


def test_a_hybrid_meeting_with_a_recusal_a_ballot_on_paper_and_a_secret_item(
    cast: Cast, people: People, plans_ask: Callable[[Question], None]
) -> None:
    first, second = waiting(cast, 2)
    secret_rule("vote.personnel", small_body=3)
    plans_ask(
        Question(
            propositions=lambda dossier, __: [Proposition("", dossier.title)],
            rule_kind=lambda dossier, __: "personnel" if dossier.pk == second.pk else "plan",
        )
    )
    session = convene(people, "hybrid")
    open_item, secret_item = session.ballots.order_by("order")
    note_who_is_here(cast, people, session)
    declare_interests(people, session, open_item)
    choose_the_board(people, session)
    vote_in_the_open(cast, people, session, open_item, first.title)
    codes = vote_in_secret(cast, people, session, secret_item, second.title)

    figures = secret_item.options.get().figures
    assert (figures["yes"], figures["no"], figures["taking_part"]) == (4, 1, 5)
    assert open_item.options.get().figures["recused"] == 1
    binh = people("binh")
    binh.open(f"{session.get_absolute_url()}codes/")
    binh.page.fill("[name=code]", codes["binh"].lower())
    binh.press("Look for it")
    expect(binh.page.locator(".problem-green")).to_contain_text(codes["binh"])
    assert codes["binh"] not in binh.page.url
    binh.sees(codes["paper"])
    phuong = people("phuong")
    phuong.open(session.get_absolute_url())
    phuong.press("Announce the results")
    phuong.sees(vi("The results are announced. Every member has got a notice."))
    gone_on = Dossier.objects.filter(pk__in=[first.pk, second.pk], stage=Stage.ISSUING)
    assert gone_on.count() == 2
    call_command("verify")


def note_who_is_here(cast: Cast, people: People, session: Session) -> None:
    son = people("son")
    son.open(f"{session.get_absolute_url()}attendance/")
    line = f"#member-{cast.people['dao'].pk}"
    son.page.locator(line).get_by_role("button", name=vi("Online")).click()
    expect(son.page.locator(f"{line}.member-here")).to_be_visible()
    son.press("All in the room")
    expect(son.page.locator(".member-here")).to_have_count(5)


def declare_interests(people: People, session: Session, item: Ballot) -> None:
    """Cường declares for himself; the secretary notes what the others said to the chair."""
    cuong = people("cuong")
    cuong.open(f"{session.get_absolute_url()}interests/own/")
    card = cuong.page.locator(f"#item-{item.pk}")
    card.get_by_text(vi("I have an interest in it…")).click()
    card.locator("[name=reason]").fill("Vợ làm việc tại hội")
    card.get_by_role("button", name=vi("Declare it: I do not vote on this item")).click()
    cuong.sees(vi("You do not vote on it"))
    son = people("son")
    son.open(f"{session.get_absolute_url()}interests/")
    son.press("All others present declare none, for every item")
    son.sees("Vợ làm việc tại hội")


def vote_in_the_open(
    cast: Cast, people: People, session: Session, item: Ballot, title: str
) -> None:
    open_the_vote(people, session, [item.pk])
    for member in (cast.an, cast.binh):
        vote(session, member)
    for name, choice in (("phuong", "yes"), ("dao", "no")):
        hand_in(people, name, session, {title: choice})
    cuong = people("cuong")
    cuong.open(f"{session.get_absolute_url()}sheet/")
    cuong.sees(vi("You take part in the vote on none of these items."))
    close_the_vote(people, session)


def vote_in_secret(
    cast: Cast, people: People, session: Session, item: Ballot, title: str
) -> dict[str, str]:
    """Four vote at their tablets, Cường on paper; return the check codes by name."""
    open_the_vote(people, session, [item.pk])
    an, cuong, son = people("an"), people("cuong"), people("son")
    an.open(f"{session.get_absolute_url()}paper/")
    an.page.select_option("[name=person]", str(cast.people["cuong"].pk))
    an.press("Issue", exact=True)
    cuong.visit(f"{session.get_absolute_url()}sheet/")
    cuong.sees(vi("You have taken a ballot on paper; it counts, and only once."))
    said = {"phuong": "yes", "an": "no", "binh": "yes", "dao": "yes"}
    codes = {}
    for name, choice in said.items():
        codes[name] = hand_in(people, name, session, {title: choice})
        assert "choice" not in stored_in(people(name))
    assert len(set(codes.values())) == 4
    son.open(session.get_absolute_url())
    expect(son.page.locator("#handed-in")).to_contain_text("5")
    expect(son.page.locator("#handed-in")).not_to_contain_text(cast.people["dao"].full_name)

    an.open(f"{session.get_absolute_url()}paper/")
    an.page.fill("[name=collected]", "1")
    an.press("Note the number")
    an.page.locator(".paper-line input[value=yes]").check(force=True)
    an.press("Put this sheet into the count")
    codes["paper"] = an.page.locator("[data-check-code]").inner_text()
    close_the_vote(people, session)
    item.refresh_from_db()
    return codes


def test_a_written_consultation_with_an_absent_member_is_closed_by_the_calendar(
    cast: Cast, people: People
) -> None:
    dossiers = waiting(cast, 3)
    session = convene(people, "written", "Lấy ý kiến bằng văn bản")
    group_and_move(people, session, dossiers[0].title)
    open_the_vote(people, session)
    both, alone = vi("My choice for the whole group"), dossiers[2].title
    hand_in(people, "phuong", session, {both: "yes", alone: "yes"})
    for member in (cast.an, cast.binh):
        vote(session, member)
    people("phuong").open(session.get_absolute_url())
    people("phuong").press("Remind those who have not handed in")
    hand_in_over_a_bad_line(people, session, dossiers[1].title, alone)

    assert close_due() == 0
    Round.objects.filter(session=session).update(due=timezone.now() - dt.timedelta(minutes=1))
    assert close_due() == 1
    voting = session.rounds.get()
    assert voting.closed_by is None
    assert voting.roll.filter(handed_in=None).get().person == cast.people["dao"]
    dao = people("dao")  # absent, and too late
    dao.visit(f"{session.get_absolute_url()}sheet/")
    dao.sees(vi("The vote was closed before you handed in a sheet."))
    found = {
        ballot.dossier_id: ballot.options.get().figures["yes"] for ballot in session.ballots.all()
    }
    assert found == {dossiers[0].pk: 4, dossiers[1].pk: 3, dossiers[2].pk: 3}
    call_command("verify")


def group_and_move(people: People, session: Session, first: str) -> None:
    """Two items become a group; the first item goes down with the arrow key."""
    son = people("son")
    son.open(session.get_absolute_url())
    for box in son.page.locator("#agenda input[name=item]").all()[:2]:
        box.check()
    son.press("Vote on the ticked ones together")
    son.sees(vi("These items are voted on together."))
    handle = son.page.locator("tr[data-item] [data-handle]").first
    handle.focus()
    with son.page.expect_response("**/agenda/order/"):
        handle.press("ArrowDown")
    expect(son.page.locator("tr[data-item]").nth(1)).to_contain_text(first)


def hand_in_over_a_bad_line(people: People, session: Session, apart: str, alone: str) -> None:
    """Cường chooses apart in the group, loses the connection, and sends once more."""
    cuong = people("cuong")
    cuong.open(f"{session.get_absolute_url()}sheet/")
    cuong.page.get_by_text(vi("Choose apart for some of them")).click()
    cuong.page.locator("[name=group][value=yes]").check(force=True)
    for title, choice in ((apart, "no"), (alone, "abstain")):
        item = cuong.page.locator("fieldset", has=cuong.page.get_by_text(title)).last
        item.locator(f"input[value={choice}]").check(force=True)
    assert "abstain" in stored_in(cuong)  # an open vote may be kept until it is received
    cuong.press("Read again before handing in")
    expect(cuong.page.locator(".review")).to_be_visible()
    cuong.page.context.set_offline(True)
    cuong.press("Hand in the sheet")
    expect(cuong.page.locator("[data-send-failed]")).to_be_visible()
    cuong.page.context.set_offline(False)
    cuong.press("Hand in the sheet")
    expect(cuong.page.locator("[data-forget]")).to_be_visible()
    assert "abstain" not in stored_in(cuong)


def test_a_tie_at_the_last_seat_is_voted_again(
    cast: Cast, people: People, plans_ask: Callable[[Question], None]
) -> None:
    secret_rule()
    more = more_members(cast, 1)[0]
    assert more.username == SIXTH
    plans_ask(asking("hạnh", "toản", "sáu", seats=2))
    session = with_board(cast, planned(cast))
    note_all_present(session=session, presence=Presence.IN_ROOM, user=cast.son)
    open_the_vote(people, session)
    words = {"y": "yes", "n": "no"}
    at_the_browser = ("phuong", more.username)
    for member, toan, sau in zip([*cast.members(), more], "yyyynn", "nnyyyy", strict=True):
        said = {"Hạnh": "yes", "Toản": words[toan], "Sáu": words[sau]}
        if member.username in at_the_browser:
            hand_in(people, member.username, session, said)
        else:
            hand(session, member, {key.lower(): Choice(word) for key, word in said.items()})
    close_the_vote(people, session)

    first, second = session.ballots.order_by("run")
    assert first.result == "tied"
    assert list(second.options.values_list("key", flat=True)) == ["toản", "sáu"]
    open_the_vote(people, session)
    for name in at_the_browser:
        hand_in(people, name, session, {"Toản": "yes", "Sáu": "no"})
    for member in cast.members()[1:]:
        hand(session, member, {"toản": Choice.YES, "sáu": Choice.NO})
    close_the_vote(people, session)
    session.refresh_from_db()
    assert session.state == "closed"
    assert dict(second.options.values_list("key", "result")) == {
        "toản": "adopted",
        "sáu": "rejected",
    }
    assert first.method == Method.ELECT
    people("phuong").open(f"{session.get_absolute_url()}screen/")
    expect(people("phuong").page.locator("#screen")).to_contain_text("Toản")
    call_command("verify")
