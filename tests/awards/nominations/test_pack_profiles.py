"""The board pack binds in the brief list of nominees: for who decides, and nobody else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from awards.models import Award, AwardDecision, Nomination, Recipient
from awards.services.recipients import recipient_for
from tests.awards.house import House
from tests.papers.reading import content, text
from workflow_app.accounts.models import User
from workflow_app.approvals.models import Dossier
from workflow_app.ballots.enums import InterestState, SessionMode
from workflow_app.ballots.models import Session
from workflow_app.ballots.pack import Entry, pack_of, pack_pdf
from workflow_app.ballots.services.cancelling import cancel_session
from workflow_app.ballots.services.interests import declare_interest
from workflow_app.ballots.services.sessions import convene

from .driver import NominationDriver, nominated, outsider


def given_before(house: House, recipient: Recipient, state: str = "valid") -> None:
    decision = AwardDecision.objects.create(year=2021, source="Danh sách năm 2021")
    Award.objects.create(
        decision=decision,
        ordinal=1,
        award_type=house.types["medal"],
        recipient=recipient,
        name=recipient.name,
        year=2021,
        state=state,
    )


def session_on(house: House, *dossiers: Dossier) -> Session:
    body = dossiers[0].body
    assert body is not None
    return convene(
        body=body,
        title="Họp Hội đồng",
        held_on=timezone.localdate(),
        mode=SessionMode.IN_PERSON,
        place="105A Quán Thánh",
        dossiers=list(dossiers),
        user=house.tam,
    )


@pytest.fixture
def bang(house: House) -> NominationDriver:
    """Ông Trần Hữu Bằng of another organisation, who got something in 2021."""
    driver = nominated(house, recipient=outsider())
    given_before(house, driver.nomination.recipient)
    driver.to_council()
    return driver


@pytest.fixture
def session(house: House, bang: NominationDriver) -> Session:
    return session_on(house, bang.dossier)


def entry_for(session: Session, user: User) -> Entry:
    (entry,) = pack_of(session, user).entries
    return entry


def test_who_decides_reads_the_brief_list_with_what_the_nominee_got_before(
    house: House, session: Session
) -> None:
    for user in (house.cast.an, house.tam):  # a member, and the secretary who prepares it
        (nominee,) = entry_for(session, user).people
        assert (nominee.name, nominee.proposed) == (
            "Ông Trần Hữu Bằng",
            house.types["certificate_person"].name,
        )
        facts = dict(nominee.facts)
        assert facts["Năm sinh"] == "1961"
        assert facts["Giới tính"] == "Nam"
        assert facts["Kết quả bỏ phiếu tại đơn vị"] == "9/10"
        assert facts["Tóm tắt thành tích"].startswith("Đã có thành tích xuất sắc")
        assert facts["Đã được khen thưởng"] == f"{house.types['medal'].name} (2021)"
    said = text(content(pack_pdf(session, house.cast.an)))
    assert "Danh sách trích ngang" in said
    assert "Đã được khen thưởng" in said


def test_the_text_that_was_frozen_is_what_the_body_reads(
    house: House, bang: NominationDriver, session: Session
) -> None:
    Nomination.objects.filter(dossier=bang.pk).update(citation="Viết lại sau khi ký", votes_for=10)
    Recipient.objects.filter(nominations__dossier=bang.pk).update(post="Chức vụ khác")
    (nominee,) = entry_for(session, house.cast.an).people
    facts = dict(nominee.facts)
    assert facts["Tóm tắt thành tích"].startswith("Đã có thành tích xuất sắc")
    assert facts["Kết quả bỏ phiếu tại đơn vị"] == "9/10"
    assert facts["Chức vụ, đơn vị công tác"].startswith("Chủ nhiệm câu lạc bộ")


def test_what_was_taken_back_was_not_received(
    house: House, bang: NominationDriver, session: Session
) -> None:
    Award.objects.update(state="revoked")
    (nominee,) = entry_for(session, house.cast.an).people
    assert "Đã được khen thưởng" not in dict(nominee.facts)


def test_who_does_not_decide_gets_no_brief_list(house: House, session: Session) -> None:
    """The inspector reads the dossier, a drafter's head signed it: neither votes on it."""
    for user in (house.cast.xuan, house.cast.minh):
        assert not any(entry.people for entry in pack_of(session, user).entries)


@pytest.mark.parametrize("of_the_option", (False, True))
def test_a_recused_member_reads_nothing_of_the_nominee(
    house: House, session: Session, *, of_the_option: bool
) -> None:
    """A nomination is one question: who leaves the question leaves the item."""
    ballot = session.ballots.get()
    declare_interest(
        ballot=ballot,
        option=ballot.options.get() if of_the_option else None,
        person=house.cast.people["binh"],
        state=InterestState.DECLARED,
        reason="Người nhà",
        user=house.cast.binh,
    )
    entry = entry_for(session, house.cast.binh)
    assert not entry.people
    assert entry.withheld
    said = text(content(pack_pdf(session, house.cast.binh)))
    assert "Đã được khen thưởng" not in said
    assert "Chủ nhiệm câu lạc bộ" not in said
    assert entry_for(session, house.cast.an).people


def test_a_member_who_is_nominated_reads_nothing_of_themselves(house: House) -> None:
    binh = recipient_for(key=f"p{house.cast.people['binh'].pk}")
    own = nominated(house, recipient=binh)
    other = nominated(house, recipient=outsider())
    for driver in (own, other):
        driver.to_council()
    session = session_on(house, own.dossier, other.dossier)
    (entry,) = pack_of(session, house.cast.binh).entries
    assert [one.name for one in entry.people] == ["Ông Trần Hữu Bằng"]
    assert all(entry.people for entry in pack_of(session, house.cast.an).entries)


def test_once_the_session_is_over_the_pack_has_no_brief_list(
    house: House, session: Session
) -> None:
    cancel_session(session=session, user=house.tam, reason="Chuyển ngày")
    session.refresh_from_db()
    assert not any(entry.people for entry in pack_of(session, house.cast.an).entries)


def test_the_list_of_many_costs_the_statements_of_one(house: House, bang: NominationDriver) -> None:
    one = statements(session_on(house, bang.dossier), house.cast.an)
    drivers = [
        nominated(house, recipient=outsider(name=name)) for name in ("Lê Thị Sen", "Đỗ Văn Tre")
    ]
    drivers.append(nominated(house, "flag"))
    for driver in drivers:
        given_before(house, driver.nomination.recipient)
        driver.to_council()
    session = session_on(house, *(driver.dossier for driver in drivers))
    assert statements(session, house.cast.an) == one
    assert [len(entry.people) for entry in pack_of(session, house.cast.an).entries] == [1, 1, 1]


def statements(session: Session, user: User) -> int:
    pack_of(session, user)  # what is kept for the process is read
    with CaptureQueriesContext(connection) as seen:
        pack_of(session, user)
    return len(seen)
