"""Scores as flows and pages ask for them."""

from workflow_app.approvals.models import Dossier
from workflow_app.organization.models import ClusterMembership


def has_peers(dossier: Dossier) -> bool:
    """Tell whether another unit of the cluster can score this one."""
    if dossier.cluster_id is None:
        return False
    others = ClusterMembership.objects.filter(cluster=dossier.cluster_id)
    return others.exclude(unit=dossier.unit_id).exists()
