"""Reading the log."""

from django.db.models import QuerySet

from .context import current_context
from .models import AuditEntry, AuditHead


def entries_of_dossier(code: str) -> QuerySet[AuditEntry]:
    """Return what happened to one dossier, newest first."""
    return (
        AuditEntry.objects.filter(dossier_code=code).select_related("actor").order_by("-sequence")
    )


def entries_of_object(kind: str, identity: object) -> QuerySet[AuditEntry]:
    """Return what happened to one object, newest first; kind is `app_label.model`."""
    return (
        AuditEntry.objects.filter(object_kind=kind, object_id=str(identity))
        .select_related("actor")
        .order_by("-sequence")
    )


def last_sequence() -> int:
    """Return the number of the newest entry; 0 for an empty log."""
    head = AuditHead.objects.filter(pk=AuditHead.ROW).values_list("sequence", flat=True).first()
    return head or 0


def others_acted_since(sequence: int) -> bool:
    """Tell whether an act other than the running one is on record after this entry.

    What was read before still holds if nobody has: every act is recorded as it takes effect.
    """
    later = AuditEntry.objects.filter(sequence__gt=sequence)
    return later.exclude(request_id=current_context().request_id).exists()
