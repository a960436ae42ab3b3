"""The workflow engine's own timers, fired by our scheduler."""

from datetime import timedelta

from .scheduler import register_job


def fire_workflow_timers() -> None:
    """Fire every due timer of every flow."""
    from viewflow.workflow.timers import (  # noqa: PLC0415 -- needs loaded models
        fire_due_start_timers,
        fire_due_timers,
    )

    fire_due_timers()
    fire_due_start_timers()  # needs a single dispatcher, which the scheduler's lease provides


def register() -> None:
    """Have the timers looked at every half minute."""
    register_job("workflow timers", func=fire_workflow_timers, every=timedelta(seconds=30))
