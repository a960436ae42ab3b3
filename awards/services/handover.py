"""Handing awards over, and printing certificates again."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from awards.enums import AwardState, Kind
from awards.models import Award, Reissue
from awards.notices_register import tell_of_hand_over
from awards.performers import award_secretariat
from workflow_app.accounts.models import User
from workflow_app.approvals.announcing import tell_of_many, told_together
from workflow_app.approvals.enums import Outcome, Stage
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.selectors.authority import who_could
from workflow_app.approvals.services.decisions import decide
from workflow_app.approvals.steps import EffectContext
from workflow_app.audit.services import gathered, record
from workflow_app.organization.enums import Duty, UnitFunction
from workflow_app.organization.models import Desk, Unit
from workflow_app.organization.selectors.authority import authority_at, desk_of

STEP = "hand_over"


@transaction.atomic
@gathered()
def hand_over(
    *, awards: Sequence[Award], handed_over_on: dt.date, received_by: str, user: User
) -> int:
    """Write down who received the awards and when; returns how many there were.

    Without `received_by` each was received by its own recipient. Raises IncompleteError,
    ConflictError, NotAllowedError; then none is noted.
    """
    keys = {award.pk for award in awards}
    if not keys:
        raise IncompleteError(_("Choose the awards that were handed over."))
    desk = desk_of(Duty.ISSUE, _office())
    require_desk(user, desk)
    dossiers = Award.objects.filter(pk__in=keys).values("nomination__dossier")
    list(Dossier.objects.select_for_update(no_key=True).filter(pk__in=dossiers).order_by("pk"))
    rows = list(
        Award.objects.select_for_update(of=("self",))
        .select_related("decision", "nomination__dossier")
        .filter(pk__in=keys)
        .order_by("pk")
    )
    for award in rows:
        _require_possible(award, handed_over_on)
        award.handed_over_on = handed_over_on
        award.handed_over_to = received_by.strip() or award.name[:200]
        award.handed_over_by = user
    Award.objects.bulk_update(rows, ["handed_over_on", "handed_over_to", "handed_over_by"])
    for award in rows:
        record(
            action="award.handed_over",
            actor=user,
            object=award,
            data={"on": handed_over_on.isoformat()},
        )
        dossier = award.nomination.dossier if award.nomination else None
        if dossier is not None and dossier.stage == Stage.HANDING_OVER:
            with told_together("finished"):
                decide(dossier=dossier, step=STEP, outcome=Outcome.HANDED_OVER, user=user)
    tell_of_many(tell_of_hand_over, awards=[award.pk for award in rows])
    return len(rows)


def _require_possible(award: Award, day: dt.date) -> None:
    if award.handed_over_on is not None:
        raise ConflictError(_("%(name)s was noted as handed over already.") % {"name": award.name})
    if award.state == AwardState.REVOKED:
        raise ConflictError(_("The award of %(name)s was revoked.") % {"name": award.name})
    if day > timezone.localdate():
        raise IncompleteError(_("A hand-over is not noted ahead."))
    if award.decision.decided_on is not None and day < award.decision.decided_on:
        raise IncompleteError(_("The decision was taken later than this day."))


def note_hand_over(context: EffectContext) -> None:
    """The certificate was handed over; the ledger says to whom."""
    noted = Award.objects.filter(nomination__dossier=context.dossier, handed_over_on__isnull=False)
    if not noted.exists():
        raise IncompleteError(_("Note in the ledger who received the award, and when."))


@transaction.atomic
def reissue(*, award: Award, reason: str, old_returned: bool, user: User) -> Reissue:
    """Write down that a certificate is printed again, with its old number and code, and why."""
    require_desk(
        user, desk_of(Duty.ISSUE, _office()), desk_of(Duty.APPRAISE_CONTENT, award_secretariat())
    )
    locked = Award.objects.select_for_update(of=("self",)).get(pk=award.pk)
    if not reason.strip():
        raise IncompleteError(_("Say why the certificate is printed again."))
    if locked.state == AwardState.REVOKED:
        raise ConflictError(_("The award of %(name)s was revoked.") % {"name": locked.name})
    row = Reissue.objects.create(
        award=locked, reason=reason.strip(), old_returned=old_returned, by=user
    )
    record(
        action="award.reissued",
        actor=user,
        object=locked,
        data={"reason": row.reason, "old_returned": old_returned},
    )
    return row


def require_desk(user: User, *desks: Desk) -> None:
    """Refuse whoever works at none of the desks today, and say who could."""
    if not any(authority_at(user, desk, kind=Kind.NOMINATION, lock=True) for desk in desks):
        raise NotAllowedError(
            _("This is for %(who)s to do.")
            % {"who": " / ".join(who_could(desk, Kind.NOMINATION) for desk in desks)}
        )


def _office() -> Unit:
    office = Unit.objects.filter(function=UnitFunction.OFFICE, valid_to__isnull=True).first()
    if office is None:
        raise IncompleteError(_("No department is marked as the office."))
    return office
