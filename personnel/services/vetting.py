"""What the personnel department does with a proposal: overrides, and the frozen findings."""

from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from personnel.enums import CheckName
from personnel.models import Override, Proposal
from personnel.rules import Finding
from personnel.selectors.proposals import KIND, proposal_of
from personnel.selectors.vetting import Vetting, vetting_of, vetting_shown
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Stage
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.performers import personnel_department
from workflow_app.approvals.selectors.authority import recorded_authority, who_could
from workflow_app.approvals.services.work import lock_dossier
from workflow_app.approvals.visibility import kept_from
from workflow_app.audit.services import record
from workflow_app.lib.official import official_language
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Holding
from workflow_app.organization.selectors.authority import authority_at, desk_of


def override_holding(user: User, *, lock: bool = False) -> Holding | None:
    """Return under what the user may override a check: who heads the personnel department.

    The officer who vets finds; the head of the department (or the deputy for the head) answers
    for letting it pass, and signs for it by name.
    """
    desk = desk_of(Duty.SIGN, personnel_department())
    return authority_at(user, desk, kind=KIND, lock=lock)


@transaction.atomic
def override_check(
    *, dossier: Dossier, uid: str, check: CheckName, reason: str, user: User
) -> Override:
    """Let a change go on against a check, on the revision that is being vetted, with a reason."""
    lock_dossier(dossier.pk)
    locked = Dossier.objects.select_related("unit", "revision").get(pk=dossier.pk)
    holding = override_holding(user, lock=True)
    if holding is None:
        raise NotAllowedError(
            _("This is for %(who)s to do.")
            % {"who": who_could(desk_of(Duty.SIGN, personnel_department()), KIND)}
        )
    if (locked.pk, user.pk) in kept_from([locked]):
        raise NotAllowedError(_("Nobody acts on a dossier in which they are named."))
    if locked.stage != Stage.VETTING or locked.revision is None:
        raise ConflictError(_("The proposal is no longer being vetted."))
    if locked.revision.author_id == user.pk:
        raise NotAllowedError(_("Who drafted a proposal does not vet it."))
    if not reason.strip():
        raise IncompleteError(_("Say why the change may go on all the same."))
    proposal = proposal_of(locked)
    finding = _overridable(vetting_of(proposal), uid, check)
    override = Override.objects.create(
        proposal=proposal,
        uid=uid,
        revision=locked.revision,
        check_name=check,
        reason=reason.strip(),
        by=user,
        mandate=holding.mandate,
        delegation=holding.delegation,
        authority=recorded_authority(holding),
    )
    record(
        action="personnel.overridden",
        actor=user,
        object=locked,
        authority=override.authority,
        data={
            "change": uid,
            "check": str(check),
            "rule": finding.legal_basis,
            "revision": locked.revision.sha256,
            "reason": override.reason,
        },
    )
    return override


def _overridable(vetting: Vetting, uid: str, check: CheckName) -> Finding:
    found = next((one for one in vetting.open if one.uid == uid and one.check == check), None)
    if found is None:
        raise ConflictError(_("Nothing stands against the change in this check any more."))
    if not found.can_be_overridden:
        raise NotAllowedError(
            _("No officer can allow this: the register of seats would contradict itself.")
        )
    return found


def why_not_passed(dossier: Dossier) -> str:
    """Return what stands in the way of passing a proposal on, empty when nothing does."""
    number = len(vetting_shown(dossier).open)
    if not number:
        return ""
    return ngettext(
        "%(number)s check is not met. Return the proposal, or have the head of the department"
        " override it.",
        "%(number)s checks are not met. Return the proposal, or have the head of the department"
        " override them.",
        number,
    ) % {"number": number}


def require_passed(proposal: Proposal) -> None:
    """Make sure that every check is met or overridden, then freeze what was found."""
    vetting = vetting_of(proposal)
    if vetting.open:
        raise IncompleteError(
            _("Some checks are not met. Return the proposal, or have the head override them."),
            [finding.text for finding in vetting.open],
        )
    with official_language():
        findings = vetting_of(proposal).findings
    proposal.vetted = {
        "on": timezone.localdate().isoformat(),
        "revision": proposal.dossier.revision.number if proposal.dossier.revision else None,
        "findings": [_stored(finding) for finding in findings],
    }
    proposal.save(update_fields=["vetted"])


def _stored(finding: Finding) -> dict[str, Any]:
    return asdict(finding) | {"check": str(finding.check)}
