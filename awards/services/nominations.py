"""Opening and editing nominations."""

from collections.abc import Mapping
from copy import copy
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from awards.enums import Kind
from awards.models import AwardCampaign, AwardType, Nomination, Recipient, SelfScore
from awards.report_forms import blank_report
from workflow_app.accounts.models import User
from workflow_app.approvals import engine
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.services.drafting import require_editable
from workflow_app.audit.services import gathered, record
from workflow_app.lib.official import official_language
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Unit
from workflow_app.organization.selectors.authority import authority_at, desk_of
from workflow_app.organization.selectors.directory import cluster_of


@transaction.atomic
@gathered()
def open_nomination(
    *,
    campaign: AwardCampaign,
    unit: Unit,
    award_type: AwardType,
    recipient: Recipient,
    user: User,
) -> Dossier:
    """Open a dossier that puts one nominee forward for one award; its drafter goes on from there.

    Raises NotAllowedError for who does not draft for the unit or would propose themselves,
    IncompleteError where campaign, award and nominee do not fit, ConflictError where the nominee
    stands for the award in this campaign already.
    """
    if authority_at(user, desk_of(Duty.DRAFT, unit), kind=Kind.NOMINATION) is None:
        raise NotAllowedError(_("Only the unit's drafters open its nominations."))
    nominee = recipient.merged_into or recipient
    _require_fitting(campaign, award_type, nominee)
    if nominee.person is not None and nominee.person.user_id == user.pk:
        raise NotAllowedError(
            _("Nobody nominates themselves. Ask a colleague to draft this nomination.")
        )
    # Numbers of a unit's dossiers are given one after the other.
    locked = Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=unit.pk)
    with official_language():
        title = _("Nomination of %(name)s: %(award)s") % {
            "name": nominee.name,
            "award": award_type.name,
        }
    dossier = Dossier.objects.create(
        kind=Kind.NOMINATION,
        code=_next_code(campaign.year, locked),
        title=title[:300],
        unit=locked,
        cluster=cluster_of(locked, campaign.year),
        year=campaign.year,
        is_confidential=True,
        stage_since=timezone.now(),
        created_by=user,
    )
    try:
        with transaction.atomic():
            Nomination.objects.create(
                dossier=dossier,
                campaign=campaign,
                award_type=award_type,
                recipient=nominee,
                counts_from=campaign.counts_from,
                counts_to=campaign.counts_to,
                achievements=blank_report(nominee.kind),
                self_score=_score_of(campaign, nominee),
            )
    except IntegrityError as twice:
        raise ConflictError(
            _("%(name)s is already nominated for this award in this campaign.")
            % {"name": nominee.name}
        ) from twice
    record(action="dossier.opened", actor=user, object=dossier)
    engine.start(dossier)
    return dossier


def _require_fitting(campaign: AwardCampaign, award_type: AwardType, nominee: Recipient) -> None:
    if not campaign.is_open:
        raise IncompleteError(
            _("The campaign “%(campaign)s” is not open for nominations.") % {"campaign": campaign}
        )
    if not award_type.is_active:
        raise IncompleteError(_("“%(award)s” is no longer awarded.") % {"award": award_type})
    if award_type.subject != nominee.kind:
        raise IncompleteError(
            _("“%(award)s” goes to: %(subject)s. %(name)s is not one.")
            % {
                "award": award_type,
                "subject": award_type.get_subject_display(),
                "name": nominee.name,
            }
        )


def _score_of(campaign: AwardCampaign, nominee: Recipient) -> SelfScore | None:
    """Return the nominee's own score of the campaign; a person has none, nor has an outsider."""
    if nominee.unit_id is None:
        return None
    return SelfScore.objects.filter(campaign=campaign, dossier__unit=nominee.unit_id).first()


def _next_code(year: int, unit: Unit) -> str:
    """Return the next code of the unit in the year; the caller holds the unit's lock."""
    start = f"KT-{year}-{unit.code}-"
    taken = Dossier.objects.filter(kind=Kind.NOMINATION, code__startswith=start)
    numbers = [
        int(code.removeprefix(start))
        for code in taken.values_list("code", flat=True)
        if code.removeprefix(start).isdecimal()
    ]
    return f"{start}{max(numbers, default=0) + 1:02d}"


EDITABLE = (
    "citation",
    "citation_foreign",
    "counts_from",
    "counts_to",
    "completion",
    "achievements",
    "initiative",
    "initiative_number",
    "votes_for",
    "votes_of",
    "figures",
)


@transaction.atomic
def save_nomination(*, nomination: Nomination, values: Mapping[str, Any], user: User) -> Nomination:
    """Write what the unit typed; KeyError for a field that is not its to write."""
    require_editable(dossier_id=nomination.dossier_id, user=user)
    for name, value in values.items():
        if name not in EDITABLE:
            raise KeyError(name)
        setattr(nomination, name, value.strip() if isinstance(value, str) else value)
    if nomination.counts_to < nomination.counts_from:
        raise IncompleteError(_("The period ends before it begins."))
    if nomination.self_score_id is None:  # the unit's sheet may have been opened later
        nomination.self_score = _score_of(nomination.campaign, nomination.recipient)
    nomination.save(update_fields=[*values, "self_score", "edited"])
    return nomination


def would_be(nomination: Nomination, values: Mapping[str, Any]) -> Nomination:
    """Return the nomination as it would be with these values; nothing is written."""
    typed = copy(nomination)
    for name, value in values.items():
        if name not in EDITABLE:
            raise KeyError(name)
        setattr(typed, name, value)
    return typed
