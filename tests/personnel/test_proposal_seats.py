"""Seats change on the day of effect, with the permissions, all or nothing, and once."""

import datetime as dt

import pytest
from django.utils import timezone

from personnel.enums import ChangeKind
from personnel.services import seats
from personnel.services.seats import bring_into_effect, change_seats
from tests.personnel.cast import (
    ProposalDriver,
    Staff,
    co_opting,
    proposal_of,
    rule,
    wait,
)
from workflow_app.approvals.enums import Stage
from workflow_app.notifications.models import Notification
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Mandate
from workflow_app.organization.selectors.authority import may

pytestmark = pytest.mark.usefixtures("everything_agrees")


def on_its_day(staff: Staff, monkeypatch: pytest.MonkeyPatch) -> ProposalDriver:
    """A proposal that was issued and reported, on the day from which it is in effect."""
    day = timezone.localdate() + dt.timedelta(days=20)
    proposal = co_opting(staff, day)
    proposal.to_issue()
    proposal.issue()
    proposal.report()
    wait(day, monkeypatch)
    return proposal


def test_seats_change_once_however_often_the_job_begins_again(
    staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposal = on_its_day(staff, monkeypatch)
    assert [bring_into_effect(proposal_id=proposal.proposal.pk) for __ in range(3)] == [True] * 3
    assert Mandate.objects.filter(person=staff.person("nhan")).count() == 1


def test_a_job_that_is_killed_leaves_everything_or_nothing(
    staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed after the mandates and before the dossier went on: neither has happened."""
    proposal = on_its_day(staff, monkeypatch)
    with monkeypatch.context() as killed:
        killed.setattr(seats, "settle_within", _power_cut)
        with pytest.raises(SystemExit):
            change_seats()
    assert not Mandate.objects.filter(person=staff.person("nhan")).exists()
    assert not may(staff.nhan, Duty.VOTE, staff.cast.presidium)
    assert proposal.changes[0].applied_on is None
    assert proposal.dossier.stage == Stage.WAITING_FOR_EFFECT
    assert change_seats() == 1
    assert may(staff.nhan, Duty.VOTE, staff.cast.presidium)
    assert proposal.dossier.stage == Stage.ADOPTED


def _power_cut(**_given: object) -> None:
    raise SystemExit


def test_what_stands_in_the_way_is_written_down_told_and_tried_again(
    staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = timezone.localdate() + dt.timedelta(days=20)
    proposal = co_opting(staff, day)
    proposal.to_issue()
    proposal.issue()
    other = Mandate.objects.create(
        person=staff.person("tin"),
        role="body_member",
        body=staff.cast.presidium,
        seat=staff.seat(6),
        valid_from=timezone.localdate(),
    )
    wait(day, monkeypatch)
    change_seats()
    change_seats()
    assert proposal.proposal.obstacle
    told = Notification.objects.filter(event="personnel.obstacle")
    assert {row.user for row in told} == {staff.ha, staff.bao}
    Mandate.objects.filter(pk=other.pk).update(valid_to=day - dt.timedelta(days=1))
    assert change_seats() == 1
    assert proposal.proposal.obstacle == ""
    assert staff.seat_of("nhan").seat == staff.seat(6)


def test_a_new_president_presides_and_the_old_one_no_longer(
    staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule("personnel.prior_opinion.chair", value=False)
    staff.term.seats.filter(number=1).update(post="chair")
    day = timezone.localdate() + dt.timedelta(days=20)
    proposal = proposal_of(staff, day)
    proposal.change(
        ChangeKind.REPLACE, leaving=staff.seat_of("phuong"), entering=staff.person("nhan")
    )
    proposal.to_issue()
    proposal.issue()
    wait(day, monkeypatch)
    change_seats()
    assert may(staff.nhan, Duty.PRESIDE, staff.cast.presidium)
    assert not may(staff.cast.phuong, Duty.PRESIDE, staff.cast.presidium)
