"""Taking an award back and recovering what was given."""

from workflow_app.approvals.models import Dossier
from workflow_app.approvals.steps import EffectContext


def before_presidium(dossier: Dossier) -> None:
    """The revocation comes before the body that granted the award."""
    raise NotImplementedError


def issue_revocation(context: EffectContext) -> None:
    """Number the decision; from now on the award does not stand."""
    raise NotImplementedError


def record_recovery(context: EffectContext) -> None:
    """Certificate and money are back, or it is written down why not."""
    raise NotImplementedError
