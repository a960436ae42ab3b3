"""Checks stop a proposal; who heads the personnel department may override them, with a reason."""

import pytest
from django.db import DatabaseError, connection, transaction

from personnel.enums import ChangeKind, CheckName
from personnel.models import Override
from personnel.models.protection import OVERRIDES
from personnel.selectors.vetting import vetting_of
from personnel.services.proposals import save_proposal
from personnel.services.vetting import override_check
from personnel.verification import verify_overrides
from tests.personnel.cast import (
    ProposalDriver,
    Staff,
    complete_file,
    proposal_of,
    too_old,
)
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Outcome
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.audit.models import AuditEntry

pytestmark = pytest.mark.usefixtures("everything_agrees")


def test_a_check_that_is_not_met_stops_the_proposal_and_quotes_its_rule(staff: Staff) -> None:
    proposal = too_old(staff)
    proposal.to_vetting()
    with pytest.raises(IncompleteError) as stopped:
        proposal.do(staff.ha, "vet", Outcome.APPRAISED)
    assert len(stopped.value.details) == 1
    finding = vetting_of(proposal.proposal).open[0]
    assert (finding.check, finding.legal_basis) == ("age", "Quy định 118-QĐ/TW ngày 22/8/2023")


def test_who_heads_the_department_overrides_with_a_reason_that_is_kept(staff: Staff) -> None:
    proposal = too_old(staff)
    proposal.to_vetting()
    uid = proposal.changes[0].uid
    with pytest.raises(NotAllowedError, match="Lê Quốc Bảo"):
        override(proposal, uid, staff.ha, "Có uy tín đặc biệt")
    with pytest.raises(IncompleteError):
        override(proposal, uid, staff.bao, " ")
    override(proposal, uid, staff.bao, "Có uy tín đặc biệt, theo Kết luận 178")
    with pytest.raises(ConflictError):
        override(proposal, uid, staff.bao, "Lần hai")
    row = Override.objects.get()
    assert (row.by, row.mandate.person, row.revision) == (
        staff.bao,
        staff.person("bao"),
        proposal.dossier.revision,
    )
    entry = AuditEntry.objects.get(action="personnel.overridden")
    assert entry.data["rule"] == "Quy định 118-QĐ/TW ngày 22/8/2023"
    proposal.do(staff.ha, "vet", Outcome.APPRAISED)
    assert [one["check"] for one in proposal.proposal.vetted["findings"] if not one["is_met"]] == [
        "age"
    ]


def test_an_override_counts_for_the_revision_it_was_given_on(staff: Staff) -> None:
    proposal = too_old(staff)
    proposal.to_vetting()
    override(proposal, proposal.changes[0].uid, staff.bao, "Có uy tín đặc biệt")
    proposal.do(staff.ha, "vet", Outcome.RETURNED, "Bổ sung lý do")
    save_proposal(
        proposal=proposal.proposal,
        reason="Lý do đầy đủ hơn",
        effective_on=proposal.proposal.effective_on,
        user=staff.cast.hoa,
    )
    proposal.to_vetting()
    with pytest.raises(IncompleteError):
        proposal.do(staff.ha, "vet", Outcome.APPRAISED)


def overridden(staff: Staff) -> Override:
    proposal = too_old(staff)
    proposal.to_vetting()
    override(proposal, proposal.changes[0].uid, staff.bao, "Có uy tín đặc biệt")
    return Override.objects.get()


def test_the_database_refuses_to_change_or_delete_an_override(staff: Staff) -> None:
    row = overridden(staff)
    for attempt in (
        lambda: Override.objects.update(reason="Không rõ"),
        lambda: Override.objects.update(by=staff.ha),
        lambda: Override.objects.filter(pk=row.pk)._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert Override.objects.get().reason == "Có uy tín đặc biệt"
    assert (verify_overrides().checked, verify_overrides().details) == (1, [])


def test_an_override_changed_behind_our_back_is_found(staff: Staff) -> None:
    row = overridden(staff)
    OVERRIDES.remove(connection)
    assert verify_overrides().mismatches == 2  # two triggers on SQLite and PostgreSQL alike
    Override.objects.update(by=staff.ha)
    changed = verify_overrides()
    Override.objects.filter(pk=row.pk)._raw_delete("default")
    gone = verify_overrides()
    OVERRIDES.install(connection)
    assert f"override {row.pk} is not in the log" in changed.details[-1]
    assert gone.details[-1] == "1 overrides of the log are gone"


def test_no_officer_allows_what_would_contradict_the_register_of_seats(staff: Staff) -> None:
    proposal = proposal_of(staff)
    complete_file(staff.person("an"))
    proposal.change(ChangeKind.ADD, entering=staff.person("an"))
    proposal.to_vetting()
    with pytest.raises(NotAllowedError):
        override_check(
            dossier=proposal.dossier,
            uid=proposal.changes[0].uid,
            check=CheckName.DOUBLE_SEAT,
            reason="Cần thiết",
            user=staff.bao,
        )


def override(proposal: ProposalDriver, uid: str, user: User, reason: str) -> None:
    override_check(dossier=proposal.dossier, uid=uid, check=CheckName.AGE, reason=reason, user=user)
