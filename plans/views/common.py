"""What the pages of this room share."""

from django.contrib import messages
from django.db.models import BigAutoField
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from plans.models import Amendment, Campaign, Plan
from workflow_app.accounts.models import User
from workflow_app.approvals.errors import RefusalError
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.views.common import required_dossier
from workflow_app.db.prepared import Select

KINDS = ("plan", "amendment")


def say_refusal(request: HttpRequest, refusal: RefusalError) -> None:
    """Tell the person why the act was not done."""
    messages.error(request, " ".join([refusal.message, *refusal.details]))


def visible_dossier(user: User, code: str) -> Dossier:
    """Return a plan's or an addition's dossier, or 404 for those who may not know of it."""
    return required_dossier(user, code, *KINDS)


def plan_and_amendment(dossier: Dossier) -> tuple[Plan, Amendment | None]:
    """Return the plan whose lines are meant and, for an addition, the addition."""
    plans = Plan.objects.select_related("dossier__unit", "campaign")
    if dossier.kind == "amendment":
        amendment = Amendment.objects.select_related("dossier").get(dossier=dossier)
        return plans.get(pk=amendment.plan_id), amendment
    plan = _plan.first(dossier=dossier.pk)
    if plan is None:
        raise Plan.DoesNotExist
    return plan, None


_plan: Select[Plan] = Select(
    lambda dossier: (
        Plan.objects.filter(dossier=dossier).select_related("dossier__unit", "campaign").order_by()
    ),
    dossier=BigAutoField(),
)


def campaign_of(year: int) -> Campaign:
    """Return the campaign of a year with what every page about it needs."""
    campaigns = Campaign.objects.select_related("body").prefetch_related(
        "deadlines", "focus_areas", "files__file"
    )
    return get_object_or_404(campaigns, year=year)
