"""The unit's own score and the office's column."""

from workflow_app.approvals.steps import EffectContext


def pass_score(context: EffectContext) -> None:
    """The office's column is complete, and each large gap has its sentence."""
    raise NotImplementedError


def reopen_score(context: EffectContext) -> None:
    """The unit works on it again; the office's column stays until the next appraisal."""
    raise NotImplementedError
