"""The spine: dossiers, revisions, decisions, work items, consultations."""

from .consultations import Comment, ConsultationRound, Opinion
from .dossiers import Decision, Dossier, DossierAttachment, Revision, Visit
from .work import WorkItem

__all__ = [
    "Comment",
    "ConsultationRound",
    "Decision",
    "Dossier",
    "DossierAttachment",
    "Opinion",
    "Revision",
    "Visit",
    "WorkItem",
]
