"""Of which items of an agenda a person may know. What is confidential is left out whole."""

from django.db.models import Exists, OuterRef, QuerySet

from workflow_app.accounts.models import User
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.visibility import visible_dossiers
from workflow_app.ballots.models import Ballot
from workflow_app.db.planning import row_by_row


def known_items(ballots: QuerySet[Ballot], user: User) -> QuerySet[Ballot]:
    """Leave the items that are open to the body, and the confidential ones the person may read.

    Few dossiers are confidential, and an index has those alone: of the others nothing is read.
    """
    unknown = Dossier.objects.exclude(row_by_row(visible_dossiers(user)))
    return ballots.exclude(Exists(unknown.filter(pk=OuterRef("dossier"), is_confidential=True)))
