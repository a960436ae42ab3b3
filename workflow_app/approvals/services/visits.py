"""Remembering when somebody last looked at a dossier."""

from django.utils import timezone

from workflow_app.accounts.models import User
from workflow_app.approvals.models import Dossier, Visit


def mark_seen(*, dossier: Dossier, user: User) -> None:
    """Note that the person has the page before their eyes now; one statement."""
    Visit.objects.bulk_create(
        [Visit(dossier=dossier, user=user, seen=timezone.now())],
        update_conflicts=True,
        unique_fields=["dossier", "user"],
        update_fields=["seen"],
    )
