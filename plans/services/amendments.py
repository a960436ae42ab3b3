"""Ad-hoc additions (phát sinh, đột xuất) to an adopted plan."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.models import Amendment, Plan
from workflow_app.accounts.models import User
from workflow_app.approvals import engine
from workflow_app.approvals.enums import Stage
from workflow_app.approvals.errors import ConflictError, NotAllowedError
from workflow_app.approvals.models import Dossier
from workflow_app.audit.services import record
from workflow_app.lib.official import official_language
from workflow_app.organization.enums import Duty
from workflow_app.organization.selectors.authority import authority_at, desk_of


@transaction.atomic
def open_amendment(*, plan: Plan, reason: str, is_urgent: bool, user: User) -> Amendment:
    """Start asking for activities that could not be planned; the plan itself stays locked."""
    parent = (
        Dossier.objects.select_for_update(of=("self",), no_key=True)
        .select_related("unit")
        .get(pk=plan.dossier_id)
    )
    if authority_at(user, desk_of(Duty.DRAFT, parent.unit), kind="amendment") is None:
        raise NotAllowedError(_("Only the unit's drafters change its content."))
    if parent.stage != Stage.ADOPTED:
        raise ConflictError(_("Additions are for adopted plans; this one can still be edited."))
    number = plan.amendments.count() + 1
    with official_language():
        title = _("Addition %(number)s to the activity plan of %(year)s of %(unit)s") % {
            "number": number,
            "year": parent.year,
            "unit": parent.unit.short_name,
        }
    dossier = Dossier.objects.create(
        kind="amendment",
        code=f"{parent.code}-BS{number:02d}",
        title=title,
        unit=parent.unit,
        cluster_id=parent.cluster_id,
        body_id=parent.body_id,
        year=parent.year,
        stage_since=timezone.now(),
        created_by=user,
    )
    amendment = Amendment.objects.create(
        dossier=dossier, plan=plan, reason=reason.strip(), is_urgent=is_urgent
    )
    record(action="dossier.opened", actor=user, object=dossier)
    engine.start(dossier)
    return amendment
