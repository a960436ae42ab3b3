"""An override stands as it was given: who let a change go on, against which check, and why."""

from workflow_app.audit.triggers import AppendOnly

OVERRIDES = AppendOnly("personnel_override", "override", "overrides are append-only")
