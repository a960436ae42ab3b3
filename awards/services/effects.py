"""What outcomes of the flows bring about; the flows name these functions."""

from django.utils import timezone
from django.utils.translation import gettext as _

from awards.models import AwardRule, ReviewCandidate
from awards.notices_nominations import tell_of_rejection
from awards.selectors.appraisal import appraisal_of
from awards.selectors.nominations import goes_through_cluster, nomination_of, rule_of
from awards.selectors.reviews import late_for_choice
from workflow_app.approvals.enums import Stage
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.steps import EffectContext
from workflow_app.background.tasks import enqueue_on_commit
from workflow_app.organization.models import Body

from . import appraisal


def receive(context: EffectContext) -> None:
    """The signed nomination is received: it goes by the rule of this day from now on.

    A dossier that comes again after a return keeps its first day and rule, and what its cluster
    chose.
    """
    nomination = nomination_of(context.dossier)
    if nomination.received_on is None:
        nomination.received_on = timezone.localdate()
        try:
            nomination.rule = rule_of(context.dossier)
        except AwardRule.DoesNotExist as unknown:
            raise IncompleteError(
                _("This award has no rule in force; an administrator can let one begin.")
            ) from unknown
    if goes_through_cluster(context.dossier) and (why := late_for_choice(nomination)):
        raise ConflictError(why)
    nomination.checked = None
    nomination.save(update_fields=["received_on", "rule", "checked", "edited"])


def leave_the_choice(context: EffectContext) -> None:
    """The unit takes its nomination back before the cluster has chosen."""
    stands = ReviewCandidate.objects.filter(nomination__dossier=context.dossier)
    voting = stands.filter(review__dossier__stage__in=(Stage.CLUSTER_MEETING, Stage.ENDORSING))
    if voting.exists():
        raise ConflictError(_("The cluster is choosing already; the nomination stays until then."))


def pass_appraisal(context: EffectContext) -> None:
    """Every check is met or overridden; what was found is kept with the nomination.

    It goes on under the version of the rule that is the more favourable one for it.
    """
    dossier = context.dossier
    if dossier.revision is not None and dossier.revision.author_id == context.acting_user.pk:
        raise NotAllowedError(_("Who drafted a nomination does not appraise it."))
    appraise = context.data.get(appraisal.APPRAISE, appraisal_of)
    appraisal.require_passed(nomination_of(dossier), appraise)


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


def tell_why(context: EffectContext) -> None:
    """The nominee is not awarded: the unit is told with the reason and the figures."""
    enqueue_on_commit(tell_of_rejection, nomination=nomination_of(context.dossier).pk)
