"""What outcomes of the flows bring about; the flows name these functions."""

from django.utils import timezone

from awards.selectors.nominations import nomination_of, rule_of
from workflow_app.accounts.models import User
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.services import revisions
from workflow_app.approvals.steps import EffectContext
from workflow_app.organization.models import Body


def acting_user(context: EffectContext) -> User:
    """Return who acts; these outcomes are always decided by a person."""
    if context.user is None:
        raise TypeError("this outcome is decided by a person")
    return context.user


def freeze(context: EffectContext) -> None:
    """Submitting freezes what the drafter sees into a revision."""
    revisions.freeze(
        dossier=context.dossier,
        user=acting_user(context),
        note=str(context.data.get("note", "")),
    )


def receive(context: EffectContext) -> None:
    """The signed nomination is received: it goes by the rule of this day from now on.

    A dossier that comes again after a return keeps its first day and rule.
    """
    nomination = nomination_of(context.dossier)
    if nomination.received_on is None:
        nomination.received_on = timezone.localdate()
        nomination.rule = rule_of(context.dossier)
        nomination.save(update_fields=["received_on", "rule", "edited"])


def leave_the_choice(context: EffectContext) -> None:
    """The unit takes its nomination back before the cluster has chosen."""
    raise NotImplementedError


def pass_appraisal(context: EffectContext) -> None:
    """Every check is met or overridden; what was found is kept with the nomination."""
    raise NotImplementedError


def before_council(dossier: Dossier) -> None:
    """The nomination comes before the council of its campaign."""
    stand_before(dossier, nomination_of(dossier).campaign.council)


def before_presidium(dossier: Dossier) -> None:
    """The nomination comes before the body that decides in its campaign."""
    stand_before(dossier, nomination_of(dossier).campaign.presidium)


def stand_before(dossier: Dossier, body: Body) -> None:
    """Write before which body the dossier comes."""
    dossier.body = body
    Dossier.objects.filter(pk=dossier.pk).update(body=body)
