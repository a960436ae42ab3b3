"""After a run that left something open: the second run, and the end of the session."""

from collections.abc import Sequence

from django.db.models import Q
from django.utils import timezone

from workflow_app.ballots.enums import Result, SessionState
from workflow_app.ballots.models import Ballot, Option, Session

from .interests import carry_interests
from .options import copy_options


def prepare_next_run(ballot: Ballot, options: Sequence[Option]) -> Ballot:
    """Put what a run left open on the agenda once more."""
    taken = sum(option.result == Result.ADOPTED for option in options)
    again = Ballot.objects.create(
        session_id=ballot.session_id,
        dossier=ballot.dossier,
        revision_id=ballot.revision_id,
        step=ballot.step,
        order=ballot.order,
        run=ballot.run + 1,
        previous=ballot,
        method=ballot.method,
        seats=ballot.seats - taken if ballot.seats is not None else None,
    )
    copy_options(again, [option for option in options if option.result == Result.TIED])
    carry_interests(ballot, again)
    return again


def end_or_go_on(session: Session) -> None:
    """With nothing left on the agenda the session is over; otherwise it goes on sitting."""
    open_items = Q(result="") | Q(result=Result.TIED, next=None)
    is_left = session.ballots.filter(open_items).exists()
    session.state = SessionState.SITTING if is_left else SessionState.CLOSED
    session.ended = None if is_left else timezone.now()
    session.save(update_fields=["state", "ended"])
