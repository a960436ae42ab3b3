"""What the award secretariat does with nominations: overrides, frozen findings, many at once."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from awards.enums import Kind
from awards.models import CheckOverride, Nomination
from awards.performers import award_secretariat
from awards.selectors.appraisal import Appraisal, Appraiser, appraisal_of, appraisal_shown
from awards.selectors.nominations import nomination_of
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Outcome, Stage
from workflow_app.approvals.errors import (
    ConflictError,
    IncompleteError,
    NotAllowedError,
    RefusalError,
)
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.selectors.authority import recorded_authority, who_could
from workflow_app.approvals.services.decisions import decide
from workflow_app.approvals.services.work import lock_dossier
from workflow_app.approvals.visibility import kept_from
from workflow_app.audit.context import act, current_context
from workflow_app.audit.services import record
from workflow_app.lib.official import official_language
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Holding
from workflow_app.organization.selectors.authority import authority_at, desk_of

STEP = "appraise"
APPRAISE = "appraise"
"""Under this name an act on many hands the effect of passing its `Appraiser`."""


def override_holding(user: User, *, lock: bool = False) -> Holding | None:
    """Return under what the user may override a check: who heads the award secretariat."""
    desk = desk_of(Duty.SIGN, award_secretariat())
    return authority_at(user, desk, kind=Kind.NOMINATION, lock=lock)


@transaction.atomic
def override_check(*, dossier: Dossier, check: str, reason: str, user: User) -> CheckOverride:
    """Let a nomination go on against a check, on the revision being appraised, with a reason."""
    lock_dossier(dossier.pk)
    locked = Dossier.objects.select_related("unit", "revision").get(pk=dossier.pk)
    holding = override_holding(user, lock=True)
    if holding is None:
        desk = desk_of(Duty.SIGN, award_secretariat())
        raise NotAllowedError(
            _("This is for %(who)s to do.") % {"who": who_could(desk, Kind.NOMINATION)}
        )
    if (locked.pk, user.pk) in kept_from([locked]):
        raise NotAllowedError(_("Nobody acts on a dossier in which they are named."))
    if locked.stage != Stage.APPRAISING_CONTENT or locked.revision is None:
        raise ConflictError(_("The nomination is no longer being appraised."))
    if locked.revision.author_id == user.pk:
        raise NotAllowedError(_("Who drafted a nomination does not appraise it."))
    if not reason.strip():
        raise IncompleteError(_("Say why the nomination may go on all the same."))
    appraisal = appraisal_of(nomination_of(locked))
    finding = next((one for one in appraisal.open if one.name == check), None)
    if finding is None:
        raise ConflictError(_("Nothing stands against the nomination in this check any more."))
    override = CheckOverride.objects.create(
        nomination=appraisal.nomination,
        revision=locked.revision,
        check_name=check,
        reason=reason.strip(),
        by=user,
        authority=recorded_authority(holding),
    )
    record(
        action="award.check_overridden",
        actor=user,
        object=locked,
        authority=override.authority,
        data={
            "check": check,
            "rule": finding.legal_basis,
            "revision": locked.revision.sha256,
            "reason": override.reason,
        },
    )
    return override


def why_not_passed(dossier: Dossier) -> str:
    """Return what stands in the way of passing a nomination on, empty when nothing does."""
    number = len(appraisal_shown(dossier).open)
    if not number:
        return ""
    return ngettext(
        "%(number)s check is not met. Return the nomination, or have the head override it.",
        "%(number)s checks are not met. Return the nomination, or have the head override them.",
        number,
    ) % {"number": number}


def require_passed(
    nomination: Nomination, appraise: Callable[[Nomination], Appraisal] = appraisal_of
) -> None:
    """Make sure that nothing stands in the way that nobody let pass, then freeze what was found.

    Whoever passes many brings an `Appraiser`, which has read the facts of all of them.
    """
    with official_language():
        appraisal = appraise(nomination)
    if appraisal.open:
        raise IncompleteError(
            _("Some checks are not met. Return the nomination, or have the head override them."),
            [finding.text for finding in appraise(nomination).open],
        )
    nomination.rule = appraisal.choice.rule
    nomination.checked = frozen(appraisal)
    nomination.save(update_fields=["rule", "checked", "edited"])


def frozen(appraisal: Appraisal) -> dict[str, Any]:
    """Return the findings as they are kept with the nomination."""
    nomination = appraisal.nomination
    revision = nomination.dossier.revision
    return {
        "on": timezone.localdate().isoformat(),
        "revision": revision.number if revision is not None else None,
        "rule": nomination.rule_id,
        "why_this_rule": appraisal.choice.reason,
        "findings": [asdict(finding) for finding in appraisal.findings],
        "overridden": sorted(appraisal.overrides),
    }


@dataclass(frozen=True, slots=True)
class Refused:
    """A dossier that a bulk act left where it was, and why."""

    code: str
    name: str
    why: str


def decide_many(
    *,
    dossiers: Sequence[tuple[Dossier, int | None]],
    step: str,
    outcome: Outcome,
    user: User,
) -> tuple[list[str], list[Refused]]:
    """Decide the same on each dossier, each by itself with all its checks.

    Each comes with the revision that was on the list. Returns the codes of those that went on, and
    those that did not. More than a few are left to the worker: see `awards.services.batches`.
    """
    done, refused = [], []
    with act(current_context()):
        appraise = Appraiser([dossier.pk for dossier, __ in dossiers])
        for dossier, revision in dossiers:
            try:
                decide(
                    dossier=dossier,
                    step=step,
                    outcome=outcome,
                    user=user,
                    revision_number=revision,
                    data={APPRAISE: appraise},
                )
            except RefusalError as refusal:
                refused.append(Refused(dossier.code, dossier.title, said(refusal)))
            else:
                done.append(dossier.code)
    return done, refused


def said(refusal: RefusalError) -> str:
    """Return a refusal as one text."""
    return " ".join([refusal.message, *refusal.details])
