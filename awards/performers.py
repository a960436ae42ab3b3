"""Where the steps of awards are done: the award secretariat, and the bodies of the campaign."""

from django.utils.translation import gettext as _

from workflow_app.approvals.errors import IncompleteError
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.steps import Performer
from workflow_app.organization.enums import Duty, UnitFunction
from workflow_app.organization.models import Unit


def award_secretariat(__: Dossier | None = None) -> Unit:
    """Return the department that appraises awards; IncompleteError while none is marked.

    Where none is marked for it, the personnel department is (TT 25/2025/TT-BKHCN Đ22, by analogy:
    the secretary of a council is an officer of the personnel department).
    """
    marked = Unit.objects.filter(
        function__in=(UnitFunction.EMULATION, UnitFunction.PERSONNEL), valid_to__isnull=True
    )
    secretariat = marked.order_by("function").first()  # "emulation" comes before "personnel"
    if secretariat is None:
        raise IncompleteError(_("No department is marked as the award secretariat."))
    return secretariat


def _heading_unit(dossier: Dossier) -> Unit:
    if dossier.cluster is None or dossier.cluster.head_unit is None:
        raise IncompleteError(_("The cluster has no head; name one before it meets."))
    return dossier.cluster.head_unit


HEADING_DRAFTER = Performer(lambda __: Duty.DRAFT, _heading_unit, (Duty.DRAFT,))
"""Who drafts in the unit that heads the cluster prepares what the cluster chooses."""

SECRETARIAT = Performer(
    lambda __: Duty.APPRAISE_CONTENT, award_secretariat, (Duty.APPRAISE_CONTENT,)
)
SECRETARIAT_DRAFTER = Performer(lambda __: Duty.DRAFT, award_secretariat, (Duty.DRAFT,))
"""For what the secretariat itself proposes: its drafters, for who drafted does not appraise."""
SECRETARIAT_HEAD = Performer(lambda __: Duty.SIGN, award_secretariat, (Duty.SIGN,))
