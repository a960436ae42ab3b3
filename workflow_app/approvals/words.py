"""Where dossiers are found by their words."""

from workflow_app.db.words import WordIndex

DOSSIER_WORDS = WordIndex("approvals_dossier", "search_text")
