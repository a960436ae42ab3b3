"""Taking an award back and recovering what was given (Law Đ93.2)."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from awards import papers
from awards.enums import AwardState, Kind, RevocationGround
from awards.models import Award, Revocation
from awards.notices_register import tell_of_revocation
from awards.performers import award_secretariat
from awards.selectors.issuing import votes_on
from awards.selectors.names import plain_name
from awards.selectors.revocations import open_revocation_of, revocation_of
from workflow_app.accounts.models import User
from workflow_app.approvals import engine
from workflow_app.approvals.enums import Outcome, Stage
from workflow_app.approvals.errors import ConflictError, IncompleteError
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.services.decisions import settle_within
from workflow_app.approvals.services.numbering import Series, number_decision, signature_on
from workflow_app.approvals.steps import EffectContext
from workflow_app.audit.services import gathered, record
from workflow_app.background.tasks import enqueue_on_commit
from workflow_app.lib.official import official_language
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Body
from workflow_app.organization.selectors.authority import desk_of
from workflow_app.papers.documents import page_content

from .effects import stand_before
from .handover import require_desk
from .issuing import hand_of

DECIDING_BODY = "DCT"
"""The body of awards that were granted before the system: the Presidium."""
DECISIONS = Series(code=papers.SERIES, symbol=papers.SYMBOL, document_type=papers.DOCUMENT_TYPE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """What came back so far."""

    object_back_on: dt.date | None
    money_back: int
    money_back_on: dt.date | None
    note: str


@transaction.atomic
@gathered()
def open_revocation(
    *,
    award: Award,
    ground: str,
    user: User,
    facts: str = "",
    concluded_on: dt.date | None = None,
) -> Dossier:
    """Open the dossier by which the secretariat proposes that an award be taken back."""
    secretariat = award_secretariat()
    require_desk(user, desk_of(Duty.DRAFT, secretariat))
    locked = (
        Award.objects.select_for_update(of=("self",))
        .select_related("award_type", "decision")
        .get(pk=award.pk)
    )
    if locked.state == AwardState.REVOKED:
        raise ConflictError(_("The award of %(name)s was revoked.") % {"name": locked.name})
    running = open_revocation_of(locked)
    if running is not None:
        raise ConflictError(
            _("A revocation is on its way already: %(code)s.") % {"code": running.dossier.code}
        )
    year = timezone.localdate().year
    with official_language():
        title = _("Revocation: %(award)s, decision %(number)s, gold-book no. %(ordinal)s") % {
            "award": plain_name(locked.award_type),
            "number": locked.decision.number or locked.year,
            "ordinal": f"{locked.ordinal:02d}",
        }
    dossier = Dossier.objects.create(
        kind=Kind.REVOCATION,
        code=_next_code(year),
        title=title[:300],
        unit=secretariat,
        year=year,
        is_confidential=True,
        stage_since=timezone.now(),
        created_by=user,
    )
    Revocation.objects.create(
        dossier=dossier,
        award=locked,
        ground=RevocationGround(ground),
        facts=facts.strip(),
        concluded_on=concluded_on,
        money_due=locked.amount,
    )
    record(action="dossier.opened", actor=user, object=dossier)
    engine.start(dossier)
    return dossier


def _next_code(year: int) -> str:
    prefix = f"TH-{year}-"
    taken = Dossier.objects.filter(code__startswith=prefix).values_list("code", flat=True)
    numbers = [int(code.removeprefix(prefix)) for code in taken]
    return f"{prefix}{max(numbers, default=0) + 1:02d}"


@transaction.atomic
def save_revocation(
    *,
    revocation: Revocation,
    ground: str,
    facts: str,
    concluded_on: dt.date | None,
    money_due: int,
    user: User,
) -> Revocation:
    """Change the content while it lies with the secretariat."""
    dossier = Dossier.objects.select_for_update(of=("self",), no_key=True).get(
        pk=revocation.dossier_id
    )
    require_desk(user, desk_of(Duty.DRAFT, award_secretariat()))
    if not dossier.is_editable:
        raise ConflictError(
            _("It is locked (%(stage)s). Only a return makes it editable again.")
            % {"stage": dossier.get_stage_display()}
        )
    found = revocation_of(dossier)
    if money_due > found.award.amount:
        raise IncompleteError(_("More cannot be recovered than was granted."))
    found.ground, found.facts = RevocationGround(ground), facts.strip()
    found.concluded_on, found.money_due = concluded_on, money_due
    found.save(update_fields=["ground", "facts", "concluded_on", "money_due"])
    return found


def before_presidium(dossier: Dossier) -> None:
    """The revocation comes before the body that granted the award."""
    campaign = revocation_of(dossier).award.decision.campaign
    body = campaign.presidium if campaign else Body.objects.filter(code=DECIDING_BODY).first()
    if body is None:
        raise IncompleteError(
            _("There is no body with the code %(code)s; the administrator must enter it.")
            % {"code": DECIDING_BODY}
        )
    stand_before(dossier, body)


def issue_revocation(context: EffectContext) -> None:
    """Number the decision; from now on the award does not stand."""
    dossier = context.dossier
    signature = signature_on(context)
    revocation = revocation_of(dossier)
    of_nomination = revocation.award.nomination
    if (
        of_nomination is not None
    ):  # dossiers are locked before awards, as where they are handed over
        Dossier.objects.select_for_update(no_key=True).only("pk").get(pk=of_nomination.dossier_id)
    award = (
        Award.objects.select_for_update(of=("self",))
        .select_related("nomination__dossier")
        .get(pk=revocation.award_id)
    )
    if award.state == AwardState.REVOKED:
        raise ConflictError(_("The award of %(name)s was revoked.") % {"name": award.name})
    issuer = dossier.body.name if dossier.body else ""
    page = papers.revocation_page(
        revocation=revocation,
        hand=hand_of(issuer, signature.signer, signature.title),
        voted_on=votes_on([dossier.pk]),
    )
    number_decision(
        context=context,
        signature=signature,
        series=DECISIONS,
        subject=page.subject,
        content=page_content(page),
    )
    _revoke(award, context)
    enqueue_on_commit(tell_of_revocation, revocation=revocation.pk)


def _revoke(award: Award, context: EffectContext) -> None:
    """The award stands no more; a certificate that still lies in the office is not handed over."""
    award.state = AwardState.REVOKED
    award.save(update_fields=["state"])
    record(
        action="award.revoked",
        actor=context.user,
        object=award,
        data={"dossier": context.dossier.code},
    )
    nomination = award.nomination
    if nomination is None or nomination.dossier.stage != Stage.HANDING_OVER:
        return
    with official_language():
        reason = _("The award was revoked before it was handed over.")
    settle_within(
        dossier=nomination.dossier, step="hand_over", outcome=Outcome.CANCELLED, reason=reason
    )


# --- Recovery ------------------------------------------------------------------------------


def record_recovery(context: EffectContext) -> None:
    """Certificate and money are back, or it is written down why not."""
    data = context.data
    revocation = revocation_of(context.dossier)
    _take_back(
        revocation,
        Recovery(
            object_back_on=data.get("object_back_on"),
            money_back=int(data.get("money_back") or 0),
            money_back_on=data.get("money_back_on"),
            note=str(data.get("note", "")),
        ),
        context.acting_user,
    )
    was_given = revocation.award.handed_over_on is not None
    lacks = (was_given and revocation.object_back_on is None) or (
        revocation.money_back < revocation.money_due
    )
    if lacks and not revocation.recovery_note:
        raise IncompleteError(_("Not everything came back: write down why it ends here."))


@transaction.atomic
def note_recovery(*, revocation: Revocation, recovery: Recovery, user: User) -> Revocation:
    """Write down what came back so far; the recovery goes on."""
    dossier = Dossier.objects.select_for_update(of=("self",), no_key=True).get(
        pk=revocation.dossier_id
    )
    require_desk(user, desk_of(Duty.DRAFT, award_secretariat()))
    if dossier.stage != Stage.RECOVERING:
        raise ConflictError(_("Nothing is being recovered here any more."))
    found = revocation_of(dossier)
    _take_back(found, recovery, user)
    return found


def _take_back(revocation: Revocation, recovery: Recovery, user: User) -> None:
    today = timezone.localdate()
    for day in (recovery.object_back_on, recovery.money_back_on):
        if day is not None and day > today:
            raise IncompleteError(_("What comes back is not noted ahead."))
    if recovery.money_back > revocation.money_due:
        raise IncompleteError(_("More came back than is due; correct the amount."))
    if bool(recovery.money_back) != (recovery.money_back_on is not None):
        raise IncompleteError(_("Money that came back needs its amount and its day."))
    revocation.object_back_on = recovery.object_back_on
    revocation.money_back = recovery.money_back
    revocation.money_back_on = recovery.money_back_on
    revocation.recovery_note = recovery.note.strip()
    revocation.recovered_by = user
    revocation.save(
        update_fields=[
            "object_back_on",
            "money_back",
            "money_back_on",
            "recovery_note",
            "recovered_by",
        ]
    )
    record(
        action="award.recovery_noted",
        actor=user,
        object=revocation,
        dossier_code=revocation.dossier.code,
        data={
            "object": bool(recovery.object_back_on),
            "money": recovery.money_back,
            "due": revocation.money_due,
        },
    )
