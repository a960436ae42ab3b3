"""The counting board of a secret ballot (ban kiểm phiếu): three to five, no candidate among them."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from workflow_app.accounts.models import User
from workflow_app.approvals.errors import ConflictError, IncompleteError
from workflow_app.audit.services import record
from workflow_app.ballots.enums import SessionState
from workflow_app.ballots.models import BoardMember, Option, Session
from workflow_app.notifications.services import notify
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Person

from .sessions import locked_session, require_duty

FEWEST, MOST = 3, 5
"""Decree 59/2023 (grass-roots democracy), applied by analogy: three to five with a head."""


@transaction.atomic
def choose_board(
    *, session: Session, head: Person, others: Sequence[Person], user: User
) -> list[BoardMember]:
    """Write down the counting board that the session has chosen, in place of an earlier one.

    Each of them is told, once. Raises IncompleteError for a wrong number and for a candidate among them, ConflictError while a
    vote runs.
    """
    session = locked_session(session, *SessionState.preparing)
    require_duty(user, session.body, Duty.PRESIDE, Duty.KEEP_MINUTES)
    people = {person.pk: person for person in (head, *others)}
    if not FEWEST <= len(people) <= MOST:
        raise IncompleteError(
            _("The counting board has %(fewest)s to %(most)s members.")
            % {"fewest": FEWEST, "most": MOST}
        )
    candidates = set(
        Option.objects.filter(
            ballot__session=session, ballot__result="", person__in=list(people)
        ).values_list("person", flat=True)
    )
    if candidates:
        raise IncompleteError(
            _("A candidate does not count the votes: %(names)s.")
            % {"names": ", ".join(str(people[pk]) for pk in sorted(candidates))}
        )
    if session.rounds.filter(urn__key__isnull=False).exists():
        raise ConflictError(_("The board stays as it is while a vote runs."))
    session.board.all().delete()
    board = BoardMember.objects.bulk_create(
        BoardMember(session=session, person=person, is_head=pk == head.pk)
        for pk, person in people.items()
    )
    notify(
        event="session.board",
        users=[one.user for one in people.values() if one.user not in (None, user)],
        subject=_("You count the votes: %(session)s") % {"session": session},
        body=_("The session has chosen you for its counting board."),
        path=session.get_absolute_url(),
        cause=f"session.board {session.pk}",
    )
    record(
        action="session.board_chosen",
        actor=user,
        object=session,
        data={"people": sorted(people), "head": head.pk},
    )
    return board


def require_board(session: Session) -> None:
    """Make sure that a meeting which votes in secret has chosen its board."""
    if session.is_written or session.board.exists():
        return
    raise IncompleteError(
        _("Before a secret ballot the session chooses a counting board of three to five.")
    )
