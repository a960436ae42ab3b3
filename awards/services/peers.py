"""The peers' scoring: ask, hand in, declare a conflict, close."""

from workflow_app.approvals.models import Dossier
from workflow_app.approvals.steps import EffectContext


def open_scoring(*, dossier: Dossier) -> None:
    """Ask every other unit of the cluster for its sheet about the signed revision."""
    raise NotImplementedError


def stop_scoring(context: EffectContext) -> None:
    """The unit takes its score back: open sheets are no longer wanted."""
    raise NotImplementedError
