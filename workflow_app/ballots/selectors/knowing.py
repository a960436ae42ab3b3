"""Of which items of an agenda a person may know. What is confidential is left out whole."""

from django.db.models import Q, QuerySet

from workflow_app.accounts.models import User
from workflow_app.approvals.visibility import visible_dossiers
from workflow_app.ballots.models import Ballot
from workflow_app.db.planning import row_by_row


def known_items(ballots: QuerySet[Ballot], user: User) -> QuerySet[Ballot]:
    """Leave the items that are open to the body, and the confidential ones the person may read."""
    return ballots.filter(known(user))


def known(user: User, prefix: str = "") -> Q:
    """Return the condition on Ballot; `prefix` leads to it from another model ("ballots__").

    The items of an agenda are few, and each is looked at; nothing is found by what the person
    may read.
    """
    readable = row_by_row(visible_dossiers(user, f"{prefix}dossier__"))
    return Q(**{f"{prefix}dossier__is_confidential": False}) | Q(readable)
