"""Reading the log."""

from django.db.models import QuerySet

from .models import AuditEntry


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


def entries_of_person(user_id: int) -> QuerySet[AuditEntry]:
    """Return what one account did, newest first."""
    return AuditEntry.objects.filter(actor_id=user_id).order_by("-sequence")
