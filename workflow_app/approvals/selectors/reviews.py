"""Whether the cluster must be asked, and what its review found."""

from workflow_app.approvals.enums import Outcome
from workflow_app.approvals.models import Dossier


def cluster_review_is_needed(dossier: Dossier) -> bool:
    """Ask the cluster unless there is none, or it has already endorsed this very revision.

    A revision that came back unchanged keeps what the cluster said of it; an edited one is a
    new revision and is asked about again.
    """
    if dossier.cluster_id is None:
        return False
    endorsed = dossier.decisions.filter(outcome=Outcome.ENDORSED, revision=dossier.revision_id)
    return not endorsed.exists()
