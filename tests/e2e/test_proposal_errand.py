"""A personnel proposal of three changes in the browser, from the draft to the changed seats.

Hoa types it, Minh signs, Hà vets, the Standing Committee and the Presidium vote in secret: in a room and
online at once, Cường on paper, Đào without a voice on the change that is about her, and the second
change fails.
"""

from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from personnel.services.seats import change_seats
from tests.ballots.secret import hand
from tests.cast import Cast, build_cast
from tests.e2e.people import People, Window, people_at, vi
from tests.e2e.sessions import choose_the_board, convene
from tests.e2e.test_sessions import (
    close_the_vote,
    hand_in,
    note_who_is_here,
    open_the_vote,
)
from tests.personnel.cast import Staff, staff_of
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Stage
from workflow_app.approvals.models import Dossier
from workflow_app.ballots.enums import Choice
from workflow_app.ballots.models import Option, Session
from workflow_app.organization.models import Mandate

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return build_cast()


@pytest.fixture
def staff(cast: Cast) -> Staff:
    staff = staff_of(cast)
    for user in staff.users.values():
        User.objects.filter(pk=user.pk).update(password=cast.hoa.password)
    return staff


@pytest.fixture
def people(staff: Staff, live_server: Any, page: Any) -> People:
    window = Window(page, live_server.url)
    window.sign_in("hoa")
    return people_at(window, at_a_tablet={"an", "binh", "cuong", "dao"})


def proposal() -> Dossier:
    return Dossier.objects.get(kind="personnel")


def draft_three_changes(people: People, staff: Staff) -> None:
    hoa = people("hoa")
    hoa.open("/personnel/proposals/new/")
    hoa.page.select_option("[name=term]", str(staff.term.pk))
    hoa.page.fill("[name=effective_on]", f"{timezone.localdate():%d/%m/%Y}")
    hoa.press("Go on to the changes")
    code = proposal().code
    for kind, field, name, reason in (
        ("add", "entering", "Đỗ Thanh Nhàn", "Phụ trách công tác đối ngoại"),
        ("add", "entering", "Vũ Đức Tín", "Phụ trách công tác thanh niên"),
        ("release", "leaving", "Trịnh Hồng Đào", "Nghỉ hưu theo chế độ"),
    ):
        hoa.open(f"/personnel/proposals/{code}/changes/new/")
        hoa.page.select_option("[name=kind]", kind)
        hoa.page.fill(f"[name={field}]", name)
        hoa.page.fill("[name=reason]", reason)
        hoa.press("Save", exact=True)
        hoa.page.wait_for_url(f"**/{code}/edit/**", wait_until="domcontentloaded")
    hoa.open(f"/personnel/proposals/{code}/edit/")
    hoa.page.fill("[name=reason]", "Kiện toàn Đoàn Chủ tịch")
    with hoa.going_on():
        hoa.press("Save", exact=True)


def send_on(people: People, name: str, label: str, stage: Stage) -> None:
    person = people(name)
    person.open(proposal().get_absolute_url())
    person.act(label)
    assert proposal().stage == stage


def heard_by_the_committee(cast: Cast, people: People, staff: Staff) -> None:
    """The Standing Committee of three; its secretary convenes it from the worklist of its body."""
    session = convene(people, "in_person", "Hội nghị Ban Thường vụ", staff.committee)
    son = people("son")
    son.open(f"{session.get_absolute_url()}attendance/")
    son.press("All in the room")
    choose_the_board(people, session, ("an", "binh", "son"))
    open_the_vote(people, session)
    hand_in(people, "phuong", session, dict.fromkeys(labels(session), "yes"))
    for member in (cast.an, cast.binh):
        hand(session, member)
    close_the_vote(people, session)
    call_command("verify")


def labels(session: Session) -> list[str]:
    options = Option.objects.filter(ballot__session=session).order_by("order")
    return list(options.values_list("label", flat=True))


def decided_by_the_presidium(cast: Cast, people: People) -> Session:
    session = convene(people, "hybrid", "Hội nghị Đoàn Chủ tịch lần thứ 16", cast.presidium)
    note_who_is_here(cast, people, session)
    choose_the_board(people, session)
    open_the_vote(people, session)
    first, second, third = labels(session)
    an = people("an")
    an.open(f"{session.get_absolute_url()}paper/")
    an.page.select_option("[name=person]", str(cast.people["cuong"].pk))
    an.press("Issue", exact=True)
    said = {first: "yes", second: "no", third: "yes"}
    hand_in(people, "phuong", session, said)
    keys = dict(Option.objects.filter(ballot__session=session).values_list("label", "key"))
    for member in (cast.an, cast.binh):
        hand(session, member, {keys[label]: Choice(word) for label, word in said.items()})
    dao = people("dao")
    dao.open(f"{session.get_absolute_url()}sheet/")
    assert dao.page.locator("fieldset.vote-item").count() == 2, "not the change about her"
    hand_in(people, "dao", session, {first: "yes", second: "yes"})
    an.open(f"{session.get_absolute_url()}paper/")
    an.page.fill("[name=collected]", "1")
    an.press("Note the number")
    for line, choice in zip(
        an.page.locator(".paper-line").all(), ("yes", "no", "yes"), strict=True
    ):
        line.locator(f"input[value={choice}]").check(force=True)
    an.press("Put this sheet into the count")
    close_the_vote(people, session)
    return session


def test_three_changes_from_the_draft_to_the_changed_seats(
    cast: Cast, staff: Staff, people: People
) -> None:
    draft_three_changes(people, staff)
    send_on(people, "hoa", "Submit for signature", Stage.SIGNING)
    send_on(people, "minh", "Sign and send on", Stage.VETTING)
    send_on(people, "ha", "Appraise as ready and send on", Stage.STANDING_COMMITTEE)
    heard_by_the_committee(cast, people, staff)
    assert proposal().stage == Stage.DECIDING
    session = decided_by_the_presidium(cast, people)
    results = Option.objects.filter(ballot__session=session).order_by("order")
    assert list(results.values_list("result", flat=True)) == ["adopted", "rejected", "adopted"]
    assert results[2].figures["recused"] == 1
    people("phuong").open(session.get_absolute_url())
    people("phuong").sees(vi("Secret ballot: nobody is told who voted how."))

    thu = people("thu")
    thu.open(proposal().get_absolute_url())
    thu.act("Number and issue")
    ha = people("ha")
    ha.open(proposal().get_absolute_url())
    ha.act("Record the report", fill=reported)
    change_seats()
    assert proposal().stage == Stage.ADOPTED
    seated = Mandate.objects.in_force(timezone.localdate()).filter(
        body=cast.presidium, role="body_member"
    )
    names = set(seated.values_list("person__full_name", flat=True))
    assert names & {"Đỗ Thanh Nhàn", "Vũ Đức Tín", "Trịnh Hồng Đào"} == {"Đỗ Thanh Nhàn"}
    vy = people("vy")
    vy.visit(proposal().get_absolute_url())
    assert proposal().title not in vy.page.content()
    call_command("verify")


def reported(dialog: Any) -> None:
    dialog.locator("[name=authority]").fill("Bộ Nội vụ")
    dialog.locator("[name=sent_notation]").fill("12/BC-LHHN")
    dialog.locator("[name=sent_on]").fill(f"{timezone.localdate():%d/%m/%Y}")
