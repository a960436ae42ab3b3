"""Relatives of candidates are pointed out to the session: for the change that is about them."""

import pytest
from django.test import Client
from django.utils import timezone

from personnel.enums import ChangeKind, Relation
from personnel.models import Kinship
from personnel.selectors.interests import kin_of_candidates
from tests.cast import Cast
from tests.personnel.cast import ProposalDriver, Staff, proposal_of
from workflow_app.ballots.enums import SessionMode
from workflow_app.ballots.models import Interest, Session
from workflow_app.ballots.services.sessions import convene
from workflow_app.organization.models import Person


@pytest.fixture
def session(staff: Staff) -> Session:
    """Nhàn, who is Cường's daughter, and Tín are proposed, and Đào, whose brother is An, leaves."""
    driver = proposal_of(staff)
    driver.change(ChangeKind.ADD, entering=staff.person("nhan"))
    driver.change(ChangeKind.REPLACE, leaving=staff.seat_of("dao"), entering=staff.person("tin"))
    kin(staff.person("cuong"), staff.person("nhan"), Relation.CHILD)
    kin(staff.person("dao"), staff.person("an"), Relation.SIBLING)
    kin(staff.person("dao"), staff.person("minh"), Relation.SPOUSE)  # sits in no body
    driver.to_the_presidium()
    return convened(staff.cast, driver)


def kin(person: Person, relative: Person, relation: Relation) -> None:
    Kinship.objects.create(person=person, relative=relative, relation=relation)


def convened(cast: Cast, driver: ProposalDriver) -> Session:
    return convene(
        body=cast.presidium,
        title="Hội nghị Đoàn Chủ tịch",
        held_on=timezone.localdate(),
        mode=SessionMode.IN_PERSON,
        place="105A Quán Thánh",
        dossiers=[driver.dossier],
        user=cast.son,
    )


def test_a_relative_is_a_hint_for_each_change_in_the_words_of_the_record(
    staff: Staff, session: Session
) -> None:
    members = [staff.person(name) for name in ("an", "binh", "cuong", "dao")]
    dossier = session.ballots.get().dossier
    add, replace = dossier.proposal.changes.order_by("order")
    found = kin_of_candidates(dossier, members)
    assert [(concern.person.full_name, concern.reason, concern.key) for concern in found] == [
        (staff.person("cuong").full_name, "Người thân: Đỗ Thanh Nhàn (con)", add.uid),
        (staff.person("an").full_name, "Anh, chị, em ruột của Trịnh Hồng Đào", replace.uid),
    ]


def test_the_secretary_is_told_and_the_declaration_is_about_that_change_alone(
    staff: Staff, session: Session, client: Client
) -> None:
    cast = staff.cast
    client.force_login(cast.son)
    address = f"{session.get_absolute_url()}interests/"
    page = client.get(address).content.decode()
    assert "Anh, chị, em ruột của Trịnh Hồng Đào" in page
    ballot = session.ballots.get()
    option = ballot.options.order_by("order").last()
    client.post(
        address,
        {
            "item": ballot.pk,
            "person": staff.person("an").pk,
            "option": option.pk,
            "reason": "Anh, chị, em ruột của Trịnh Hồng Đào",
            "state": "declared",
        },
    )
    row = Interest.objects.get()
    assert (row.person, row.option) == (staff.person("an"), option)
    hints = client.get(address).context["items"][0].hints
    assert [hint.person for hint in hints] == [staff.person("cuong")]


def test_the_hints_are_for_who_leads_the_session_only(
    staff: Staff, session: Session, client: Client
) -> None:
    client.force_login(staff.cast.binh)
    for page in ("", "interests/", "interests/own/", "sheet/"):
        shown = client.get(f"{session.get_absolute_url()}{page}").content.decode()
        assert "Người thân" not in shown
        assert "ruột" not in shown
