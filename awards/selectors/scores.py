"""Scores as flows and pages ask for them."""

from collections.abc import Collection

from django.utils import timezone

from workflow_app.approvals.enums import Stage
from workflow_app.approvals.models import Dossier
from workflow_app.organization.models import Unit


def has_peers(dossier: Dossier) -> bool:
    """Tell whether another unit of the cluster, still in existence, can score this one."""
    if dossier.cluster_id is None:
        return False
    peers = Unit.objects.in_force(timezone.localdate()).filter(
        memberships__cluster=dossier.cluster_id
    )
    return peers.exclude(pk=dossier.unit_id).exists()


def skipped_stages(dossier: Dossier) -> Collection[Stage]:
    """Return the stages that a self-score goes past: a unit without a cluster has no peers."""
    return () if dossier.cluster_id else (Stage.SCORING,)
