"""Whether the cluster must be asked, and what its review found."""

from django.db.models import BigAutoField, Q

from workflow_app.approvals.enums import Outcome, Stage
from workflow_app.approvals.models import Decision, Dossier
from workflow_app.db.prepared import Select

_last_word_of_the_cluster = Select(
    lambda dossier, revision: Decision.objects.filter(
        Q(step="endorse") | Q(outcome=Outcome.RETURNED_TO_CLUSTER),
        dossier=dossier,
        revision=revision,
    ).order_by("-pk")[:1],
    dossier=BigAutoField(),
    revision=BigAutoField(),
)


def cluster_review_is_needed(dossier: Dossier) -> bool:
    """Ask the cluster unless there is none, or it has already endorsed this very revision.

    A revision that came back unchanged keeps what the cluster said of it; an edited one is a
    new revision and is asked about again. What the head of the cluster said last counts: an
    endorsement that was questioned by the appraiser, and then not given again, is none.
    """
    if dossier.cluster_id is None:
        return False
    if dossier.reach < Stage.ENDORSING.rank:
        return True  # it has never come so far that the cluster could have endorsed it
    last = _last_word_of_the_cluster.first(dossier=dossier.pk, revision=dossier.revision_id or 0)
    return last is None or last.outcome != Outcome.ENDORSED
