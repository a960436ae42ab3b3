"""An override stands as it was given: who let a nomination go on, against which check, and why."""

from workflow_app.audit.triggers import AppendOnly

OVERRIDES = AppendOnly(
    "awards_checkoverride", "award_override", "overrides of checks are append-only"
)
