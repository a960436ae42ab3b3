"""Whether the cluster must be asked, and what its review found."""

from django.db.models import Q

from workflow_app.approvals.enums import Outcome
from workflow_app.approvals.models import Dossier


def cluster_review_is_needed(dossier: Dossier) -> bool:
    """Ask the cluster unless there is none, or it has already endorsed this very revision.

    A revision that came back unchanged keeps what the cluster said of it; an edited one is a
    new revision and is asked about again. What the head of the cluster said last counts: an
    endorsement that was questioned by the appraiser, and then not given again, is none.
    """
    if dossier.cluster_id is None:
        return False
    last = (
        dossier.decisions.filter(
            Q(step="endorse") | Q(outcome=Outcome.RETURNED_TO_CLUSTER),
            revision=dossier.revision_id,
        )
        .order_by("-pk")
        .first()
    )
    return last is None or last.outcome != Outcome.ENDORSED
