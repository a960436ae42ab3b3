"""What outcomes of the plan flows bring about; the flows name these functions."""

import datetime as dt

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.models import Activity, Amendment, Plan
from plans.papers import DOCUMENT_TYPE, decision_content, decision_subject
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Outcome
from workflow_app.approvals.models import Dossier, Revision
from workflow_app.approvals.services import revisions
from workflow_app.approvals.services.numbering import Series, number_decision, signature_on
from workflow_app.approvals.services.work import lock_dossier
from workflow_app.approvals.steps import EffectContext
from workflow_app.organization.enums import UnitFunction
from workflow_app.organization.models import Unit
from workflow_app.organization.selectors.directory import organisation_name
from workflow_app.rulebook.selectors import rule_on

DECISIONS = Series(code="QD-KH", symbol="QĐ-ĐCT", document_type=DOCUMENT_TYPE)


def issue_plan(context: EffectContext) -> None:
    """Number the decision that approves the plan; date and signer come from the clerk's form.

    The paper keeps its whole text and the annex as adopted: it stands as it is for good.
    """
    dossier = context.dossier
    signature = signature_on(context)
    content = decision_content(
        dossier=dossier,
        plan=revisions.content_of(dossier.revision),
        organisation=organisation_name(),
        office=_office_name(),
        adopted_on=_adopted_on(dossier),
    )
    number_decision(
        context=context,
        signature=signature,
        series=DECISIONS,
        subject=decision_subject(dossier),
        content={"unit": dossier.unit.name, **content},
    )


def _office_name() -> str:
    office = Unit.objects.filter(function=UnitFunction.OFFICE).order_by("pk")
    return office.values_list("name", flat=True).first() or ""


def _adopted_on(dossier: Dossier) -> dt.date | None:
    decision = dossier.decisions.filter(outcome=Outcome.ADOPTED).order_by("-pk").first()
    return timezone.localdate(decision.created) if decision else None


def is_within_officers_power(dossier: Dossier) -> bool:
    """Tell whether the empowered officer may decide: the rulebook's limit on the total amount."""
    limit = rule_on("amendment.officer_limit").value
    total = Activity.objects.filter(amendment__dossier=dossier).aggregate(total=Sum("amount"))
    return (total["total"] or 0) <= int(limit)


def apply_amendment(context: EffectContext) -> None:
    """Add the adopted lines to the plan as its next version, counted apart from planned ones."""
    dossier = context.dossier
    amendment = Amendment.objects.select_related("plan").get(dossier=dossier)
    # Two additions adopted at once follow each other, and the second sees the first one's lines.
    lock_dossier(amendment.plan.dossier_id)
    amendment.applied = timezone.now()
    amendment.save(update_fields=["applied"])
    plan = Plan.objects.select_related("dossier__unit", "dossier__revision").get(
        pk=amendment.plan_id
    )
    author = context.user or _author_of(dossier.revision, dossier)
    revisions.freeze(
        dossier=plan.dossier,
        user=author,
        note=_("Added by %(code)s") % {"code": dossier.code},
        check=False,  # it was checked when it was submitted; what is adopted is adopted
    )
    plan.dossier.save(update_fields=["revision", "updated"])


def _author_of(revision: Revision | None, dossier: Dossier) -> User:
    return revision.author if revision is not None else dossier.created_by
