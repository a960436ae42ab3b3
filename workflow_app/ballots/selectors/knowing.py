"""Of which items of an agenda a person may know. What is confidential is left out whole."""

from dataclasses import dataclass

from django.db.models import BigAutoField, Exists, OuterRef, QuerySet

from workflow_app.accounts.models import User
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.visibility import visible_dossiers
from workflow_app.ballots.models import Ballot, Session
from workflow_app.db.planning import row_by_row
from workflow_app.organization.selectors.posts import KEPT
from workflow_app.organization.selectors.standing import RowsFor

KEPT_KNOWN = "_known_of_sessions"


def known_items(ballots: QuerySet[Ballot], user: User) -> QuerySet[Ballot]:
    """Leave the items that are open to the body, and the confidential ones the person may read.

    Few dossiers are confidential, and an index has those alone: of the others nothing is read.
    """
    unknown = Dossier.objects.exclude(row_by_row(visible_dossiers(user)))
    return ballots.exclude(Exists(unknown.filter(pk=OuterRef("dossier"), is_confidential=True)))


@dataclass(frozen=True, slots=True)
class Known:
    """What one person may know of a session: its items (keys), and the dossiers they may open."""

    items: frozenset[int]
    readable: frozenset[int]


def known_of(session: Session, user: User) -> Known:
    """Return what the person may know of the session's agenda; once for a person's page.

    Whatever comes on the agenda afterwards is not among it.
    """
    if not hasattr(user, KEPT):  # not read for a page: what they hold may change under our hands
        return _known_of(session, user)
    kept: dict[int, Known] = getattr(user, KEPT_KNOWN, {})
    if session.pk not in kept:
        kept = {**kept, session.pk: _known_of(session, user)}
        setattr(user, KEPT_KNOWN, kept)
    return kept[session.pk]


def _known_of(session: Session, user: User) -> Known:
    rows = _agenda.of(user, session=session.pk)
    return Known(
        items=frozenset(
            pk for pk, __, is_confidential, sees in rows if sees or not is_confidential
        ),
        readable=frozenset(dossier for __, dossier, __, sees in rows if sees),
    )


_agenda = RowsFor(
    lambda user, session: (
        Ballot.objects.filter(session=session)
        .annotate(sees=row_by_row(visible_dossiers(user, "dossier__")))
        .order_by()
        .values_list("pk", "dossier", "dossier__is_confidential", "sees")
    ),
    session=BigAutoField(),
)
