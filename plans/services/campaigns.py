"""Opening a year: a draft for every unit at once, in a fixed number of statements."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.enums import CampaignState
from plans.models import Campaign, CampaignDeadline, Plan
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Stage
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.services.opening import open_drafts, tell_drafters
from workflow_app.audit.services import record
from workflow_app.lib.official import official_language
from workflow_app.organization.enums import Duty, UnitFunction
from workflow_app.organization.models import Cluster, Unit
from workflow_app.organization.selectors.authority import authority_at, desk_of, holds_anywhere
from workflow_app.organization.selectors.directory import clusters_by_unit
from workflow_app.rulebook.selectors import due_after, rule_on


def require_campaign_manager(user: User) -> None:
    """Campaigns are run by the office."""
    if not holds_anywhere(user, Duty.RUN_CAMPAIGN):
        office = Unit.objects.filter(function=UnitFunction.OFFICE).first()
        raise NotAllowedError(_("Campaigns are run by %(office)s.") % {"office": office or ""})


@transaction.atomic
def open_campaign(*, campaign: Campaign, user: User) -> list[Dossier]:
    """Create a draft for every planning unit that has none this year, and tell the drafters.

    Safe to repeat: units that came later get theirs, nobody gets two. The number of statements
    does not grow with the units.
    """
    require_campaign_manager(user)
    locked = Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    if locked.state == CampaignState.CLOSED:
        raise ConflictError(_("The campaign is closed."))
    have = Dossier.objects.filter(kind="plan", year=locked.year).values("unit")
    units = list(Unit.objects.planning().in_force(timezone.localdate()).exclude(pk__in=have))
    dossiers = create_plans(campaign=locked, units=units, user=user)
    locked.state = CampaignState.OPEN
    locked.opened = locked.opened or timezone.now()
    locked.opened_by = locked.opened_by or user
    locked.save(update_fields=["state", "opened", "opened_by"])
    record(
        action="campaign.opened",
        actor=user,
        object=locked,
        data={"year": locked.year, "plans": len(dossiers)},
    )
    return dossiers


def create_plans(*, campaign: Campaign, units: Sequence[Unit], user: User) -> list[Dossier]:
    """Write dossiers, plans, cases, duties, log and notices of these units in bulk."""
    if not units:
        return []
    clusters = clusters_by_unit(campaign.year)
    dossiers = [_new_dossier(campaign, unit, clusters.get(unit.pk)) for unit in units]
    plans = [Plan(dossier=dossier, campaign=campaign) for dossier in dossiers]
    open_drafts(dossiers=dossiers, details=plans, due=_draft_due(campaign), user=user)
    tell_drafters(
        dossiers=dossiers,
        event="campaign.opened",
        subject=_("%(campaign)s is open: your unit's draft waits for you") % {"campaign": campaign},
        body=campaign.guidance,
        path=campaign.get_absolute_url(),
    )
    return dossiers


def _new_dossier(campaign: Campaign, unit: Unit, cluster: Cluster | None) -> Dossier:
    with official_language():
        title = _("Activity plan of %(year)s of %(unit)s") % {
            "year": campaign.year,
            "unit": unit.short_name,
        }
    return Dossier(
        kind="plan",
        code=plan_code(campaign.year, unit),
        title=title,
        unit=unit,
        cluster=cluster,
        body_id=campaign.body_id,
        year=campaign.year,
    )


def plan_code(year: int, unit: Unit) -> str:
    """Return the code people quote: KH-2027-LH-DANANG."""
    return f"KH-{year}-{unit.code}"


def _draft_due(campaign: Campaign) -> dt.datetime:
    deadline = campaign.deadlines.filter(stage=Stage.DRAFTING).first()
    if deadline is not None:
        return due_after(0, start=deadline.due)
    return due_after(rule_on("deadline.draft").value)


@transaction.atomic
def open_own_plan(*, campaign: Campaign, unit: Unit, user: User) -> Dossier:
    """A unit opens its own plan, outside or before the campaign's opening for all."""
    if authority_at(user, desk_of(Duty.DRAFT, unit), kind="plan") is None:
        raise NotAllowedError(_("Only the unit's drafters open its plan."))
    # Its opening for all, or a colleague in the same second, comes wholly before or after.
    campaign = Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    if campaign.state == CampaignState.CLOSED:
        raise ConflictError(_("The campaign is closed."))
    if Dossier.objects.filter(kind="plan", unit=unit, year=campaign.year).exists():
        raise ConflictError(_("The unit's plan of this year exists already."))
    return create_plans(campaign=campaign, units=[unit], user=user)[0]


@transaction.atomic
def set_deadlines(
    *, campaign: Campaign, deadlines: Mapping[str, dt.date | None], user: User
) -> None:
    """Write the deadlines per stage; they must follow the order of the way."""
    require_campaign_manager(user)
    dated = sorted(
        ((Stage(stage), due) for stage, due in deadlines.items() if due is not None),
        key=lambda d: d[0].rank,
    )
    days = [due for __, due in dated]
    if days != sorted(days):
        raise IncompleteError(_("A later stage cannot be due before an earlier one."))
    campaign.deadlines.all().delete()
    CampaignDeadline.objects.bulk_create(
        CampaignDeadline(campaign=campaign, stage=stage, due=due) for stage, due in dated
    )
    record(
        action="campaign.changed",
        actor=user,
        object=campaign,
        data={"deadlines": {str(stage): str(due) for stage, due in dated}},
    )


@transaction.atomic
def close_campaign(*, campaign: Campaign, user: User) -> Campaign:
    """The year is over: no new plan is opened in it; plans on their way go on to their end."""
    require_campaign_manager(user)
    locked = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if locked.state == CampaignState.CLOSED:
        raise ConflictError(_("The campaign is closed."))
    locked.state = CampaignState.CLOSED
    locked.save(update_fields=["state"])
    record(
        action="campaign.closed",
        actor=user,
        object=locked,
        data={
            "year": locked.year,
            "on_their_way": Dossier.objects.live().filter(kind="plan", year=locked.year).count(),
        },
    )
    return locked
