"""The cluster's choice: its body, its candidates, its frozen ranking, and what follows from it."""

from workflow_app.approvals.models import Dossier
from workflow_app.approvals.steps import EffectContext


def freeze_ranking(context: EffectContext) -> None:
    """Freeze the ranking and the candidates that the meeting votes on."""
    raise NotImplementedError


def before_meeting(dossier: Dossier) -> None:
    """The choice comes before the body of the cluster."""
    raise NotImplementedError


def apply_choice(context: EffectContext) -> None:
    """Nominations that were chosen go on, the others end; a new head is written down."""
    raise NotImplementedError
