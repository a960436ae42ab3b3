"""What comes before council and Presidium, who is pointed out, and real votes on it."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from awards.selectors.nomination_votes import concerns_of
from awards.services.recipients import recipient_for
from tests.awards.house import House
from workflow_app.approvals.enums import Stage
from workflow_app.ballots.enums import Choice, InterestState, Presence, SessionMode
from workflow_app.ballots.models import Option, Session
from workflow_app.ballots.questions import order_of, question_of, rule_kind
from workflow_app.ballots.selectors.sheets import options_of
from workflow_app.ballots.services.attendance import note_arrival
from workflow_app.ballots.services.closing import close_vote
from workflow_app.ballots.services.interests import declare_interest
from workflow_app.ballots.services.resumption import resume_session
from workflow_app.ballots.services.rounds import open_vote
from workflow_app.ballots.services.sessions import convene
from workflow_app.ballots.services.voting import hand_in
from workflow_app.organization import kinship
from workflow_app.organization.kinship import Kin

from .driver import NominationDriver, nominated, outsider
from .test_pages import signed_in

COUNCIL = ("phuong", "an", "binh", "cuong", "tuan")


def test_the_award_names_the_rule_and_the_order_of_its_vote(house: House) -> None:
    person, flag = nominated(house), nominated(house, "flag")
    assert rule_kind(person.dossier, "council") == "award"
    assert rule_kind(flag.dossier, "council") == "award.flag"
    assert order_of(person.dossier, "council") < order_of(flag.dossier, "council")


def test_the_option_is_the_nominee_and_a_woman_is_favoured(house: House) -> None:
    driver = nominated(house, recipient=outsider(name="Lê Thị Sen", sex="female"))
    option = question_of("nomination").propositions(driver.dossier, "council")[0]
    assert option.label == "Bằng khen của VUFO (cá nhân): Lê Thị Sen"
    assert option.is_favoured


def test_members_close_to_the_nominee_are_pointed_out(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = house.cast
    an, binh, khanh = (cast.people[name] for name in ("an", "binh", "khanh"))
    monkeypatch.setitem(
        kinship._finders,
        "of the test",
        lambda *__: [Kin(binh.pk, an.pk, "Vợ của Phan Bình An")],
    )
    driver = nominated(house, recipient=recipient_for(key=f"p{an.pk}"))
    found = {one.person: one.reason for one in concerns_of(driver.dossier, [an, binh, khanh])}
    assert found == {an: "Là người được đề nghị khen thưởng", binh: "Vợ của Phan Bình An"}

    lao = recipient_for(key=f"u{cast.unit('HHN-LAO').pk}")
    flag = nominated(house, "flag", recipient=lao)
    assert [one.person for one in concerns_of(flag.dossier, [an, khanh])] == [khanh]


def session_on(
    house: House, driver: NominationDriver, there: tuple[str, ...], **who: Any
) -> Session:
    body = driver.dossier.body
    assert body is not None
    session = convene(
        body=body,
        title=f"Họp {body.name}",
        held_on=timezone.localdate(),
        mode=SessionMode.HYBRID,
        place="105A Quán Thánh",
        dossiers=[driver.dossier],
        user=who["keeper"],
    )
    for name in there:
        note_arrival(
            session=session,
            person=house.cast.people[name],
            presence=Presence.IN_ROOM,
            user=who["keeper"],
        )
    return session


def decided(house: House, session: Session, no: tuple[str, ...] = ()) -> None:
    """Everybody on the roll votes; those named say no."""
    chair = house.cast.phuong
    session = open_vote(session=session, user=chair)
    for entry in session.roll.select_related("user"):
        if entry.user is None or not (options := options_of(entry)):
            continue
        choice = Choice.NO if entry.user.username in no else Choice.YES
        hand_in(
            session=session, user=entry.user, choices=dict.fromkeys((o.pk for o in options), choice)
        )
    close_vote(session=session, user=chair)
    resume_session(session.pk)


def test_from_the_draft_through_real_votes_with_a_conflict_of_interest(house: House) -> None:
    cast = house.cast
    driver = nominated(house, recipient=recipient_for(key=f"p{cast.people['binh'].pk}"))
    driver.to_council()
    council = session_on(house, driver, COUNCIL, keeper=house.tam)
    decided(house, council)
    assert driver.dossier.stage == Stage.DECIDING
    figures = Option.objects.get(ballot__session=council).figures or {}
    assert (figures["recused"], figures["yes"]) == (1, 4)  # the nominee leaves roll and count

    members = ("phuong", "an", "binh", "cuong", "dao")
    presidium = session_on(house, driver, members, keeper=cast.son)
    ballot = presidium.ballots.get()
    declare_interest(
        ballot=ballot,
        person=cast.people["cuong"],
        state=InterestState.DECLARED,
        reason="Anh em kết nghĩa",
        user=cast.cuong,
    )
    decided(house, presidium)
    assert driver.dossier.stage == Stage.ISSUING
    figures = Option.objects.get(ballot__session=presidium).figures or {}
    assert figures["recused"] == 2


def statements(client: Client, path: str) -> int:
    client.get(path)  # what is kept for the process is read
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


@pytest.mark.parametrize("path", ("/awards/nominations/", "/awards/nominations/appraisal/"))
def test_lists_of_three_cost_the_statements_of_one(house: House, path: str) -> None:
    user = house.cast.hoa if path.endswith("nominations/") else house.tam
    drafts = user == house.cast.hoa
    client = signed_in(user)
    first = nominated(house)
    if not drafts:
        first.to_appraisal()
    one = statements(client, path)
    for name in ("Lê Thị Sen", "Nguyễn Văn Hải"):
        other = nominated(house, recipient=outsider(name=name))
        if not drafts:
            other.to_appraisal()
    assert statements(client, path) == one, path


def test_publications_of_three_cost_the_statements_of_one(house: House) -> None:
    client = signed_in(house.cast.xuan)
    nominated(house).to_publication()
    one = statements(client, "/awards/nominations/published/")
    nominated(house, recipient=outsider(name="Lê Thị Sen")).to_publication()
    assert statements(client, "/awards/nominations/published/") == one
