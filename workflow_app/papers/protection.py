"""An issued paper is amended or replaced by another paper, never changed: the database keeps to it."""

from workflow_app.audit.triggers import AppendOnly

PAPERS = AppendOnly("papers_issuedpaper", "paper", "issued papers are never changed")
