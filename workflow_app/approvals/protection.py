"""The tables of the spine that only grow: what was decided, and what it was decided on."""

from workflow_app.audit.triggers import AppendOnly

DECISIONS = AppendOnly("approvals_decision", "decision", "decisions are append-only")
REVISIONS = AppendOnly("approvals_revision", "revision", "revisions are append-only")
APPEND_ONLY = (DECISIONS, REVISIONS)
