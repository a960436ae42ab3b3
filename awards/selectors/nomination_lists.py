"""Lists of nominations: one's unit's, the published ones, what a drafter may open."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from awards.enums import CampaignState, Kind
from awards.models import AwardCampaign, AwardType, Nomination, Objection
from awards.rules.findings import Finding, told_to_drafters
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Stage
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.visibility import visible_of_kind
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Unit
from workflow_app.organization.selectors.posts import held_at

from .appraisal import for_list
from .checks import check_many
from .nomination_checks import missing_of


def nominations_for(user: User) -> QuerySet[Nomination]:
    """Return the nominations that the person may know of; a list of them is bounded by something else."""
    found = Nomination.objects.filter(visible_of_kind(user, Kind.NOMINATION))
    return for_list(found).order_by(
        "-campaign__year", "award_type__level", "recipient__sort_key", "pk"
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A nomination in a list; of a draft, what it lacks and what the rules say against it."""

    nomination: Nomination
    missing: Sequence[str] = ()
    against: Sequence[Finding] = ()


def lines_of(nominations: Iterable[Nomination]) -> list[Line]:
    """Return the nominations with what drafts lack; constant statements."""
    rows = list(nominations)
    drafts = [row for row in rows if row.dossier.stage == Stage.DRAFTING]
    checked = {one.nomination.pk: one for one in check_many(drafts)} if drafts else {}
    return [
        Line(
            row,
            missing=missing_of(row) if row.pk in checked else (),
            against=[one for one in told_to_drafters(checked[row.pk].findings) if one.is_error]
            if row.pk in checked
            else (),
        )
        for row in rows
    ]


def units_of_drafter(user: User) -> QuerySet[Unit]:
    """Return the units for which the person drafts."""
    return Unit.objects.filter(pk__in=held_at(user, "unit", Duty.DRAFT), valid_to=None)


def open_campaigns() -> QuerySet[AwardCampaign]:
    """Return the campaigns in which one can nominate, the newest first."""
    return AwardCampaign.objects.filter(state=CampaignState.OPEN)


def awards_in_force() -> QuerySet[AwardType]:
    """Return the awards that have a rule today, from low to high."""
    today = timezone.localdate()
    in_force = Q(rules__valid_from__lte=today) & (
        Q(rules__valid_to=None) | Q(rules__valid_to__gte=today)
    )
    return AwardType.objects.filter(in_force, is_active=True).distinct().order_by("level", "code")


# --- Many at once --------------------------------------------------------------------------


def waiting_for_act(user: User, stage: Stage) -> QuerySet[Nomination]:
    """Return one's units' nominations that wait for submission or signature."""
    duty = Duty.DRAFT if stage == Stage.DRAFTING else Duty.SIGN
    units = held_at(user, "unit", duty)
    return nominations_for(user).filter(dossier__stage=stage, dossier__unit__in=units)


# --- Publication: everybody signed in ------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Published:
    """What everybody reads of a published nominee; nothing else of the dossier is here."""

    pk: int
    name: str
    post: str
    organisation: str
    award: str
    citation: str
    unit: str
    published_on: dt.date | None
    published_until: dt.date | None
    own_objections: Sequence[Objection] = ()


def published_nominees(user: User) -> list[Published]:
    """Return who is open for comment now, from high to low; two statements."""
    published = Dossier.objects.filter(kind=Kind.NOMINATION, stage=Stage.PUBLISHED).values("pk")
    rows = (
        Nomination.objects.filter(dossier__in=published)
        .select_related("recipient", "award_type", "dossier__unit")
        .order_by("published_until", "-award_type__level", "recipient__sort_key", "pk")
    )
    found = list(rows)
    own: dict[int, list[Objection]] = {}
    for objection in own_objections(user).filter(nomination__in=found):
        own.setdefault(objection.nomination_id, []).append(objection)
    return [_published(row, own.get(row.pk, [])) for row in found]


def own_objections(user: User) -> QuerySet[Objection]:
    """Return what the person objected to in their own name; letters are the sender's."""
    return Objection.objects.filter(by=user, sender="")


def _published(row: Nomination, own: Sequence[Objection]) -> Published:
    recipient = row.recipient
    return Published(
        pk=row.pk,
        name=recipient.name,
        post=recipient.post,
        organisation=recipient.organisation,
        award=row.award_type.name,
        citation=row.citation,
        unit=row.dossier.unit.name,
        published_on=row.published_on,
        published_until=row.published_until,
        own_objections=own,
    )


def objections_of(nomination: Nomination) -> list[Objection]:
    """Return the objections in the order they came."""
    return list(nomination.objections.select_related("by", "answered_by").order_by("pk"))
