"""Who knows of a proposal, at every place it comes to; for everybody else it does not exist."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from personnel.enums import ChangeKind
from personnel.services.proposals import save_change
from tests.personnel.cast import ProposalDriver, Staff, co_opting, proposal_of, rule
from workflow_app.approvals.enums import Outcome
from workflow_app.approvals.errors import NotAllowedError
from workflow_app.approvals.filters import WorkFilters
from workflow_app.approvals.models import Dossier, WorkItem
from workflow_app.approvals.open_things import open_at_units
from workflow_app.approvals.selectors.past import sent_by
from workflow_app.approvals.selectors.search import found_dossiers
from workflow_app.approvals.selectors.worklist import page_of_work
from workflow_app.approvals.services.decisions import settle
from workflow_app.approvals.sweeps import remind
from workflow_app.ballots.questions import question_of
from workflow_app.db.objects import another
from workflow_app.notifications.models import Notification
from workflow_app.organization.models import Mandate, Person
from workflow_app.organization.services.authority import refresh_authority
from workflow_app.organization.services.delegations import delegate

UNIT = {"hoa", "minh", "lan"}
DEPARTMENT = {"ha", "bao"}
COMMITTEE = {"phuong", "an", "binh", "son"}
PRESIDIUM = COMMITTEE | {"cuong", "dao"}
CLERK = {"thu"}
ALWAYS = UNIT | {"kien"}


def who_sees(proposal: ProposalDriver) -> set[str]:
    people = {**proposal.cast.users, **proposal.staff.users}
    return {
        name
        for name, user in people.items()
        if Dossier.objects.visible_to(user).filter(pk=proposal.pk).exists()
    }


def test_at_every_step_those_see_it_who_must_handle_it_and_nobody_else(staff: Staff) -> None:
    """Neither the supervising department (Tuấn), nor the office's appraiser (Nga), nor the
    cluster (Dũng, Hạnh), nor the administrator, nor the candidate ever see it."""
    proposal = co_opting(staff)
    assert who_sees(proposal) == ALWAYS
    proposal.to_vetting()
    assert who_sees(proposal) == ALWAYS | DEPARTMENT
    proposal.do(staff.ha, "vet", Outcome.APPRAISED)
    assert who_sees(proposal) == ALWAYS | DEPARTMENT | COMMITTEE
    proposal.vote("standing_committee")
    assert who_sees(proposal) == ALWAYS | DEPARTMENT | PRESIDIUM
    proposal.vote("presidium")
    assert who_sees(proposal) == ALWAYS | DEPARTMENT | PRESIDIUM | CLERK
    proposal.issue()
    assert who_sees(proposal) == ALWAYS | DEPARTMENT | PRESIDIUM | CLERK


def test_whoever_has_handled_it_keeps_seeing_it_after_a_return(staff: Staff) -> None:
    proposal = co_opting(staff)
    proposal.to_the_presidium()
    settle(dossier=proposal.dossier, step="presidium", outcome=Outcome.RETURNED, reason="Bổ sung")
    assert who_sees(proposal) == ALWAYS | DEPARTMENT | PRESIDIUM
    other = proposal_of(staff)
    assert who_sees(other) == ALWAYS  # what one has seen of one opens no other


def test_the_cluster_sees_it_only_where_it_is_consulted(staff: Staff) -> None:
    rule("personnel.consult_cluster", value=True)
    proposal = co_opting(staff, dt.date(2027, 3, 1))
    proposal.do(staff.cast.hoa, "draft", Outcome.SUBMITTED)
    assert who_sees(proposal) == ALWAYS
    proposal.do(staff.cast.minh, "sign", Outcome.SIGNED)
    assert {"dung", "quynh"} <= who_sees(proposal)
    assert not {"tuan", "nga", "vy"} & who_sees(proposal)


# --- Whom it names --------------------------------------------------------------------------


@pytest.mark.parametrize("name", ("an", "minh", "ha", "kien", "dao"))
def test_who_is_named_sees_nothing_whatever_they_hold(staff: Staff, name: str) -> None:
    """A member of both bodies, the head of the unit, the officer who vets, the inspector, and
    the member who is to leave: none of them knows of the proposal that names them."""
    proposal = co_opting(staff)
    if name == "dao":
        proposal.change(ChangeKind.RELEASE, leaving=staff.seat_of("dao"))
    else:
        change_entering(proposal, staff.person(name))
    for reach in (0, 4, 8):
        Dossier.objects.filter(pk=proposal.pk).update(reach=reach)
        assert name not in who_sees(proposal)


def change_entering(proposal: ProposalDriver, person: Person) -> None:
    save_change(
        proposal=proposal.proposal,
        values={"kind": ChangeKind.ADD, "entering": person},
        user=proposal.cast.hoa,
        uid=proposal.changes[0].uid,
    )


def test_the_duty_at_ones_own_desk_is_a_colleagues_when_one_is_named(staff: Staff) -> None:
    """Minh heads the unit and is proposed: his deputy Lan signs, he learns of nothing."""
    proposal = co_opting(staff)
    change_entering(proposal, staff.person("minh"))
    before = page_of_work(staff.cast.minh, WorkFilters()).waiting
    told = Notification.objects.filter(user=staff.cast.minh).count()
    proposal.do(staff.cast.hoa, "draft", Outcome.SUBMITTED)
    assert page_of_work(staff.cast.minh, WorkFilters()).waiting == before
    assert page_of_work(staff.cast.lan, WorkFilters()).waiting == 1
    Dossier.objects.filter(pk=proposal.pk).update(stage_due=timezone.now())
    proposal.dossier.work_items.update(due=timezone.now())
    remind()
    assert Notification.objects.filter(user=staff.cast.minh).count() == told
    assert Notification.objects.filter(user=staff.cast.lan, event="work.due").exists()
    with pytest.raises(NotAllowedError):
        proposal.do(staff.cast.minh, "sign", Outcome.SIGNED)
    proposal.do(staff.cast.lan, "sign", Outcome.SIGNED)


def test_a_long_queue_does_not_count_what_names_one(staff: Staff) -> None:
    """What waits is then counted by kind, not row by row: the count would tell Minh."""
    proposal = co_opting(staff)
    change_entering(proposal, staff.person("minh"))
    proposal.do(staff.cast.hoa, "draft", Outcome.SUBMITTED)
    signing = proposal.dossier.work_items.get(kind="personnel.sign")
    others = [
        another(signing, pk=None, task=None, dossier=None, kind="plan.sign") for __ in range(110)
    ]
    WorkItem.objects.bulk_create(others)
    for user, signatures in ((staff.cast.minh, 0), (staff.cast.lan, 1)):
        page = page_of_work(user, WorkFilters())
        assert page.waiting > 100
        assert page.kinds.get("personnel.sign", 0) == signatures


def test_the_list_of_what_ones_unit_sent_leaves_out_what_names_one(staff: Staff) -> None:
    proposal = co_opting(staff)
    change_entering(proposal, staff.person("minh"))
    proposal.do(staff.cast.hoa, "draft", Outcome.SUBMITTED)
    assert [row.pk for row in sent_by(staff.cast.lan)] == [proposal.pk]
    assert list(sent_by(staff.cast.minh)) == []


def test_who_merges_units_counts_no_confidential_dossier(staff: Staff) -> None:
    unit = staff.cast.unit("LH-DANANG")
    before = [thing.count for thing in open_at_units({unit.pk})]
    co_opting(staff)
    assert [thing.count for thing in open_at_units({unit.pk})] == before


def test_neither_page_nor_search_nor_mail_tells_a_stranger(
    staff: Staff, client: Client, mailoutbox: list, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        proposal = co_opting(staff)
        proposal.to_the_committee()
    dossier = proposal.dossier
    for stranger in (staff.cast.tuan, staff.cast.nga, staff.cast.cuong, staff.nhan):
        client.force_login(stranger)
        assert client.get(dossier.get_absolute_url()).status_code == 404
        assert found_dossiers(stranger, "nhân sự")[0] == []
    for mail in mailoutbox:
        assert "Nhàn" not in f"{mail.subject} {mail.body}"
        assert dossier.title not in mail.subject
    assert not Notification.objects.filter(user=staff.nhan).exists()


def test_a_member_who_is_proposed_is_recused_by_the_ballots(staff: Staff) -> None:
    """The proposition names its person, and the rule of votes on persons lets no candidate vote."""
    proposal = proposal_of(staff)
    proposal.change(ChangeKind.RELEASE, leaving=staff.seat_of("dao"))
    [option] = question_of("personnel").propositions(proposal.dossier, "presidium")
    assert option.person == staff.person("dao")


def test_a_delegation_for_plans_shows_no_proposal(staff: Staff) -> None:
    proposal = co_opting(staff)
    mandate = Mandate.objects.get(person=staff.person("minh"), role="unit_head")
    for kinds, sees in ((["plan"], False), (["personnel"], True)):
        delegate(
            mandate=mandate,
            delegate=staff.person("xuan"),
            form="TUQ.",
            kinds=kinds,
            valid_from=timezone.localdate(),
            valid_to=timezone.localdate() + dt.timedelta(days=9),
            reason="Đi công tác",
            by=staff.cast.minh,
        )
        refresh_authority()
        assert ("xuan" in who_sees(proposal)) is sees
