"""Publication of nominees for comment, and objections."""

import datetime as dt

from workflow_app.approvals.models import Dossier
from workflow_app.approvals.steps import EffectContext


def publish(dossier: Dossier) -> dt.datetime:
    """Publish the nominee and return when the time for comments ends."""
    raise NotImplementedError


def dismiss(context: EffectContext) -> None:
    """Every objection has been answered and none stands."""
    raise NotImplementedError


def uphold(context: EffectContext) -> None:
    """At least one objection stands: the nomination ends."""
    raise NotImplementedError
